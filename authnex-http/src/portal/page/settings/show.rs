use axum::{
    extract::{Path, Query, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::{
    section::Section,
    view::{draw, draw_overview},
};
use crate::{
    error::Failure,
    extract::Visitor,
    portal::{flash::Done, look::Look},
};

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
}

/// The list of pages of settings.
pub(in crate::portal) async fn overview(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    draw_overview((&look, &visitor, &headers))
}

/// One of them.
pub(in crate::portal) async fn section(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    Path(name): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Some(section) = Section::find(&name) else {
        return Failure::not_found().into_response();
    };
    let Query(asked) = asked.unwrap_or_default();
    let flash = Done::flash(look.texts, asked.done.as_deref());
    draw(
        (&look, &visitor, &headers),
        section,
        (StatusCode::OK, None, flash),
    )
}
