use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;

use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Tenant, Visitor},
    portal::{
        error_page::result_page,
        look::Look,
        page::sign_out::NoFields,
        response::{add_cookie, page, see_other},
    },
    state::HttpState,
};

/// Ends the session.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<NoFields>,
) -> Response {
    let Some((tenant, who)) = form.visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let context = context.as_actor(who.actor());
    if let Err(error) = tenant.sign_out(&who.session, &context).await {
        return Failure::from(error).into_response();
    }
    let cookies = state.cookies();
    let mut response = see_other(&state, &format!("/t/{}/signed-out", tenant.slug()));
    add_cookie(&mut response, cookies.clear(&cookies.session(tenant)));
    response
}

/// The page that says that it is done: no form is on it.
pub(in crate::portal) async fn show_done(
    look: Look,
    Tenant(tenant): Tenant,
    visitor: Visitor,
) -> Response {
    let base = &look.base;
    let link = format!("{base}/t/{}/sign-in", tenant.slug());
    let frame = look.bare(look.texts.get("signed-out-title")).of(&tenant);
    let template = result_page(
        frame,
        look.texts.get("signed-out-lead"),
        (link, look.texts.get("sign-in-again")),
    );
    page(&visitor, StatusCode::OK, &template)
}
