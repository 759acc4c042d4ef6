use std::{
    collections::{BTreeSet, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    client::Client,
    egress::EgressUrl,
    flow::{Environment, InternalError, environment::new_id},
    foundation::{EventId, SessionId, TenantScope, Timestamp},
    jose::{Algorithm, TokenType, base64url},
    oauth::{LogoutNotice, subject_of},
    port::EgressCall,
    store::{StoreError, Unit, Verdict, Work},
    tenant::Slug,
    token::{IssueError, id_token_key},
};

/// The tenants in which clients wait to be told of the end of a session. What is lost with the process is found
/// again by the cleaner, which looks at every tenant.
#[derive(Debug, Default)]
pub(crate) struct LogoutBell(Mutex<HashSet<Slug>>);

impl LogoutBell {
    pub(crate) fn ring(&self, slug: &Slug) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.insert(slug.clone());
    }

    pub(crate) fn take(&self) -> HashSet<Slug> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Notices of one turn, at most.
const BATCH: u32 = 50;

/// For how long one node has a notice to itself, in seconds.
const LEASE_SECONDS: u32 = 60;

/// When it is tried again, in seconds after each attempt; then it is given up.
const AGAIN_SECONDS: [u32; 6] = [5, 30, 120, 600, 3_600, 10_800];

/// A logout token is good for this long, in seconds (Back-Channel Logout 1.0, 2.4: two minutes at most).
const TOKEN_SECONDS: i64 = 120;

/// Leaves a notice for every client that the user signed in to in a session which ends in this unit.
pub(crate) async fn leave_notices(
    unit: &dyn Unit,
    session: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut told = BTreeSet::new();
    for family in unit.families_of_session(session).await? {
        let Some(granted) = &family.granted else {
            continue;
        };
        if !told.insert(granted.client) {
            continue;
        }
        let client = unit.find_client(granted.client).await?;
        if client.is_some_and(|client| client.metadata.backchannel_logout_uri.is_some()) {
            let notice = LogoutNotice {
                session,
                client: granted.client,
                user: family.user,
                attempts: 0,
                due_at: now,
            };
            unit.insert_logout_notice(&notice).await?;
        }
    }
    Ok(())
}

/// Tells the clients of one tenant whose turn it is, each at the same time; whether any still waits.
pub(crate) async fn tell_clients(
    env: &Arc<Environment>,
    scope: &TenantScope,
) -> Result<bool, InternalError> {
    let now = env.now();
    let due = env
        .store
        .reader(scope)
        .due_logout_notices(now, BATCH)
        .await?;
    let mut calls = JoinSet::new();
    for notice in due {
        let until = now.plus_seconds(LEASE_SECONDS);
        if !step(env, scope, Step::PutOff(notice.clone(), until)).await? {
            continue;
        }
        let leased = LogoutNotice {
            attempts: notice.attempts + 1,
            due_at: until,
            ..notice
        };
        let (env, scope) = (env.clone(), scope.clone());
        calls.spawn(async move { tell(&env, &scope, leased).await });
    }
    while let Some(told) = calls.join_next().await {
        match told {
            Ok(told) => told?,
            Err(error) => tracing::warn!(%error, "telling a client of a sign-out was cut off"),
        }
    }
    let far = env.now().plus_seconds(AGAIN_SECONDS.iter().sum());
    let waiting = env.store.reader(scope).due_logout_notices(far, 1).await?;
    Ok(!waiting.is_empty())
}

/// Tells one client, and takes the notice away or puts it off.
async fn tell(
    env: &Environment,
    scope: &TenantScope,
    notice: LogoutNotice,
) -> Result<(), InternalError> {
    let client = env.store.reader(scope).find_client(notice.client).await?;
    let outcome = match client.filter(|client| client.enabled) {
        Some(client) => call(env, scope, &client, &notice).await,
        None => Ok(()),
    };
    let index = usize::try_from(notice.attempts).unwrap_or(usize::MAX);
    let again = AGAIN_SECONDS.get(index.saturating_sub(1));
    let next = match (outcome, again) {
        (Ok(()), _) => Step::Delete(notice),
        (Err(error), Some(seconds)) => {
            tracing::info!(client = %notice.client, error, "a client was not told of a sign-out; it is tried again");
            // The attempt was counted when it began.
            let seen = LogoutNotice {
                attempts: notice.attempts.saturating_sub(1),
                ..notice
            };
            Step::PutOff(seen, env.now().plus_seconds(*seconds))
        }
        (Err(error), None) => {
            tracing::warn!(client = %notice.client, error, "a client could not be told of a sign-out; given up");
            Step::Delete(notice)
        }
    };
    step(env, scope, next).await?;
    Ok(())
}

/// Back-Channel Logout 1.0, 2.5: 200 says that it was taken, and 204 from some.
async fn call(
    env: &Environment,
    scope: &TenantScope,
    client: &Client,
    notice: &LogoutNotice,
) -> Result<(), String> {
    let Some(uri) = &client.metadata.backchannel_logout_uri else {
        return Ok(());
    };
    let egress = env
        .egress
        .as_ref()
        .ok_or("this installation calls nobody")?;
    let token = logout_token(env, scope, client, notice).map_err(|error| error.to_string())?;
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("logout_token", &token)
        .finish();
    let call = EgressCall {
        url: EgressUrl::parse(uri, env.egress_rules).map_err(|error| error.to_string())?,
        body: Some(("application/x-www-form-urlencoded", body.into_bytes())),
        headers: Vec::new(),
        most_bytes: 16 * 1024,
    };
    let answer = egress.call(call).await.map_err(|error| error.to_string())?;
    match answer.status {
        200 | 204 => Ok(()),
        status => Err(format!("the answer is {status}")),
    }
}

/// Back-Channel Logout 1.0, 2.4: no `nonce`, so that it passes for no ID token.
fn logout_token(
    env: &Environment,
    scope: &TenantScope,
    client: &Client,
    notice: &LogoutNotice,
) -> Result<String, IssueError> {
    let algorithm = client.metadata.id_token_signed_response_alg;
    let key = id_token_key(scope, algorithm.unwrap_or(Algorithm::Rs256))?;
    let mut random = [0; 16];
    env.entropy.fill(&mut random);
    let now = env.now().unix_seconds();
    let claims: Value = json!({
        "iss": scope.snapshot().issuer,
        "aud": client.client_id,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": base64url::encode(&random),
        "sub": subject_of(scope, &client.metadata, notice.user),
        "sid": notice.session,
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    });
    let payload = serde_json::to_vec(&claims).map_err(|_| IssueError::Sign)?;
    key.sign_compact(
        TokenType::LogoutToken,
        &payload,
        env.entropy.secure_random(),
    )
    .map_err(|_| IssueError::Sign)
}

enum Step {
    Delete(LogoutNotice),
    PutOff(LogoutNotice, Timestamp),
}

async fn step(env: &Environment, scope: &TenantScope, step: Step) -> Result<bool, StoreError> {
    let event = new_id!(env, EventId);
    env.write(scope, Turn { event, step }).await
}

/// One step of a notice's way. The session's end is in the trail; that a client was told changes nothing here.
struct Turn {
    event: EventId,
    step: Step,
}

#[async_trait]
impl Work for Turn {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let done = match &self.step {
            Step::Delete(notice) => {
                unit.delete_logout_notice(notice.session, notice.client)
                    .await?;
                true
            }
            Step::PutOff(notice, until) => unit.put_logout_notice_off(notice, *until).await?,
        };
        Ok(Verdict::Commit(done))
    }
}
