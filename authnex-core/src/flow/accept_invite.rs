use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FieldFault, InternalError,
    account::Faults,
    environment::new_id,
    error::{from_hash_error, from_internal},
    new_password::ask_about,
    sign_up::made_user,
};
use crate::{
    event::{Event, EventKind},
    foundation::{
        EventId, PlainToken, RequestContext, Secret, TenantScope, TokenHash, TokenKind, UserId,
    },
    invite::Invite,
    port::{BeforeSignUp, Refusal},
    role::{RoleName, SystemRole},
    store::{Consumed, StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::{Attributes, NewUser, PasswordRow, Profile, User},
};

/// What the invited gives.
#[derive(Clone, Debug)]
pub struct AcceptInvite {
    /// The link's token.
    pub token: String,
    /// The shown name; that of the invitation when absent.
    pub name: Option<String>,
    /// The password to be.
    pub password: Secret,
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum AcceptInviteError {
    /// Too much to do: try again.
    #[error("too much hashing at once; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// The invitation was accepted before, taken back, sent again with another link, or its time is over.
    #[error("this invitation is not valid any more; ask for another")]
    NotValid,
    /// The application refused.
    #[error("{0}")]
    Refused(String),
    /// The address has got an account since.
    #[error("there is an account with this e-mail address; sign in instead")]
    Taken,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(AcceptInviteError);
from_hash_error!(AcceptInviteError);

impl From<Refusal> for AcceptInviteError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.0)
    }
}

/// The invitation of a token, if it can be accepted now. It uses nothing up.
pub(crate) async fn find_invitation(
    env: &Environment,
    scope: &TenantScope,
    token: &str,
) -> Result<Option<Invite>, StoreError> {
    let Ok(token) = PlainToken::parse(TokenKind::Invite, token.trim()) else {
        return Ok(None);
    };
    if scope.snapshot().tenant.state != TenantState::Active {
        return Ok(None);
    }
    let reader = env.store.reader(scope);
    reader.find_invite_by_token(&token.hash(), env.now()).await
}

/// Makes the account that an invitation is for. Its address counts as verified: only who reads its mail has the
/// token. Input that does not do leaves the invitation good. It signs nobody in.
pub(crate) async fn accept_invite(
    env: &Environment,
    scope: &TenantScope,
    request: AcceptInvite,
    context: &RequestContext,
) -> Result<User, AcceptInviteError> {
    let found = find_invitation(env, scope, &request.token).await?;
    let invite = found.ok_or(AcceptInviteError::NotValid)?;
    let token = PlainToken::parse(TokenKind::Invite, request.token.trim())
        .map_err(|_| AcceptInviteError::NotValid)?
        .hash();
    let snapshot = scope.snapshot();
    let mut faults = Faults::default();
    let name = faults.name(request.name.as_deref().or(invite.name.as_deref()));
    let context_of = (Some(invite.email.as_str()), snapshot.tenant.name.as_str());
    faults.password("password", &snapshot.policy, &request.password, context_of);
    faults.or(Some(())).map_err(AcceptInviteError::Invalid)?;
    let about = BeforeSignUp::new(&snapshot.tenant.slug, &invite.email);
    env.hooks.before_sign_up(about).await?;
    ask_about::<AcceptInviteError>(env, None, ("password", &request.password))
        .await?
        .map_err(AcceptInviteError::Invalid)?;
    let params = snapshot.policy.password_hash;
    let hash = env.passwords.hash(request.password, params).await?;
    let now = env.now();
    let user = NewUser {
        id: new_id!(env, UserId),
        username: invite.email.as_str().to_owned(),
        username_normal: invite.email.normal().to_owned(),
        email: Some(invite.email),
        email_verified: true,
        name,
        profile: Profile::default(),
        attributes: Attributes::default(),
        created_at: now,
    };
    let made = made_user(&user);
    let data = json!({"user": user.id, "by": "invite", "invite": invite.id});
    let work = Accept {
        token,
        event: env.event(EventKind::UserCreated, now, context, data),
        password: PasswordRow {
            hash,
            changed_at: now,
            must_change: false,
        },
        user,
    };
    env.write(scope, work).await??;
    Ok(made)
}

struct Accept {
    token: TokenHash,
    user: NewUser,
    password: PasswordRow,
    event: Event,
}

impl Accept {
    /// The roles of the invitation that still exist; the member's if none does, so that nobody is without one.
    async fn assign_roles(&self, unit: &dyn Unit, roles: &[RoleName]) -> Result<(), StoreError> {
        let mut assigned = false;
        for name in roles {
            assigned |= self.assign(unit, name).await?;
        }
        if !assigned && let Ok(member) = RoleName::parse(SystemRole::Member.name()) {
            self.assign(unit, &member).await?;
        }
        Ok(())
    }

    async fn assign(&self, unit: &dyn Unit, name: &RoleName) -> Result<bool, StoreError> {
        let Some(role) = unit.find_role(name).await? else {
            return Ok(false);
        };
        unit.assign_role(self.user.id, role.id, self.event.at)
            .await?;
        Ok(true)
    }
}

#[async_trait]
impl Work for Accept {
    type Out = Result<(), AcceptInviteError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let accepted = unit
            .accept_invite(&self.token, self.user.id, self.event.at)
            .await?;
        let invite = match accepted {
            Consumed::Won(invite) => invite,
            Consumed::Spent(_) | Consumed::Absent => {
                return Ok(Verdict::Rollback(Err(AcceptInviteError::NotValid)));
            }
        };
        if !unit.insert_user(&self.user).await? {
            return Ok(Verdict::Rollback(Err(AcceptInviteError::Taken)));
        }
        unit.put_password(self.user.id, &self.password).await?;
        self.assign_roles(unit, &invite.roles).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
