use std::{sync::Arc, time::Instant};

use authnex_core::{
    Authnex, Secret, TenantHandle, Workers,
    flow::{NewApiKey, NewTenantRequest},
    foundation::RequestContext,
    keyring::KeyRing,
    password::HashParams,
    policy::Policy,
    store::Store,
};

use super::{spare_keys::SpareKeys, tenants::add_tenants, users::add_users};
use crate::{
    Outcome,
    database::Database,
    installation::{OWNER, PASSWORD},
};

/// How much is put in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) users: u32,
    pub(crate) sessions: u32,
    /// Beside `acme`, which has the users.
    pub(crate) tenants: u32,
}

/// A database that was filled.
pub(crate) struct Seeded {
    pub(crate) database: Database,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) ring: Secret,
    /// `acme`.
    pub(crate) tenant: TenantHandle,
    /// The sessions' tokens.
    pub(crate) tokens: Arc<[String]>,
    /// May read users.
    pub(crate) api_key: String,
    /// The other tenants.
    pub(crate) slugs: Arc<[String]>,
}

/// Fills a database that holds no tenant `acme` yet, and relays the events of it, so that a server that is
/// started on it finds nothing to catch up with.
pub(crate) async fn fill(database: Database, ring: Secret, size: Size) -> Outcome<Seeded> {
    let store = database.store().await?;
    let (authnex, workers) = engine(&store, &ring).await?;
    let made = authnex
        .sign_up_tenant(owner(), &RequestContext::anonymous())
        .await?;
    let tenant = made.tenant;
    let scope = tenant.scope();
    let keys = SpareKeys::of(&ring)?;
    keys.put_by(&store, scope, 2).await?;
    let request = NewApiKey {
        client_id: Some("bench".to_owned()),
        permissions: vec!["users:read".to_owned()],
        ..NewApiKey::default()
    };
    let key = tenant
        .issue_api_key(request, &RequestContext::anonymous())
        .await?;
    let mut clock = Laps::new();
    let mut users = add_users(&store, &tenant, size.users).await?;
    clock.lap(size.users, "users");
    users.push(made.user);
    let tokens = database
        .open_sessions(scope.id(), &users, size.sessions)
        .await?;
    clock.lap(size.sessions, "sessions");
    let slugs = add_tenants((&authnex, &store), (&keys, scope), size.tenants).await?;
    // Who got no RSA key in a race for them.
    workers.look_after_keys().await?;
    clock.lap(size.tenants, "tenants");
    let relayed = relay(&workers).await?;
    clock.lap(u32::try_from(relayed)?, "events relayed");
    Ok(Seeded {
        api_key: key.token.expose().to_owned(),
        tokens: tokens.into(),
        slugs: slugs.into(),
        tenant,
        database,
        store,
        ring,
    })
}

fn owner() -> NewTenantRequest {
    NewTenantRequest {
        slug: "acme".to_owned(),
        name: "Acme".to_owned(),
        email: OWNER.to_owned(),
        password: Secret::from(PASSWORD),
        owner_name: None,
    }
}

/// An engine that hashes as cheaply as it can, and makes no RSA keys of its own.
async fn engine(store: &Arc<dyn Store>, ring: &Secret) -> Outcome<(Authnex, Workers)> {
    let policy = Policy {
        password_hash: HashParams {
            memory_kib: 8,
            iterations: 1,
            parallelism: 1,
        },
        ..Policy::default()
    };
    Ok(Authnex::builder(store.clone())
        .key_ring(KeyRing::parse(ring)?)
        .policy(policy)
        .spare_keys(0)
        .build()
        .await?)
}

async fn relay(workers: &Workers) -> Outcome<usize> {
    let mut relayed = 0;
    loop {
        match workers.relay().await? {
            0 => return Ok(relayed),
            some => relayed += some,
        }
    }
}

/// Says on standard error how long each part took.
struct Laps(Instant);

impl Laps {
    fn new() -> Self {
        Self(Instant::now())
    }

    fn lap(&mut self, count: u32, what: &str) {
        if count > 1000 {
            eprintln!(
                "  {count} {what} in {:.0} s",
                self.0.elapsed().as_secs_f64()
            );
        }
        self.0 = Instant::now();
    }
}
