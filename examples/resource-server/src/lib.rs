//! A resource server that verifies AuthNex's access tokens offline: it knows the issuer's address and nothing
//! else of AuthNex, and asks it for keys only.

mod keys;

use std::{sync::Arc, time::Instant};

use authnex_core::verify::{AccessToken, Verifier, VerifyError};
use axum::{
    Json, Router,
    extract::{FromRequestParts, State},
    http::{StatusCode, header::AUTHORIZATION, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;

pub use keys::{FetchError, fetch_keys};

/// What the handlers share: one verifier for the issuer.
#[derive(Clone, Debug)]
pub struct Resource {
    verifier: Arc<Verifier>,
    issuer: Arc<str>,
    started: Instant,
}

impl Resource {
    /// Fetches the issuer's keys and pins issuer and audience.
    ///
    /// # Errors
    /// [`FetchError`] when discovery or the keys cannot be had, or the verifier's options do not do.
    pub async fn of(issuer: &str, audience: &str) -> Result<Self, FetchError> {
        let verifier = Verifier::builder(issuer)
            .audience(audience)
            .keys(fetch_keys(issuer).await?)
            .build()
            .map_err(|error| FetchError::Verifier(error.to_string()))?;
        Ok(Self {
            verifier: Arc::new(verifier),
            issuer: issuer.into(),
            started: Instant::now(),
        })
    }

    /// Verifies a token; an unknown key is asked for once, not more often than the verifier permits.
    async fn verify(&self, token: &str) -> Result<AccessToken, VerifyError> {
        match self.verifier.verify_now(token) {
            Err(VerifyError::UnknownKey { kid }) => {
                if self.verifier.may_refresh(self.started.elapsed().as_secs())
                    && let Ok(keys) = fetch_keys(&self.issuer).await
                {
                    self.verifier.replace_keys(&keys);
                    return self.verifier.verify_now(token);
                }
                Err(VerifyError::UnknownKey { kid })
            }
            other => other,
        }
    }
}

/// A verified caller: a handler that takes one is protected.
#[derive(Debug)]
pub struct Caller(pub AccessToken);

impl FromRequestParts<Resource> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, resource: &Resource) -> Result<Self, Response> {
        let header = parts.headers.get(AUTHORIZATION);
        let token = header
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(|| refuse("missing_token"))?;
        let verified = resource.verify(token).await;
        verified.map(Self).map_err(|error| refuse(error.code()))
    }
}

fn refuse(cause: &str) -> Response {
    let body = Json(json!({"error": "invalid_token", "cause": cause}));
    (StatusCode::UNAUTHORIZED, body).into_response()
}

/// The resource server's routes: `/whoami` for any caller, `/articles` for who may read them.
pub fn router(resource: Resource) -> Router {
    Router::new()
        .route("/whoami", get(whoami))
        .route("/articles", get(articles))
        .with_state(resource)
}

async fn whoami(Caller(token): Caller) -> Response {
    let body = json!({"sub": token.sub, "roles": token.roles, "permissions": token.permissions});
    Json(body).into_response()
}

async fn articles(State(_): State<Resource>, Caller(token): Caller) -> Response {
    if token.has_permission("articles:read") {
        Json(json!(["first article"])).into_response()
    } else {
        (
            StatusCode::FORBIDDEN,
            Json(json!({"error": "insufficient_scope"})),
        )
            .into_response()
    }
}
