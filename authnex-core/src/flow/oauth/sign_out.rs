use super::{TokenError, id_token_hint::read_hint};
use crate::{
    client::{Client, ClientIdentifier},
    flow::{CurrentUser, Environment},
    foundation::{SessionId, TenantScope, UserId},
    oauth::{Parameters, Refusal, subject_of},
};

/// What comes next for a request to sign out (OpenID Connect RP-Initiated Logout 1.0, 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutStep {
    /// The user is asked first.
    Confirm,
    /// This session is ended at once, if it still lives.
    End {
        /// Whose it is.
        user: UserId,
        /// Which.
        session: SessionId,
    },
    /// There is nothing to end.
    Nothing,
}

/// A request to sign out that was read and found sound.
#[derive(Clone, Debug)]
pub struct SignOutRequest {
    /// What comes next.
    pub step: SignOutStep,
    /// Where the user goes afterwards: a URI that the client has registered, with its state.
    pub back_to: Option<String>,
    /// Who asks, if that is known.
    pub client: Option<Client>,
}

/// Reads a request to sign out. A hint of another user than the browser's, or none, leaves the decision to the
/// user; a URI that the client has not registered, or of a client that is not known, is refused and never followed.
pub(crate) async fn read_sign_out(
    env: &Environment,
    scope: &TenantScope,
    parameters: &Parameters,
    who: Option<&CurrentUser>,
) -> Result<SignOutRequest, TokenError> {
    parameters.refuse_repeated()?;
    let hint = match parameters.get("id_token_hint") {
        Some(token) => Some(read_hint(scope, token).ok_or(Refusal::request(
            "id_token_hint is not an ID token of this issuer",
        ))?),
        None => None,
    };
    let named = parameters.get("client_id");
    let client_id = match (&hint, named) {
        (Some(hint), Some(named)) if hint.client_id != named => {
            let told = "client_id is not the one that id_token_hint was issued to";
            return Err(Refusal::request(told).into());
        }
        (Some(hint), _) => Some(hint.client_id.as_str()),
        (None, named) => named,
    };
    let client = find(env, scope, client_id).await?;
    let back_to = back_to(client.as_ref(), parameters)?;
    let current = who.map(|who| (who.user.id, who.session.id));
    let step = match (&hint, current) {
        (None, Some(_)) => SignOutStep::Confirm,
        (None, None) => SignOutStep::Nothing,
        (Some(hint), current) => {
            let session = hint.session.as_deref().and_then(|sid| sid.parse().ok());
            let found = match session {
                Some(session) => owner_of(env, scope, session).await?,
                None => None,
            };
            let is_own = |user: UserId| {
                client
                    .as_ref()
                    .is_some_and(|c| subject_of(scope, &c.metadata, user) == hint.subject)
            };
            match (current, found) {
                (Some((user, session)), _) if is_own(user) => SignOutStep::End { user, session },
                (Some(_), _) => SignOutStep::Confirm,
                (None, Some((user, session))) if is_own(user) => SignOutStep::End { user, session },
                (None, _) => SignOutStep::Nothing,
            }
        }
    };
    Ok(SignOutRequest {
        step,
        back_to: back_to.filter(|_| hint.is_some() || step == SignOutStep::Confirm),
        client,
    })
}

async fn find(
    env: &Environment,
    scope: &TenantScope,
    client_id: Option<&str>,
) -> Result<Option<Client>, TokenError> {
    let Some(Ok(client_id)) = client_id.map(ClientIdentifier::parse) else {
        return Ok(None);
    };
    let reader = env.store.reader(scope);
    let found = reader.find_client_by_identifier(&client_id).await?;
    Ok(found.filter(|client| client.enabled))
}

async fn owner_of(
    env: &Environment,
    scope: &TenantScope,
    session: SessionId,
) -> Result<Option<(UserId, SessionId)>, TokenError> {
    let reader = env.store.reader(scope);
    let found = reader.find_session_by_id(session, env.now()).await?;
    Ok(found.map(|session| (session.user, session.id)))
}

fn back_to(client: Option<&Client>, parameters: &Parameters) -> Result<Option<String>, Refusal> {
    let Some(uri) = parameters.get("post_logout_redirect_uri") else {
        return Ok(None);
    };
    let is_registered = client.is_some_and(|client| {
        let registered = &client.metadata.post_logout_redirect_uris;
        registered.iter().any(|known| known == uri)
    });
    if !is_registered {
        return Err(Refusal::request(
            "post_logout_redirect_uri is not one that a known client has registered",
        ));
    }
    Ok(Some(match parameters.get("state") {
        Some(state) => {
            let separator = if uri.contains('?') { '&' } else { '?' };
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("state", state)
                .finish();
            format!("{uri}{separator}{query}")
        }
        None => uri.to_owned(),
    }))
}
