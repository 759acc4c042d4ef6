use authnex_core::policy::RateGroup;

use super::{ApiRoute, OidcRoute, PortalRoute, RouteName, operation::Operation};

/// The method of a row. HEAD is answered where GET is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verb {
    /// DELETE.
    Delete,
    /// GET.
    Get,
    /// PATCH.
    Patch,
    /// POST.
    Post,
}

impl Verb {
    /// The method as HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Patch => "PATCH",
            Self::Post => "POST",
        }
    }
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Requirement {
    /// The one who runs the installation, by the operator's token. Without one the row is not served.
    Operator,
    /// A user with this permission, by Bearer access token, or a client with it, by API key.
    Permission(&'static str),
    /// A client or a token, as the protocol of the endpoint says.
    Protocol,
    /// Anyone.
    Public,
    /// A browser with a live session; others are sent to sign in.
    Session,
    /// A browser in which an owner of a suspended tenant is signed in; others are sent to sign in.
    SuspendedOwner,
    /// A user, by Bearer access token.
    User,
    /// A user, by Bearer access token, or in a page of ours by its session: with the form token in the header
    /// `X-CSRF-Token`.
    UserOrPage,
}

/// In which of the three forms a route tells errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorForm {
    /// RFC 6749 5.2.
    OAuth,
    /// An HTML page.
    Page,
    /// RFC 9457.
    Problem,
}

/// One row of the table.
#[derive(Debug)]
#[non_exhaustive]
pub struct Route {
    /// Its name.
    pub name: RouteName,
    /// Its method.
    pub verb: Verb,
    /// Its path below the base URL, parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub requires: Requirement,
    /// Whether it takes a password or a code, and counts against the limit of those.
    pub takes_password: bool,
    /// Whether it has a mail sent.
    pub sends_mail: bool,
    /// What OpenAPI says of it; `None` for pages.
    pub(crate) operation: Option<Operation>,
}

impl Route {
    pub(super) const fn new(name: RouteName, verb: Verb, path: &'static str) -> Self {
        Self {
            name,
            verb,
            path,
            requires: Requirement::Public,
            takes_password: false,
            sends_mail: false,
            operation: None,
        }
    }

    #[cfg(any(feature = "api", feature = "oidc", feature = "portal"))]
    pub(super) const fn requires(mut self, requires: Requirement) -> Self {
        self.requires = requires;
        self
    }

    #[cfg(any(feature = "api", feature = "portal"))]
    pub(super) const fn takes_password(mut self) -> Self {
        self.takes_password = true;
        self
    }

    #[cfg(any(feature = "api", feature = "portal"))]
    pub(super) const fn sends_mail(mut self) -> Self {
        self.sends_mail = true;
        self
    }

    pub(super) const fn documented(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// In which form it tells errors.
    #[must_use]
    pub const fn error_form(&self) -> ErrorForm {
        match self.name {
            RouteName::Api(_)
            | RouteName::Management(_)
            | RouteName::Operator(_)
            | RouteName::System(_) => ErrorForm::Problem,
            RouteName::Portal(_)
            | RouteName::Oidc(
                OidcRoute::Authorize
                | OidcRoute::AuthorizeByForm
                | OidcRoute::EndSession
                | OidcRoute::EndSessionByForm,
            ) => ErrorForm::Page,
            RouteName::Oidc(_) => ErrorForm::OAuth,
        }
    }

    /// With which others it is limited; `None` for what is cheap and the same for all.
    #[must_use]
    pub const fn group(&self) -> Option<RateGroup> {
        if self.sends_mail {
            return Some(RateGroup::Mail);
        }
        if self.takes_password {
            return Some(RateGroup::SignIn);
        }
        match (self.name, self.verb) {
            (RouteName::Api(ApiRoute::Refresh), _) | (RouteName::Oidc(_), Verb::Post) => {
                Some(RateGroup::Token)
            }
            (RouteName::Api(_) | RouteName::Management(_) | RouteName::Operator(_), _) => {
                Some(RateGroup::Management)
            }
            (
                RouteName::Portal(PortalRoute::Asset) | RouteName::Oidc(_) | RouteName::System(_),
                _,
            ) => None,
            (RouteName::Portal(_), _) => Some(RateGroup::Pages),
        }
    }

    /// Whether a tenant's list of networks applies: what people use. Endpoints of machines are not bound: they hold
    /// keys of their own, and a relying party's server is at another address than its user.
    #[must_use]
    pub const fn is_for_people(&self) -> bool {
        match self.name {
            RouteName::Api(_) | RouteName::Management(_) => true,
            RouteName::Portal(name) => !matches!(
                name,
                PortalRoute::Asset
                    | PortalRoute::Home
                    | PortalRoute::SignIn
                    | PortalRoute::SignInForm
                    | PortalRoute::SignUp
                    | PortalRoute::SignUpForm
                    | PortalRoute::SwitchOrganization
                    | PortalRoute::Theme
            ),
            RouteName::Oidc(_) | RouteName::Operator(_) | RouteName::System(_) => false,
        }
    }

    /// Whether it is served: the operator's rows are only where there is an operator's token.
    pub(crate) fn is_served(&self, operated: bool) -> bool {
        operated || self.requires != Requirement::Operator
    }

    /// Whether OpenAPI lists it.
    #[must_use]
    pub const fn is_documented(&self) -> bool {
        self.operation.is_some()
    }

    /// Whether it is a form of a page, which only the page itself may send.
    #[must_use]
    pub const fn is_page_form(&self) -> bool {
        matches!(self.name, RouteName::Portal(_)) && matches!(self.verb, Verb::Post)
    }

    /// The path with the tenant's slug in place.
    #[must_use]
    pub fn path_of(&self, slug: &str) -> String {
        self.path.replace("{slug}", slug)
    }
}
