use serde_json::{Map, Value, json};

use super::{
    facts::{
        Base64, ClientFacts, SealedFacts, SecondFactorFacts, SecretFacts, SigningKeyFacts,
        TenantFacts, TotpFacts, UserFacts,
    },
    passkeys,
};
use crate::{
    client::{Client, ClientSecret},
    flow::Environment,
    foundation::{ClientId, PageRequest, TenantScope, UserId},
    role::RoleKind,
    signing_key::KeyState,
    store::{Reader, StoreError},
    user::User,
};

/// Rows that are read at once.
const PAGE: u32 = 200;

/// Whether an export takes along what is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportSecrets {
    /// Signing keys, clients' secrets and users' second factors are left out: an import makes fresh signing keys,
    /// clients need fresh secrets, and users enrol anew.
    Omit,
    /// As they are, with the wrapped data key: they open where the key ring is the same one.
    Sealed,
}

/// A tenant of a document without its users: `slug`, `name`, `plan`, `policy`, `roles`, `clients` and `transfer`.
#[derive(Clone, Debug)]
pub struct ExportHead(pub Map<String, Value>);

/// Some users of a document, and after whom the next begin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExportedUsers {
    /// The users.
    pub users: Vec<Value>,
    /// What to hand in for the next ones; `None` at the end.
    pub next: Option<UserId>,
}

/// Everything of a tenant but its users.
pub(crate) async fn export_head(
    env: &Environment,
    scope: &TenantScope,
    secrets: ExportSecrets,
) -> Result<ExportHead, StoreError> {
    let tenant = &scope.snapshot().tenant;
    let reader = env.store.reader(scope);
    let clients = all_clients(&*reader).await?;
    let sealed = match secrets {
        ExportSecrets::Omit => None,
        ExportSecrets::Sealed => Some(sealed(env, scope, &*reader, &clients).await?),
    };
    let roles: Vec<Value> = reader
        .list_roles()
        .await?
        .iter()
        .filter(|role| role.kind == RoleKind::Custom)
        .map(|role| json!({"name": role.name.as_str(), "permissions": role.permissions}))
        .collect();
    let permissions = &scope.snapshot().permissions;
    let facts = TenantFacts {
        id: tenant.id,
        state: tenant.state.as_str().to_owned(),
        created_at: tenant.created_at,
        permissions: permissions
            .iter()
            .map(|it| it.as_str().to_owned())
            .collect(),
        sealed,
    };
    let clients: Vec<Value> = clients.iter().map(client_value).collect();
    let mut head = Map::new();
    for (name, value) in [
        ("slug", json!(tenant.slug)),
        ("name", json!(tenant.name)),
        ("plan", json!(tenant.plan.as_str())),
        ("branding", json!(tenant.branding)),
        ("policy", json!(tenant.overrides)),
        ("transfer", json!(facts)),
        ("roles", json!(roles)),
        ("clients", json!(clients)),
    ] {
        head.insert(name.to_owned(), value);
    }
    Ok(ExportHead(head))
}

async fn all_clients(reader: &dyn Reader) -> Result<Vec<Client>, StoreError> {
    let mut all: Vec<Client> = Vec::new();
    loop {
        let after: Option<ClientId> = all.last().map(|client| client.id);
        let mut rows = reader.list_clients(&PageRequest::new(PAGE, after)).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        all.append(&mut rows);
        if !more {
            return Ok(all);
        }
    }
}

fn client_value(client: &Client) -> Value {
    let facts = ClientFacts {
        id: client.id,
        enabled: client.enabled,
        created_at: client.created_at,
    };
    let mut value = json!(client.metadata);
    if let Some(names) = value.as_object_mut() {
        names.insert("client_id".to_owned(), json!(client.client_id));
        names.insert("transfer".to_owned(), json!(facts));
    }
    value
}

