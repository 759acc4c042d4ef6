use super::{
    CurrentUser, Door, Environment, InternalError, SignInError,
    error::from_internal,
    passkey_ceremony::{Audience, CeremonyState, PasskeyCeremony, keep_ceremony, text_of_hash},
    second_factor::Waiting,
    sign_in::normal_login,
};
use crate::{
    foundation::{RequestContext, TenantScope, UserId},
    one_time::OneTimePurpose,
    passkey::{CeremonyError, Passkey},
    policy::SignInMethod,
    store::StoreError,
};

/// Why no ceremony begins.
#[derive(Debug, thiserror::Error)]
pub enum BeginPasskeyError {
    /// There are none at this base URL, or in this build; or whoever is signed in has none.
    #[error("passkeys are not available here")]
    Unavailable,
    /// No sign-in begins by passkey, or the one whose second factor it would be goes no further.
    #[error(transparent)]
    SignIn(SignInError),
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(BeginPasskeyError);

impl From<CeremonyError> for BeginPasskeyError {
    fn from(_: CeremonyError) -> Self {
        Self::Unavailable
    }
}

/// Asks a browser to sign in by passkey: by any of this tenant, or, if a name is given, by one of that user's. A
/// name that is unknown, or has no passkey, is answered as one that has (WebAuthn 14.6.2).
pub(crate) async fn begin_passkey_sign_in(
    env: &Environment,
    scope: &TenantScope,
    login: Option<&str>,
) -> Result<PasskeyCeremony, BeginPasskeyError> {
    if !scope.snapshot().policy.allows(SignInMethod::Passkey) {
        return Err(BeginPasskeyError::SignIn(SignInError::MethodNotAllowed));
    }
    let (audience, allow) = match login {
        None => (Audience::Anyone, Vec::new()),
        Some(login) => asked_of(env, scope, &normal_login(login)).await?,
    };
    let asked = (OneTimePurpose::passkey_sign_in(), audience);
    begin(env, scope, asked, &allow).await
}

/// Asks a browser for a passkey as the second factor of a sign-in that waits for one.
pub(crate) async fn begin_passkey_second_factor(
    env: &Environment,
    scope: &TenantScope,
    (flow, door): (&str, Door),
    context: &RequestContext,
) -> Result<PasskeyCeremony, BeginPasskeyError> {
    let waiting = Waiting::find(env, scope, (flow, door), context)
        .await
        .map_err(BeginPasskeyError::SignIn)?;
    let user = waiting.proofs.user();
    let passkeys = env.store.reader(scope).list_passkeys(user).await?;
    if passkeys.is_empty() {
        return Err(BeginPasskeyError::SignIn(SignInError::FlowUnknown));
    }
    let audience = Audience::SecondFactor {
        user,
        sign_in: text_of_hash(&waiting.token),
    };
    let asked = (OneTimePurpose::passkey_sign_in(), audience);
    begin(env, scope, asked, &ids_of(passkeys)).await
}

/// Asks the browser of whoever is signed in for one of the own passkeys, to show again to be the user.
pub(crate) async fn begin_passkey_step_up(
    env: &Environment,
    scope: &TenantScope,
    who: &CurrentUser,
) -> Result<PasskeyCeremony, BeginPasskeyError> {
    let user = who.user.id;
    let passkeys = env.store.reader(scope).list_passkeys(user).await?;
    if passkeys.is_empty() {
        return Err(BeginPasskeyError::Unavailable);
    }
    let audience = Audience::Session(user, who.session.id);
    let asked = (OneTimePurpose::passkey_step_up(), audience);
    begin(env, scope, asked, &ids_of(passkeys)).await
}

fn ids_of(passkeys: Vec<Passkey>) -> Vec<Vec<u8>> {
    passkeys.into_iter().map(|one| one.credential_id).collect()
}

async fn begin(
    env: &Environment,
    scope: &TenantScope,
    (purpose, audience): (OneTimePurpose, Audience),
    allow: &[Vec<u8>],
) -> Result<PasskeyCeremony, BeginPasskeyError> {
    let party = env.relying_party.as_ref();
    let party = party.ok_or(BeginPasskeyError::Unavailable)?;
    let (options, state) = party.begin_sign_in(allow)?;
    let kept = CeremonyState { audience, state };
    Ok(keep_ceremony(env, scope, (purpose, kept), options).await?)
}

/// Whose answer is taken, and which passkeys the browser is told. The reads are the same for every name.
async fn asked_of(
    env: &Environment,
    scope: &TenantScope,
    login: &str,
) -> Result<(Audience, Vec<Vec<u8>>), StoreError> {
    let reader = env.store.reader(scope);
    let user = reader.find_user_by_login(login).await?;
    let id = user.map_or_else(|| UserId::from_uuid(uuid::Uuid::nil()), |user| user.id);
    let passkeys = reader.list_passkeys(id).await?;
    if passkeys.is_empty() {
        return Ok((Audience::Nobody, vec![decoy(scope, login)]));
    }
    Ok((Audience::User(id), ids_of(passkeys)))
}

/// A credential id that nobody has: the same for one name each time, of a length that authenticators use.
fn decoy(scope: &TenantScope, login: &str) -> Vec<u8> {
    let key = &scope.snapshot().data_key;
    let hash = key.code_hash("passkey-decoy-length", login);
    let length = match hash.as_bytes().first() {
        Some(0..=85) => 16,
        Some(86..=170) => 20,
        _ => 32,
    };
    let id = key.code_hash("passkey-decoy", login);
    id.as_bytes().iter().copied().take(length).collect()
}
