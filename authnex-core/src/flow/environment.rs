use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Notify;
use uuid::Uuid;

use super::{ClientKeySets, LogoutBell, UnknownTenants};
use crate::{
    client::{ClientRules, KeyUse},
    egress::EgressRules,
    event::{Event, EventKind},
    foundation::{
        Clock, Entropy, EventId, PlainToken, Platform, RequestContext, SessionId, TenantScope,
        Timestamp, TokenKind,
    },
    keyring::LiveRing,
    node::LiveNodes,
    passkey::RelyingParty,
    password::HashPool,
    policy::Policy,
    port::{BreachedPasswords, Egress, Hooks, Mailer},
    session::{LastSeen, SessionCache},
    store::{Outage, PlatformWork, Store, StoreError, Work},
    usage::Meter,
};

/// What flows work with.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) hooks: Arc<dyn Hooks>,
    pub(crate) ring: LiveRing,
    pub(crate) platform: Platform,
    pub(crate) platform_policy: Policy,
    pub(crate) passwords: HashPool,
    pub(crate) sessions: SessionCache,
    pub(crate) outage: Outage,
    pub(crate) seen: LastSeen,
    pub(crate) meter: Meter,
    /// This process among those that share the store.
    pub(crate) node: Uuid,
    /// For passkeys, if there can be any.
    pub(crate) relying_party: Option<RelyingParty>,
    pub(crate) key_use: KeyUse,
    pub(crate) client_rules: ClientRules,
    pub(crate) unknown_tenants: UnknownTenants,
    pub(crate) spare_keys: u32,
    /// The base URL without a slash at its end: what links in mails begin with.
    pub(crate) public_base: String,
    /// Passwords known from breaches.
    pub(crate) breached: Option<Arc<dyn BreachedPasswords>>,
    /// How many processes share what is limited in process.
    pub(crate) nodes: LiveNodes,
    pub(crate) mailer: Option<Arc<dyn Mailer>>,
    /// By what URLs of tenants are called, and which ones may be.
    pub(crate) egress: Option<Arc<dyn Egress>>,
    pub(crate) egress_rules: EgressRules,
    pub(crate) client_keys: ClientKeySets,
    /// Where clients wait to be told of the end of a session.
    pub(crate) logout_bell: LogoutBell,
    /// Woken when this node has put a mail into an outbox.
    pub(crate) mail_wake: Notify,
}

impl Environment {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A session was ended in the store: forgotten here, and clients that wait to be told are told soon.
    pub(crate) fn session_ended(&self, scope: &TenantScope, session: SessionId, at: Timestamp) {
        self.sessions.end(session, at);
        self.logout_bell.ring(&scope.snapshot().tenant.slug);
    }

    pub(crate) fn token(&self, kind: TokenKind) -> PlainToken {
        PlainToken::generate(kind, &*self.entropy)
    }

    pub(crate) fn event(
        &self,
        kind: EventKind,
        at: Timestamp,
        context: &RequestContext,
        data: Value,
    ) -> Event {
        Event {
            id: EventId::generate(&*self.clock, &*self.entropy),
            kind,
            at,
            context: context.clone(),
            data,
        }
    }

    pub(crate) async fn write<W: Work>(
        &self,
        scope: &TenantScope,
        work: W,
    ) -> Result<W::Out, StoreError> {
        self.store.write(scope, work).await
    }

    pub(crate) async fn write_platform<W: PlatformWork>(
        &self,
        scope: &TenantScope,
        work: W,
    ) -> Result<W::Out, StoreError> {
        self.store.write_platform(&self.platform, scope, work).await
    }
}

/// Makes an id of the kind that is asked for.
macro_rules! new_id {
    ($env:expr, $id:ty) => {
        <$id>::generate(&*$env.clock, &*$env.entropy)
    };
}

pub(crate) use new_id;
