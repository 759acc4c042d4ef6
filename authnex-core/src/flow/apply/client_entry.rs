use serde::Deserialize;
use serde_json::{Map, Value};

use super::{DocumentFault, parse::read};
use crate::{client::ClientMetadata, flow::ClientRegistration, foundation::Secret};

/// One client of a document: it is as described afterwards, but for a secret that is absent, which stays.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientEntry {
    /// Where it stands in the document.
    pub path: String,
    /// Its `client_id`.
    pub client_id: String,
    /// The client as described.
    pub registration: ClientRegistration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    client_id: String,
    client_secret: Option<Secret>,
}

impl ClientEntry {
    /// Reads an entry; the names of RFC 7591 2 stand among the others.
    pub(super) fn read(
        path: String,
        value: Value,
        faults: &mut Vec<DocumentFault>,
    ) -> Option<Self> {
        let (names, metadata) = match value {
            Value::Object(all) => all.into_iter().partition::<Map<_, _>, _>(|(name, _)| {
                matches!(name.as_str(), "client_id" | "client_secret")
            }),
            other => return read::<Names>(&path, other, faults).and(None),
        };
        let metadata = read::<ClientMetadata>(&path, Value::Object(metadata), faults);
        // Without its name a second run would not find it.
        let names = read::<Names>(&path, Value::Object(names), faults)?;
        Some(Self {
            registration: ClientRegistration {
                client_id: Some(names.client_id.clone()),
                client_secret: names.client_secret,
                metadata: metadata?,
            },
            client_id: names.client_id,
            path,
        })
    }
}
