use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;

use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        asset::Brand,
        flash::Flash,
        form::FormView,
        frame::Frame,
        look::Look,
        response::page,
        rules::ShownRules,
        shell::{Room, Shell},
        snippet::{Mark, marked},
        tab::Tab,
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "dev/style_guide.html")]
struct StyleGuidePage {
    frame: Frame,
    shell: Shell,
    icons: Vec<Icon>,
    filled: FormView,
    faulty: FormView,
    rules: ShownRules,
    options: [(&'static str, &'static str); 3],
    tabs: [Tab; 3],
    trail: Vec<(String, String)>,
    flashes: Vec<Flash>,
    snippet: Vec<(Mark, String)>,
    long: String,
    next: Option<&'static str>,
    bars: Vec<(u32, u32)>,
}

/// An icon by its name.
struct Icon {
    name: &'static str,
}

/// Every icon by its name.
const ICONS: &[&str] = &[
    "alert", "apps", "auto", "back", "building", "chart", "check", "clock", "close", "copy",
    "device", "done", "down", "download", "edit", "external", "eye", "eye-off", "gear", "globe",
    "home", "info", "key", "lock", "mail", "menu", "moon", "more", "next", "passkey", "phone",
    "plus", "refresh", "scroll", "search", "shield", "sign-out", "sun", "trash", "user", "users",
];

/// Every part that pages are built of, in every state; 404 but in development.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    look: Look,
    visitor: Visitor,
) -> Response {
    if !state.shows_style_guide() {
        return Failure::not_found().into_response();
    }
    let mut frame = look.bare("Style guide".to_owned());
    frame.brand = Brand::parse("#0d6371", "#62c4d0");
    let base = look.base.clone();
    let template = StyleGuidePage {
        frame,
        shell: sample_shell(&visitor),
        icons: ICONS.iter().map(|name| Icon { name }).collect(),
        filled: FormView::with([
            ("name", "Acme Incorporated".to_owned()),
            ("slug", "acme".to_owned()),
            ("email", "owner@acme.example".to_owned()),
            ("kind", "b".to_owned()),
            ("keep", "on".to_owned()),
            ("note", "Two lines\nof text".to_owned()),
        ]),
        faulty: FormView::with([("bad_email", "owner at acme".to_owned())])
            .faulted_at(look.texts, "bad_email", "fault-email_invalid")
            .faulted_at(look.texts, "bad_password", "fault-too_short"),
        rules: ShownRules::of(&state.authnex().password_rules()),
        options: [
            ("a", "Every address"),
            ("b", "Listed domains"),
            ("c", "Nobody"),
        ],
        tabs: ["General", "Security", "Webhooks"].map(|name| Tab {
            name,
            text: name.to_owned(),
            path: format!("{base}/dev/style-guide?tab={name}"),
            is_current: name == "Security",
        }),
        trail: vec![("Users".to_owned(), format!("{base}/dev/style-guide"))],
        flashes: sample_flashes(),
        snippet: marked(
            "// A comment\nlet issuer = \"https://id.example/t/acme\";\nlet answer = 42;",
        ),
        long: "a-very-long-name-without-any-space-".repeat(6),
        next: Some("c2FtcGxl"),
        bars: (0..30)
            .map(|day| (44 + day * 27, 40 + (day * 37) % 110))
            .collect(),
    };
    page(&visitor, StatusCode::OK, &template)
}

fn sample_flashes() -> Vec<Flash> {
    let flash = |kind, text: &str| Flash {
        kind,
        text: text.to_owned(),
    };
    vec![
        flash("success", "The API key was created."),
        flash(
            "error",
            "The key could not be revoked: it is the one that asks.",
        ),
        flash(
            "warning",
            "This organization is near the limit of its plan.",
        ),
        flash("info", "Changes reach every node within a second."),
    ]
}

fn sample_shell(visitor: &Visitor) -> Shell {
    Shell {
        rooms: vec![Room::Dashboard, Room::Profile],
        room: Room::Dashboard,
        organization: "Acme Incorporated".to_owned(),
        slug: "acme".to_owned(),
        others: vec!["globex".to_owned(), "initech".to_owned()],
        person: "Ada Lovelace".to_owned(),
        login: "ada@acme.example".to_owned(),
        csrf: String::new(),
        open_csrf: visitor.open_form_token(),
    }
}
