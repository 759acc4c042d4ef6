use crate::{
    foundation::{TenantId, UserId},
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
