use askama::Template;
use authnex_core::{Secret, TenantHandle, flow::SignInError, policy::SignInMethod};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::{
    cookie::Pending,
    extract::{PageForm, RequestFacts, SlugPath, Visitor},
    portal::{
        flash::Done,
        form::FormView,
        frame::Frame,
        last_method::LastMethod,
        look::Look,
        password_step::{Place, lead_on, sign_in},
        refusal,
        response::{page, page_again},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/sign_in.html")]
struct SignInPage {
    frame: Frame,
    csrf: String,
    /// As typed.
    slug: String,
    /// Whether a mail can be asked for that signs in.
    by_mail: bool,
    /// How the browser signed in the last time, in words.
    last_method: String,
    passkeys: bool,
    /// Whether the organization takes passwords.
    by_password: bool,
    form: FormView,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
}

/// With the name that the client expects, if it named one.
fn hinted(visitor: &Visitor) -> FormView {
    let asked = visitor.pending.as_ref().map(Pending::parameters);
    let hint = asked.as_ref().and_then(|asked| asked.get("login_hint"));
    FormView::with(hint.map(|hint| ("email", hint.to_owned())))
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct SignInFields {
    email: String,
    password: Secret,
}

/// The page of an organization says its name; the refusal at one that does not exist says what was typed instead.
fn draw((look, visitor): (&Look, &Visitor), slug: &str, form: FormView) -> SignInPage {
    let tenant = visitor.tenant.as_ref();
    let name = tenant.map_or(slug, TenantHandle::name);
    let title = look.texts.with("sign-in-title", "organization", name);
    let allows = |method| tenant.is_none_or(|tenant: &TenantHandle| tenant.policy().allows(method));
    SignInPage {
        csrf: visitor.open_form_token(),
        slug: slug.to_owned(),
        passkeys: visitor.has_passkeys() && allows(SignInMethod::Passkey),
        by_password: allows(SignInMethod::Password),
        by_mail: allows(SignInMethod::MagicLink),
        frame: match tenant {
            Some(tenant) => look.frame(visitor, title).of(tenant),
            None => look.frame(visitor, title).named(slug),
        },
        last_method: String::new(),
        form,
    }
}

/// The form.
pub(in crate::portal) async fn show(
    look: Look,
    SlugPath(slug): SlugPath,
    visitor: Visitor,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    let mut template = draw((&look, &visitor), &slug, hinted(&visitor));
    template.last_method = LastMethod::hint(look.texts, &headers, visitor.cookies());
    template.frame.flash = Done::flash(look.texts, asked.done.as_deref());
    page(&visitor, StatusCode::OK, &template)
}

/// Signs in.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    SlugPath(slug): SlugPath,
    form: PageForm<SignInFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let tenant = visitor.tenant.clone();
    let credentials = (fields.email.as_str(), fields.password.clone());
    let step = sign_in(
        (&state, &headers),
        (tenant.as_ref(), &slug, Place::Hosted),
        credentials,
        &context,
    )
    .await;
    let error = match (step, &tenant) {
        (Ok(step), Some(tenant)) => {
            return lead_on(&state, (&headers, tenant), Place::Hosted, step, &context).await;
        }
        (Ok(_), None) => SignInError::WrongCredentials,
        (Err(error), _) => error,
    };
    let view = FormView::with([("email", fields.email)]);
    match refusal::of_sign_in(look.texts, view, error) {
        Ok(refused) => {
            let template = draw((&look, &visitor), &slug, refused.view);
            page_again(&visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
