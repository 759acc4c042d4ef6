use ring::hmac;
use url::Url;

use crate::{
    client::{ClientMetadata, SubjectType},
    foundation::{TenantScope, UserId},
    jose::base64url,
};

/// The `sub` by which a client knows a user (OpenID Connect Core 8): the user's id, or, for a client of pairwise
/// subjects, one of its sector's own, which nobody can trace back without the tenant's key.
pub(crate) fn subject_of(scope: &TenantScope, metadata: &ClientMetadata, user: UserId) -> String {
    match metadata.subject_type {
        SubjectType::Public => user.to_string(),
        SubjectType::Pairwise => {
            let sector = sector_of(metadata);
            let key = scope.snapshot().data_key.mac_key("pairwise subject");
            // Without a key there is no subject, and a token without one is refused by every reader.
            key.map_or_else(String::new, |key| {
                let tag = hmac::sign(&key, format!("{sector}\n{user}").as_bytes());
                base64url::encode(tag.as_ref())
            })
        }
    }
}

/// The host of the sector identifier, else that of the redirect URIs (OpenID Connect Core 8.1).
fn sector_of(metadata: &ClientMetadata) -> String {
    let uri = metadata
        .sector_identifier_uri
        .as_ref()
        .or(metadata.redirect_uris.first());
    uri.and_then(|uri| Url::parse(uri).ok())
        .map(|url| url.host_str().unwrap_or(url.scheme()).to_owned())
        .unwrap_or_default()
}
