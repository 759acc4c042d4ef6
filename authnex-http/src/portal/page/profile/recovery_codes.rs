use askama::Template;
use authnex_core::{Secret, flow::RecoveryCodes};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::view::{Section, again};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        form::FormView,
        frame::Frame,
        look::Look,
        refusal,
        response::page,
        shell::{Room, Shell},
        totp_view::lines_of,
    },
};

#[derive(Template)]
#[template(path = "portal/recovery_codes.html")]
struct CodesPage {
    frame: Frame,
    shell: Shell,
    lines: String,
    onward: String,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct ReplaceFields {
    replace_code: Secret,
}

/// Recovery codes, shown this once.
pub(super) fn show_codes(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    codes: &RecoveryCodes,
) -> Response {
    let Some(shell) = Shell::of(visitor, headers, Room::Profile) else {
        return Failure::sign_in_required().into_response();
    };
    let template = CodesPage {
        frame: look.bare(look.texts.get("recovery-codes-title")),
        shell,
        lines: lines_of(codes),
        onward: format!("{}/portal/profile", look.base),
    };
    page(visitor, StatusCode::OK, &template)
}

/// Puts fresh codes in the place of the old ones, and shows them.
pub(in crate::portal) async fn replace(
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<ReplaceFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let at = (&look, &visitor, &headers);
    let replaced = tenant.replace_recovery_codes(who, &fields.replace_code, &context);
    match replaced.await {
        Ok(codes) => show_codes(at, &codes),
        Err(error) => {
            let view = (FormView::default(), "replace_code");
            let refused = refusal::of_factor(look.texts, view, error);
            again(at, refused, Section::TwoStep).await
        }
    }
}
