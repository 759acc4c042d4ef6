use async_trait::async_trait;
use serde_json::{Map, Value};

use crate::{event::EventEnvelope, tenant::Slug, user::Email};

/// Why the application does not want this sign-up or token; shown to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

/// Somebody is about to get an account.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct BeforeSignUp<'a> {
    /// In which tenant.
    pub tenant: &'a Slug,
    /// With which address.
    pub email: &'a Email,
}

/// An access token is about to be signed.
#[derive(Debug)]
#[non_exhaustive]
pub struct BeforeToken<'a> {
    /// Of which tenant.
    pub tenant: &'a Slug,
    /// For whom, or for which client.
    pub subject: &'a str,
    /// Claims to add. Names that AuthNex or a standard uses are dropped.
    pub claims: &'a mut Map<String, Value>,
}

/// Something has happened.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OnEvent<'a> {
    /// In which tenant.
    pub tenant: &'a Slug,
    /// What, when, by whom.
    pub event: &'a EventEnvelope,
}

impl<'a> OnEvent<'a> {
    pub(crate) const fn new(tenant: &'a Slug, event: &'a EventEnvelope) -> Self {
        Self { tenant, event }
    }
}

impl<'a> BeforeSignUp<'a> {
    pub(crate) const fn new(tenant: &'a Slug, email: &'a Email) -> Self {
        Self { tenant, email }
    }
}

impl<'a> BeforeToken<'a> {
    pub(crate) const fn new(
        tenant: &'a Slug,
        subject: &'a str,
        claims: &'a mut Map<String, Value>,
    ) -> Self {
        Self {
            tenant,
            subject,
            claims,
        }
    }
}

/// Where an application that links AuthNex in hangs its own rules. Every method does nothing by default.
///
/// Hooks run outside of units of work: they may be slow, and what they do is not undone with the unit.
#[async_trait]
pub trait Hooks: std::fmt::Debug + Send + Sync + 'static {
    /// Before an account is made, after its input was checked.
    ///
    /// # Errors
    /// A [`Refusal`] stops it with the text given.
    async fn before_sign_up(&self, _: BeforeSignUp<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// Before an access token is signed: may add claims.
    async fn before_token(&self, _: BeforeToken<'_>) {}

    /// After something happened, within about a second: at least once for each event, in the order of a tenant's
    /// events, on one node. A node that dies in between tells again: the event's id says which is which.
    async fn on_event(&self, _: OnEvent<'_>) {}
}

/// No rules of the application's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHooks;

impl Hooks for NoHooks {}
