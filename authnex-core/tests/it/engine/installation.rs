//! An engine over a store in memory or in a file, with a clock that is moved by hand, and the steps that most
//! tests begin with.

use std::{
    future::Future,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use authnex_core::{
    Authnex, AuthnexBuilder, BuildError, Secret, TenantHandle, Workers,
    event::StoredEvent,
    flow::{
        Grant, NewTenantRequest, NewUserByOperator, NewUserRequest, PasswordSignIn, SignInError,
        SignInStep, SignedIn,
    },
    foundation::{EventId, PageRequest, RequestContext, Timestamp},
    keyring::KeyRing,
    policy::{Policy, PolicyOverrides},
    store::Store,
    testing::{ManualClock, SeededEntropy, cheap_policy},
    token::Tokens,
    user::User,
};
use authnex_store::{
    sqlite::{self, SqliteOptions},
    testing::{self, Database},
};
use serde_json::Value;
use tokio::{sync::Barrier, task::JoinSet};

/// When every clock begins: 2026-01-01T00:00:00Z.
pub(crate) const NOW: i64 = 1_767_225_600;
pub(crate) const OWNER: &str = "anna@acme.example";
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const CLIENT: &str = "cli";
/// How many run against each other where one must win.
pub(crate) const RACERS: usize = 64;

pub(crate) struct Installation {
    pub(crate) engine: Authnex,
    pub(crate) workers: Workers,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) store: Arc<dyn Store>,
}

impl Installation {
    /// Over a store of its own, with cheap hashing.
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    /// Over a store of its own, with cheap hashing and the options given.
    pub(crate) async fn with(options: impl FnOnce(AuthnexBuilder) -> AuthnexBuilder) -> Self {
        let clock = Arc::new(ManualClock::at(NOW));
        Self::over(testing::store().await, clock, options)
            .await
            .unwrap()
    }

    /// Over a store of its own, with a policy of the platform's own; hashing stays cheap.
    pub(crate) async fn with_policy(policy: Policy) -> Self {
        let policy = Policy {
            password_hash: cheap_policy().password_hash,
            ..policy
        };
        Self::with(|builder| builder.policy(policy)).await
    }

    /// Over a store that may be shared with another engine.
    pub(crate) async fn over(
        store: Arc<dyn Store>,
        clock: Arc<ManualClock>,
        options: impl FnOnce(AuthnexBuilder) -> AuthnexBuilder,
    ) -> Result<Self, BuildError> {
        let builder = Authnex::builder(store.clone())
            .clock(clock.clone())
            .entropy(Arc::new(SeededEntropy::new(next_seed())))
            .policy(cheap_policy())
            .hash_threads(2)
            .hash_queue(256)
            .spare_keys(0);
        let (engine, workers) = options(builder).build().await?;
        Ok(Self {
            engine,
            workers,
            clock,
            store,
        })
    }

    /// Over a database that others use too, with the ring of [`ring_text`].
    pub(crate) async fn on(database: &Database, clock: &Arc<ManualClock>) -> Self {
        Self::with_ring(database.open().await, clock).await
    }

    /// Over a SQLite file that the test alters behind the engine's back, with the ring of [`ring_text`].
    pub(crate) async fn on_file(path: &Path, clock: &Arc<ManualClock>) -> Self {
        Self::with_ring(file_store(path), clock).await
    }

    async fn with_ring(store: Arc<dyn Store>, clock: &Arc<ManualClock>) -> Self {
        Self::over(store, clock.clone(), |builder| {
            builder.key_ring(KeyRing::parse(&ring_text(1)).unwrap())
        })
        .await
        .unwrap()
    }

    /// Makes a tenant whose owner is [`OWNER`] with [`PASSWORD`].
    pub(crate) async fn make_tenant(&self, slug: &str) -> TenantHandle {
        let made = self
            .engine
            .sign_up_tenant(new_tenant(slug), &context())
            .await;
        made.unwrap().tenant
    }

    /// Makes a tenant with a policy of its own.
    pub(crate) async fn make_tenant_with(&self, slug: &str, policy: Value) -> TenantHandle {
        let tenant = self.make_tenant(slug).await;
        self.set_policy(&tenant, policy).await
    }

    /// Replaces a tenant's overrides; the handle that shows them.
    pub(crate) async fn set_policy(&self, tenant: &TenantHandle, policy: Value) -> TenantHandle {
        let overrides: PolicyOverrides = serde_json::from_value(policy).unwrap();
        let current = self.tenant(tenant.slug().as_str()).await;
        current.update_policy(overrides, &context()).await.unwrap();
        self.tenant(tenant.slug().as_str()).await
    }

    /// A fresh handle of a tenant that is there.
    pub(crate) async fn tenant(&self, slug: &str) -> TenantHandle {
        self.engine.tenant(slug).await.unwrap().unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.engine.clock().now()
    }

