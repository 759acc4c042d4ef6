use askama::Template;
use authnex_core::{
    flow::ConnectedApplication,
    foundation::{ClientId, PageRequest, Timestamp},
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        flash::Done,
        frame::Frame,
        hosted::consent::{ShownScope, client_name, shown},
        look::Look,
        page::profile::ago,
        response::{page, see_other},
        shell::{Room, Shell},
    },
    state::HttpState,
    text::Texts,
};

const PATH: &str = "/portal/profile/applications";

/// Applications on one page.
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "portal/applications.html")]
struct ApplicationsPage {
    frame: Frame,
    shell: Shell,
    applications: Vec<Application>,
    path: String,
    next: Option<String>,
    is_first: bool,
}

struct Application {
    id: String,
    name: String,
    granted: String,
    granted_at: String,
    scopes: Vec<ShownScope>,
}

impl Application {
    fn of(texts: &Texts, connected: &ConnectedApplication, now: Timestamp) -> Self {
        Self {
            granted: ago(texts, connected.consent.granted_at, now),
            id: connected.client.id.to_string(),
            name: client_name(&connected.client).to_owned(),
            granted_at: connected.consent.granted_at.to_string(),
            scopes: shown(texts, &connected.consent.scope),
        }
    }
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
    cursor: Option<String>,
}

/// The applications that the user consented to.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    let (Some((tenant, who)), Some(shell)) = (
        visitor.signed_in(),
        Shell::of(&visitor, &headers, Room::Profile),
    ) else {
        return Failure::sign_in_required().into_response();
    };
    let cursor: Option<ClientId> = asked.cursor.and_then(|cursor| cursor.parse().ok());
    let request = PageRequest::new(SHOWN, cursor);
    let connected = match tenant.connected_applications(who.user.id, &request).await {
        Ok(connected) => connected,
        Err(error) => return Failure::from(error).into_response(),
    };
    let mut frame = look.bare(look.texts.get("applications-title"));
    frame.flash = Done::flash(look.texts, asked.done.as_deref());
    let now = tenant.authnex().clock().now();
    let template = ApplicationsPage {
        applications: connected
            .items
            .iter()
            .map(|connected| Application::of(look.texts, connected, now))
            .collect(),
        path: format!("{}{PATH}", look.base),
        next: connected.next_cursor,
        is_first: cursor.is_none(),
        frame,
        shell,
    };
    page(&visitor, StatusCode::OK, &template)
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct DisconnectFields {
    client: String,
}

/// Takes a consent back.
pub(in crate::portal) async fn disconnect(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<DisconnectFields>,
) -> Response {
    let Some((tenant, who)) = form.visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let context = context.as_actor(who.actor());
    let mut gone = false;
    if let Ok(client) = form.fields.client.parse() {
        gone = match tenant.disconnect_application(who, client, &context).await {
            Ok(gone) => gone,
            Err(error) => return Failure::from(error).into_response(),
        };
    }
    let done = if gone {
        Done::Disconnected
    } else {
        Done::NotConnected
    };
    see_other(&state, &done.at(PATH))
}
