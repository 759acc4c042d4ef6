use super::{
    Environment, MailRequestError, SignInStep, mailed_proof::Proving, request_mail::request_mail,
};
use crate::{
    foundation::{RequestContext, TenantScope, UserId},
    sign_in::RequiredAction,
};

/// Sends the mail that a sign-in now waits for, unless a code that was sent is still good. As often as it may be
/// asked for by hand, and no more.
pub(crate) async fn send_code_waited_for(
    env: &Environment,
    scope: &TenantScope,
    (step, user): (&SignInStep, UserId),
    context: &RequestContext,
) {
    let waits = matches!(
        step,
        SignInStep::ActionRequired {
            action: RequiredAction::VerifyEmail,
            ..
        }
    );
    if waits && let Err(error) = send_code(env, scope, user, context).await {
        // The sign-in waits all the same, and its page has the mail sent again.
        tracing::warn!(%error, "no mail was sent to verify an address");
    }
}

async fn send_code(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
    context: &RequestContext,
) -> Result<(), MailRequestError> {
    let reader = env.store.reader(scope);
    let purpose = Proving::Address.code_purpose();
    let live = reader.find_one_time_of(user, &purpose, env.now());
    if live.await?.is_some() {
        return Ok(());
    }
    let found = reader.find_user(user).await?;
    drop(reader);
    match found.and_then(|user| user.email) {
        Some(email) => request_mail(env, scope, Proving::Address, email.as_str(), context).await,
        None => Ok(()),
    }
}
