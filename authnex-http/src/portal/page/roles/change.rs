use std::collections::{BTreeMap, BTreeSet};

use authnex_core::{flow::ChangeRoleError, role::Permission};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::HeaderMap;

use super::{
    form::{RoleInput, check, of_change, own_lines},
    list::PATH,
    show::{draw, named, texts_of},
};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{
        admitted::admitted,
        flash::Done,
        form::{FormView, Refused},
        look::Look,
        page::sign_out::NoFields,
        response::see_other,
    },
    state::HttpState,
};

/// Sets what a role allows.
pub(in crate::portal) async fn save(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: PageForm<BTreeMap<String, String>>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let RoleInput {
        permissions, view, ..
    } = RoleInput::read(&fields);
    // What the role allowed when the page was drawn.
    let seen: BTreeSet<Permission> = fields
        .get("seen")
        .map(|seen| seen.split_whitespace())
        .into_iter()
        .flatten()
        .filter_map(|text| Permission::parse(text).ok())
        .collect();
    let saved = async {
        let (tenant, who) = admitted(&visitor, "roles:write")?;
        let role = named(tenant, &id).await?;
        let allowed = texts_of(&role);
        let is_new = |text: &&String| !allowed.contains(*text);
        let added: Vec<String> = permissions.iter().filter(is_new).cloned().collect();
        check(tenant, who, &added)?;
        let context = context.as_actor(who.actor());
        let changed = tenant
            .change_role(role.id, &permissions, Some(seen), &context)
            .await;
        match changed {
            Ok(_) => Ok(None),
            Err(error) => of_change(look.texts, view, error).map(Some),
        }
    };
    match saved.await {
        Ok(None) => see_other(&state, &Done::RoleSaved.at(&format!("{PATH}/{id}"))),
        Ok(Some(refused)) => {
            let refused = Some((refused, permissions));
            draw((&look, &visitor, &headers), &id, (None, refused)).await
        }
        Err(failure) => failure.into_response(),
    }
}

/// Deletes a role.
pub(in crate::portal) async fn delete(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: PageForm<NoFields>,
) -> Response {
    let visitor = form.visitor;
    let deleted = async {
        let (tenant, who) = admitted(&visitor, "roles:write")?;
        let role = named(tenant, &id).await?;
        let context = context.as_actor(who.actor());
        let Err(error) = tenant.delete_role(role.id, None, &context).await else {
            return Ok(None);
        };
        refused(&look, texts_of(&role), error).map(Some)
    };
    match deleted.await {
        Ok(None) => see_other(&state, &Done::RoleDeleted.at(PATH)),
        Ok(refused) => draw((&look, &visitor, &headers), &id, (None, refused)).await,
        Err(failure) => failure.into_response(),
    }
}

fn refused(
    look: &Look,
    allowed: Vec<String>,
    error: ChangeRoleError,
) -> Result<(Refused, Vec<String>), Failure> {
    let view = FormView::with([("own", own_lines(&allowed))]);
    Ok((of_change(look.texts, view, error)?, allowed))
}
