use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{ClaimWish, ScopeSet};
use crate::{policy::ClaimMapping, user::User};

/// The claims that can be had (OpenID Connect Core 5.1), but for those of a token itself.
pub const CLAIMS_SUPPORTED: [&str; 21] = [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "roles",
    "sub",
    "updated_at",
    "website",
    "zoneinfo",
];

/// The scope that a claim belongs to (OpenID Connect Core 5.4).
pub(super) fn scope_of(claim: &str) -> Option<&'static str> {
    Some(match claim {
        "address" => "address",
        "email" | "email_verified" => "email",
        "phone_number" | "phone_number_verified" => "phone",
        "roles" => "roles",
        "birthdate" | "family_name" | "gender" | "given_name" | "locale" | "middle_name"
        | "name" | "nickname" | "picture" | "preferred_username" | "profile" | "updated_at"
        | "website" | "zoneinfo" => "profile",
        _ => return None,
    })
}

/// Everything that is known of a user, by the names of the claims. What is not known is absent, not null.
fn known(user: &User, roles: &[String]) -> Map<String, Value> {
    let mut known = match serde_json::to_value(&user.profile) {
        Ok(Value::Object(profile)) => profile,
        Ok(_) | Err(_) => Map::new(),
    };
    known
        .entry("preferred_username")
        .or_insert_with(|| json!(user.username));
    if known.get("phone_number").is_some() {
        known.entry("phone_number_verified").or_insert(json!(false));
    }
    known.insert(
        "updated_at".to_owned(),
        json!(user.updated_at.unix_seconds()),
    );
    if let Some(name) = &user.name {
        known.insert("name".to_owned(), json!(name));
    }
    if let Some(email) = &user.email {
        known.insert("email".to_owned(), json!(email.as_str()));
        known.insert("email_verified".to_owned(), json!(user.email_verified));
    }
    known.insert("roles".to_owned(), json!(roles));
    known
}

/// Puts the claims in that scopes or single wishes ask for.
pub(crate) fn insert_user_claims(
    claims: &mut Map<String, Value>,
    (user, roles): (&User, &[String]),
    scope: &ScopeSet,
    wishes: &BTreeMap<String, ClaimWish>,
) {
    for (name, value) in known(user, roles) {
        let by_scope = scope_of(&name).is_some_and(|of| scope.has(of));
        // Roles are the tenant's to tell: a wish alone does not open them.
        let by_wish = wishes.contains_key(&name) && name != "roles";
        if by_scope || by_wish {
            claims.insert(name, value);
        }
    }
}

/// Puts in what the tenant maps from the user's attributes, for who may see the profile. What a name stands for already
/// stays.
pub(crate) fn insert_own_claims(
    claims: &mut Map<String, Value>,
    user: &User,
    mapping: &ClaimMapping,
    scope: &ScopeSet,
) {
    if !scope.has("profile") {
        return;
    }
    for (claim, attribute) in &mapping.0 {
        if let Some(value) = user.attributes.0.get(attribute) {
            claims.entry(claim.clone()).or_insert_with(|| value.clone());
        }
    }
}
