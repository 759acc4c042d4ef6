use super::{ApplyError, Change, ClientEntry, DocumentFault};
use crate::{
    client::ClientChange,
    flow::{ClientError, ClientRegistration, Environment, client, create_client, plan_client},
    foundation::TenantScope,
};

/// A client of the document.
#[derive(Debug)]
pub(super) struct ClientPlan {
    pub(super) path: String,
    pub(super) registration: ClientRegistration,
}

/// Compares one client with what is stored; the tenant may be yet to be made.
pub(super) async fn plan_of(
    env: &Environment,
    scope: Option<&TenantScope>,
    entry: &ClientEntry,
    (changes, faults): (&mut Vec<Change>, &mut Vec<DocumentFault>),
) -> Result<ClientPlan, ApplyError> {
    let planned = match scope {
        Some(scope) => plan_client(env, scope, &entry.registration).await,
        None => check_new(env, &entry.registration).map(|()| ClientChange::Created),
    };
    match planned {
        Ok(ClientChange::Created) => changes.push(Change::create(&entry.path)),
        Ok(ClientChange::Updated) => changes.push(Change::update(&entry.path)),
        Ok(ClientChange::Unchanged) => {}
        Err(ClientError::Invalid(list)) => {
            let of_field = |fault| DocumentFault::of_field(&entry.path, fault);
            faults.extend(list.iter().map(of_field));
        }
        Err(ClientError::Internal(error)) => return Err(error.into()),
        Err(
            error @ (ClientError::OwnClient
            | ClientError::Raced
            | ClientError::Taken
            | ClientError::Unknown),
        ) => return Err(ApplyError::failed(&entry.path, error)),
    }
    Ok(ClientPlan {
        path: entry.path.clone(),
        registration: entry.registration.clone(),
    })
}

fn check_new(env: &Environment, registration: &ClientRegistration) -> Result<(), ClientError> {
    let metadata = registration.metadata.clone().completed();
    client::check(env, &metadata, registration.client_secret.as_ref())
        .map_err(ClientError::Invalid)?;
    create_client::name_client(env, registration).map(drop)
}
