use authnex_core::{flow::UserUpdate, user::Profile};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use serde::Deserialize;

use super::view::{Section, again};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{flash::Done, form::FormView, look::Look, refusal, response::see_other},
    state::HttpState,
};

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct DetailFields {
    name: String,
    locale: String,
    zoneinfo: String,
}

/// Sets name, language and time zone.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<DetailFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let view = FormView::with([
        ("name", fields.name.clone()),
        ("locale", fields.locale.clone()),
        ("zoneinfo", fields.zoneinfo.clone()),
    ]);
    let update = UserUpdate {
        name: Some(fields.name),
        profile: Profile {
            locale: Some(fields.locale),
            zoneinfo: Some(fields.zoneinfo),
            ..Profile::default()
        },
        ..UserUpdate::default()
    };
    let context = context.as_actor(who.actor());
    let Err(error) = tenant.update_user(who.user.id, update, &context).await else {
        return see_other(&state, &Done::ProfileSaved.at("/portal/profile"));
    };
    let refused = refusal::of_update_user(look.texts, view, error);
    again((&look, &visitor, &headers), refused, Section::Details).await
}
