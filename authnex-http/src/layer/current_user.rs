use std::ops::Deref;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::{Rejection, credentials::current_user};

/// The signed-in user of a route behind an [`AuthLayer`](super::AuthLayer); anyone else gets 401 as problem+json.
///
/// It dereferences to the engine's [`CurrentUser`](authnex_core::CurrentUser).
#[derive(Clone, Debug)]
pub struct CurrentUser(pub authnex_core::CurrentUser);

impl Deref for CurrentUser {
    type Target = authnex_core::CurrentUser;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        let user = current_user(parts).await?;
        Ok(Self(user))
    }
}
