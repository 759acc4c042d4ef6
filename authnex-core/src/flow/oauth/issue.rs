use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::TokenError;
use crate::{
    client::{Client, OPENID_SCOPES},
    flow::{Environment, authorization::Authorization, authorization_of},
    foundation::{PlainToken, TenantScope, Timestamp},
    jose::Algorithm,
    oauth::{ClaimWish, ScopeSet, insert_own_claims, insert_user_claims, subject_of},
    port::BeforeToken,
    refresh::Family,
    token::{
        IdTokenFacts, OAuthTokenFacts, RESERVED_CLAIMS, id_token_key, sign_id_token,
        sign_oauth_access_token,
    },
    user::User,
};

/// What a client gets at the token endpoint.
#[derive(Debug)]
pub struct IssuedTokens {
    /// The access token, a signed JWT (RFC 9068).
    pub access_token: String,
    /// Its life, in seconds.
    pub expires_in: u32,
    /// What it is good for.
    pub scope: ScopeSet,
    /// The refresh token, if one was granted.
    pub refresh_token: Option<PlainToken>,
    /// The ID token, if `openid` was granted.
    pub id_token: Option<String>,
}

/// What tokens are made of.
pub(super) struct Issue<'a> {
    pub(super) client: &'a Client,
    pub(super) user: &'a User,
    pub(super) family: &'a Family,
    pub(super) scope: ScopeSet,
    pub(super) resources: &'a [String],
    pub(super) nonce: Option<&'a str>,
    pub(super) not_after: Timestamp,
}

/// How a client's ID tokens are signed (OpenID Connect Registration 1.0, 2).
fn id_token_algorithm(client: &Client) -> Algorithm {
    let chosen = client.metadata.id_token_signed_response_alg;
    chosen.unwrap_or(Algorithm::Rs256)
}

/// Refuses early what could not be signed in the end, while nothing is used up yet.
pub(super) fn check_keys(
    scope: &TenantScope,
    client: &Client,
    granted: &ScopeSet,
) -> Result<(), TokenError> {
    if granted.has("openid") {
        id_token_key(scope, id_token_algorithm(client))?;
    }
    Ok(())
}

/// Who an access token is for: what was asked for, else the client's default, else the issuer itself.
pub(super) fn audience(scope: &TenantScope, client: &Client, resources: &[String]) -> Value {
    match resources {
        [] => client
            .metadata
            .default_audience
            .as_ref()
            .map_or_else(|| json!(scope.snapshot().issuer), |own| json!(own)),
        [one] => json!(one),
        many => json!(many),
    }
}

/// What the application adds to a token; reserved names are taken out.
pub(super) async fn hook_claims(
    env: &Environment,
    scope: &TenantScope,
    subject: &str,
) -> Map<String, Value> {
    let mut extra = Map::new();
    let slug = &scope.snapshot().tenant.slug;
    env.hooks
        .before_token(BeforeToken::new(slug, subject, &mut extra))
        .await;
    let reserved: BTreeSet<&str> = RESERVED_CLAIMS.into_iter().collect();
    extra.retain(|name, _| !reserved.contains(name.as_str()));
    extra
}

/// Signs the tokens of a family. Of the permissions granted, those count that the user holds now.
pub(super) async fn issue(
    env: &Environment,
    scope: &TenantScope,
    facts: Issue<'_>,
    refresh_token: Option<PlainToken>,
) -> Result<IssuedTokens, TokenError> {
    let held = authorization_of(&*env.store.reader(scope), scope, facts.user.id).await?;
    let mut effective = facts.scope.clone();
    effective.retain(|word| OPENID_SCOPES.contains(&word) || held.permissions.contains(word));
    let subject = subject_of(scope, &facts.client.metadata, facts.user.id);
    let further = further_claims(env, scope, (&facts, &held), &effective, &subject).await;
    let token = OAuthTokenFacts {
        hangs_on: facts.family.id.to_string(),
        subject: subject.clone(),
        client_id: facts.client.client_id.as_str(),
        audience: audience(scope, facts.client, facts.resources),
        permissions: effective
            .iter()
            .filter(|word| !OPENID_SCOPES.contains(word))
            .collect(),
        scope: &effective,
        further,
        not_after: Some(facts.not_after),
    };
    let (access_token, expires_in) =
        sign_oauth_access_token(scope, token, env.now(), &*env.entropy)?;
    let id_token = if effective.has("openid") {
        let told = (subject, access_token.as_str());
        Some(id_token(env, scope, &facts, &held.roles, told)?)
    } else {
        None
    };
    Ok(IssuedTokens {
        access_token,
        expires_in,
        scope: effective,
        refresh_token,
        id_token,
    })
}

async fn further_claims(
    env: &Environment,
    scope: &TenantScope,
    (facts, held): (&Issue<'_>, &Authorization),
    effective: &ScopeSet,
    subject: &str,
) -> Map<String, Value> {
    let mut further = hook_claims(env, scope, subject).await;
    let mapping = &scope.snapshot().policy.user_claims;
    insert_own_claims(&mut further, facts.user, mapping, effective);
    let family = facts.family;
    let acr = family.granted.as_ref().map(|granted| granted.acr.as_str());
    further.insert("sid".to_owned(), json!(family.session));
    further.insert(
        "auth_time".to_owned(),
        json!(family.auth_time.unix_seconds()),
    );
    let amr: Vec<&str> = family.amr.split(' ').collect();
    further.insert("amr".to_owned(), json!(amr));
    if let Some(acr) = acr {
        further.insert("acr".to_owned(), json!(acr));
    }
    if effective.has("roles") {
        further.insert("roles".to_owned(), json!(held.roles));
    }
    further
}

/// Claims about the user are in the ID token where they were asked for there; those of scopes are at userinfo
/// (OpenID Connect Core 5.4), but for the roles.
fn id_token(
    env: &Environment,
    scope: &TenantScope,
    facts: &Issue<'_>,
    roles: &[String],
    (subject, access_token): (String, &str),
) -> Result<String, TokenError> {
    let nothing = BTreeMap::<String, ClaimWish>::new();
    let granted = facts.family.granted.as_ref();
    let wishes = granted.map_or(&nothing, |granted| &granted.claims.id_token);
    let in_token: ScopeSet = facts.scope.iter().filter(|word| *word == "roles").collect();
    let mut user = Map::new();
    insert_user_claims(&mut user, (facts.user, roles), &in_token, wishes);
    let mapping = &scope.snapshot().policy.user_claims;
    insert_own_claims(&mut user, facts.user, mapping, &facts.scope);
    let told = IdTokenFacts {
        algorithm: id_token_algorithm(facts.client),
        subject,
        client_id: facts.client.client_id.as_str(),
        session: facts.family.session.to_string(),
        auth_time: facts.family.auth_time,
        amr: &facts.family.amr,
        acr: granted.map_or("", |granted| granted.acr.as_str()),
        nonce: facts.nonce,
        access_token,
        user,
    };
    Ok(sign_id_token(scope, told, env.now(), &*env.entropy)?)
}
