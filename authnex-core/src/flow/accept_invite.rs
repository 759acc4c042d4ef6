use async_trait::async_trait;
use serde_json::json;

use super::{
    AddPasskeyError, Environment, FieldFault, InternalError,
    account::Faults,
    environment::new_id,
    error::{from_hash_error, from_internal},
    new_password::ask_about,
    passkey_registration::PasskeyToAdd,
    sign_up::made_user,
};
use crate::{
    event::{Event, EventKind},
    foundation::{
        EventId, PlainToken, RequestContext, Secret, TenantScope, TokenHash, TokenKind, UserId,
    },
    invite::Invite,
    passkey::UserHandle,
    policy::SignInMethod,
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
    /// The policy lets nobody sign in by what was to be the way in.
    #[error("this organization lets nobody sign in this way")]
    MethodNotAllowed,
    /// The invitation was accepted before, taken back, sent again with another link, or its time is over.
    #[error("this invitation is not valid any more; ask for another")]
    NotValid,
    /// The passkey that was to be the way in does not do.
    #[error(transparent)]
    Passkey(AddPasskeyError),
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
    find_by_hash(env, scope, &token.hash()).await
}

async fn find_by_hash(
    env: &Environment,
    scope: &TenantScope,
    token: &TokenHash,
) -> Result<Option<Invite>, StoreError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Ok(None);
    }
    let reader = env.store.reader(scope);
    reader.find_invite_by_token(token, env.now()).await
}

/// By what the invited may sign in from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InviteWays {
    /// By a password. It is taken where the policy allows no other way that begins here, so that nobody is stranded: who
    /// signs in by mail alone has an account first.
    pub password: bool,
    /// By a passkey.
    pub passkey: bool,
}

impl InviteWays {
    pub(crate) fn of(env: &Environment, scope: &TenantScope) -> Self {
        let policy = &scope.snapshot().policy;
        let passkey = env.relying_party.is_some() && policy.allows(SignInMethod::Passkey);
        Self {
            password: policy.allows(SignInMethod::Password) || !passkey,
            passkey,
        }
    }
}

/// Makes the account that an invitation is for. Its address counts as verified: only who reads its mail has the
/// token. Input that does not do leaves the invitation good. It signs nobody in.
pub(crate) async fn accept_invite(
    env: &Environment,
    scope: &TenantScope,
    request: AcceptInvite,
    context: &RequestContext,
) -> Result<User, AcceptInviteError> {
    if !InviteWays::of(env, scope).password {
        return Err(AcceptInviteError::MethodNotAllowed);
    }
    let token = invite_hash(&request.token)?;
    let invite = open_invitation(env, scope, &token).await?;
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
    let way_in = WayIn::Password(PasswordRow {
        hash,
        changed_at: env.now(),
        must_change: false,
    });
    let who = Invited {
        token,
        user: new_id!(env, UserId),
        name,
    };
    accept(env, scope, (who, invite, way_in), context).await
}

/// The hash of an invitation's token.
pub(super) fn invite_hash(token: &str) -> Result<TokenHash, AcceptInviteError> {
    let token = PlainToken::parse(TokenKind::Invite, token.trim());
    let token = token.map_err(|_| AcceptInviteError::NotValid)?;
    Ok(token.hash())
}

/// The invitation of a token, which can be accepted now.
pub(super) async fn open_invitation(
    env: &Environment,
    scope: &TenantScope,
    token: &TokenHash,
) -> Result<Invite, AcceptInviteError> {
    let found = find_by_hash(env, scope, token).await?;
    found.ok_or(AcceptInviteError::NotValid)
}

/// Who accepts an invitation.
pub(super) struct Invited {
    /// The hash of the invitation's token.
    pub(super) token: TokenHash,
    /// The account's id.
    pub(super) user: UserId,
    /// The shown name, checked.
    pub(super) name: Option<String>,
}

/// By what the invited signs in from then on.
#[derive(Debug)]
pub(super) enum WayIn {
    Passkey(UserHandle, Box<PasskeyToAdd>),
    Password(PasswordRow),
}

/// Makes the account, in the unit that uses the invitation up.
pub(super) async fn accept(
    env: &Environment,
    scope: &TenantScope,
    (who, invite, way_in): (Invited, Invite, WayIn),
    context: &RequestContext,
) -> Result<User, AcceptInviteError> {
    let now = env.now();
    let user = NewUser {
        id: who.user,
        username: invite.email.as_str().to_owned(),
        username_normal: invite.email.normal().to_owned(),
        email: Some(invite.email),
        email_verified: true,
        name: who.name,
        profile: Profile::default(),
        attributes: Attributes::default(),
        created_at: now,
    };
    let made = made_user(&user);
    let data = json!({"user": user.id, "by": "invite", "invite": invite.id});
    let work = Accept {
        token: who.token,
        event: env.event(EventKind::UserCreated, now, context, data),
        way_in,
        user,
    };
    env.write(scope, work).await??;
    Ok(made)
}

struct Accept {
    token: TokenHash,
    user: NewUser,
    way_in: WayIn,
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

    async fn put_way_in(
        &self,
        unit: &dyn Unit,
    ) -> Result<Result<(), AcceptInviteError>, StoreError> {
        let user = self.user.id;
        match &self.way_in {
            WayIn::Password(password) => {
                unit.put_password(user, password).await?;
                Ok(Ok(()))
            }
            WayIn::Passkey(handle, passkey) => {
                unit.keep_user_handle(user, *handle).await?;
                let added = passkey.insert(unit).await?;
                Ok(added.map_err(AcceptInviteError::Passkey))
            }
        }
    }
}

#[async_trait]
impl Work for Accept {
    type Out = Result<(), AcceptInviteError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let now = self.event.at;
        let over = |why| Ok(Verdict::Rollback(Err(why)));
        let accepted = unit.accept_invite(&self.token, self.user.id, now).await?;
        let invite = match accepted {
            Consumed::Won(invite) => invite,
            Consumed::Spent(_) | Consumed::Absent => return over(AcceptInviteError::NotValid),
        };
        if let WayIn::Passkey(_, passkey) = &self.way_in
            && let Err(why) = passkey.use_ceremony(unit, now).await?
        {
            return over(AcceptInviteError::Passkey(why));
        }
        if !unit.insert_user(&self.user).await? {
            return over(AcceptInviteError::Taken);
        }
        if let Err(why) = self.put_way_in(unit).await? {
            return over(why);
        }
        self.assign_roles(unit, &invite.roles).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
