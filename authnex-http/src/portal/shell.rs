use authnex_core::CurrentUser;
use http::HeaderMap;

use super::organizations::remembered;
use crate::extract::Visitor;

/// A page of the portal that the navigation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// The start page.
    Dashboard,
    /// The own account.
    Profile,
    /// The organization's roles.
    Roles,
    /// The organization's settings.
    Settings,
    /// The organization's users.
    Users,
}

impl Room {
    const ALL: [Self; 5] = [
        Self::Dashboard,
        Self::Users,
        Self::Roles,
        Self::Profile,
        Self::Settings,
    ];

    /// Those that a user may enter.
    pub(super) fn open_to(who: &CurrentUser) -> Vec<Self> {
        let may = |room: &Self| {
            room.permission()
                .is_none_or(|permission| who.may(permission))
        };
        Self::ALL.into_iter().filter(may).collect()
    }

    /// The permission that it takes.
    const fn permission(self) -> Option<&'static str> {
        match self {
            Self::Dashboard | Self::Profile => None,
            Self::Roles => Some("roles:read"),
            Self::Settings => Some("policy:read"),
            Self::Users => Some("users:read"),
        }
    }

    /// Its path below the base URL.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Dashboard => "/portal/dashboard",
            Self::Profile => "/portal/profile",
            Self::Roles => "/portal/roles",
            Self::Settings => "/portal/settings",
            Self::Users => "/portal/users",
        }
    }

    /// The id of its name.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Dashboard => "nav-dashboard",
            Self::Profile => "nav-profile",
            Self::Roles => "nav-roles",
            Self::Settings => "nav-settings",
            Self::Users => "nav-users",
        }
    }

    /// Its icon.
    pub(super) const fn icon(self) -> &'static str {
        match self {
            Self::Dashboard => "home",
            Self::Profile => "user",
            Self::Roles => "shield",
            Self::Settings => "gear",
            Self::Users => "users",
        }
    }
}

/// What stands around every page of a signed-in user: where one is, who, and where else one may go.
pub(super) struct Shell {
    /// What the navigation lists.
    pub(super) rooms: Vec<Room>,
    /// Where one is.
    pub(super) room: Room,
    /// What the organization is called.
    pub(super) organization: String,
    pub(super) slug: String,
    /// The identifiers of the other organizations that this browser signed in to.
    pub(super) others: Vec<String>,
    /// The shown name, or else the sign-in name.
    pub(super) person: String,
    pub(super) login: String,
    /// The token of forms in this session.
    pub(super) csrf: String,
    /// The token of forms that belong to no organization.
    pub(super) open_csrf: String,
}

impl Shell {
    /// For the visitor of a page; `None` without a session.
    pub(super) fn of(visitor: &Visitor, headers: &HeaderMap, room: Room) -> Option<Self> {
        let (tenant, who) = visitor.signed_in()?;
        let slug = tenant.slug().to_string();
        let mut others = remembered(headers, visitor.cookies());
        others.retain(|other| *other != slug);
        let login = who.user.username.clone();
        Some(Self {
            rooms: Room::open_to(who),
            room,
            organization: tenant.name().to_owned(),
            slug,
            others,
            person: who.user.name.clone().unwrap_or_else(|| login.clone()),
            login,
            csrf: visitor.session_form_token()?,
            open_csrf: visitor.open_form_token(),
        })
    }

    /// The first letter of a name.
    pub(super) fn initial(&self) -> String {
        initial(&self.person)
    }
}

/// The first letter or digit of a name, for its monogram.
pub(super) fn initial(name: &str) -> String {
    let first = name.chars().find(|letter| letter.is_alphanumeric());
    first.map_or_else(|| "?".to_owned(), String::from)
}
