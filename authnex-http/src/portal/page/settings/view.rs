use askama::Template;
use authnex_core::{CurrentUser, TenantHandle};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::{
    control::{Control, Shape},
    section::{SECTIONS, Section},
};
use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        flash::Flash,
        form::FormView,
        frame::Frame,
        look::Look,
        response::page_again,
        shell::{Room, Shell},
        tab::Tab,
    },
};

/// The permissions by which rules are seen and set.
const READ: &str = "policy:read";
pub(super) const WRITE: &str = "policy:write";

#[derive(Template)]
#[template(path = "portal/settings.html")]
struct OverviewPage {
    frame: Frame,
    shell: Shell,
    rows: Vec<Row>,
}

/// A page of settings in the list of them.
struct Row {
    name: &'static str,
    icon: &'static str,
    path: String,
    title: String,
    lead: String,
}

#[derive(Template)]
#[template(path = "portal/settings/section.html")]
struct SectionPage {
    frame: Frame,
    shell: Shell,
    tabs: Vec<Tab>,
    lead: String,
    action: String,
    form: FormView,
    may_write: bool,
    /// Whether `strict` decides a value of this page.
    is_strict: bool,
    groups: Vec<ShownGroup>,
}

struct ShownGroup {
    id: &'static str,
    title: String,
    lead: String,
    controls: Vec<Control>,
}

/// Who is signed in, if that one may see the rules.
pub(super) fn reader(visitor: &Visitor) -> Result<(&TenantHandle, &CurrentUser), Failure> {
    let (tenant, who) = visitor.signed_in().ok_or_else(Failure::sign_in_required)?;
    if who.may(READ) {
        Ok((tenant, who))
    } else {
        Err(Failure::forbidden(READ))
    }
}

/// The list of pages.
pub(super) fn draw_overview((look, visitor, headers): (&Look, &Visitor, &HeaderMap)) -> Response {
    if let Err(failure) = reader(visitor) {
        return failure.into_response();
    }
    let Some(shell) = Shell::of(visitor, headers, Room::Settings) else {
        return Failure::sign_in_required().into_response();
    };
    let texts = look.texts;
    let row = |section: &Section| Row {
        name: section.name,
        icon: section.icon,
        path: format!("{}{}", look.base, section.path()),
        title: texts.get(section.text),
        lead: texts.get(&format!("{}-lead", section.text)),
    };
    let template = OverviewPage {
        frame: look.bare(texts.get("nav-settings")),
        shell,
        rows: SECTIONS.iter().map(row).collect(),
    };
    page_again(visitor, (StatusCode::OK, None), &template)
}

/// One page; `typed` is a form that comes back.
pub(super) fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    section: &'static Section,
    (status, typed, flash): (StatusCode, Option<FormView>, Option<Flash>),
) -> Response {
    let (tenant, who) = match reader(visitor) {
        Ok(found) => found,
        Err(failure) => return failure.into_response(),
    };
    let Some(shell) = Shell::of(visitor, headers, Room::Settings) else {
        return Failure::sign_in_required().into_response();
    };
    let texts = look.texts;
    let groups = groups_of(look, tenant, section, typed.as_ref());
    let mut frame = look.bare(texts.get(section.text));
    frame.flash = flash;
    let template = SectionPage {
        tabs: tabs(look, section),
        lead: texts.get(&format!("{}-lead", section.text)),
        action: format!("{}{}", look.base, section.path()),
        may_write: who.may(WRITE),
        is_strict: groups
            .iter()
            .any(|group| group.controls.iter().any(|one| one.strict.is_some())),
        form: typed.unwrap_or_default(),
        groups,
        frame,
        shell,
    };
    page_again(visitor, (status, None), &template)
}

fn tabs(look: &Look, current: &Section) -> Vec<Tab> {
    let tab = |section: &Section| Tab {
        name: section.name,
        text: look.texts.get(section.text),
        path: format!("{}{}", look.base, section.path()),
        is_current: section.name == current.name,
    };
    SECTIONS.iter().map(tab).collect()
}

fn groups_of(
    look: &Look,
    tenant: &TenantHandle,
    section: &Section,
    typed: Option<&FormView>,
) -> Vec<ShownGroup> {
    let texts = look.texts;
    let overrides = tenant.policy_overrides();
    let explained = tenant.authnex().platform_policy().explain(overrides);
    let control = |rule: &&str| {
        let found = explained.iter().find(|one| one.field.name == *rule)?;
        Some(Control::of(texts, found, typed))
    };
    let groups = section.groups.iter().map(|group| ShownGroup {
        id: group.text,
        title: texts.get(group.text),
        lead: texts.or(&format!("{}-lead", group.text), ""),
        controls: group.rules.iter().filter_map(control).collect(),
    });
    groups.collect()
}
