use std::{
    convert::Infallible,
    task::{Context, Poll},
};

use authnex_core::Authnex;
use axum::Router;
use bytes::Bytes;
use http::{Request, Response};
use tower::{Service, ServiceExt};

use super::{ResponseFuture, ServiceBuilder, router::router_of};
use crate::{
    Body,
    route::{Route, routes},
};

fn call<B>(router: Router, request: Request<B>) -> ResponseFuture
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let request = request.map(axum::body::Body::new);
    ResponseFuture::new(async move {
        match router.oneshot(request).await {
            Ok(response) => response.map(Body::from_axum),
            Err(never) => match never {},
        }
    })
}

macro_rules! tower_service {
    ($name:ident) => {
        impl<B> Service<Request<B>> for $name
        where
            B: http_body::Body<Data = Bytes> + Send + 'static,
            B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        {
            type Response = Response<Body>;
            type Error = Infallible;
            type Future = ResponseFuture;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: Request<B>) -> ResponseFuture {
                call(self.0.clone(), request)
            }
        }
    };
}

macro_rules! part {
    ($(#[$doc:meta])* $name:ident serves $rows:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(Router);

        impl $name {
            /// With default options: no trusted proxies, rate limits on, bodies up to 64 KiB.
            #[must_use]
            pub fn new(authnex: Authnex) -> Self {
                Self::with(ServiceBuilder::new(authnex))
            }

            /// With the options of a builder.
            #[must_use]
            pub fn with(options: ServiceBuilder) -> Self {
                let serves: fn(&Route) -> bool = $rows;
                let state = options.state();
                let operated = state.operator().is_some();
                let rows = routes().filter(|route| serves(route) && route.is_served(operated));
                Self(router_of(state, rows))
            }

            /// Options of the services.
            pub fn builder(authnex: Authnex) -> ServiceBuilder {
                ServiceBuilder::new(authnex)
            }
        }

        tower_service!($name);
    };
}

part! {
    /// Everything that this build serves. Mount it at the path of the base URL.
    AuthnexService serves |_| true
}

#[cfg(feature = "api")]
part! {
    /// The JSON APIs alone: headless, management and, if there is an operator's token, the operator's.
    ApiService serves |route| matches!(
        route.name,
        crate::route::RouteName::Api(_)
            | crate::route::RouteName::Management(_)
            | crate::route::RouteName::Operator(_)
    )
}

#[cfg(feature = "oidc")]
part! {
    /// The OpenID provider alone. Its documents at the origin's root are [`well_known`].
    OidcService serves |route| matches!(route.name, crate::route::RouteName::Oidc(_))
}

#[cfg(feature = "portal")]
part! {
    /// Portal and hosted pages alone.
    PortalService serves |route| matches!(route.name, crate::route::RouteName::Portal(_))
}

/// What must stand at the origin's root wherever the rest is mounted: `/.well-known/…` with the issuer's path
/// behind (RFC 8414 3.1).
#[cfg(feature = "oidc")]
#[derive(Clone, Debug)]
pub struct WellKnownService(Router);

#[cfg(feature = "oidc")]
tower_service!(WellKnownService);

/// The documents of the origin's root. With a base URL of `https://example.com/auth` it answers at
/// `/.well-known/openid-configuration/auth/t/{slug}`.
#[cfg(feature = "oidc")]
#[must_use]
pub fn well_known(authnex: Authnex) -> WellKnownService {
    let path = authnex
        .base_url()
        .url()
        .path()
        .trim_end_matches('/')
        .to_owned();
    let state = ServiceBuilder::new(authnex).state();
    WellKnownService(super::router::root_documents(state, &path))
}
