use askama::Template;
use authnex_core::{
    Secret, TenantHandle,
    flow::{AcceptInvite, AcceptInviteError},
    invite::Invite,
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
        form::FormView,
        frame::Frame,
        look::Look,
        password_step::{Place, lead_on, sign_in},
        refusal,
        response::{page, page_again, see_other},
        rules::ShownRules,
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "hosted/accept_invite.html")]
struct AcceptInvitePage {
    frame: Frame,
    csrf: String,
    action: String,
    sign_in: String,
    lead: String,
    /// The organization's identifier.
    slug: String,
    /// Whether a password may be taken.
    by_password: bool,
    /// Whether a passkey may be taken.
    passkeys: bool,
    passkey_label: String,
    /// The link's token and the invited address; `None` if the link is good for nothing any more.
    open: Option<OpenInvite>,
    rules: ShownRules,
    form: FormView,
}

struct OpenInvite {
    token: String,
    email: String,
}

impl OpenInvite {
    fn of(token: &str, invite: &Invite) -> Self {
        Self {
            token: token.to_owned(),
            email: invite.email.as_str().to_owned(),
        }
    }
}

/// What the link's query says.
#[derive(Default, Deserialize)]
pub(in crate::portal) struct InviteQuery {
    #[serde(default)]
    token: String,
}

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct AcceptInviteFields {
    token: String,
    name: Option<String>,
    password: Secret,
}

fn draw(
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    (open, form): (Option<OpenInvite>, FormView),
) -> AcceptInvitePage {
    let (base, slug, ways) = (&look.base, tenant.slug(), tenant.invite_ways());
    let texts = look.texts;
    let title = texts.with("accept-invite-title", "organization", tenant.name());
    let frame = if open.is_some() {
        look.frame(visitor, title)
    } else {
        look.bare(title)
    };
    AcceptInvitePage {
        csrf: visitor.open_form_token(),
        action: format!("{base}/t/{slug}/accept-invite"),
        sign_in: format!("{base}/t/{slug}/sign-in"),
        slug: slug.to_string(),
        by_password: ways.password,
        passkeys: visitor.has_passkeys() && ways.passkey,
        passkey_label: texts.get(if ways.password {
            "accept-invite-passkey"
        } else {
            "accept-invite-by-passkey"
        }),
        lead: texts.with("accept-invite-lead", "organization", tenant.name()),
        rules: ShownRules::of(&tenant.password_rules()),
        frame: frame.of(tenant),
        open,
        form,
    }
}

/// The form: where the mail's link leads. It uses nothing up.
pub(in crate::portal) async fn show(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
    query: Result<Query<InviteQuery>, QueryRejection>,
) -> Response {
    let token = query.map(|Query(query)| query.token).unwrap_or_default();
    let invite = match tenant.find_invitation(&token).await {
        Ok(invite) => invite,
        Err(error) => return Failure::from(error).into_response(),
    };
    let name = invite.as_ref().and_then(|invite| invite.name.clone());
    let form = FormView::with([("name", name.unwrap_or_default())]);
    let open = invite.map(|invite| OpenInvite::of(&token, &invite));
    let status = match open {
        Some(_) => StatusCode::OK,
        None => StatusCode::GONE,
    };
    page(
        &visitor,
        status,
        &draw((&look, &visitor), &tenant, (open, form)),
    )
}

/// Makes the account and signs in.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Tenant(tenant): Tenant,
    form: PageForm<AcceptInviteFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let request = AcceptInvite {
        token: fields.token.clone(),
        name: Some(fields.name.clone().unwrap_or_default()),
        password: fields.password.clone(),
    };
    let user = match tenant.accept_invite(request, &context).await {
        Ok(user) => user,
        Err(error) => return refuse((&look, &visitor), &tenant, (fields, error)).await,
    };
    let slug = tenant.slug().as_str();
    let credentials = (user.username.as_str(), fields.password);
    let place = (Some(&tenant), slug, Place::Hosted);
    match sign_in((&state, &headers), place, credentials, &context).await {
        Ok(step) => lead_on(&state, (&headers, &tenant), Place::Hosted, step, &context).await,
        // The account is there: signing in can be done again.
        Err(_) => see_other(
            &state,
            &Place::Hosted.sign_in_after(&tenant, Done::SignedUp),
        ),
    }
}

async fn refuse(
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    (fields, error): (AcceptInviteFields, AcceptInviteError),
) -> Response {
    let invite = match tenant.find_invitation(&fields.token).await {
        Ok(invite) => invite,
        Err(error) => return Failure::from(error).into_response(),
    };
    let view = FormView::with([("name", fields.name.unwrap_or_default())]);
    match refusal::of_accept_invite(look.texts, view, error) {
        Ok(refused) => {
            let open = invite.map(|invite| OpenInvite::of(&fields.token, &invite));
            let template = draw((look, visitor), tenant, (open, refused.view));
            page_again(visitor, (refused.status, refused.retry_after), &template)
        }
        Err(failure) => failure.into_response(),
    }
}
