use std::collections::BTreeSet;

use serde_json::Map;

use super::{
    Environment, InternalError, authorization::Authorization, authorization_of,
    environment::new_id, next_step::session_life,
};
use crate::{
    foundation::{
        FamilyId, PlainToken, RequestContext, SessionId, TenantScope, Timestamp, TokenKind,
    },
    oauth::is_resource,
    port::BeforeToken,
    refresh::{Family, NewRefreshToken},
    session::{Device, NewSession, Session},
    sign_in::Proofs,
    store::{StoreError, Unit},
    token::{AccessTokenFacts, RESERVED_CLAIMS, Tokens, sign_access_token},
};

/// What a sign-in is for.
#[derive(Clone, Debug)]
pub enum Grant {
    /// A browser session alone.
    Session,
    /// A session, and tokens for a client.
    Tokens {
        /// To whom they are issued.
        client_id: String,
        /// For which resource the access token is (RFC 8707); `None` = the issuer itself.
        resource: Option<String>,
    },
}

impl Grant {
    /// Whether the resource does (RFC 8707 2).
    pub(crate) fn is_valid(&self) -> bool {
        let Self::Tokens {
            resource: Some(resource),
            ..
        } = self
        else {
            return true;
        };
        is_resource(resource)
    }
}

/// A finished sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// The session that was opened.
    pub session: Session,
    /// The session's secret, for a cookie.
    pub session_token: PlainToken,
    /// Tokens, if they were asked for.
    pub tokens: Option<Tokens>,
    /// What a browser that the user trusts brings along at the next sign-in.
    pub trusted: Option<TrustedToken>,
}

/// The token of a browser that the user trusts; the next sign-in replaces it.
#[derive(Debug)]
pub struct TrustedToken {
    /// For a cookie.
    pub token: PlainToken,
    /// For how many seconds it may be good.
    pub seconds: u32,
}

/// The rows of a session that opens.
#[derive(Debug)]
pub(crate) struct Opening {
    session: NewSession,
    refresh: Option<(Family, NewRefreshToken)>,
}

impl Opening {
    pub(crate) async fn write(&self, unit: &dyn Unit) -> Result<(), StoreError> {
        unit.insert_session(&self.session).await?;
        if let Some((family, token)) = &self.refresh {
            unit.insert_family(family).await?;
            unit.insert_refresh_token(token).await?;
        }
        Ok(())
    }
}

/// Makes everything that opens a session, before the unit: ids, tokens, and the signed access token.
pub(crate) async fn prepare_session(
    env: &Environment,
    scope: &TenantScope,
    proofs: &Proofs,
    grant: &Grant,
    context: &RequestContext,
) -> Result<(Opening, SignedIn), InternalError> {
    let now = env.now();
    let policy = &scope.snapshot().policy;
    // A session that carries tokens lives as long as they can be refreshed.
    let life = match grant {
        Grant::Session => policy.session_seconds,
        Grant::Tokens { .. } => policy.refresh_absolute_seconds,
    };
    let session_token = env.token(TokenKind::Session);
    let new = NewSession::on(
        proofs,
        new_id!(env, SessionId),
        session_token.hash(),
        Device::of(context),
        (now, now.plus_seconds(session_life(scope, life))),
    );
    let session = new.session().clone();
    let (refresh, tokens) = match grant {
        Grant::Session => (None, None),
        Grant::Tokens {
            client_id,
            resource,
        } => {
            let family = new_family(env, scope, &session, (client_id, resource.as_deref()));
            let token = env.token(TokenKind::Refresh);
            let row = NewRefreshToken {
                hash: token.hash(),
                family: family.id,
                previous: None,
                created_at: now,
                expires_at: refresh_expiry(scope, &family, now),
            };
            let tokens = sign_for(env, scope, &family, session.expires_at, token).await?;
            (Some((family, row)), Some(tokens))
        }
    };
    let signed_in = SignedIn {
        session,
        session_token,
        tokens,
        trusted: None,
    };
    let opening = Opening {
        session: new,
        refresh,
    };
    Ok((opening, signed_in))
}

fn new_family(
    env: &Environment,
    scope: &TenantScope,
    session: &Session,
    (client_id, resource): (&str, Option<&str>),
) -> Family {
    let now = session.created_at;
    Family {
        id: new_id!(env, FamilyId),
        session: session.id,
        user: session.user,
        client_id: client_id.to_owned(),
        resource: resource.map(str::to_owned),
        offline_access: false,
        amr: session.amr.clone(),
        auth_time: session.auth_time,
        created_at: now,
        expires_at: now.plus_seconds(scope.snapshot().policy.refresh_absolute_seconds),
        ended_at: None,
        granted: None,
    }
}

/// A refresh token lives from its rotation on, within its family's absolute end.
pub(crate) fn refresh_expiry(scope: &TenantScope, family: &Family, now: Timestamp) -> Timestamp {
    now.plus_seconds(scope.snapshot().policy.refresh_token_seconds)
        .min(family.expires_at)
}

/// Signs an access token for a family and puts the refresh token beside it.
pub(crate) async fn sign_for(
    env: &Environment,
    scope: &TenantScope,
    family: &Family,
    not_after: Timestamp,
    refresh_token: PlainToken,
) -> Result<Tokens, InternalError> {
    let Authorization { roles, permissions } =
        authorization_of(&*env.store.reader(scope), scope, family.user).await?;
    let subject = family.user.to_string();
    let mut extra = Map::new();
    env.hooks
        .before_token(BeforeToken::new(
            &scope.snapshot().tenant.slug,
            &subject,
            &mut extra,
        ))
        .await;
    let reserved: BTreeSet<&str> = RESERVED_CLAIMS.into_iter().collect();
    extra.retain(|name, _| !reserved.contains(name.as_str()));
    let permissions: Vec<String> = permissions.into_iter().collect();
    let facts = AccessTokenFacts {
        user: family.user,
        session: family.session,
        client_id: &family.client_id,
        resource: family.resource.as_deref(),
        amr: &family.amr,
        auth_time: family.auth_time,
        not_after,
        roles: &roles,
        permissions: &permissions,
        extra: &extra,
    };
    let (access_token, expires_in) = sign_access_token(scope, &facts, env.now(), &*env.entropy)?;
    Ok(Tokens {
        access_token,
        expires_in,
        refresh_token,
    })
}
