use crate::{
    foundation::{TenantScope, Timestamp, UserId},
    policy::{MagicLink, Mfa, Policy, SignInMethod},
    sign_in::{EnrolledFactors, Proofs},
    store::{Reader, StoreError},
    tenant::TenantState,
    user::{Email, PasswordRow, User, UserStatus},
};

const DAY_SECONDS: u32 = 86_400;

/// What the machine has to know of a password.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PasswordStanding {
    pub(crate) changed_at: Timestamp,
    pub(crate) must_change: bool,
}

impl PasswordStanding {
    pub(crate) const fn of(row: &PasswordRow) -> Self {
        Self {
            changed_at: row.changed_at,
            must_change: row.must_change,
        }
    }

    /// Whether it must be changed before a session opens: because somebody said so, or because it is too old.
    pub(crate) fn is_due(&self, policy: &Policy, now: Timestamp) -> bool {
        let days = policy.password_max_age_days;
        let is_old = days > 0 && self.changed_at <= now.minus_seconds(days * DAY_SECONDS);
        self.must_change || is_old
    }
}

/// All that decides what comes next in a user's sign-in, read at one point: outside of the unit to prepare, and
/// again inside of it, after what the step itself changes.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) user: User,
    pub(crate) password: Option<PasswordStanding>,
    pub(crate) factors: EnrolledFactors,
    /// Since when the user must have a second factor; `None` if that is up to the user.
    pub(crate) mfa_required_since: Option<Timestamp>,
    /// Whether the tenant is in service: out of it no mail is sent.
    pub(crate) in_service: bool,
    /// Whether the browser is one that the user trusts.
    pub(crate) trusted_browser: bool,
}

impl Standing {
    /// `None` if there is no such user, or none who may sign in.
    pub(crate) async fn read(
        reader: &dyn Reader,
        scope: &TenantScope,
        user: UserId,
    ) -> Result<Option<Self>, StoreError> {
        let found = reader.find_user(user).await?;
        let Some(user) = found.filter(|user| user.status == UserStatus::Active) else {
            return Ok(None);
        };
        let password = reader.find_password(user.id).await?;
        Ok(Some(Self {
            password: password.as_ref().map(PasswordStanding::of),
            factors: factors_of(reader, user.id).await?,
            mfa_required_since: mfa_required_since(reader, scope, &user).await?,
            in_service: scope.snapshot().tenant.state == TenantState::Active,
            user,
            trusted_browser: false,
        }))
    }

    /// As [`Standing::read`], of the user whom the proofs are of, and of the browser that they came from.
    pub(crate) async fn read_for(
        reader: &dyn Reader,
        scope: &TenantScope,
        proofs: &Proofs,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(mut standing) = Self::read(reader, scope, proofs.user()).await? else {
            return Ok(None);
        };
        if let Some(token) = proofs.trusted_token() {
            let days = scope.snapshot().policy.trusted_device_days;
            let user = proofs.user();
            let device = reader.find_trusted_device(user, &token, now).await?;
            // Days that the policy has taken back since are over.
            standing.trusted_browser = device
                .is_some_and(|device| device.created_at.plus_seconds(days * DAY_SECONDS) > now);
        }
        Ok(Some(standing))
    }

    /// Whether no password was set since it was proved: no waiting sign-in outlives the password that it proved.
    pub(crate) fn bears(&self, proofs: &Proofs) -> bool {
        proofs.user() == self.user.id
            && proofs.password_set_at().is_none_or(|proved| {
                self.password
                    .is_some_and(|password| password.changed_at == proved)
            })
    }

    /// Whether the user has to give a second factor. Who has an authenticator app is asked under every policy:
    /// a rule that is loosened takes nobody's protection away. Passkeys alone are asked for where a second
    /// factor is required.
    pub(crate) const fn wants_second_factor(&self) -> bool {
        self.factors.totp || (self.mfa_required_since.is_some() && self.factors.any())
    }

    /// Whether the user must enrol a second factor now.
    pub(crate) fn must_enrol(&self, policy: &Policy, now: Timestamp) -> bool {
        let grace = policy.mfa_grace_days * DAY_SECONDS;
        !self.factors.any()
            && self
                .mfa_required_since
                .is_some_and(|since| since.plus_seconds(grace) <= now)
    }

    /// Whether the policy wants the user's address verified before a session opens. Who has no address has none
    /// to verify. Nor can anybody verify one while the tenant is out of service: who is let in then, an owner to
    /// the page that says so, gets a session of minutes.
    pub(crate) const fn lacks_verified_email(&self, policy: &Policy) -> bool {
        self.in_service
            && policy.require_verified_email
            && self.user.email.is_some()
            && !self.user.email_verified
    }

    /// Whether the user has what a method takes that the policy allows to begin a sign-in by.
    pub(crate) fn has_way_in(&self, policy: &Policy) -> bool {
        SignInMethod::ALL
            .into_iter()
            .filter(|method| policy.allows(*method))
            .any(|method| match method {
                SignInMethod::Password => self.password.is_some(),
                SignInMethod::Passkey => self.factors.passkeys > 0,
                SignInMethod::MagicLink => {
                    let alone = policy.magic_link == MagicLink::On;
                    self.user.email.is_some() && (alone || self.factors.any())
                }
            })
    }

    /// The names, in normal form, under which the user's failures are counted.
    pub(crate) fn logins(&self) -> Vec<String> {
        let mut names = vec![super::normal_login(&self.user.username)];
        let email = self.user.email.as_ref().map(Email::normal);
        names.extend(email.map(str::to_owned));
        names.dedup();
        names
    }
}

/// What the user has enrolled.
pub(crate) async fn factors_of(
    reader: &dyn Reader,
    user: UserId,
) -> Result<EnrolledFactors, StoreError> {
    let totp = reader.find_totp(user).await?.active.is_some();
    let codes = reader.list_recovery_codes(user).await?;
    let passkeys = reader.list_passkeys(user).await?;
    Ok(EnrolledFactors {
        totp,
        passkeys: u32::try_from(passkeys.len()).unwrap_or(u32::MAX),
        recovery_codes: u32::try_from(codes.len()).unwrap_or(u32::MAX),
    })
}

/// From when on a second factor is required of the user: by the tenant's rule, or by a role's.
async fn mfa_required_since(
    reader: &dyn Reader,
    scope: &TenantScope,
    user: &User,
) -> Result<Option<Timestamp>, StoreError> {
    let snapshot = scope.snapshot();
    let policy = &snapshot.policy;
    let required = match policy.mfa {
        Mfa::Required => true,
        Mfa::Off => false,
        Mfa::Optional if policy.mfa_required_roles.is_empty() => false,
        Mfa::Optional => {
            let held = reader.roles_of(user.id).await?;
            held.iter()
                .filter_map(|id| snapshot.roles.get(id))
                .any(|role| {
                    let name = role.name.as_str();
                    policy.mfa_required_roles.iter().any(|one| one == name)
                })
        }
    };
    let set = snapshot.tenant.mfa_since.unwrap_or(user.created_at);
    Ok(required.then_some(user.created_at.max(set)))
}
