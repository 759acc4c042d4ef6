use std::sync::Arc;

use ring::hmac;
use zeroize::Zeroizing;

use super::{AuthnexBuilder, BaseUrl, Operator, TenantHandle, snapshots::Snapshots};
use crate::{
    flow::{Environment, NewTenantRequest, SignInError, SignUpTenantError, sign_up_tenant},
    foundation::{Clock, Entropy, RequestContext, Secret, TenantScope, UserId},
    keyring::derive_bytes,
    password::PasswordRules,
    policy::Policy,
    store::{Store, StoreError},
};

/// The installation's secret: HMAC keys of no tenant are derived from it.
pub(super) struct InstanceSecret(pub(super) Zeroizing<Vec<u8>>);

impl std::fmt::Debug for InstanceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InstanceSecret")
    }
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) env: Arc<Environment>,
    pub(super) base: BaseUrl,
    pub(super) snapshots: Snapshots,
    pub(super) secret: InstanceSecret,
    /// The scope of units that touch global tables only.
    pub(super) scope: TenantScope,
}

/// The engine. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Authnex(Arc<Inner>);

/// A tenant that was made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewTenantMade {
    /// The tenant.
    pub tenant: TenantHandle,
    /// Its owner.
    pub user: UserId,
}

impl Authnex {
    /// Begins to build an engine over a store.
    pub fn builder(store: Arc<dyn Store>) -> AuthnexBuilder {
        AuthnexBuilder::new(store)
    }

    pub(super) const fn from_inner(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    pub(super) const fn inner(&self) -> &Arc<Inner> {
        &self.0
    }

    pub(super) fn env(&self) -> &Arc<Environment> {
        &self.0.env
    }

    /// The one public URL.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        &self.0.base
    }

    /// The public URL of a path that begins with `/`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.0.base.join(path)
    }

    /// Whether the base URL is plain http on a loopback name.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.0.base.is_plain_loopback()
    }

    /// The id that passkeys are made for (WebAuthn 4), the host of the base URL. `None` where there can be none: in
    /// a build without the feature `passkeys`, or below a base URL whose host is an address.
    #[must_use]
    pub fn relying_party_id(&self) -> Option<&str> {
        let party = self.0.env.relying_party.as_ref();
        party.map(crate::passkey::RelyingParty::id)
    }

    /// Whether there is somebody who takes mails away.
    #[must_use]
    pub fn has_mailer(&self) -> bool {
        self.0.env.mailer.is_some()
    }

    /// The clock that the engine goes by.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.env.clock
    }

    /// The source of chance that the engine draws from.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.0.env.entropy
    }

    /// The platform's policy, before a tenant's overrides.
    #[must_use]
    pub fn platform_policy(&self) -> &Policy {
        &self.0.env.platform_policy
    }

    /// How many nodes share what is limited in process, this one among them, as the workers saw last.
    #[must_use]
    pub fn live_nodes(&self) -> u32 {
        self.0.env.nodes.count()
    }

    /// The rules on new passwords where there is no tenant yet.
    #[must_use]
    pub fn password_rules(&self) -> PasswordRules {
        let env = &self.0.env;
        env.password_rules(&env.platform_policy)
    }

    /// An HMAC-SHA-256 key of the whole installation for one purpose, such as forms before sign-in.
    #[must_use]
    pub fn mac_key(&self, label: &str) -> hmac::Key {
        let bytes = derive_bytes(&self.0.secret.0, label).unwrap_or_default();
        hmac::Key::new(hmac::HMAC_SHA256, &bytes)
    }

    /// Whether the store answers now.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.0.env.store.ping().await
    }

    /// A handle bound to the tenant with this slug, as typed; its configuration is at most a second old.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn tenant(&self, slug: &str) -> Result<Option<TenantHandle>, StoreError> {
        let scope = self.0.scope_of(slug).await?;
        Ok(scope.map(|scope| TenantHandle::new(self.clone(), scope)))
    }

    /// Makes a tenant with its owner.
    ///
    /// # Errors
    /// [`SignUpTenantError`] says what of the input does not do, or that the slug is taken.
    pub async fn sign_up_tenant(
        &self,
        request: NewTenantRequest,
        context: &RequestContext,
    ) -> Result<NewTenantMade, SignUpTenantError> {
        let (slug, user) = sign_up_tenant(&self.0.env, request, context).await?;
        let tenant = self.tenant(slug.as_str()).await?;
        let missing = || StoreError::Unavailable("the new tenant is not to be found".to_owned());
        Ok(NewTenantMade {
            tenant: tenant.ok_or_else(missing)?,
            user,
        })
    }

    /// What a sign-in by password at a tenant that does not exist gets: the work and the answer of a wrong
    /// password, so that the two cannot be told apart.
    pub async fn sign_in_to_unknown_tenant(
        &self,
        slug: &str,
        login: &str,
        password: Secret,
        _: &RequestContext,
    ) -> SignInError {
        let env = &self.0.env;
        let login = crate::flow::normal_login(login);
        let slug = slug.trim().to_ascii_lowercase();
        if let Some(retry_after_seconds) = env.unknown_tenants.locked_for(&slug, &login, env.now())
        {
            return SignInError::Locked {
                retry_after_seconds,
            };
        }
        let params = env.platform_policy.password_hash;
        if let Err(error) = env.passwords.verify_dummy(password, params).await {
            return error.into();
        }
        env.unknown_tenants
            .count(&slug, &login, &env.platform_policy, env.now());
        SignInError::WrongCredentials
    }

    /// The operator's hands: across tenants.
    #[must_use]
    pub fn operator(&self) -> Operator {
        Operator::new(self.clone())
    }
}
