use authnex_core::{flow::UserUpdate, user::Profile};
use axum::Json as Answer;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::UserView;
use crate::{
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// What a user changes of the own profile: what is left out stays, an empty text takes away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileBody {
    /// The shown name.
    name: Option<String>,
    /// Language and region, such as `de-CH` (BCP 47).
    locale: Option<String>,
    /// Time zone by its name, such as `Europe/Paris`.
    zoneinfo: Option<String>,
}

/// `PATCH /t/{slug}/api/v1/me`.
pub(crate) async fn update(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<ProfileBody>,
) -> Result<Answer<UserView>, Failure> {
    let update = UserUpdate {
        name: body.name,
        profile: Profile {
            locale: body.locale,
            zoneinfo: body.zoneinfo,
            ..Profile::default()
        },
        ..UserUpdate::default()
    };
    let context = context.as_actor(who.actor());
    tenant.update_user(who.user.id, update, &context).await?;
    let user = tenant.find_user(&who.user.id.to_string()).await?;
    let user = user.ok_or_else(Failure::not_found)?;
    Ok(Answer(UserView::of(&user)))
}
