use crate::{
    foundation::{ClientId, PlainToken, TenantId, UserId},
    tenant::Slug,
};

/// A tenant after its part of a plan was performed.
#[derive(Debug)]
#[non_exhaustive]
pub struct AppliedTenant {
    /// Its organization identifier.
    pub slug: Slug,
    /// Its id.
    pub id: TenantId,
    /// Its issuer.
    pub issuer: String,
    /// The users of the document, in its order.
    pub users: Vec<AppliedUser>,
    /// The clients of the document, in its order.
    pub clients: Vec<AppliedClient>,
    /// Fresh keys, if they were asked for.
    pub keys: Option<AppliedKeys>,
}

/// A user of a document as stored.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AppliedUser {
    /// The sign-in name.
    pub username: String,
    /// The id.
    pub id: UserId,
}

/// A client of a document as stored.
#[derive(Debug)]
#[non_exhaustive]
pub struct AppliedClient {
    /// Its `client_id`.
    pub client_id: String,
    /// Its internal id.
    pub id: ClientId,
    /// The secret that was made for it, if it needed one and had none: shown this once.
    pub secret: Option<PlainToken>,
}

/// API keys of a tenant, shown this once.
#[derive(Debug)]
#[non_exhaustive]
pub struct AppliedKeys {
    /// For the management API: all of its permissions.
    pub admin_token: PlainToken,
    /// For SCIM.
    pub scim_token: PlainToken,
}
