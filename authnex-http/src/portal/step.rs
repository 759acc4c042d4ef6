use authnex_core::{CurrentUser, TenantHandle, foundation::PageRequest, store::StoreError};

/// A step on the way to using AuthNex in an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepKind {
    /// Somebody beside the owner has an account.
    AddUser,
    /// A client has an address to which sign-ins return.
    AddRedirectUri,
    /// A service can call the management API.
    CreateApiKey,
    /// The own account is not held by a password alone.
    SecureAccount,
    /// The own address is verified.
    VerifyEmail,
}

impl StepKind {
    /// Its name.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::AddUser => "add-user",
            Self::AddRedirectUri => "add-redirect-uri",
            Self::CreateApiKey => "create-api-key",
            Self::SecureAccount => "secure-account",
            Self::VerifyEmail => "verify-email",
        }
    }

    /// The id of what it is called.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::AddUser => "step-add-user",
            Self::AddRedirectUri => "step-add-redirect-uri",
            Self::CreateApiKey => "step-create-api-key",
            Self::SecureAccount => "step-secure-account",
            Self::VerifyEmail => "step-verify-email",
        }
    }

    /// The id of how it is done.
    pub(super) const fn lead(self) -> &'static str {
        match self {
            Self::AddUser => "step-add-user-lead",
            Self::AddRedirectUri => "step-add-redirect-uri-lead",
            Self::CreateApiKey => "step-create-api-key-lead",
            Self::SecureAccount => "step-secure-account-lead",
            Self::VerifyEmail => "step-verify-email-lead",
        }
    }
}

/// A step, and whether it is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) kind: StepKind,
    pub(super) is_done: bool,
}

/// How many clients and keys are looked at: with more than these the steps are long done.
const LOOKED_AT: u32 = 50;

/// The steps that this user can do something about, each one by what is stored. Nobody is told that nothing is left
/// who could not have done anything.
pub(super) async fn steps_of(
    tenant: &TenantHandle,
    who: &CurrentUser,
) -> Result<Vec<Step>, StoreError> {
    let mut steps = Vec::new();
    let mut add = |kind, is_done| steps.push(Step { kind, is_done });
    let is_admin = who.may("clients:read") && who.may("users:read");
    if who.user.email.is_some() && (is_admin || !who.user.email_verified) {
        add(StepKind::VerifyEmail, who.user.email_verified);
    }
    let can_have = tenant.offers_mfa() || tenant.authnex().relying_party_id().is_some();
    if can_have {
        let is_secure = tenant.enrolled_factors(who.user.id).await?.any();
        add(StepKind::SecureAccount, is_secure);
    }
    if is_admin {
        let now = tenant.authnex().clock().now();
        let keys = tenant
            .list_api_keys(&PageRequest::new(LOOKED_AT, None))
            .await?;
        let clients = tenant
            .list_clients(&PageRequest::new(LOOKED_AT, None))
            .await?;
        let users = tenant.list_users(&PageRequest::new(2, None)).await?;
        add(
            StepKind::CreateApiKey,
            keys.items.iter().any(|key| key.is_live(now)),
        );
        let has_uri = clients
            .items
            .iter()
            .any(|client| !client.metadata.redirect_uris.is_empty());
        add(StepKind::AddRedirectUri, has_uri);
        add(StepKind::AddUser, users.items.len() > 1);
    }
    Ok(steps)
}
