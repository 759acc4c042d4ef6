use std::sync::Arc;

use authnex_core::{
    Authnex,
    flow::apply::Document,
    foundation::{Actor, RequestContext, TenantScope},
    store::Store,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;

use super::spare_keys::SpareKeys;
use crate::Outcome;

/// Tenants in one document.
const IN_A_DOCUMENT: u32 = 100;

/// Documents under way at once.
const DOCUMENTS: usize = 4;

/// RSA keys of a tenant: one that signs, and the next.
const RSA_KEYS: usize = 2;

/// Makes so many tenants with roles and keys and without users; answers their slugs.
pub(super) async fn add_tenants(
    (authnex, store): (&Authnex, &Arc<dyn Store>),
    (keys, scope): (&SpareKeys, &TenantScope),
    count: u32,
) -> Outcome<Vec<String>> {
    let firsts = (0..count).step_by(usize::try_from(IN_A_DOCUMENT)?);
    let documents = firsts.map(|first| async move {
        let numbers = first..count.min(first + IN_A_DOCUMENT);
        let slugs: Vec<String> = numbers.map(|number| format!("tenant-{number}")).collect();
        keys.put_by(store, scope, RSA_KEYS * slugs.len()).await?;
        let tenants: Vec<_> = slugs
            .iter()
            .map(|slug| json!({"slug": slug, "name": format!("Organization {slug}")}))
            .collect();
        let document = Document::parse(&json!({"tenants": tenants}).to_string())?;
        let operator = authnex.operator();
        let plan = operator.plan(&document).await?;
        operator
            .apply(plan, &RequestContext::by(Actor::Operator))
            .await?;
        Outcome::Ok(slugs)
    });
    let made: Vec<Vec<String>> = stream::iter(documents)
        .buffered(DOCUMENTS)
        .try_collect()
        .await?;
    Ok(made.concat())
}
