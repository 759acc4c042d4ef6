use std::collections::BTreeSet;

use authnex_core::{CurrentUser, flow::CurrentClient, foundation::TokenKind, tenant::TenantState};
use axum::extract::FromRequestParts;
use http::request::Parts;

use super::{BearerUser, Tenant, bearer_token};
use crate::{error::Failure, state::HttpState};

/// Whoever calls the management API: a user by access token, or a client by API key.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    Client(Box<CurrentClient>),
    User(Box<CurrentUser>),
}

impl Caller {
    /// What the caller may do.
    pub(crate) const fn permissions(&self) -> &BTreeSet<String> {
        match self {
            Self::Client(client) => &client.permissions,
            Self::User(user) => &user.permissions,
        }
    }

    /// Whether the caller holds a permission.
    pub(crate) fn may(&self, permission: &str) -> bool {
        self.permissions().contains(permission)
    }

    /// The id of the user or the client.
    pub(crate) fn account(&self) -> String {
        match self {
            Self::Client(client) => client.client.id.to_string(),
            Self::User(user) => user.user.id.to_string(),
        }
    }

    /// The caller as the one who acts.
    #[cfg(feature = "api")]
    pub(crate) fn actor(&self) -> authnex_core::foundation::Actor {
        match self {
            Self::Client(client) => client.actor(),
            Self::User(user) => user.actor(),
        }
    }
}

impl FromRequestParts<HttpState> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        // The guard of the route has found out already.
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let token = bearer_token(&parts.headers)?.unwrap_or_default().to_owned();
        let caller = if token.starts_with(TokenKind::ApiKey.prefix()) {
            let Tenant(tenant) = Tenant::from_request_parts(parts, state).await?;
            if tenant.state() != TenantState::Active {
                return Err(Failure::tenant_not_active());
            }
            let client = tenant.authenticate_api_key(&token).await?;
            let refused = || Failure::invalid_token("The API key is unknown here or over.");
            Self::Client(Box::new(client.ok_or_else(refused)?))
        } else {
            let BearerUser(user) = BearerUser::from_request_parts(parts, state).await?;
            Self::User(Box::new(user))
        };
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}