    /// The clock as resource servers have it.
    pub(crate) fn unix_now(&self) -> u64 {
        u64::try_from(self.now().unix_seconds()).unwrap()
    }
}

/// Chance repeats from run to run, but two engines over one store must not make the same ids.
fn next_seed() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1_000);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

pub(crate) fn file_store(path: &Path) -> Arc<dyn Store> {
    Arc::new(sqlite::open(&SqliteOptions::file(path)).unwrap())
}

/// A key ring's text, another one for each seed.
pub(crate) fn ring_text(seed: u64) -> Secret {
    KeyRing::generate_text(&SeededEntropy::new(seed))
}

pub(crate) fn new_tenant(slug: &str) -> NewTenantRequest {
    NewTenantRequest {
        slug: slug.to_owned(),
        name: format!("{slug} inc."),
        email: OWNER.to_owned(),
        password: PASSWORD.into(),
        owner_name: None,
    }
}

pub(crate) fn new_user(email: &str) -> NewUserRequest {
    NewUserRequest {
        email: email.to_owned(),
        password: PASSWORD.into(),
        name: None,
    }
}

/// A user by operator with [`PASSWORD`]'s owner rules but nothing else set.
pub(crate) fn user_by_operator(email: &str) -> NewUserByOperator {
    NewUserByOperator {
        email: Some(email.to_owned()),
        ..NewUserByOperator::default()
    }
}

pub(crate) async fn add_user(tenant: &TenantHandle, email: &str) -> User {
    tenant.sign_up(new_user(email), &context()).await.unwrap()
}

/// A request of which nothing is known.
pub(crate) fn context() -> RequestContext {
    RequestContext::anonymous()
}

pub(crate) fn context_from(address: &str) -> RequestContext {
    RequestContext {
        address: Some(address.parse().unwrap()),
        ..context()
    }
}

/// Tokens for [`CLIENT`], meant for the issuer.
pub(crate) fn tokens_grant() -> Grant {
    Grant::Tokens {
        client_id: CLIENT.to_owned(),
        resource: None,
    }
}

pub(crate) fn credentials(login: &str, password: &str, grant: Grant) -> PasswordSignIn {
    PasswordSignIn {
        login: login.to_owned(),
        password: password.into(),
        grant,
    }
}

/// Tries to sign in for a browser session.
pub(crate) async fn try_sign_in(
    tenant: &TenantHandle,
    login: &str,
    password: &str,
) -> Result<SignedIn, SignInError> {
    let request = credentials(login, password, Grant::Session);
    let step = tenant.sign_in(request, &context()).await?;
    Ok(finished(step))
}

/// The finished sign-in.
pub(crate) fn finished(step: SignInStep) -> SignedIn {
    let SignInStep::SignedIn(signed_in) = step else {
        panic!("the sign-in should be finished: {step:?}");
    };
    signed_in
}

/// Signs the owner in for a browser session.
pub(crate) async fn owner_session(tenant: &TenantHandle) -> SignedIn {
    try_sign_in(tenant, OWNER, PASSWORD).await.unwrap()
}

/// Signs the owner in for [`CLIENT`]: session and tokens.
pub(crate) async fn owner_with_tokens(tenant: &TenantHandle) -> (SignedIn, Tokens) {
    let request = credentials(OWNER, PASSWORD, tokens_grant());
    let mut signed_in = finished(tenant.sign_in(request, &context()).await.unwrap());
    let tokens = signed_in.tokens.take().unwrap();
    (signed_in, tokens)
}

/// Signs the owner in for [`CLIENT`].
pub(crate) async fn owner_tokens(tenant: &TenantHandle) -> Tokens {
    owner_with_tokens(tenant).await.1
}

/// All events of a tenant, the oldest first.
pub(crate) async fn events(tenant: &TenantHandle) -> Vec<StoredEvent> {
    let mut all = Vec::new();
    let mut after: Option<EventId> = None;
    loop {
        let page = tenant.list_events(&PageRequest::new(50, after)).await;
        let page = page.unwrap();
        all.extend(page.items);
        match page.next_cursor {
            Some(cursor) => after = Some(cursor.parse().unwrap()),
            None => break,
        }
    }
    all.reverse();
    all
}

/// How many events of one kind a tenant has.
pub(crate) async fn count_events(tenant: &TenantHandle, kind: &str) -> usize {
    let all = events(tenant).await;
    all.iter().filter(|event| event.kind == kind).count()
}

/// Runs [`RACERS`] tasks from one starting line; all their answers, by the racers' numbers.
pub(crate) async fn race<T, F>(run: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let line = Arc::new(Barrier::new(RACERS));
    let mut racers = JoinSet::new();
    for number in 0..RACERS {
        let (line, racer) = (line.clone(), run(number));
        racers.spawn(async move {
            line.wait().await;
            (number, racer.await)
        });
    }
    let mut answers = racers.join_all().await;
    answers.sort_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
