use super::{
    ClientError, ClientPut, ClientRegistration, Environment, client, create_client::create_client,
    update_client::update_client,
};
use crate::{
    client::{Client, ClientChange, ClientIdentifier},
    foundation::{RequestContext, TenantScope},
    store::StoreError,
};

/// How often a client is read again because somebody else changed it meanwhile.
const TRIES: usize = 3;

/// Makes the client, or changes the one with this `client_id` to be as described; what is so already is not
/// written.
pub(crate) async fn put_client(
    env: &Environment,
    scope: &TenantScope,
    registration: ClientRegistration,
    context: &RequestContext,
) -> Result<ClientPut, ClientError> {
    for _ in 0..TRIES {
        let put = match find_named(env, scope, &registration).await? {
            Some(client) => update_client(env, scope, (&client, &registration), context).await,
            None => create_client(env, scope, &registration, context).await,
        };
        match put {
            Err(ClientError::Raced | ClientError::Taken) => {}
            settled => return settled,
        }
    }
    Err(ClientError::Raced)
}

/// What [`put_client`] would do now, without doing it.
pub(crate) async fn plan_client(
    env: &Environment,
    scope: &TenantScope,
    registration: &ClientRegistration,
) -> Result<ClientChange, ClientError> {
    let metadata = registration.metadata.clone().completed();
    client::check(env, &metadata, registration.client_secret.as_ref())
        .map_err(ClientError::Invalid)?;
    match find_named(env, scope, registration).await? {
        None => {
            super::create_client::name_client(env, registration)?;
            Ok(ClientChange::Created)
        }
        Some(client) => {
            let needs =
                super::update_client::secret_needed(env, scope, (&client, registration)).await?;
            let same = client.metadata == metadata && needs.is_nothing();
            Ok(if same {
                ClientChange::Unchanged
            } else {
                ClientChange::Updated
            })
        }
    }
}

async fn find_named(
    env: &Environment,
    scope: &TenantScope,
    registration: &ClientRegistration,
) -> Result<Option<Client>, StoreError> {
    // What is no client_id finds none, and is refused when the client is about to be made.
    let Some(Ok(name)) = registration
        .client_id
        .as_deref()
        .map(ClientIdentifier::parse)
    else {
        return Ok(None);
    };
    let reader = env.store.reader(scope);
    reader.find_client_by_identifier(&name).await
}
