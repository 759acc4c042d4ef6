use askama::Template;
use authnex_core::{
    TenantHandle,
    flow::{Grant, MailedSignIn, SignInError, SignInMailRequest, SignInOrigin},
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Tenant, Visitor},
    portal::{
        flash::Done,
        form::{FormView, Refused},
        frame::Frame,
        look::Look,
        mailed::{Asked, is_token, proof},
        password_step::{Place, lead_on},
        refusal,
        response::{page, page_again},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/magic_link.html")]
struct MagicLinkPage {
    frame: Frame,
    csrf: String,
    /// The path of the tenant's pages.
    home: String,
    next: &'static str,
    stage: Stage,
    form: FormView,
}

/// What the page asks for.
enum Stage {
    /// The address that the mail is to go to.
    Ask,
    /// The mail's code.
    Code,
    /// Whether to sign in by the mail's link: its token, and where the sign-in was begun if that was elsewhere.
    Link {
        token: String,
        elsewhere: Option<String>,
    },
}

/// The fields of the form. With a code it signs in, without one it asks for the mail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct MagicLinkFields {
    email: Option<String>,
    code: Option<String>,
    next: Option<String>,
}

fn draw(
    (look, visitor): (&Look, &Visitor),
    (tenant, place): (&TenantHandle, Place),
    (stage, form): (Stage, FormView),
) -> MagicLinkPage {
    let title = look
        .texts
        .with("sign-in-title", "organization", tenant.name());
    MagicLinkPage {
        csrf: visitor.open_form_token(),
        home: format!("{}/t/{}", look.base, tenant.slug()),
        next: place.as_str(),
        frame: look.frame(visitor, title).of(tenant),
        stage,
        form,
    }
}

/// In which browser, on which system, from where and when, in words.
fn described(look: &Look, origin: &SignInOrigin) -> String {
    let parts = [&origin.browser, &origin.system, &origin.address];
    let mut parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let at = origin.at.to_string().replace('T', " ");
    let minute: String = at.chars().take(16).collect();
    let minute = format!("{minute} UTC");
    parts.push(&minute);
    look.texts
        .with("magic-link-elsewhere", "origin", &parts.join(", "))
}

/// The form; where the mail's link leads, too. It uses nothing up.
pub(in crate::portal) async fn show(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = Asked::of(asked);
    let mut place = Place::of(asked.next.as_deref());
    let Some(token) = asked.token() else {
        let view = (Stage::Ask, FormView::default());
        let mut template = draw((&look, &visitor), (&tenant, place), view);
        template.frame.flash = Done::flash(look.texts, asked.done.as_deref());
        return page(&visitor, StatusCode::OK, &template);
    };
    let origin = match tenant.sign_in_origin(&token).await {
        Ok(origin) => origin,
        Err(error) => return Failure::from(error).into_response(),
    };
    let Some(origin) = origin else {
        let view = FormView::default().alerted(look.texts.get("error-code-refused"));
        let template = draw((&look, &visitor), (&tenant, place), (Stage::Ask, view));
        return page(&visitor, StatusCode::GONE, &template);
    };
    place = Place::of(origin.place.as_deref());
    let is_here = origin.mark.as_deref() == Some(visitor.mark(&tenant).as_str());
    let elsewhere = (!is_here).then(|| described(&look, &origin));
    let stage = Stage::Link { token, elsewhere };
    let template = draw(
        (&look, &visitor),
        (&tenant, place),
        (stage, FormView::default()),
    );
    page(&visitor, StatusCode::OK, &template)
}

/// Signs in by link or code, or has the mail sent.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Tenant(tenant): Tenant,
    form: PageForm<MagicLinkFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let place = Place::of(fields.next.as_deref());
    let email = fields.email.unwrap_or_default();
    let view = FormView::with([("email", email.clone())]);
    let Some(code) = fields.code.filter(|code| !code.trim().is_empty()) else {
        let request = SignInMailRequest {
            login: email,
            mark: Some(visitor.mark(&tenant)),
            place: Some(place.as_str().to_owned()),
        };
        return match tenant.send_sign_in_mail(&request, &context).await {
            // Drawn at once, so that the address need not be typed again and stands in no URL.
            Ok(()) => {
                let mut template = draw((&look, &visitor), (&tenant, place), (Stage::Code, view));
                template.frame.flash = Done::flash(look.texts, Some(Done::MailSent.as_str()));
                page(&visitor, StatusCode::OK, &template)
            }
            Err(error) => {
                let refused = refusal::of_mail_request(look.texts, view, error);
                again((&look, &visitor), (&tenant, place), Stage::Ask, refused)
            }
        };
    };
    let request = MailedSignIn {
        proof: proof(Some(&email), &code),
        grant: Grant::Session,
    };
    match tenant.sign_in_by_mail(request, &context).await {
        Ok(step) => lead_on(&state, (&headers, &tenant), place, step, &context).await,
        Err(error) => {
            // A link that is good for nothing any more is not kept: another mail is asked for instead.
            let asked = if is_token(&code) {
                Stage::Ask
            } else {
                Stage::Code
            };
            let refused = match error {
                SignInError::WrongCode => Ok(Refused::new(
                    StatusCode::UNAUTHORIZED,
                    view.alerted(look.texts.get("error-code-refused")),
                )),
                error => refusal::of_sign_in(look.texts, view, error),
            };
            again((&look, &visitor), (&tenant, place), asked, refused)
        }
    }
}

fn again(
    (look, visitor): (&Look, &Visitor),
    at: (&TenantHandle, Place),
    stage: Stage,
    refused: Result<Refused, Failure>,
) -> Response {
    match refused {
        Ok(refused) => {
            let template = draw((look, visitor), at, (stage, refused.view));
            page_again(visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
