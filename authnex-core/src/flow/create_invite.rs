use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FieldFault, InternalError, account::Faults, create_user::role_names,
    environment::new_id, error::from_internal, letter::Letter,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, InviteId, RequestContext, TenantScope, TokenKind},
    invite::{INVITE_SECONDS, Invite, NewInvite},
    role::RoleName,
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantState,
    user::Email,
};

/// Somebody who is to be invited.
#[derive(Clone, Debug, Default)]
pub struct NewInviteRequest {
    /// The e-mail address, as typed.
    pub email: String,
    /// The shown name, which the invited may change.
    pub name: Option<String>,
    /// The names of the roles of the account to be; member when empty.
    pub roles: Vec<String>,
}

/// Why nobody is invited.
#[derive(Debug, thiserror::Error)]
pub enum CreateInviteError {
    /// An invitation to the address waits to be accepted.
    #[error("this address is invited already; send that invitation again, or take it back")]
    AlreadyInvited(InviteId),
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// The address has an account.
    #[error("there is an account with this e-mail address")]
    Taken,
    /// The tenant is suspended or about to be deleted.
    #[error("this organization is not active")]
    TenantNotActive,
    /// There is no such role.
    #[error("there is no role '{0}'")]
    UnknownRole(String),
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(CreateInviteError);

/// Invites somebody by mail. The policy on sign-up does not apply: whoever invites has decided.
pub(crate) async fn create_invite(
    env: &Environment,
    scope: &TenantScope,
    request: &NewInviteRequest,
    context: &RequestContext,
) -> Result<Invite, CreateInviteError> {
    let (email, name) = check(scope, request)?;
    let roles = role_names(&request.roles).map_err(|_| unknown_role(&request.roles))?;
    let now = env.now();
    let token = env.token(TokenKind::Invite);
    let letter = Letter::invitation(env, scope, &token, &email, context.language)?;
    let invite = NewInvite {
        id: new_id!(env, InviteId),
        token: token.hash(),
        email,
        name,
        roles,
        created_at: now,
        expires_at: now.plus_seconds(INVITE_SECONDS),
    };
    let made = invite.stored();
    let data = json!({"invite": invite.id, "roles": names(&invite.roles)});
    let work = CreateInvite {
        event: env.event(EventKind::InviteCreated, now, context, data),
        invite,
        letter,
    };
    env.write(scope, work).await??;
    env.mail_wake.notify_one();
    Ok(made)
}

fn check(
    scope: &TenantScope,
    request: &NewInviteRequest,
) -> Result<(Email, Option<String>), CreateInviteError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(CreateInviteError::TenantNotActive);
    }
    let mut faults = Faults::default();
    let email = faults.email(&request.email);
    let name = faults.name(request.name.as_deref());
    let email = faults.or(email).map_err(CreateInviteError::Invalid)?;
    Ok((email, name))
}

fn names(roles: &[RoleName]) -> Vec<&str> {
    roles.iter().map(RoleName::as_str).collect()
}

/// The first of the names that no role can have.
fn unknown_role(names: &[String]) -> CreateInviteError {
    let unknown = names.iter().find(|name| RoleName::parse(name).is_err());
    CreateInviteError::UnknownRole(unknown.cloned().unwrap_or_default())
}

struct CreateInvite {
    invite: NewInvite,
    letter: Letter,
    event: Event,
}

#[async_trait]
impl Work for CreateInvite {
    type Out = Result<(), CreateInviteError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let refused = |error| Ok(Verdict::Rollback(Err(error)));
        let email = &self.invite.email;
        let known = unit.find_user_by_email(email.normal()).await?.is_some()
            || unit.find_user_by_login(email.normal()).await?.is_some();
        if known {
            return refused(CreateInviteError::Taken);
        }
        if let Some(pending) = unit.find_pending_invite(email, self.event.at).await? {
            return refused(CreateInviteError::AlreadyInvited(pending.id));
        }
        for role in &self.invite.roles {
            if unit.find_role(role).await?.is_none() {
                return refused(CreateInviteError::UnknownRole(role.as_str().to_owned()));
            }
        }
        unit.insert_invite(&self.invite).await?;
        self.letter.write(unit, None).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(())))
    }
}
