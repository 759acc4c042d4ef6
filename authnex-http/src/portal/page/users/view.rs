use askama::Template;
use authnex_core::{
    CurrentUser, TenantHandle,
    event::EventFilter,
    foundation::{PageRequest, SessionId, Timestamp},
    user::{User, UserStatus},
};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::{
    action::UserAction,
    details::{named, path_of},
};
use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        admitted::admitted,
        flash::Flash,
        form::FormView,
        frame::Frame,
        look::Look,
        page::profile::{SessionRow, ago},
        response::page,
        shell::{Room, Shell},
    },
    text::Texts,
};

/// The most sessions on one page, and the most events.
const SESSIONS: u32 = 20;
const EVENTS: u32 = 10;

/// What one request shows of the page.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) flash: Option<Flash>,
    pub(super) cursor: Option<SessionId>,
    pub(super) refused: Option<Typed>,
}

/// The form as it came.
pub(super) struct Typed {
    pub(super) form: FormView,
    pub(super) roles: Vec<String>,
}

#[derive(Template)]
#[template(path = "portal/users/user.html")]
struct UserPage {
    frame: Frame,
    shell: Shell,
    trail: Vec<(String, String)>,
    path: String,
    user: ShownUser,
    form: FormView,
    /// Empty for whoever may give none.
    boxes: Vec<RoleBox>,
    may_write: bool,
    actions: Vec<ShownAction>,
    factors: Vec<Factor>,
    /// `None` for whoever may not see them.
    sessions: Option<Sessions>,
    /// `None` for whoever may not see them.
    events: Option<Vec<EventRow>>,
}

struct ShownUser {
    id: String,
    login: String,
    email: String,
    name: String,
    is_verified: bool,
    is_active: bool,
    roles: Vec<String>,
    joined: String,
    joined_at: String,
    /// The version that is shown.
    seen: i64,
}

/// A role that may be given.
struct RoleBox {
    name: String,
    is_chosen: bool,
}

/// A button with its dialog.
struct ShownAction {
    name: &'static str,
    text: String,
    lead: String,
    is_grave: bool,
}

/// A way to prove who one is, and whether there is one.
struct Factor {
    name: &'static str,
    text: String,
    is_there: bool,
}

struct Sessions {
    rows: Vec<SessionRow>,
    may_end: bool,
    is_first: bool,
    next: Option<String>,
}

struct EventRow {
    kind: String,
    at: String,
    ago: String,
    address: String,
}

/// The page.
pub(super) async fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    id: &str,
    status: StatusCode,
    shown: Shown,
) -> Response {
    let Some(shell) = Shell::of(visitor, headers, Room::Users) else {
        return Failure::sign_in_required().into_response();
    };
    let filled = async {
        let (tenant, who) = admitted(visitor, "users:read")?;
        let user = named(tenant, id).await?;
        fill(look, (tenant, who), (&user, shell), shown).await
    };
    match filled.await {
        Ok(template) => page(visitor, status, &template),
        Err(failure) => failure.into_response(),
    }
}

async fn fill(
    look: &Look,
    (tenant, who): (&TenantHandle, &CurrentUser),
    (user, shell): (&User, Shell),
    shown: Shown,
) -> Result<UserPage, Failure> {
    let texts = look.texts;
    let now = tenant.authnex().clock().now();
    let held = tenant.role_names(user.id).await?;
    let lacking = tenant.lacks_to_give(&who.permissions, &held);
    let may_write = lacking.is_none() && who.may("users:write");
    let (form, chosen) = match shown.refused {
        Some(typed) if who.may("roles:write") => (typed.form, typed.roles),
        Some(typed) => (typed.form, held.clone()),
        None => {
            let name = user.name.clone().unwrap_or_default();
            (FormView::with([("name", name)]), held.clone())
        }
    };
    let title = user.name.clone().unwrap_or_else(|| user.username.clone());
    let mut frame = look.bare(title);
    frame.flash = shown.flash;
    let factors = factors(texts, tenant, user).await?;
    let may_act = |action: &UserAction| {
        lacking.is_none() && who.may(action.permission()) && is_offered(*action, user, who)
    };
    Ok(UserPage {
        trail: vec![(
            texts.get("nav-users"),
            format!("{}/portal/users", look.base),
        )],
        path: format!("{}{}", look.base, path_of(user)),
        boxes: boxes(tenant, who, &chosen),
        actions: UserAction::ALL
            .into_iter()
            .filter(may_act)
            .map(|action| ShownAction::of(texts, action))
            .collect(),
        sessions: sessions(look, (tenant, who), user, (shown.cursor, lacking.is_none())).await?,
        events: events(texts, (tenant, who), user, now).await?,
        user: ShownUser::of(texts, user, held, now),
        factors,
        may_write,
        form,
        frame,
        shell,
    })
}

