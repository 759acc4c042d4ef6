use std::{
    sync::Arc,
    task::{Context, Poll},
};

use authnex_core::Authnex;
use http::Request;
use tower::{Layer, Service};

/// Where requests behind an [`AuthLayer`] are signed in.
#[derive(Clone, Debug)]
pub(super) struct Realm {
    pub(super) authnex: Authnex,
    pub(super) slug: Arc<str>,
}

/// Ties routes to one tenant: behind it [`CurrentUser`](super::CurrentUser) and
/// [`RequirePermission`](super::RequirePermission) work, by session cookie or Bearer access token.
#[derive(Clone, Debug)]
pub struct AuthLayer(Realm);

impl AuthLayer {
    /// Routes of the tenant with this slug. That there is such a tenant is looked at with each request.
    #[must_use]
    pub fn new(authnex: Authnex, slug: &str) -> Self {
        Self(Realm {
            authnex,
            slug: slug.into(),
        })
    }
}

impl<S> Layer<S> for AuthLayer {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> AuthService<S> {
        AuthService {
            inner,
            realm: self.0.clone(),
        }
    }
}

/// A service behind an [`AuthLayer`].
#[derive(Clone, Debug)]
pub struct AuthService<S> {
    inner: S,
    realm: Realm,
}

impl<S, B> Service<Request<B>> for AuthService<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        request.extensions_mut().insert(self.realm.clone());
        self.inner.call(request)
    }
}
