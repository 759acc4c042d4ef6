use std::sync::Arc;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Authnex, BaseUrl, BaseUrlError, Workers,
    authnex::{Inner, InstanceSecret},
    snapshots::Snapshots,
};
use crate::{
    client::{ClientRules, KeyUse},
    egress::EgressRules,
    flow::{
        ClientKeySets, Environment, INSTANCE_SECRET_PLACE, InternalError, LogoutBell,
        UnknownTenants, bare_scope, prepare_instance, remember_first_base_url,
    },
    foundation::{
        Clock, Entropy, EventId, Platform, SystemClock, SystemEntropy, TenantId, TenantScope,
    },
    keyring::{KeyRing, KeyRingError, LiveRing},
    node::LiveNodes,
    passkey::RelyingParty,
    password::{HashPool, HashPoolOptions},
    policy::{Policy, PolicyError, PolicyOverrides},
    port::{BreachedPasswords, Egress, Hooks, KeyRingSource, Mailer, NoHooks},
    session::{LastSeen, SessionCache},
    store::{Outage, Store, StoreError},
    tenant::{Slug, SlugError},
    usage::Meter,
};

/// Why no engine was built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The base URL does not do.
    #[error(transparent)]
    BaseUrl(#[from] BaseUrlError),
    /// The store holds data of another key ring.
    #[error("the key ring does not fit the database: take the ring that was made with it")]
    KeyRingMismatch,
    /// The key ring is damaged.
    #[error(transparent)]
    KeyRing(#[from] KeyRingError),
    /// The store holds data, and no key ring was given.
    #[error("the database has data, so its key ring must be given")]
    KeyRingMissing,
    /// The platform's policy does not do.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Threads could not be started.
    #[error("hashing threads could not be started: {0}")]
    Threads(String),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What cannot be mended by other options.
    #[error(transparent)]
    Internal(#[from] InternalError),
}

impl From<SlugError> for BuildError {
    fn from(error: SlugError) -> Self {
        Self::Internal(InternalError::Keys(error.to_string()))
    }
}

/// Options of an engine; every one but the store has a default.
#[derive(Debug)]
#[must_use = "nothing happens before `build`"]
pub struct AuthnexBuilder {
    store: Arc<dyn Store>,
    base_url: String,
    ring: Option<KeyRing>,
    ring_source: Option<Arc<dyn KeyRingSource>>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    hooks: Arc<dyn Hooks>,
    policy: Policy,
    hashing: HashPoolOptions,
    spare_keys: u32,
    cached_sessions: u64,
    breached: Option<Arc<dyn BreachedPasswords>>,
    mailer: Option<Arc<dyn Mailer>>,
    egress: Option<Arc<dyn Egress>>,
    egress_rules: EgressRules,
}

impl AuthnexBuilder {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            base_url: "http://localhost:8080".to_owned(),
            ring: None,
            ring_source: None,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy::new()),
            hooks: Arc::new(NoHooks),
            policy: Policy::default(),
            hashing: HashPoolOptions::default(),
            spare_keys: 4,
            cached_sessions: 50_000,
            breached: None,
            mailer: None,
            egress: None,
            egress_rules: EgressRules::default(),
        }
    }

    /// The one public URL; default `http://localhost:8080`.
    pub fn base_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.base_url);
        self
    }

    /// The master keys. Without them a fresh ring is made in memory, which does for a store in memory only.
    pub fn key_ring(mut self, ring: KeyRing) -> Self {
        self.ring = Some(ring);
        self
    }

    /// Where the master keys given are, so that a rotation by another process is seen; default: nowhere.
    pub fn key_ring_source(mut self, source: Arc<dyn KeyRingSource>) -> Self {
        self.ring_source = Some(source);
        self
    }

    /// Another clock than the machine's.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Another source of chance than the machine's.
    pub fn entropy(mut self, entropy: Arc<dyn Entropy>) -> Self {
        self.entropy = entropy;
        self
    }

    /// The application's own rules.
    pub fn hooks(mut self, hooks: Arc<dyn Hooks>) -> Self {
        self.hooks = hooks;
        self
    }

    /// The platform's defaults, which tenants override.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// How many threads hash passwords; default: one for each core.
    pub fn hash_threads(mut self, threads: usize) -> Self {
        self.hashing.threads = threads;
        self
    }

    /// How many hashes may wait for each thread before more are refused; default 64.
    pub fn hash_queue(mut self, jobs: usize) -> Self {
        self.hashing.queue_per_thread = jobs;
        self
    }

    /// How many spare RSA keys the workers keep; default 4.
    pub fn spare_keys(mut self, keys: u32) -> Self {
        self.spare_keys = keys;
        self
    }

    /// How many sessions are cached; default 50,000.
    pub fn cached_sessions(mut self, sessions: u64) -> Self {
        self.cached_sessions = sessions;
        self
    }

    /// What knows passwords from breaches: no new password may be one of them. Without it none is looked up.
    pub fn breached_passwords(mut self, breached: Arc<dyn BreachedPasswords>) -> Self {
        self.breached = Some(breached);
        self
    }

    /// What takes mails away. Without it mails wait in the outbox for an engine that has one, for three days at
    /// most.
    pub fn mailer(mut self, mailer: Arc<dyn Mailer>) -> Self {
        self.mailer = Some(mailer);
        self
    }

    /// By what URLs that tenants supply are called, and which ones may be. Without it nobody is called: clients'
    /// `jwks_uri` is not read.
    pub fn egress(mut self, egress: Arc<dyn Egress>, rules: EgressRules) -> Self {
        self.egress = Some(egress);
        self.egress_rules = rules;
        self
    }

    /// Builds the engine, and the workers that somebody must run.
    ///
    /// # Errors
    /// [`BuildError`] says which option or what of the store does not do.
    pub async fn build(self) -> Result<(Authnex, Workers), BuildError> {
        let base = BaseUrl::parse(&self.base_url)?;
        PolicyOverrides::default().check(&self.policy)?;
        let given = self.ring.is_some();
        let ring = match self.ring {
            Some(ring) => ring,
            None => KeyRing::parse(&KeyRing::generate_text(&*self.entropy))?,
        };
        let passwords = HashPool::start(&self.hashing, self.entropy.clone())
            .map_err(|error| BuildError::Threads(error.to_string()))?;
        let node = EventId::generate(&*self.clock, &*self.entropy).as_uuid();
        let env = Arc::new(Environment {
            store: self.store,
            clock: self.clock,
            entropy: self.entropy,
            hooks: self.hooks,
            ring: LiveRing::new(ring, self.ring_source),
            platform: Platform::new(),
            platform_policy: self.policy,
            passwords,
            sessions: SessionCache::new(self.cached_sessions),
            outage: Outage::default(),
            seen: LastSeen::default(),
            meter: Meter::default(),
            node,
            relying_party: RelyingParty::new(base.url()),
            key_use: KeyUse::default(),
            client_rules: ClientRules {
                loopback: base.is_plain_loopback(),
            },
            unknown_tenants: UnknownTenants::new(),
            spare_keys: self.spare_keys,
            public_base: base.join(""),
            breached: self.breached,
            nodes: LiveNodes::default(),
            mailer: self.mailer,
            egress: self.egress,
            egress_rules: self.egress_rules,
            client_keys: ClientKeySets::default(),
            logout_bell: LogoutBell::default(),
            mail_wake: tokio::sync::Notify::new(),
        });
        let scope = installation_scope(&env)?;
        let secret = open_instance_secret(&env, &scope, given).await?;
        remember_first_base_url(&env, &scope, &base.join("")).await?;
        let inner = Arc::new(Inner {
            snapshots: Snapshots::new(),
            secret,
            base,
            scope,
            env,
        });
        let workers = Workers::new(inner.clone());
        Ok((Authnex::from_inner(inner), workers))
    }
}

