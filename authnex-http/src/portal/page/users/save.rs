use std::collections::BTreeMap;

use authnex_core::{
    flow::{UpdateUserError, UserUpdate},
    foundation::Timestamp,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};

use super::{
    details::{changeable, path_of},
    view::{Shown, Typed, draw},
};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{admitted::admitted, flash::Done, form::FormView, look::Look, response::see_other},
    state::HttpState,
    text::Texts,
};

/// Sets a user's name and roles.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Path(user): Path<String>,
    form: PageForm<BTreeMap<String, String>>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let saved = async {
        let (tenant, who) = admitted(&visitor, "users:write")?;
        let user = changeable(tenant, who, &user).await?;
        let update = read(&fields)?;
        // Only whoever may give roles has seen them in the form.
        let may_give = who.may("roles:write");
        let update = UserUpdate {
            takes_other_roles: may_give,
            roles: if may_give { update.roles } else { Vec::new() },
            ..update
        };
        if let Some(lacking) = tenant.lacks_to_give(&who.permissions, &update.roles) {
            return Err(Failure::forbidden(&lacking));
        }
        let typed = Typed {
            form: FormView::with([("name", update.name.clone().unwrap_or_default())]),
            roles: update.roles.clone(),
        };
        let context = context.as_actor(who.actor());
        Ok(match tenant.update_user(user.id, update, &context).await {
            Ok(_) => Ok(Done::UserSaved.at(&path_of(&user))),
            Err(error) => Err(refused(look.texts, typed, error)?),
        })
    };
    match saved.await {
        Ok(Ok(path)) => see_other(&state, &path),
        Ok(Err((status, typed))) => {
            let shown = Shown {
                refused: Some(typed),
                ..Shown::default()
            };
            draw((&look, &visitor, &headers), &user, status, shown).await
        }
        Err(failure) => failure.into_response(),
    }
}

/// The fields: `name`, `seen`, and `role.NAME` for each role that is ticked.
fn read(fields: &BTreeMap<String, String>) -> Result<UserUpdate, Failure> {
    let mut update = UserUpdate::default();
    for (name, value) in fields {
        match (name.as_str(), name.strip_prefix("role.")) {
            ("name", _) => update.name = Some(value.clone()),
            ("seen", _) => {
                let micros = value.parse().map_err(|_| Failure::not_found())?;
                update.seen_at = Some(Timestamp::from_micros(micros));
            }
            (_, Some(role)) => update.roles.push(role.to_owned()),
            _ => {}
        }
    }
    Ok(update)
}

fn refused(
    texts: &Texts,
    mut typed: Typed,
    error: UpdateUserError,
) -> Result<(StatusCode, Typed), Failure> {
    let form = std::mem::take(&mut typed.form);
    let (status, form) = match error {
        UpdateUserError::Changed => (
            StatusCode::PRECONDITION_FAILED,
            form.alerted(texts.get("changed-meanwhile")),
        ),
        UpdateUserError::LastOwner => (
            StatusCode::CONFLICT,
            form.alerted(texts.get("last-owner-done")),
        ),
        UpdateUserError::Invalid(faults) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            form.faulted(texts, faults),
        ),
        UpdateUserError::UnknownRole(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            form.alerted(texts.get("role-gone-done")),
        ),
        other => return Err(other.into()),
    };
    Ok((status, Typed { form, ..typed }))
}
