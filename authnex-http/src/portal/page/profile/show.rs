use axum::{
    extract::{Query, rejection::QueryRejection},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::view::{Shown, draw};
use crate::{
    extract::Visitor,
    portal::{flash::Done, look::Look},
};

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
    cursor: Option<String>,
}

/// The own account.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    let removed = asked.done.as_deref() == Some(Done::PasskeyRemoved.as_str());
    let shown = Shown {
        passkey_was_removed: removed,
        flash: Done::flash(look.texts, asked.done.as_deref()),
        cursor: asked.cursor.and_then(|cursor| cursor.parse().ok()),
        refused: None,
    };
    draw((&look, &visitor, &headers), (StatusCode::OK, None), shown).await
}