/// The scope of units that touch global tables only: of a tenant that does not exist.
fn installation_scope(env: &Environment) -> Result<TenantScope, BuildError> {
    let nobody = TenantId::from_uuid(Uuid::nil());
    Ok(bare_scope(env, nobody, Slug::parse("installation")?)?)
}

/// Opens the installation's secret, or makes it at the first start. A ring that does not open it is not the
/// database's.
async fn open_instance_secret(
    env: &Environment,
    scope: &TenantScope,
    ring_given: bool,
) -> Result<InstanceSecret, BuildError> {
    for _ in 0..2 {
        let stored = env
            .store
            .platform_reader(&env.platform)
            .instance_secret()
            .await?;
        if let Some(sealed) = stored {
            if !ring_given {
                return Err(BuildError::KeyRingMissing);
            }
            let secret = env
                .ring
                .open(&INSTANCE_SECRET_PLACE, &sealed)
                .map_err(|_| BuildError::KeyRingMismatch)?;
            return Ok(InstanceSecret(Zeroizing::new(secret)));
        }
        let mut secret = Zeroizing::new(vec![0; 32]);
        env.entropy.fill(&mut secret);
        let sealed = env
            .ring
            .seal(&INSTANCE_SECRET_PLACE, &secret, &*env.entropy);
        if prepare_instance(env, scope, sealed).await? {
            return Ok(InstanceSecret(secret));
        }
        // Another process was first: read what it kept.
    }
    Err(BuildError::KeyRingMismatch)
}
