//! Where a user who is signed in shows again to be the user, before something that wants that to be lately.

use askama::Template;
use authnex_core::{CurrentUser, Secret, TenantHandle, flow::StepUp, store::StoreError};
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
        form::FormView,
        frame::Frame,
        look::Look,
        refusal,
        response::{page_again, see_other},
        shell::{Room, Shell},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "portal/step_up.html")]
struct StepUpPage {
    frame: Frame,
    shell: Shell,
    /// Whether the password is asked for; else a code.
    has_password: bool,
    has_totp: bool,
    /// Whether a passkey shows it too.
    has_passkeys: bool,
    /// Where one was, below the base URL.
    next: String,
    form: FormView,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    next: Option<String>,
    by: Option<String>,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct Fields {
    next: String,
    password: Option<Secret>,
    code: Option<Secret>,
}

/// To the page that asks again, and from there back to this path.
pub(in crate::portal) fn ask_again(state: &HttpState, next: &str) -> Response {
    see_other(state, &format!("/portal/step-up?next={next}"))
}

/// A page of the portal, and no other address.
fn page_of(next: Option<&str>) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/-_#".contains(c);
    next.filter(|next| next.starts_with("/portal/") && next.chars().all(plain))
        .unwrap_or("/portal/profile")
        .to_owned()
}

/// The form.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    let next = page_of(asked.next.as_deref());
    let by_code = asked.by.as_deref() == Some("code");
    let form = (next, by_code, FormView::default());
    draw((&look, &visitor, &headers), (StatusCode::OK, None), form).await
}

async fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    status: (StatusCode, Option<u32>),
    (next, by_code, form): (String, bool, FormView),
) -> Response {
    let (Some((tenant, who)), Some(shell)) = (
        visitor.signed_in(),
        Shell::of(visitor, headers, Room::Profile),
    ) else {
        return Failure::sign_in_required().into_response();
    };
    let Ways {
        has_totp,
        has_password,
        has_passkeys,
    } = match Ways::of(tenant, who).await {
        Ok(ways) => ways,
        Err(error) => return Failure::from(error).into_response(),
    };
    let template = StepUpPage {
        frame: look.bare(look.texts.get("step-up-title")),
        shell,
        has_password: has_password && !(by_code && has_totp),
        has_totp,
        has_passkeys: has_passkeys && visitor.has_passkeys(),
        next,
        form,
    };
    page_again(visitor, status, &template)
}

/// By what the user can show it.
struct Ways {
    has_totp: bool,
    has_password: bool,
    has_passkeys: bool,
}

impl Ways {
    async fn of(tenant: &TenantHandle, who: &CurrentUser) -> Result<Self, StoreError> {
        let factors = tenant.enrolled_factors(who.user.id).await?;
        // Who has neither cannot be asked for a code: the password is asked for, and refused.
        let has_password = !factors.totp || tenant.has_password(who.user.id).await?;
        Ok(Self {
            has_totp: factors.totp,
            has_password,
            has_passkeys: factors.passkeys > 0,
        })
    }
}

/// Checks what was given, and leads back.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<Fields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let next = page_of(Some(&fields.next));
    let (given, field, by_code) = match (fields.password, fields.code) {
        (None, Some(code)) => (StepUp::Code(code), "code", true),
        (password, _) => {
            let password = password.unwrap_or_else(|| "".into());
            (StepUp::Password(password), "password", false)
        }
    };
    let Err(error) = tenant.step_up(who, given, &context).await else {
        return see_other(&state, &next);
    };
    match refusal::of_factor(look.texts, (FormView::default(), field), error) {
        Ok(refused) => {
            let form = (next, by_code, refused.view);
            let status = (refused.status, refused.retry_after);
            draw((&look, &visitor, &headers), status, form).await
        }
        Err(failure) => failure.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn it_leads_to_pages_of_the_portal_only() {
        assert_eq!(
            page_of(Some("/portal/profile#two-step")),
            "/portal/profile#two-step"
        );
        for other in [
            "https://evil.test/portal/",
            "//evil.test/portal/x",
            "/portal/../t/acme",
            "/portal/x?y=\r\n",
            "",
        ] {
            assert_eq!(page_of(Some(other)), "/portal/profile", "{other}");
        }
        assert_eq!(page_of(None), "/portal/profile");
    }
}
