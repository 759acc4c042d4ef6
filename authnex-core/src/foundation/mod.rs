//! What every other module is built from: ids, secrets, time, chance, scope and paging.
//!
//! Nothing here knows a noun of authentication. Time and chance are injected ([`Clock`], [`Entropy`]);
//! the ambient ones are refused by the workspace's `clippy.toml`, so that 72 hours pass in a test without
//! sleeping and a failing run can be repeated.

mod clock;
mod context;
mod entropy;
mod hash;
mod id;
mod language;
mod page;
mod plain_token;
mod scope;
mod secret;
mod timestamp;

pub use clock::{Clock, SystemClock};
pub use context::{Actor, RequestContext, RequestId};
pub use entropy::{Entropy, SystemEntropy};
pub use hash::{CodeHash, TokenHash};
pub(crate) use id::is_id_shaped;
pub use id::{
    ClientId, ClientSecretId, EventId, FamilyId, FlowId, IdError, InviteId, MailId, PasskeyId,
    RoleId, SessionId, SigningKeyId, TenantId, TrustedDeviceId, UserId,
};
pub use language::Language;
pub use page::{Page, PageRequest};
pub use plain_token::{PlainToken, TokenError, TokenKind};
pub use scope::{Platform, TenantScope};
pub use secret::Secret;
pub use timestamp::Timestamp;
