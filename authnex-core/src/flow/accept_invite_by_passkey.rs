use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    AcceptInviteError, AddPasskeyError, Door, Environment, Grant, SignInError, SignInStep,
    accept_invite::{InviteWays, Invited, WayIn, accept, invite_hash, open_invitation},
    account::Faults,
    advance::{Advanced, Course, Step, advance},
    environment::new_id,
    passkey_ceremony::{Audience, PasskeyCeremony, hash_of_text, text_of_hash},
    passkey_registration::{NewCredential, NewHolder, ask_for_passkey},
};
use crate::{
    foundation::{RequestContext, TenantScope, Timestamp, UserId},
    one_time::OneTimePurpose,
    passkey::UserHandle,
    port::BeforeSignUp,
    sign_in::{Proof, Proofs, VerifiedPasskey},
    store::{StoreError, Unit},
    user::User,
};

/// The account of an invitation that was accepted.
#[derive(Debug)]
pub struct InviteAccepted {
    /// The account.
    pub user: User,
    /// The sign-in that the fresh passkey began. Why it goes no further takes nothing back: the account is there.
    pub sign_in: Result<SignInStep, SignInError>,
}

/// Asks the browser of the invited for a passkey. It uses nothing up; the name is kept until the answer comes.
pub(crate) async fn begin_accept_by_passkey(
    env: &Environment,
    scope: &TenantScope,
    (token, name): (&str, Option<&str>),
) -> Result<PasskeyCeremony, AcceptInviteError> {
    may_begin_by_passkey(env, scope)?;
    let token = invite_hash(token)?;
    let invite = open_invitation(env, scope, &token).await?;
    let mut faults = Faults::default();
    let name = faults.name(name.or(invite.name.as_deref()));
    faults.or(Some(())).map_err(AcceptInviteError::Invalid)?;
    let about = BeforeSignUp::new(&scope.snapshot().tenant.slug, &invite.email);
    env.hooks.before_sign_up(about).await?;
    let handle = UserHandle::generate(&*env.entropy);
    let audience = Audience::Invited {
        invite: text_of_hash(&token),
        user: new_id!(env, UserId),
        handle: handle.as_uuid(),
        name: name.clone(),
    };
    let holder = NewHolder {
        handle,
        login: invite.email.as_str(),
        name: name.as_deref(),
    };
    let asked = (OneTimePurpose::passkey_invitation(), audience);
    ask_for_passkey(env, scope, asked, &holder, &[])
        .await
        .map_err(AcceptInviteError::Passkey)
}

fn may_begin_by_passkey(env: &Environment, scope: &TenantScope) -> Result<(), AcceptInviteError> {
    let here = env.relying_party.is_some();
    if here && !InviteWays::of(env, scope).passkey {
        return Err(AcceptInviteError::MethodNotAllowed);
    }
    Ok(())
}

/// Takes the browser's answer, makes the account, whose only way in the passkey then is, and signs in by it: whoever
/// has just made it holds it.
pub(crate) async fn finish_accept_by_passkey(
    env: &Environment,
    scope: &TenantScope,
    answer: (&str, &Value),
    grant: &Grant,
    context: &RequestContext,
) -> Result<InviteAccepted, AcceptInviteError> {
    may_begin_by_passkey(env, scope)?;
    let purpose = OneTimePurpose::passkey_invitation();
    let made = NewCredential::read(env, scope, purpose, answer).await;
    let made = made.map_err(AcceptInviteError::Passkey)?;
    let over = || AcceptInviteError::Passkey(AddPasskeyError::FlowUnknown);
    let Audience::Invited {
        invite,
        user,
        handle,
        name,
    } = made.audience.clone()
    else {
        return Err(over());
    };
    let token = hash_of_text(&invite).ok_or_else(over)?;
    let invite = open_invitation(env, scope, &token).await?;
    let qualities = (true, made.is_device_bound());
    let proof = VerifiedPasskey::new(user, env.now(), qualities);
    let passkey = Box::new(made.of_user(env, user, &[]));
    let way_in = WayIn::Passkey(UserHandle::from_uuid(handle), passkey);
    let who = Invited { token, user, name };
    let user = accept(env, scope, (who, invite, way_in), context).await?;
    let sign_in = open(env, scope, proof, grant, context).await;
    Ok(InviteAccepted { user, sign_in })
}

async fn open(
    env: &Environment,
    scope: &TenantScope,
    proof: VerifiedPasskey,
    grant: &Grant,
    context: &RequestContext,
) -> Result<SignInStep, SignInError> {
    if !grant.is_valid() {
        return Err(SignInError::InvalidTarget);
    }
    let course = Course {
        proofs: Proofs::first(Proof::Passkey(proof)),
        door: Door::Tenant,
        step: Arc::new(Accepted),
        event: None,
        data: json!({"method": "passkey"}),
        waits_for: None,
    };
    match advance(env, scope, course, grant, context).await? {
        Advanced::To(step) => Ok(step),
        Advanced::StillWaits => Err(SignInError::FlowUnknown),
    }
}

/// What was to be used up is used up already: the ceremony, with the invitation.
#[derive(Debug)]
struct Accepted;

#[async_trait]
impl Step for Accepted {
    async fn take(
        &self,
        _: &dyn Unit,
        _: Timestamp,
    ) -> Result<Result<(), SignInError>, StoreError> {
        Ok(Ok(()))
    }
}
