//! Clients: applications and services that act at a tenant, and the keys they present.
//!
//! A client carries the names of dynamic registration (RFC 7591, OpenID Connect Registration 1.0), all of them
//! stored ([`ClientMetadata`]). What it demands and this release cannot give is told by
//! [`Client::unmet_demands`], so that grants refuse it rather than give it less than it asked for. An API key is
//! a secret of a client ([`SecretKind::ApiKey`]): the client holds the permissions, the key proves the client.

mod check;
mod check_uri;
mod demand;
mod identifier;
mod key_use;
mod metadata;
mod model;
mod repo;
mod scope;
mod secret;
mod vocabulary;

pub use check::{ClientFault, ClientRules};
pub(crate) use check_uri::web as check_web_uri;
pub use demand::UnmetDemand;
pub use identifier::{ClientIdentifier, ClientIdentifierError};
pub(crate) use key_use::KeyUse;
pub use metadata::ClientMetadata;
pub use model::{Client, ClientChange, NewClient};
pub use repo::{ClientReads, ClientSecretReads, ClientSecretWrites, ClientWrites};
pub use scope::{OPENID_SCOPES, ScopeError, scope_permissions};
pub use secret::{ClientSecret, NewClientSecret, SecretHash, SecretKind};
pub use vocabulary::{ApplicationType, AuthMethod, GrantType, ResponseType, SubjectType};
