use std::{future::Future, marker::PhantomData, pin::Pin, sync::Arc};

use async_trait::async_trait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    event::{Event, EventKind},
    foundation::{
        Clock, Entropy, EventId, PlainToken, Platform, RequestContext, SystemEntropy, TenantScope,
        Timestamp, TokenHash, TokenKind, UserId,
    },
    store::{PlatformUnit, PlatformWork, Reader, Store, StoreError, Verdict},
    testing::{ManualClock, new_tenant, platform, tenant_of, tenant_scope},
    user::{Attributes, Email, NewUser, Profile},
};

/// What a unit of a test returns.
pub type UnitFuture<'u, T> =
    Pin<Box<dyn Future<Output = Result<Verdict<T>, StoreError>> + Send + 'u>>;

/// A store under test, with a time of its own.
#[derive(Debug)]
pub struct World {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Its time: 2026-01-01T00:00:00Z at first.
    pub clock: ManualClock,
    platform: Platform,
    entropy: SystemEntropy,
    names_units: bool,
}

impl World {
    /// Makes a world around a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            clock: ManualClock::at(1_767_225_600),
            platform: platform(),
            entropy: SystemEntropy::new(),
            names_units: false,
        }
    }

    /// As [`World::new`], and every unit that commits writes the event that names it, as the engine's do: for a
    /// store whose commits are broken off, which can then find out what became of them.
    #[must_use]
    pub fn naming_units(store: Arc<dyn Store>) -> Self {
        Self {
            names_units: true,
            ..Self::new(store)
        }
    }

    /// Another world of the same kind around the same store.
    pub(super) fn beside(&self) -> Self {
        Self {
            names_units: self.names_units,
            ..Self::new(Arc::clone(&self.store))
        }
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fresh id; ids made later are greater, as UUIDv7 are.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.clock.advance_millis(1);
        EventId::generate(&self.clock, &self.entropy).as_uuid()
    }

    /// Some bytes of chance.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// The hash of a fresh token.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        PlainToken::generate(TokenKind::OneTime, &self.entropy).hash()
    }

    /// The right to work across tenants.
    #[must_use]
    pub const fn platform(&self) -> &Platform {
        &self.platform
    }

    /// An event about to be written.
    #[must_use]
    pub fn event(&self, kind: EventKind) -> Event {
        Event {
            id: EventId::from_uuid(self.id()),
            kind,
            at: self.now(),
            context: RequestContext::anonymous(),
            data: json!({"n": 1}),
        }
    }

    /// A text that stands in no other test's rows.
    #[must_use]
    pub fn word(&self) -> String {
        self.id().simple().to_string()
    }

    /// Makes a tenant.
    ///
    /// # Panics
    /// If the store does not take it.
    pub async fn tenant(&self) -> TenantScope {
        let new = new_tenant(self.id(), &self.word(), self.now());
        let scope = tenant_scope(&tenant_of(&new));
        let made = self
            .run(&scope, move |unit| {
                let new = new.clone();
                Box::pin(async move { unit.insert_tenant(&new).await.map(Verdict::Commit) })
            })
            .await;
        assert!(made.unwrap(), "a tenant with a slug of its own is made");
        scope
    }

    /// A user about to be made, with this e-mail address as the sign-in name.
    ///
    /// # Panics
    /// If it is no address.
    #[must_use]
    pub fn new_user(&self, email: &str) -> NewUser {
        let email = Email::parse(email).unwrap();
        NewUser {
            id: UserId::from_uuid(self.id()),
            username: email.as_str().to_owned(),
            username_normal: email.normal().to_owned(),
            email: Some(email),
            email_verified: false,
            name: None,
            profile: Profile::default(),
            attributes: Attributes::default(),
            created_at: self.now(),
        }
    }

    /// Makes a user.
    ///
    /// # Panics
    /// If the store does not take it.
    pub async fn user(&self, scope: &TenantScope) -> UserId {
        let new = self.new_user(&format!("{}@example.com", self.word()));
        let id = new.id;
        let made = self
            .run(scope, move |unit| {
                let new = new.clone();
                Box::pin(async move { unit.insert_user(&new).await.map(Verdict::Commit) })
            })
            .await;
        assert!(made.unwrap(), "a user with a name of its own is made");
        id
    }

    /// Reads of one tenant.
    #[must_use]
    pub fn reader<'a>(&'a self, scope: &'a TenantScope) -> Box<dyn Reader + 'a> {
        self.store.reader(scope)
    }

    /// Runs a unit that is written as a closure over facts it clones.
    ///
    /// # Errors
    /// What the store answers.
    pub async fn run<T, F>(&self, scope: &TenantScope, body: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'u> Fn(&'u dyn PlatformUnit) -> UnitFuture<'u, T> + Send + Sync + 'static,
    {
        let work = Closure {
            event: self.event(EventKind::UserCreated),
            writes_event: self.names_units,
            body,
            out: PhantomData,
        };
        self.store.write_platform(&self.platform, scope, work).await
    }
}

struct Closure<T, F> {
    event: Event,
    writes_event: bool,
    body: F,
    out: PhantomData<fn() -> T>,
}

#[async_trait]
impl<T, F> PlatformWork for Closure<T, F>
where
    T: Send + 'static,
    F: for<'u> Fn(&'u dyn PlatformUnit) -> UnitFuture<'u, T> + Send + Sync + 'static,
{
    type Out = T;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<T>, StoreError> {
        let verdict = (self.body)(unit).await?;
        if self.writes_event && matches!(verdict, Verdict::Commit(_)) {
            unit.append_event(&self.event).await?;
        }
        Ok(verdict)
    }
}

/// Runs a unit over clones of the facts named; its body ends in a `Result<Verdict<_>, StoreError>`.
macro_rules! unit {
    ($world:expr, $scope:expr, [$($fact:ident),*], |$unit:ident| $body:expr) => {
        $world.run($scope, {
            $(let $fact = $fact.clone();)*
            move |$unit| {
                $(let $fact = $fact.clone();)*
                Box::pin(async move { $body })
            }
        })
        .await
    };
}

/// Runs one call in a unit of its own, keeps what it wrote, and hands out its answer.
macro_rules! keep {
    ($world:expr, $scope:expr, [$($fact:ident),*], |$unit:ident| $call:expr) => {
        $crate::testing::conformance::world::unit!($world, $scope, [$($fact),*], |$unit| {
            $call.await.map($crate::store::Verdict::Commit)
        })
        .unwrap()
    };
}

pub(super) use {keep, unit};
