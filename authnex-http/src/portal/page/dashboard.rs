use askama::Template;
use authnex_core::{CurrentUser, TenantHandle, store::StoreError};
use axum::{
    extract::{Query, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    cookie::cookie_of,
    error::Failure,
    extract::Visitor,
    portal::{
        flash::Done,
        frame::Frame,
        look::Look,
        quick_start::QuickStart,
        response::page,
        shell::{Room, Shell},
        snippet::{Mark, marked},
        step::{Step, StepKind, steps_of},
        tab::Tab,
    },
};

#[derive(Template)]
#[template(path = "portal/dashboard.html")]
struct DashboardPage {
    frame: Frame,
    shell: Shell,
    lead: String,
    steps: Vec<Step>,
    /// How many of them are done.
    done: usize,
    progress: String,
    tabs: [Tab; 4],
    quick: QuickStart,
    snippet: Vec<(Mark, String)>,
    roles: Vec<String>,
    issuer: String,
    discovery: String,
    /// The address, while it is not verified.
    unverified: Option<String>,
    /// After a sign-in by password, to who has no passkey and has not said no.
    offers_passkey: bool,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
    #[serde(rename = "quick-start")]
    quick_start: Option<String>,
}

/// Who is signed in and where, what is to be done first, and code to begin with.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let (Some((tenant, who)), Some(shell)) = (
        visitor.signed_in(),
        Shell::of(&visitor, &headers, Room::Dashboard),
    ) else {
        return Failure::sign_in_required().into_response();
    };
    let steps = match steps_of(tenant, who).await {
        Ok(steps) => steps,
        Err(error) => return Failure::from(error).into_response(),
    };
    let offers_passkey = match offers_passkey((&visitor, &headers), (tenant, who)).await {
        Ok(offers) => offers,
        Err(error) => return Failure::from(error).into_response(),
    };
    let Query(asked) = asked.unwrap_or_default();
    let quick = QuickStart::parse(asked.quick_start.as_deref());
    let done = steps.iter().filter(|step| step.is_done).count();
    let email = who.user.email.as_ref().filter(|_| !who.user.email_verified);
    let mut frame = look.bare(look.texts.get("dashboard-title"));
    frame.flash = Done::flash(look.texts, asked.done.as_deref());
    let texts = look.texts;
    let template = DashboardPage {
        lead: texts.with("dashboard-lead", "name", &shell.person),
        done,
        progress: texts.with_all(
            "steps-progress",
            &[
                ("done", &done.to_string()),
                ("all", &steps.len().to_string()),
            ],
        ),
        steps,
        tabs: quick.tabs(&look.base),
        snippet: marked(&quick.code(tenant.issuer())),
        quick,
        roles: who.roles.clone(),
        issuer: tenant.issuer().to_owned(),
        discovery: format!("{}/.well-known/openid-configuration", tenant.issuer()),
        unverified: email.map(|email| email.as_str().to_owned()),
        offers_passkey,
        frame,
        shell,
    };
    page(&visitor, StatusCode::OK, &template)
}

/// After a sign-in by password, to who has no passkey and has not said no.
async fn offers_passkey(
    (visitor, headers): (&Visitor, &HeaderMap),
    (tenant, who): (&TenantHandle, &CurrentUser),
) -> Result<bool, StoreError> {
    let by_password = who.session.amr.split(' ').any(|method| method == "pwd");
    let dismissed = cookie_of(headers, &visitor.cookies().passkey_offer()).is_some();
    if !visitor.has_passkeys() || !by_password || dismissed {
        return Ok(false);
    }
    let factors = tenant.enrolled_factors(who.user.id).await?;
    Ok(factors.passkeys == 0)
}
