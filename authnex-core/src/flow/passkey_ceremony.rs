use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    foundation::{EventId, PlainToken, SessionId, TenantScope, TokenHash, TokenKind, UserId},
    jose::base64url,
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
    passkey::{Passkey, UserHandle},
    store::{Reader, StoreError, Unit, Verdict, Work},
};

/// For how long a browser's answer is waited for, in seconds (WebAuthn 15.1 speaks of 300 to 600).
const CEREMONY_SECONDS: u32 = 600;

/// A ceremony that was begun: what the browser is asked, and the handle under which its answer comes.
#[derive(Debug)]
pub struct PasskeyCeremony {
    /// Good for one answer and ten minutes.
    pub flow: PlainToken,
    /// The options as JSON (WebAuthn 5.1.10, 5.1.11).
    pub public_key: serde_json::Value,
}

/// Whose answer a ceremony takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Audience {
    /// Whoever holds a passkey.
    Anyone,
    /// This user, who enrols it in the sign-in with this handle's hash, base64url.
    Enrolment { user: UserId, sign_in: String },
    /// Whoever holds the invitation with this token's hash, base64url: whose account is made then, with this id, and
    /// whose authenticator knows the user by this handle.
    Invited {
        invite: String,
        user: UserId,
        handle: Uuid,
        name: Option<String>,
    },
    /// Nobody: the name that was given is unknown, or has no passkey.
    Nobody,
    /// This user, whose second factor it is in the sign-in with this handle's hash, base64url.
    SecondFactor { user: UserId, sign_in: String },
    /// This user.
    User(UserId),
    /// This user in this session.
    Session(UserId, SessionId),
}

impl Audience {
    const fn user(&self) -> Option<UserId> {
        match self {
            // The account of the invited is not there yet.
            Self::Anyone | Self::Invited { .. } | Self::Nobody => None,
            Self::Enrolment { user, .. }
            | Self::SecondFactor { user, .. }
            | Self::User(user)
            | Self::Session(user, _) => Some(*user),
        }
    }
}

/// A token's hash as an audience names it.
pub(super) fn text_of_hash(hash: &TokenHash) -> String {
    base64url::encode(hash.as_bytes())
}

/// The hash that an audience names.
pub(super) fn hash_of_text(text: &str) -> Option<TokenHash> {
    let bytes = base64url::decode(text).ok()?;
    bytes.try_into().ok().map(TokenHash::from_bytes)
}

/// What is kept of a ceremony until its answer comes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CeremonyState {
    pub(super) audience: Audience,
    /// The relying party's.
    pub(super) state: String,
}

/// Keeps a ceremony, and hands out what the browser gets. No event tells of it: pages begin one whenever they are
/// looked at, and nothing is decided by it.
pub(super) async fn keep_ceremony(
    env: &Environment,
    scope: &TenantScope,
    (purpose, kept): (OneTimePurpose, CeremonyState),
    public_key: serde_json::Value,
) -> Result<PasskeyCeremony, StoreError> {
    let now = env.now();
    let flow = env.token(TokenKind::Flow);
    let work = Keep {
        event: new_id!(env, EventId),
        new: NewOneTime {
            purpose,
            hash: flow.hash(),
            grant: OneTimeGrant {
                user: kept.audience.user(),
                data: serde_json::to_string(&kept).unwrap_or_default(),
            },
            created_at: now,
            expires_at: now.plus_seconds(CEREMONY_SECONDS),
        },
    };
    env.write(scope, work).await?;
    Ok(PasskeyCeremony { flow, public_key })
}

struct Keep {
    event: EventId,
    new: NewOneTime,
}

#[async_trait]
impl Work for Keep {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        unit.insert_one_time(&self.new).await?;
        Ok(Verdict::Commit(()))
    }
}

/// A ceremony that waits for its answer, with its handle's hash. It decides nothing: whoever consumes it does.
pub(super) async fn waiting_ceremony(
    env: &Environment,
    scope: &TenantScope,
    (purpose, flow): (&OneTimePurpose, &str),
) -> Result<Option<(TokenHash, CeremonyState)>, InternalError> {
    let Ok(token) = PlainToken::parse(TokenKind::Flow, flow) else {
        return Ok(None);
    };
    let hash = token.hash();
    let reader = env.store.reader(scope);
    let grant = reader.find_one_time(purpose, &hash, env.now()).await?;
    // A ceremony of another version restarts politely.
    let kept = grant.and_then(|grant| serde_json::from_str(&grant.data).ok());
    Ok(kept.map(|kept| (hash, kept)))
}

/// What authenticators know the user by; made when it is first asked for.
pub(super) async fn user_handle(
    env: &Environment,
    scope: &TenantScope,
    user: UserId,
) -> Result<UserHandle, StoreError> {
    if let Some(handle) = env.store.reader(scope).find_user_handle(user).await? {
        return Ok(handle);
    }
    let work = Give {
        event: new_id!(env, EventId),
        user,
        handle: UserHandle::generate(&*env.entropy),
    };
    env.write(scope, work).await
}

struct Give {
    event: EventId,
    user: UserId,
    handle: UserHandle,
}

#[async_trait]
impl Work for Give {
    type Out = UserHandle;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<UserHandle>, StoreError> {
        let handle = unit.keep_user_handle(self.user, self.handle).await?;
        Ok(Verdict::Commit(handle))
    }
}

/// Whether a user can still sign in without this passkey: by password, or by another passkey.
pub(super) async fn another_way_in(
    reader: &dyn Reader,
    passkey: &Passkey,
) -> Result<bool, StoreError> {
    if reader.find_password(passkey.user).await?.is_some() {
        return Ok(true);
    }
    let all = reader.list_passkeys(passkey.user).await?;
    Ok(all.iter().any(|other| other.id != passkey.id))
}
