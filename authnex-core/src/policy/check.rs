use super::{ClaimMapping, Mfa, Policy, PolicyOverrides, SignInMethod, SignUp};
use crate::{jose::Algorithm, role::RoleName};

/// Why overrides are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A number lies outside of its range.
    #[error("{name} must be between {least} and {most}")]
    Range {
        /// The policy's name.
        name: &'static str,
        /// The least value allowed.
        least: u32,
        /// The greatest value allowed.
        most: u32,
    },
    /// A domain is not one.
    #[error("allowed_email_domains: '{0}' is not a domain name")]
    Domain(String),
    /// An origin is not one.
    #[error("allowed_origins: '{0}' is not an origin, such as https://app.example.com")]
    Origin(String),
    /// A claim may not be mapped.
    #[error(
        "user_claims: '{0}' is reserved, or is no name; a claim of your own has a name of its own"
    )]
    Claim(String),
    /// More claims are mapped than a token holds.
    #[error("user_claims has at most {0} claims")]
    TooManyClaims(usize),
    /// `sign_up` is `domain` and no domain is listed.
    #[error("sign_up 'domain' needs at least one entry in allowed_email_domains")]
    NoDomains,
    /// The cost of hashing lies outside of its range.
    #[error("password_hash: {0}")]
    HashCost(String),
    /// Access tokens are signed by EdDSA, ES256 or RS256.
    #[error("access_token_signing_alg must be EdDSA, ES256 or RS256")]
    Algorithm,
    /// A name in `mfa_required_roles` can be no role's.
    #[error("mfa_required_roles: '{0}' is not a role's name")]
    Role(String),
    /// No method is left by which anybody could sign in.
    #[error("allowed_methods must name at least one method that is not off")]
    NoWayIn,
    /// More networks are listed than each request is compared with.
    #[error("ip_allowlist has at most {0} networks")]
    TooManyNetworks(usize),
    /// Roles that must enrol a second factor, and nobody may.
    #[error("mfa_required_roles must be empty when mfa is 'off'")]
    RolesWithoutMfa,
}

impl PolicyError {
    /// Stable name of the fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "policy_algorithm",
            Self::Claim(_) => "policy_claim",
            Self::Domain(_) => "policy_domain",
            Self::HashCost(_) => "policy_hash_cost",
            Self::NoDomains => "policy_no_domains",
            Self::NoWayIn => "policy_no_way_in",
            Self::Origin(_) => "policy_origin",
            Self::Range { .. } => "policy_range",
            Self::Role(_) => "policy_role",
            Self::RolesWithoutMfa => "policy_roles_without_mfa",
            Self::TooManyClaims(_) => "policy_too_many_claims",
            Self::TooManyNetworks(_) => "policy_too_many_networks",
        }
    }

    /// The name at fault.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Algorithm => "access_token_signing_alg",
            Self::Domain(_) | Self::NoDomains => "allowed_email_domains",
            Self::Claim(_) | Self::TooManyClaims(_) => "user_claims",
            Self::HashCost(_) => "password_hash",
            Self::Origin(_) => "allowed_origins",
            Self::Range { name, .. } => name,
            Self::Role(_) | Self::RolesWithoutMfa => "mfa_required_roles",
            Self::NoWayIn => "allowed_methods",
            Self::TooManyNetworks(_) => "ip_allowlist",
        }
    }
}

impl PolicyOverrides {
    /// The most networks of `ip_allowlist`.
    pub const MOST_NETWORKS: usize = 200;

    /// Checks every value against its range, and values against each other.
    ///
    /// # Errors
    /// [`PolicyError`] names the first fault.
    pub fn check(&self, platform: &Policy) -> Result<(), PolicyError> {
        self.check_numbers()?;
        if let Some(params) = &self.password_hash {
            params
                .check()
                .map_err(|e| PolicyError::HashCost(e.to_string()))?;
        }
        if self.access_token_signing_alg == Some(Algorithm::Ps256) {
            return Err(PolicyError::Algorithm);
        }
        for domain in self.allowed_email_domains.iter().flatten() {
            let plain = !domain.is_empty()
                && domain.contains('.')
                && url::Host::parse(domain).is_ok_and(|host| host.to_string() == *domain);
            if !plain {
                return Err(PolicyError::Domain(domain.clone()));
            }
        }
        for name in self.mfa_required_roles.iter().flatten() {
            if RoleName::parse(name).is_err() {
                return Err(PolicyError::Role(name.clone()));
            }
        }
        self.check_clients()?;
        let listed = self.ip_allowlist.as_ref().map_or(0, Vec::len);
        if listed > Self::MOST_NETWORKS {
            return Err(PolicyError::TooManyNetworks(Self::MOST_NETWORKS));
        }
        let resolved = platform.with(self);
        if resolved.mfa == Mfa::Off && !resolved.mfa_required_roles.is_empty() {
            return Err(PolicyError::RolesWithoutMfa);
        }
        if !SignInMethod::ALL
            .iter()
            .any(|method| resolved.allows(*method))
        {
            return Err(PolicyError::NoWayIn);
        }
        if resolved.sign_up == SignUp::Domain && resolved.allowed_email_domains.is_empty() {
            return Err(PolicyError::NoDomains);
        }
        Ok(())
    }

    /// What has to do with clients and their tokens.
    fn check_clients(&self) -> Result<(), PolicyError> {
        for origin in self.allowed_origins.iter().flatten() {
            let plain = url::Url::parse(origin).is_ok_and(|url| {
                !origin.contains('*')
                    && matches!(url.scheme(), "http" | "https")
                    && url.origin().ascii_serialization() == *origin
            });
            if !plain {
                return Err(PolicyError::Origin(origin.clone()));
            }
        }
        let Some(claims) = &self.user_claims else {
            return Ok(());
        };
        if claims.0.len() > ClaimMapping::MOST {
            return Err(PolicyError::TooManyClaims(ClaimMapping::MOST));
        }
        match claims.refused() {
            Some(name) => Err(PolicyError::Claim(name.to_owned())),
            None => Ok(()),
        }
    }
}
