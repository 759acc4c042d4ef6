use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use tower::{Layer, Service};

use super::{Rejection, credentials::current_user};
use crate::{Body, error::Failure};

/// Lets through who holds a permission; others get 401 or 403 as problem+json. It stands inside of an
/// [`AuthLayer`](super::AuthLayer), in axum by `route_layer`.
#[derive(Clone, Debug)]
pub struct RequirePermission(Arc<str>);

impl RequirePermission {
    /// Requires a permission, `noun:verb`.
    #[must_use]
    pub fn new(permission: &str) -> Self {
        Self(permission.into())
    }
}

impl<S> Layer<S> for RequirePermission {
    type Service = RequirePermissionService<S>;

    fn layer(&self, inner: S) -> RequirePermissionService<S> {
        RequirePermissionService {
            inner,
            permission: self.0.clone(),
        }
    }
}

/// A service behind a [`RequirePermission`].
#[derive(Clone, Debug)]
pub struct RequirePermissionService<S> {
    inner: S,
    permission: Arc<str>,
}

impl<S, B, R> Service<Request<B>> for RequirePermissionService<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
    R: http_body::Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that was polled ready is the one to be called.
        let fresh = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, fresh);
        let permission = self.permission.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let refused = match current_user(&mut parts).await {
                Ok(user) if user.may(&permission) => None,
                Ok(_) => Some(Failure::forbidden(&permission)),
                Err(failure) => Some(failure),
            };
            if let Some(failure) = refused {
                return Ok(Rejection::from(failure).into_http());
            }
            let response = inner.call(Request::from_parts(parts, body)).await?;
            Ok(response.map(|body| Body::from_axum(axum::body::Body::new(body))))
        })
    }
}
