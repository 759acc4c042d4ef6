use std::collections::HashMap;

use super::{Document, DocumentFault, TenantEntry};

/// What stands twice in a document: the second one is named, and where the first stands.
pub(super) fn check(document: &Document, faults: &mut Vec<DocumentFault>) {
    let slugs = document
        .tenants
        .iter()
        .map(|tenant| (tenant.slug.to_string(), format!("{}.slug", tenant.path)));
    once(slugs, faults);
    for tenant in &document.tenants {
        in_tenant(tenant, faults);
    }
}

fn in_tenant(tenant: &TenantEntry, faults: &mut Vec<DocumentFault>) {
    let roles = tenant
        .roles
        .iter()
        .map(|role| (role.name.as_str().to_owned(), format!("{}.name", role.path)));
    once(roles, faults);
    let clients = tenant.clients.iter().map(|client| {
        (
            client.client_id.clone(),
            format!("{}.client_id", client.path),
        )
    });
    once(clients, faults);
    let names = tenant.users.iter().map(|user| {
        let field = if user.username.is_some() {
            "username"
        } else {
            "email"
        };
        (user.normal_name(), format!("{}.{field}", user.path))
    });
    once(names, faults);
    let emails = tenant
        .users
        .iter()
        .filter(|user| user.username.is_some())
        .filter_map(|user| Some((user.normal_email()?, format!("{}.email", user.path))));
    let addresses = tenant
        .users
        .iter()
        .filter(|user| user.username.is_none())
        .filter_map(|user| Some((user.normal_email()?, format!("{}.email", user.path))));
    // Two users without sign-in names of their own were found by these already.
    let mut seen: HashMap<String, String> = addresses.collect();
    twice(&mut seen, emails, faults);
}

fn once(keys: impl Iterator<Item = (String, String)>, faults: &mut Vec<DocumentFault>) {
    twice(&mut HashMap::new(), keys, faults);
}

fn twice(
    seen: &mut HashMap<String, String>,
    keys: impl Iterator<Item = (String, String)>,
    faults: &mut Vec<DocumentFault>,
) {
    for (key, path) in keys.filter(|(key, _)| !key.is_empty()) {
        match seen.get(&key) {
            Some(first) => faults.push(DocumentFault::new(path, format!("the same as {first}"))),
            None => {
                seen.insert(key, path);
            }
        }
    }
}
