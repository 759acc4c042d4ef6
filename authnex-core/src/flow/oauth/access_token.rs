use std::sync::OnceLock;

use uuid::Uuid;

use crate::{
    client::Client,
    flow::Environment,
    foundation::{ClientId, FamilyId, SessionId, TenantScope, Timestamp, TokenHash, UserId},
    oauth::{Granted, JtiUse},
    store::{Reader, StoreError},
    tenant::TenantState,
    user::{User, UserStatus},
    verify::AccessToken,
};

/// On what an access token hangs.
#[derive(Debug)]
pub(crate) enum TokenOwner {
    /// A client in its own name.
    Client(Box<Client>),
    /// A user, through an OAuth client.
    Grant {
        granted: Box<Granted>,
        client: Box<Client>,
        user: Box<User>,
    },
    /// A user who signed in at the tenant itself.
    SignIn(Box<User>),
}

/// An access token of ours that is good now, for whatever audience.
#[derive(Debug)]
pub(crate) struct KnownToken {
    pub(crate) claims: AccessToken,
    pub(crate) owner: TokenOwner,
}

impl KnownToken {
    /// The client that it was issued to; the nil id for a sign-in of the tenant's own.
    pub(crate) fn client(&self) -> ClientId {
        match &self.owner {
            TokenOwner::Client(client) | TokenOwner::Grant { client, .. } => client.id,
            TokenOwner::SignIn(_) => nobody(),
        }
    }
}

fn nobody() -> ClientId {
    static NIL: OnceLock<ClientId> = OnceLock::new();
    *NIL.get_or_init(|| ClientId::from_uuid(Uuid::nil()))
}

/// The token, if it is one of this tenant's, has not expired, was not revoked, and what it hangs on still stands:
/// family, session, user and client.
pub(crate) async fn find_access_token(
    env: &Environment,
    scope: &TenantScope,
    text: &str,
) -> Result<Option<KnownToken>, StoreError> {
    if scope.snapshot().tenant.state != TenantState::Active {
        return Ok(None);
    }
    let now = env.now();
    let seconds = u64::try_from(now.unix_seconds()).unwrap_or_default();
    let verifier = scope.snapshot().verifier.as_ref();
    let Some(Ok(claims)) = verifier.map(|verifier| verifier.verify_own(text, seconds)) else {
        return Ok(None);
    };
    // The issuer's own clock made the token: there is no leeway here.
    if claims.exp <= seconds {
        return Ok(None);
    }
    let reader = env.store.reader(scope);
    let Some(owner) = owner_of(&*reader, &claims, now).await? else {
        return Ok(None);
    };
    let known = KnownToken { claims, owner };
    let hash = TokenHash::of(&known.claims.jti);
    let revoked = reader
        .is_jti_seen(JtiUse::Revoked, known.client(), &hash)
        .await?;
    Ok((!revoked).then_some(known))
}

async fn owner_of(
    reader: &dyn Reader,
    claims: &AccessToken,
    now: Timestamp,
) -> Result<Option<TokenOwner>, StoreError> {
    let hangs_on = claims.jti.split_once('.').map(|(on, _)| on);
    let Some(hangs_on) = hangs_on else {
        return sign_in_of(reader, claims, now).await;
    };
    if let Ok(family) = hangs_on.parse::<FamilyId>() {
        return grant_of(reader, family, now).await;
    }
    let Ok(client) = hangs_on.parse::<ClientId>() else {
        return Ok(None);
    };
    let client = reader.find_client(client).await?;
    let client = client.filter(|client| client.enabled);
    Ok(client.map(Box::new).map(TokenOwner::Client))
}

async fn grant_of(
    reader: &dyn Reader,
    family: FamilyId,
    now: Timestamp,
) -> Result<Option<TokenOwner>, StoreError> {
    let family = reader.find_family(family).await?;
    let Some(family) = family.filter(|found| found.ended_at.is_none() && found.expires_at > now)
    else {
        return Ok(None);
    };
    let Some(granted) = family.granted.clone() else {
        return Ok(None);
    };
    if !family.offline_access && !is_live(reader, family.session, now).await? {
        return Ok(None);
    }
    let client = reader.find_client(granted.client).await?;
    let user = active_user(reader, family.user).await?;
    let client = client.filter(|client| client.enabled);
    let (Some(client), Some(user)) = (client, user) else {
        return Ok(None);
    };
    Ok(Some(TokenOwner::Grant {
        granted: Box::new(granted),
        client: Box::new(client),
        user: Box::new(user),
    }))
}

async fn sign_in_of(
    reader: &dyn Reader,
    claims: &AccessToken,
    now: Timestamp,
) -> Result<Option<TokenOwner>, StoreError> {
    let session = claims.sid.as_deref().map(str::parse::<SessionId>);
    let (Some(Ok(session)), Ok(user)) = (session, claims.sub.parse::<UserId>()) else {
        return Ok(None);
    };
    if !is_live(reader, session, now).await? {
        return Ok(None);
    }
    let user = active_user(reader, user).await?;
    Ok(user.map(Box::new).map(TokenOwner::SignIn))
}

async fn is_live(
    reader: &dyn Reader,
    session: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(reader.find_session_by_id(session, now).await?.is_some())
}

async fn active_user(reader: &dyn Reader, user: UserId) -> Result<Option<User>, StoreError> {
    let user = reader.find_user(user).await?;
    Ok(user.filter(|user| user.status == UserStatus::Active))
}