async fn sealed(
    env: &Environment,
    scope: &TenantScope,
    reader: &dyn Reader,
    clients: &[Client],
) -> Result<SealedFacts, StoreError> {
    let now = env.now();
    let keys = reader.list_signing_keys(now).await?;
    let mut secrets = Vec::new();
    for client in clients {
        let hashes = reader.list_client_secret_hashes(client.id).await?;
        for secret in reader.list_client_secrets(client.id).await? {
            let hash = hashes.iter().find(|(id, _)| *id == secret.id);
            if let Some((_, hash)) = hash.filter(|_| secret.is_live(now)) {
                secrets.push(secret_facts(secret, hash.as_bytes()));
            }
        }
    }
    Ok(SealedFacts {
        data_key: Base64(scope.snapshot().tenant.data_key.as_bytes().to_vec()),
        signing_keys: keys
            .into_iter()
            .map(|key| SigningKeyFacts {
                id: key.id,
                alg: key.algorithm.name().to_owned(),
                state: key.state.as_str().to_owned(),
                until: match key.state {
                    KeyState::Retiring { until } => Some(until),
                    KeyState::Active | KeyState::Next => None,
                },
                private_key: Base64(key.private_key.as_bytes().to_vec()),
                created_at: key.created_at,
            })
            .collect(),
        client_secrets: secrets,
    })
}

fn secret_facts(secret: ClientSecret, hash: &[u8]) -> SecretFacts {
    SecretFacts {
        id: secret.id,
        client: secret.owner,
        kind: secret.kind.as_str().to_owned(),
        hash: Base64(hash.to_vec()),
        purpose: secret.purpose,
        hint: secret.hint,
        created_at: secret.created_at,
        expires_at: secret.expires_at,
    }
}

/// The next users by id.
pub(crate) async fn export_users(
    env: &Environment,
    scope: &TenantScope,
    (secrets, after): (ExportSecrets, Option<UserId>),
) -> Result<ExportedUsers, StoreError> {
    let reader = env.store.reader(scope);
    let mut rows = reader.list_users(&PageRequest::new(PAGE, after)).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|user| user.id);
    let mut users = Vec::with_capacity(rows.len());
    for user in &rows {
        users.push(user_value(scope, &*reader, (user, secrets)).await?);
    }
    Ok(ExportedUsers { users, next })
}

async fn second_factors(
    reader: &dyn Reader,
    user: UserId,
) -> Result<Option<SecondFactorFacts>, StoreError> {
    let totp = reader.find_totp(user).await?.active;
    let codes = reader.list_recovery_codes(user).await?;
    let any = totp.is_some() || !codes.is_empty();
    Ok(any.then(|| SecondFactorFacts {
        totp: totp.map(|totp| TotpFacts {
            secret: Base64(totp.secret.as_bytes().to_vec()),
            confirmed_at: totp.confirmed_at,
            last_step: totp.last_step,
        }),
        recovery_codes: codes
            .iter()
            .map(|code| Base64(code.as_bytes().to_vec()))
            .collect(),
    }))
}

async fn user_value(
    scope: &TenantScope,
    reader: &dyn Reader,
    (user, secrets): (&User, ExportSecrets),
) -> Result<Value, StoreError> {
    let password = reader.find_password(user.id).await?;
    let known = &scope.snapshot().roles;
    let held = reader.roles_of(user.id).await?;
    let roles: Vec<&str> = held
        .iter()
        .filter_map(|id| known.get(id))
        .map(|role| role.name.as_str())
        .collect();
    let facts = UserFacts {
        id: user.id,
        status: user.status.as_str().to_owned(),
        created_at: user.created_at,
        password_changed_at: password.as_ref().map(|row| row.changed_at),
        must_change_password: password.as_ref().is_some_and(|row| row.must_change),
        second_factors: match secrets {
            ExportSecrets::Omit => None,
            ExportSecrets::Sealed => second_factors(reader, user.id).await?,
        },
        passkeys: passkeys::export(reader, user.id).await?,
    };
    let mut value = json!(user.profile);
    let Some(names) = value.as_object_mut() else {
        return Ok(value);
    };
    let optional = [
        (
            "email",
            user.email.as_ref().map(|email| json!(email.as_str())),
        ),
        ("name", user.name.as_ref().map(|name| json!(name))),
        (
            "password_hash",
            password.map(|row| json!(row.hash.as_str())),
        ),
        (
            "attributes",
            Some(json!(user.attributes)).filter(|_| !user.attributes.0.is_empty()),
        ),
    ];
    names.extend(
        optional
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value))),
    );
    for (name, value) in [
        ("username", json!(user.username)),
        ("email_verified", json!(user.email_verified)),
        ("roles", json!(roles)),
        ("transfer", json!(facts)),
    ] {
        names.insert(name.to_owned(), value);
    }
    Ok(value)
}
