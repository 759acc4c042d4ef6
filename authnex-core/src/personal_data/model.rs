use serde::Serialize;
use serde_json::Value;

use crate::{
    event::StoredEvent,
    foundation::{ClientId, PasskeyId, SessionId, Timestamp, UserId},
    mail::UserMail,
    oauth::Consent,
    passkey::Passkey,
    refresh::Family,
    session::Session,
    tenant::TenantSnapshot,
    totp::TotpState,
    trusted_device::TrustedDevice,
    user::{Attributes, Profile, User, UserStatus},
};

/// What is kept of one user. The shape is additive within its `v`.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PersonalData {
    /// The version of this shape.
    pub v: u32,
    /// When it was put together.
    pub exported_at: Timestamp,
    /// Where the account is.
    pub organization: Organization,
    /// What is known of the person.
    pub profile: OwnProfile,
    /// What the application keeps with the user.
    pub attributes: Attributes,
    /// The names of the user's roles.
    pub roles: Vec<String>,
    /// The second factors: what is known of them, not what proves them.
    pub second_factors: OwnFactors,
    /// The browsers that are trusted, at most 100.
    pub trusted_browsers: Vec<OwnBrowser>,
    /// The passkeys: what is known of them, not the keys.
    pub passkeys: Vec<OwnPasskey>,
    /// The live sessions.
    pub sessions: Vec<OwnSession>,
    /// What clients were given in the user's name, ended or not.
    pub clients: Vec<Grants>,
    /// What the user consented to.
    pub consents: Vec<OwnConsent>,
    /// What happened, the newest first.
    pub events: Vec<OwnEvent>,
    /// The mails, the newest first, for as long as it is kept that they were sent.
    pub mails: Vec<MailSent>,
    /// The names of the lists that end at [`PersonalData::MOST`] rows though there are more.
    pub truncated: Vec<&'static str>,
}

impl PersonalData {
    /// The version of the shape.
    pub const VERSION: u32 = 1;
    /// The most rows of one list.
    pub const MOST: usize = 10_000;
}

/// Where an account is.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Organization {
    /// Its identifier.
    pub slug: String,
    /// Its shown name.
    pub name: String,
    /// Its issuer.
    pub issuer: String,
}

impl Organization {
    pub(crate) fn of(snapshot: &TenantSnapshot) -> Self {
        Self {
            slug: snapshot.tenant.slug.to_string(),
            name: snapshot.tenant.name.clone(),
            issuer: snapshot.issuer.clone(),
        }
    }
}

/// What is known of a person.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OwnProfile {
    /// The user's id, the `sub` of tokens.
    pub id: UserId,
    /// The sign-in name.
    pub username: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the user has shown that the address is the user's own.
    pub email_verified: bool,
    /// The shown name.
    pub name: Option<String>,
    /// The other facts, by the names of their claims.
    #[serde(flatten)]
    pub facts: Profile,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// When the password was set; `None` if there is none.
    pub password_changed_at: Option<Timestamp>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl OwnProfile {
    pub(crate) fn of(user: User, password_changed_at: Option<Timestamp>) -> Self {
        Self {
            id: user.id,
            username: user.username,
            email: user.email.map(|email| email.as_str().to_owned()),
            email_verified: user.email_verified,
            name: user.name,
            facts: user.profile,
            status: user.status,
            password_changed_at,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

/// Second factors.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OwnFactors {
    /// Since when there is an authenticator app; `None` if there is none.
    pub authenticator_app_since: Option<Timestamp>,
    /// Recovery codes that are left.
    pub recovery_codes_left: usize,
}

impl OwnFactors {
    pub(crate) fn of(totp: &TotpState, recovery_codes_left: usize) -> Self {
        Self {
            authenticator_app_since: totp.active.as_ref().map(|active| active.confirmed_at),
            recovery_codes_left,
        }
    }
}

/// A browser that is not asked for the second factor.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OwnBrowser {
    /// What it says of itself.
    pub user_agent: Option<String>,
    /// Since when it is trusted.
    pub created_at: Timestamp,
    /// When it last signed in.
    pub last_used_at: Timestamp,
    /// Until when it is trusted.
    pub expires_at: Timestamp,
}

impl From<TrustedDevice> for OwnBrowser {
    fn from(device: TrustedDevice) -> Self {
        Self {
            user_agent: device.user_agent,
            created_at: device.created_at,
            last_used_at: device.last_used_at,
            expires_at: device.expires_at,
        }
    }
}

/// A passkey.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OwnPasskey {
    /// Its id.
    pub id: PasskeyId,
    /// What its holder calls it.
    pub name: String,
    /// The model of its authenticator, as a UUID, if it says.
    pub aaguid: Option<String>,
    /// Whether it is kept in a backup.
    pub backed_up: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used to sign in.
    pub last_used_at: Option<Timestamp>,
}

