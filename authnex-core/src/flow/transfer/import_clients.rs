use async_trait::async_trait;
use serde_json::json;

use super::{
    ImportError,
    facts::SecretFacts,
    parse::{ClientTransfer, TenantTransfer},
};
use crate::{
    client::{ClientIdentifier, NewClient, NewClientSecret, SecretHash, SecretKind},
    event::{Event, EventKind},
    flow::{
        Environment,
        client::{add_permissions, check},
    },
    foundation::{CodeHash, EventId, RequestContext, TenantScope, TokenHash},
    role::Permission,
    store::{StoreError, Unit, Verdict, Work},
};

/// Makes the tenant's own permissions and the clients with their ids and secrets, a unit for each; says how many
/// clients there were not yet.
pub(crate) async fn import_clients(
    env: &Environment,
    scope: &TenantScope,
    transfer: &TenantTransfer,
    context: &RequestContext,
) -> Result<u64, ImportError> {
    let permissions = permissions(transfer)?;
    let secrets = transfer
        .facts
        .sealed
        .as_ref()
        .map_or(&[][..], |sealed| &sealed.client_secrets);
    let mut made = 0;
    for client in &transfer.clients {
        let work = prepare(env, (client, secrets), &permissions, context)?;
        let done = env.write(scope, work).await?;
        made += done.map_err(|()| {
            ImportError::at(&client.path, "there is another client with this client_id")
        })?;
    }
    Ok(made)
}

fn permissions(transfer: &TenantTransfer) -> Result<Vec<Permission>, ImportError> {
    let path = format!("{}.transfer.permissions", transfer.path);
    transfer
        .facts
        .permissions
        .iter()
        .map(|text| Permission::parse(text).map_err(|error| ImportError::at(&path, error)))
        .collect()
}

fn prepare(
    env: &Environment,
    (from, secrets): (&ClientTransfer, &[SecretFacts]),
    permissions: &[Permission],
    context: &RequestContext,
) -> Result<PutClient, ImportError> {
    let id = from.facts.id;
    let client_id = ClientIdentifier::given(&from.client_id, id)
        .map_err(|error| ImportError::at(format!("{}.client_id", from.path), error))?;
    check(env, &from.metadata, None).map_err(|faults| {
        let said: Vec<String> = faults
            .iter()
            .map(|fault| format!("{}: {}", fault.field, fault.detail))
            .collect();
        ImportError::at(&from.path, said.join("; "))
    })?;
    let secrets = secrets
        .iter()
        .filter(|secret| secret.client == id)
        .map(|facts| secret(facts, &from.path))
        .collect::<Result<_, _>>()?;
    let data = json!({"client": id, "client_id": client_id, "by": "import"});
    Ok(PutClient {
        event: env.event(EventKind::ClientCreated, env.now(), context, data),
        permissions: permissions.to_vec(),
        new: NewClient {
            id,
            client_id,
            metadata: from.metadata.clone(),
            created_at: from.facts.created_at,
        },
        enabled: from.facts.enabled,
        secrets,
    })
}

fn secret(facts: &SecretFacts, path: &str) -> Result<NewClientSecret, ImportError> {
    let fault = || ImportError::at(path, "one of its secrets is damaged");
    let kind = SecretKind::parse(&facts.kind).ok_or_else(fault)?;
    let bytes: [u8; 32] = facts.hash.0.clone().try_into().map_err(|_| fault())?;
    Ok(NewClientSecret {
        id: facts.id,
        owner: facts.client,
        kind,
        hash: match kind {
            SecretKind::Given => SecretHash::Code(CodeHash::from_bytes(bytes)),
            SecretKind::ApiKey | SecretKind::Generated => {
                SecretHash::Token(TokenHash::from_bytes(bytes))
            }
        },
        purpose: facts.purpose.clone(),
        hint: facts.hint.clone(),
        created_at: facts.created_at,
        expires_at: facts.expires_at,
    })
}

struct PutClient {
    new: NewClient,
    enabled: bool,
    secrets: Vec<NewClientSecret>,
    permissions: Vec<Permission>,
    event: Event,
}

#[async_trait]
impl Work for PutClient {
    /// How many were made; an error when the `client_id` is another client's.
    type Out = Result<u64, ()>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        if !unit.insert_client(&self.new).await? {
            let same = unit.find_client(self.new.id).await?.is_some();
            return Ok(Verdict::Rollback(if same { Ok(0) } else { Err(()) }));
        }
        add_permissions(unit, &self.permissions, self.event.at).await?;
        for secret in &self.secrets {
            unit.put_client_secret(secret).await?;
        }
        if !self.enabled {
            unit.set_client_enabled(self.new.id, false, self.event.at)
                .await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(1)))
    }
}
