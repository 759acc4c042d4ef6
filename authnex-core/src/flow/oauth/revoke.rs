use async_trait::async_trait;
use serde_json::json;

use super::{AuthenticatedClient, TokenError, access_token::find_access_token};
use crate::{
    event::{Event, EventKind},
    flow::Environment,
    foundation::{
        ClientId, EventId, FamilyId, PlainToken, RequestContext, TenantScope, Timestamp, TokenHash,
        TokenKind,
    },
    oauth::{JtiUse, OAuthCode, Parameters, Refusal, SeenJti},
    store::{StoreError, Unit, Verdict, Work},
};

const FOREIGN: Refusal = Refusal::new(
    OAuthCode::UnauthorizedClient,
    "the token was issued to another client",
);

/// Takes a token back (RFC 7009). With a refresh token goes its whole family, access tokens included; an access
/// token goes alone. What is not known is as good as revoked.
pub(crate) async fn revoke_token(
    env: &Environment,
    scope: &TenantScope,
    (caller, form): (&AuthenticatedClient, &Parameters),
    context: &RequestContext,
) -> Result<(), TokenError> {
    let text = form
        .get("token")
        .ok_or(Refusal::request("token is missing"))?;
    let caller = caller.client.id;
    let found = match PlainToken::parse(TokenKind::Refresh, text) {
        Ok(token) => family_of(env, scope, &token).await?,
        Err(_) => find_access_token(env, scope, text).await?.map(|known| {
            let exp = i64::try_from(known.claims.exp).unwrap_or(i64::MAX / 1_000_000);
            let seen = SeenJti {
                used_as: JtiUse::Revoked,
                client: known.client(),
                hash: TokenHash::of(&known.claims.jti),
                expires_at: Timestamp::from_unix_seconds(exp),
            };
            (known.client(), Revoked::Access(seen))
        }),
    };
    let Some((owner, revoked)) = found else {
        return Ok(());
    };
    if owner != caller {
        return Err(FOREIGN.into());
    }
    let data = match &revoked {
        Revoked::Family(family) => json!({"client": caller, "family": family}),
        Revoked::Access(_) => json!({"client": caller}),
    };
    let event = env.event(EventKind::TokenRevoked, env.now(), context, data);
    env.write(scope, Revoke { revoked, event }).await?;
    Ok(())
}

async fn family_of(
    env: &Environment,
    scope: &TenantScope,
    token: &PlainToken,
) -> Result<Option<(ClientId, Revoked)>, StoreError> {
    let reader = env.store.reader(scope);
    let Some(row) = reader.find_refresh_token(&token.hash()).await? else {
        return Ok(None);
    };
    let family = reader.find_family(row.family).await?;
    let granted = family.and_then(|family| family.granted);
    Ok(granted.map(|granted| (granted.client, Revoked::Family(row.family))))
}

enum Revoked {
    Access(SeenJti),
    Family(FamilyId),
}

struct Revoke {
    revoked: Revoked,
    event: Event,
}

#[async_trait]
impl Work for Revoke {
    type Out = ();

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        let changed = match &self.revoked {
            Revoked::Access(seen) => unit.note_jti(seen).await?,
            Revoked::Family(family) => unit.end_family(*family, self.event.at).await?,
        };
        if !changed {
            return Ok(Verdict::Rollback(()));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(()))
    }
}
