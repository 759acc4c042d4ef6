use std::net::IpAddr;

use super::Policy;

/// Routes that are limited together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RateGroup {
    /// The JSON API of whoever is signed in, and the management API.
    Management,
    /// What has a mail sent.
    Mail,
    /// Pages and their forms.
    Pages,
    /// What takes a password or a code.
    SignIn,
    /// What issues tokens for tokens.
    Token,
}

/// By what requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RateAxis {
    /// The user or the client that is signed in.
    Account,
    /// The address that the request comes from; an IPv6 address by its /64.
    Address,
    /// The tenant.
    Tenant,
}

impl RateGroup {
    /// Its name in header fields.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Mail => "mail",
            Self::Pages => "pages",
            Self::SignIn => "sign-in",
            Self::Token => "token",
        }
    }
}

impl RateAxis {
    /// Its name in header fields.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Address => "address",
            Self::Tenant => "tenant",
        }
    }
}

impl Policy {
    /// Whether people may come from this address. Where networks are listed, an address that is not known is none of
    /// them.
    #[must_use]
    pub fn lets_in(&self, address: Option<IpAddr>) -> bool {
        let listed = |address| self.ip_allowlist.iter().any(|net| net.contains(address));
        self.ip_allowlist.is_empty() || address.is_some_and(listed)
    }

    /// How many requests a minute a group takes by an axis; `None` where that is not counted.
    ///
    /// Wrong passwords and mails of one account are counted by the store, for good: see the lockout.
    #[must_use]
    pub const fn rate(&self, group: RateGroup, axis: RateAxis) -> Option<u32> {
        Some(match (group, axis) {
            (RateGroup::Management, RateAxis::Account) => self.rate_management_account,
            (RateGroup::Management, RateAxis::Address) => self.rate_management_address,
            (RateGroup::Management, RateAxis::Tenant) => self.rate_management_tenant,
            (RateGroup::Mail, RateAxis::Address) => self.rate_mail_address,
            (RateGroup::Mail, RateAxis::Tenant) => self.rate_mail_tenant,
            (RateGroup::Pages, RateAxis::Address) => self.rate_pages_address,
            (RateGroup::SignIn, RateAxis::Address) => self.rate_sign_in_address,
            (RateGroup::SignIn, RateAxis::Tenant) => self.rate_sign_in_tenant,
            (RateGroup::Token, RateAxis::Address) => self.rate_token_address,
            (RateGroup::Token, RateAxis::Tenant) => self.rate_token_tenant,
            (RateGroup::Mail | RateGroup::SignIn | RateGroup::Token, RateAxis::Account)
            | (RateGroup::Pages, RateAxis::Account | RateAxis::Tenant) => return None,
        })
    }
}