impl From<Passkey> for OwnPasskey {
    fn from(passkey: Passkey) -> Self {
        Self {
            id: passkey.id,
            name: passkey.name.as_str().to_owned(),
            aaguid: passkey.aaguid.map(|aaguid| aaguid.to_string()),
            backed_up: passkey.backed_up,
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
        }
    }
}

/// A live session.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// How the user proved to be the user (RFC 8176), blank separated.
    pub amr: String,
    /// When the user did.
    pub auth_time: Timestamp,
    /// From which address it was opened.
    pub address: Option<String>,
    /// With which user agent.
    pub user_agent: Option<String>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last seen, about to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl From<Session> for OwnSession {
    fn from(session: Session) -> Self {
        Self {
            id: session.id,
            amr: session.amr,
            auth_time: session.auth_time,
            address: session.device.address.map(|address| address.to_string()),
            user_agent: session.device.user_agent,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        }
    }
}

/// What a client was given: a family of refresh tokens.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Grants {
    /// The client.
    pub client_id: String,
    /// The session that it hangs on.
    pub session: SessionId,
    /// For which resource; `None` = the issuer.
    pub resource: Option<String>,
    /// Whether it outlives a sign-out.
    pub offline_access: bool,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

impl From<Family> for Grants {
    fn from(family: Family) -> Self {
        Self {
            client_id: family.client_id,
            session: family.session,
            resource: family.resource,
            offline_access: family.offline_access,
            created_at: family.created_at,
            expires_at: family.expires_at,
            ended_at: family.ended_at,
        }
    }
}

/// What the user consented to.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OwnConsent {
    /// The application's id.
    pub client: ClientId,
    /// The scopes, blank separated.
    pub scope: String,
    /// When, the last time.
    pub granted_at: Timestamp,
}

impl From<Consent> for OwnConsent {
    fn from(consent: Consent) -> Self {
        Self {
            client: consent.client,
            scope: consent.scope.to_string(),
            granted_at: consent.granted_at,
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OwnEvent {
    /// What.
    #[serde(rename = "type")]
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Who did it: `self`, `unknown` (nobody was signed in), or `somebody_else`, whoever that was.
    pub by: &'static str,
    /// From which address, if the user did it.
    pub address: Option<String>,
    /// With which user agent, if the user did it.
    pub user_agent: Option<String>,
    /// What is to be known of it.
    pub data: Value,
}

impl OwnEvent {
    /// What an administrator's address is, is the administrator's; whoever was nobody known yet may have been the
    /// user, or one who tried to be.
    pub(crate) fn of(event: StoredEvent, user: UserId) -> Self {
        let by = match event.actor.as_str() {
            "anonymous" => "unknown",
            actor if actor == user.to_string() => "self",
            _ => "somebody_else",
        };
        let other = by == "somebody_else";
        Self {
            kind: event.kind,
            at: event.at,
            by,
            address: event.address.filter(|_| !other),
            user_agent: event.user_agent.filter(|_| !other),
            data: event.data,
        }
    }
}

/// A mail.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct MailSent {
    /// What it was about.
    pub kind: &'static str,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was delivered or given up; `None` while it waits.
    pub done_at: Option<Timestamp>,
}

impl From<UserMail> for MailSent {
    fn from(mail: UserMail) -> Self {
        Self {
            kind: mail.kind.as_str(),
            created_at: mail.created_at,
            done_at: mail.done_at,
        }
    }
}