/// Whether a button makes sense for a user as it is.
fn is_offered(action: UserAction, user: &User, who: &CurrentUser) -> bool {
    if action.is_for_others() && user.id == who.user.id {
        return false;
    }
    match action {
        UserAction::Reactivate => user.status == UserStatus::Suspended,
        UserAction::Suspend => user.status == UserStatus::Active,
        UserAction::ResendVerification => user.email.is_some() && !user.email_verified,
        _ => true,
    }
}

impl ShownAction {
    fn of(texts: &Texts, action: UserAction) -> Self {
        let (text, lead) = action.texts();
        Self {
            name: action.as_str(),
            text: texts.get(text),
            lead: texts.get(lead),
            is_grave: action.is_grave(),
        }
    }
}

impl ShownUser {
    fn of(texts: &Texts, user: &User, roles: Vec<String>, now: Timestamp) -> Self {
        let email = user.email.as_ref();
        Self {
            id: user.id.to_string(),
            login: user.username.clone(),
            email: email.map_or_else(String::new, |email| email.as_str().to_owned()),
            name: user.name.clone().unwrap_or_else(|| user.username.clone()),
            is_verified: user.email_verified,
            is_active: user.status == UserStatus::Active,
            roles,
            joined: ago(texts, user.created_at, now),
            joined_at: user.created_at.to_string(),
            seen: user.updated_at.as_micros(),
        }
    }
}

/// The roles that whoever looks may give.
fn boxes(tenant: &TenantHandle, who: &CurrentUser, chosen: &[String]) -> Vec<RoleBox> {
    if !who.may("roles:write") {
        return Vec::new();
    }
    let roles = tenant.scope().snapshot().roles.values();
    let mut names: Vec<String> = roles.map(|role| role.name.as_str().to_owned()).collect();
    names.sort();
    names
        .into_iter()
        .filter(|name| {
            let one = std::slice::from_ref(name);
            tenant.lacks_to_give(&who.permissions, one).is_none()
        })
        .map(|name| RoleBox {
            is_chosen: chosen.contains(&name),
            name,
        })
        .collect()
}

async fn factors(
    texts: &Texts,
    tenant: &TenantHandle,
    user: &User,
) -> Result<Vec<Factor>, Failure> {
    let enrolled = tenant.enrolled_factors(user.id).await?;
    let passkeys = enrolled.passkeys;
    Ok(vec![
        Factor {
            name: "password",
            text: texts.get("password-label"),
            is_there: tenant.has_password(user.id).await?,
        },
        Factor {
            name: "totp",
            text: texts.get("two-step-totp"),
            is_there: enrolled.totp,
        },
        Factor {
            name: "passkeys",
            text: texts.with("user-passkeys", "number", &passkeys.to_string()),
            is_there: passkeys > 0,
        },
    ])
}

async fn sessions(
    look: &Look,
    (tenant, who): (&TenantHandle, &CurrentUser),
    user: &User,
    (cursor, may_touch): (Option<SessionId>, bool),
) -> Result<Option<Sessions>, Failure> {
    if !who.may("sessions:read") {
        return Ok(None);
    }
    let request = PageRequest::new(SESSIONS, cursor);
    let found = tenant.list_sessions(user.id, &request).await?;
    let now = tenant.authnex().clock().now();
    let row = |session| SessionRow::of(look.texts, session, who.session.id, now);
    Ok(Some(Sessions {
        rows: found.items.iter().map(row).collect(),
        may_end: may_touch && who.may("sessions:write"),
        is_first: cursor.is_none(),
        next: found.next_cursor,
    }))
}

async fn events(
    texts: &Texts,
    (tenant, who): (&TenantHandle, &CurrentUser),
    user: &User,
    now: Timestamp,
) -> Result<Option<Vec<EventRow>>, Failure> {
    if !who.may("events:read") {
        return Ok(None);
    }
    let filter = EventFilter {
        actor: Some(user.id.to_string()),
        ..EventFilter::default()
    };
    let request = PageRequest::new(EVENTS, None);
    let found = tenant.search_events(&filter, &request).await?;
    let row = |event: authnex_core::event::StoredEvent| EventRow {
        ago: ago(texts, event.at, now),
        at: event.at.to_string(),
        address: event.address.unwrap_or_default(),
        kind: event.kind,
    };
    Ok(Some(found.items.into_iter().map(row).collect()))
}
