use super::{
    Environment, InternalError,
    environment::new_id,
    mailed_proof::{CODE_MINUTES, Proving, address_mark, code_hash, new_code},
};
use crate::{
    foundation::{Language, MailId, PlainToken, TenantScope, TokenKind, UserId},
    invite::INVITE_SECONDS,
    mail::{Draft, MailKind, NewMail},
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
    store::{StoreError, Unit},
    user::Email,
};

/// For how long a link that unlocks is good, in seconds.
const UNLOCK_SECONDS: u32 = 86_400;

/// A mail, rendered and sealed, with the one-time rows that its link and its code stand for. Made before the
/// unit that writes it.
#[derive(Debug)]
pub(crate) struct Letter {
    mail: NewMail,
    tokens: Vec<NewOneTime>,
}

impl Letter {
    /// A mail that lets its reader prove something: by a link, and by a code. They are good for the address that
    /// the mail goes to.
    pub(crate) fn proof(
        env: &Environment,
        scope: &TenantScope,
        proving: Proving,
        (user, to): (UserId, &Email),
        language: Language,
    ) -> Result<Self, InternalError> {
        let grant = OneTimeGrant {
            user: Some(user),
            data: address_mark(scope, to),
        };
        Self::granting(env, scope, (proving, grant), to, language)
    }

    /// A mail whose link and code stand for a grant.
    pub(crate) fn granting(
        env: &Environment,
        scope: &TenantScope,
        (proving, grant): (Proving, OneTimeGrant),
        to: &Email,
        language: Language,
    ) -> Result<Self, InternalError> {
        let token = env.token(TokenKind::OneTime);
        let code = new_code(&*env.entropy);
        let row = |purpose: OneTimePurpose, hash, seconds| NewOneTime {
            purpose,
            hash,
            grant: grant.clone(),
            created_at: env.now(),
            expires_at: env.now().plus_seconds(seconds),
        };
        let by_code = proving.code_purpose();
        let hash = code_hash(scope, &by_code, to.normal(), &code);
        let tokens = vec![
            row(
                proving.link_purpose(),
                token.hash(),
                proving.link_minutes() * 60,
            ),
            row(by_code, hash, CODE_MINUTES * 60),
        ];
        let page = format!("{}?code={}", proving.page(), token.expose());
        let draft = Draft {
            kind: proving.mail(),
            to,
            language,
            link: link(env, scope, &page),
            link_minutes: Some(proving.link_minutes()),
            code: Some((code, CODE_MINUTES)),
        };
        Ok(Self {
            mail: sealed(env, scope, &draft)?,
            tokens,
        })
    }

    /// A mail that tells of something, with a link to the page where more can be done about it.
    pub(crate) fn notice(
        env: &Environment,
        scope: &TenantScope,
        (kind, page): (MailKind, &str),
        to: &Email,
        language: Language,
    ) -> Result<Self, InternalError> {
        let draft = Draft {
            kind,
            to,
            language,
            link: link(env, scope, page),
            link_minutes: None,
            code: None,
        };
        Ok(Self {
            mail: sealed(env, scope, &draft)?,
            tokens: Vec::new(),
        })
    }

    /// An invitation, whose link holds its token. It is written as a mail to nobody's account.
    pub(crate) fn invitation(
        env: &Environment,
        scope: &TenantScope,
        token: &PlainToken,
        to: &Email,
        language: Language,
    ) -> Result<Self, InternalError> {
        let draft = Draft {
            kind: MailKind::Invitation,
            to,
            language,
            link: link(
                env,
                scope,
                &format!("accept-invite?token={}", token.expose()),
            ),
            link_minutes: Some(INVITE_SECONDS / 60),
            code: None,
        };
        Ok(Self {
            mail: sealed(env, scope, &draft)?,
            tokens: Vec::new(),
        })
    }

    /// That the password was changed.
    pub(crate) fn password_changed(
        env: &Environment,
        scope: &TenantScope,
        to: Option<&Email>,
        language: Language,
    ) -> Result<Option<Self>, InternalError> {
        let about = (MailKind::PasswordChanged, "forgot-password");
        to.map(|to| Self::notice(env, scope, about, to, language))
            .transpose()
    }

    /// That failures have locked the account, with a link that unlocks it.
    pub(crate) fn account_locked(
        env: &Environment,
        scope: &TenantScope,
        (user, to): (UserId, &Email),
        language: Language,
    ) -> Result<Self, InternalError> {
        let token = env.token(TokenKind::OneTime);
        let page = format!("unlock?code={}", token.expose());
        let about = (MailKind::AccountLocked, page.as_str());
        let mut letter = Self::notice(env, scope, about, to, language)?;
        letter.tokens.push(NewOneTime {
            purpose: OneTimePurpose::unlock_account(),
            hash: token.hash(),
            grant: OneTimeGrant {
                user: Some(user),
                data: String::new(),
            },
            created_at: env.now(),
            expires_at: env.now().plus_seconds(UNLOCK_SECONDS),
        });
        Ok(letter)
    }

    /// Writes the rows, as a mail to this user, who must be there already, or to somebody who is none yet.
    pub(crate) async fn write(
        &self,
        unit: &dyn Unit,
        user: impl Into<Option<UserId>> + Send,
    ) -> Result<(), StoreError> {
        let user = user.into();
        for token in &self.tokens {
            unit.insert_one_time(token).await?;
        }
        let mail = NewMail {
            user,
            ..self.mail.clone()
        };
        unit.insert_mail(&mail).await
    }
}

fn link(env: &Environment, scope: &TenantScope, page: &str) -> String {
    let slug = &scope.snapshot().tenant.slug;
    format!("{}/t/{slug}/{page}", env.public_base)
}

fn sealed(
    env: &Environment,
    scope: &TenantScope,
    draft: &Draft<'_>,
) -> Result<NewMail, InternalError> {
    draft
        .seal(scope, new_id!(env, MailId), env.now(), &*env.entropy)
        .map_err(|error| InternalError::Mail(error.to_string()))
}
