use std::net::IpAddr;

use async_trait::async_trait;

use crate::egress::{EgressUrl, EgressUrlError};

/// A call to a URL that a tenant supplied.
#[derive(Clone, Debug)]
pub struct EgressCall {
    /// Where to.
    pub url: EgressUrl,
    /// What is posted, by its media type; `None` = a GET.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// The longest answer that is read, in bytes.
    pub most_bytes: usize,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct EgressAnswer {
    /// The status. A redirect is an answer like any other: it is not followed.
    pub status: u16,
    /// In how many seconds to come again, if the other side said so.
    pub retry_after_seconds: Option<u32>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EgressError {
    /// The URL is not called.
    #[error(transparent)]
    Url(#[from] EgressUrlError),
    /// The name leads to an address that is not public.
    #[error("the name leads to {0}, which is not a public address")]
    Private(IpAddr),
    /// The answer is larger than asked for.
    #[error("the answer is too large")]
    TooLarge,
    /// It took too long.
    #[error("the answer took too long")]
    TimedOut,
    /// There was no connection, or it broke off.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// This installation calls nobody.
    #[error("this installation calls nobody")]
    Off,
}

/// Calls the URLs that tenants supply: webhooks, key sets, back-channel logout.
///
/// An implementation connects to public addresses alone ([`is_public`](crate::egress::is_public)), follows no
/// redirects, and bounds time and size.
#[async_trait]
pub trait Egress: std::fmt::Debug + Send + Sync + 'static {
    /// Calls once.
    ///
    /// # Errors
    /// [`EgressError`]; a status of whatever kind is none.
    async fn call(&self, call: EgressCall) -> Result<EgressAnswer, EgressError>;
}
