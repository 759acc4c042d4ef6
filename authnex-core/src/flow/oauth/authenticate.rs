use async_trait::async_trait;

use super::{TokenError, client_keys::keys_of};
use crate::{
    client::{AuthMethod, Client, ClientIdentifier},
    flow::{Environment, client, environment::new_id},
    foundation::{ClientId, EventId, TenantScope, TokenHash},
    oauth::{
        AssertionRules, JtiUse, OAuthCode, PresentedClient, PresentedMethod, Refusal, SeenJti,
        VerifiedAssertion, verify_assertion,
    },
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantState,
};

/// A client that is known, enabled, and proved itself as it is registered to.
#[derive(Clone, Debug)]
pub struct AuthenticatedClient {
    /// The client.
    pub client: Client,
}

impl AuthenticatedClient {
    /// Whether it proved itself by more than its name.
    #[must_use]
    pub fn is_confidential(&self) -> bool {
        self.client.metadata.token_endpoint_auth_method != AuthMethod::None
    }
}

/// One answer for an unknown client, a wrong secret and a wrong method.
const REFUSED: Refusal = Refusal::new(
    OAuthCode::InvalidClient,
    "the client is unknown here, or did not prove itself as it is registered to",
);

/// Whether a client is what it says (RFC 6749 2.3, RFC 7523 2.2). A secret may travel in the header or in the
/// form: which of the two the client registered is a matter of its library, not of safety.
pub(crate) async fn authenticate_oauth_client(
    env: &Environment,
    scope: &TenantScope,
    presented: &PresentedClient,
) -> Result<AuthenticatedClient, TokenError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Err(REFUSED.into());
    }
    let client = match ClientIdentifier::parse(&presented.client_id) {
        Ok(client_id) => {
            let reader = env.store.reader(scope);
            reader.find_client_by_identifier(&client_id).await?
        }
        Err(_) => None,
    };
    let client = client.filter(|client| client.enabled);
    let method = client
        .as_ref()
        .map(|client| client.metadata.token_endpoint_auth_method);
    let proven = match (&presented.method, method) {
        (PresentedMethod::Basic(secret) | PresentedMethod::Post(secret), method) => {
            // The secret is looked for whoever it is: an unknown client costs the same.
            let owner = client
                .as_ref()
                .map_or(ClientId::from_uuid(uuid::Uuid::nil()), |c| c.id);
            let pair = (owner, secret.expose());
            let fits = client::is_live_secret(env, scope, pair, env.now()).await?;
            let by_secret = matches!(
                method,
                Some(AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost)
            );
            fits && by_secret
        }
        (PresentedMethod::None, Some(AuthMethod::None)) => true,
        (PresentedMethod::Assertion(assertion), Some(AuthMethod::PrivateKeyJwt)) => match &client {
            Some(client) => is_proven_by(env, scope, client, assertion).await?,
            None => false,
        },
        (PresentedMethod::None | PresentedMethod::Assertion(_), _) => false,
    };
    let client = client.filter(|_| proven).ok_or(REFUSED)?;
    refuse_unmet(&client)?;
    Ok(AuthenticatedClient { client })
}

/// A client that demands what does not exist here is served at no grant.
pub(super) fn refuse_unmet(client: &Client) -> Result<(), Refusal> {
    if client.unmet_demands().is_empty() {
        Ok(())
    } else {
        Err(Refusal::new(
            OAuthCode::UnauthorizedClient,
            "this client demands what this server does not offer",
        ))
    }
}

async fn is_proven_by(
    env: &Environment,
    scope: &TenantScope,
    client: &Client,
    assertion: &str,
) -> Result<bool, TokenError> {
    let rules = AssertionRules {
        client_id: client.client_id.as_str(),
        issuer: &scope.snapshot().issuer,
        algorithm: client.metadata.token_endpoint_auth_signing_alg,
        now: env.now(),
    };
    let keys = keys_of(env, scope, client, assertion).await;
    let Some(verified) = keys.and_then(|keys| verify_assertion(assertion, &keys, rules).ok())
    else {
        return Ok(false);
    };
    Ok(is_first_use(env, scope, client.id, &verified).await?)
}

async fn is_first_use(
    env: &Environment,
    scope: &TenantScope,
    client: ClientId,
    assertion: &VerifiedAssertion,
) -> Result<bool, StoreError> {
    let work = NoteJti {
        event: new_id!(env, EventId),
        seen: SeenJti {
            used_as: JtiUse::Assertion,
            client,
            hash: TokenHash::of(&assertion.jti),
            expires_at: assertion.expires_at,
        },
    };
    env.write(scope, work).await
}

/// Remembers an assertion. It proves a client and changes nothing: no event tells of it.
struct NoteJti {
    event: EventId,
    seen: SeenJti,
}

#[async_trait]
impl Work for NoteJti {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        unit.note_jti(&self.seen).await.map(Verdict::Commit)
    }
}
