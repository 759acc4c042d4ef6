use std::collections::BTreeMap;

use authnex_core::{
    TenantHandle,
    flow::UpdatePolicyError,
    foundation::RequestContext,
    policy::{FIELDS, PatchFault},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};

use super::{
    input::Input,
    section::Section,
    view::{WRITE, draw, reader},
};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{flash::Done, form::FormView, look::Look, response::see_other},
    state::HttpState,
    text::Texts,
};

/// How often a change is tried when others come first.
const TRIES: usize = 3;

/// Sets what a page of settings says.
pub(in crate::portal) async fn save(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    Path(name): Path<String>,
    form: PageForm<BTreeMap<String, String>>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some(section) = Section::find(&name) else {
        return Failure::not_found().into_response();
    };
    let read = reader(&visitor).and_then(|(tenant, who)| {
        if who.may(WRITE) {
            let input = Input::read(look.texts, section, fields)?;
            Ok((tenant, who.actor(), input))
        } else {
            Err(Failure::forbidden(WRITE))
        }
    });
    let (tenant, actor, input) = match read {
        Ok(read) => read,
        Err(failure) => return failure.into_response(),
    };
    let context = context.as_actor(actor);
    let again = |view: FormView| {
        let shown = (StatusCode::UNPROCESSABLE_ENTITY, Some(view), None);
        draw((&look, &visitor, &headers), section, shown)
    };
    if input.has_faults {
        return again(input.view);
    }
    match set(&state, tenant, &input, &context).await {
        Ok(()) => see_other(&state, &Done::SettingsSaved.at(&section.path())),
        Err(Refused::Failure(failure)) => failure.into_response(),
        Err(Refused::Faults(faults)) => again(with_faults(look.texts, input.view, section, faults)),
    }
}

/// Why nothing was set.
enum Refused {
    /// What was typed does not do: rule, stable name of the fault, and what to do about it.
    Faults(Vec<(String, &'static str, String)>),
    Failure(Failure),
}

/// Changes the rules of the page and leaves those of other pages, also when they are changed at the same moment.
async fn set(
    state: &HttpState,
    tenant: &TenantHandle,
    input: &Input,
    context: &RequestContext,
) -> Result<(), Refused> {
    let mut tenant = tenant.clone();
    for _ in 0..TRIES {
        let patched = tenant.policy_overrides().patched(&input.changes);
        let overrides =
            patched.map_err(|faults| Refused::Faults(faults.into_iter().map(fault).collect()))?;
        let error = match tenant.update_policy(overrides, context).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        if let Some((rule, code)) = error.fault() {
            return Err(Refused::Faults(vec![(
                rule.to_owned(),
                code,
                error.to_string(),
            )]));
        }
        let UpdatePolicyError::Raced = error else {
            return Err(Refused::Failure(error.into()));
        };
        let found = state.authnex().tenant(tenant.slug().as_str()).await;
        let found = found.map_err(|error| Refused::Failure(error.into()))?;
        tenant = found.ok_or_else(|| Refused::Failure(Failure::not_found()))?;
    }
    Err(Refused::Failure(UpdatePolicyError::Raced.into()))
}

fn fault(fault: PatchFault) -> (String, &'static str, String) {
    (fault.field, fault.code, fault.detail)
}

/// The form with its faults: beside the rule, or over the form if the rule is on another page.
fn with_faults(
    texts: &Texts,
    mut view: FormView,
    section: &Section,
    faults: Vec<(String, &'static str, String)>,
) -> FormView {
    for (rule, code, detail) in faults {
        let text = texts.or(&format!("fault-{code}"), &detail);
        let here = section.rules().find(|name| *name == rule);
        view = if let Some(name) = here {
            view.faulted_by(texts, name, text)
        } else {
            let known = FIELDS.iter().any(|field| field.name == rule);
            let label = if known {
                texts.get(&format!("rule-{rule}"))
            } else {
                rule
            };
            view.alerted(format!("{label}: {text}"))
        };
    }
    view
}
