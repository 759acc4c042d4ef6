use askama::Template;
use authnex_core::{CurrentUser, TenantHandle, foundation::SessionId, store::StoreError};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::{
    choices::{Options, locales, zones},
    passkeys::Passkeys,
    session_list::SessionList,
    two_step::TwoStep,
};
use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        flash::Flash,
        form::{FormView, Refused},
        frame::Frame,
        look::Look,
        response::page_again,
        rules::ShownRules,
        shell::{Room, Shell},
    },
    text::Texts,
};

#[derive(Template)]
#[template(path = "portal/profile.html")]
struct ProfilePage {
    frame: Frame,
    shell: Shell,
    address: Address,
    details: FormView,
    email_form: FormView,
    password: FormView,
    rules: ShownRules,
    /// Whether a new password ends the other sessions anyway.
    ends_sessions: bool,
    locales: Options,
    zones: Options,
    two_step: TwoStep,
    /// `None` where there can be none.
    passkeys: Option<Passkeys>,
    sessions: SessionList,
}

/// The e-mail address as it is.
struct Address {
    /// Empty if there is none.
    text: String,
    is_verified: bool,
    /// The one that a mail waits at to take its place, in words; empty if none does.
    awaited: String,
}

/// Which of the forms comes back, and why.
pub(super) enum Section {
    Details(FormView),
    Email(FormView),
    Password(FormView),
    TwoStep(FormView),
}

/// What one request shows of the page.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) flash: Option<Flash>,
    pub(super) cursor: Option<SessionId>,
    pub(super) refused: Option<Section>,
    pub(super) passkey_was_removed: bool,
}

/// The page again with a form that was refused.
pub(super) async fn again(
    at: (&Look, &Visitor, &HeaderMap),
    refused: Result<Refused, Failure>,
    section: fn(FormView) -> Section,
) -> Response {
    match refused {
        Ok(refused) => {
            let shown = Shown {
                refused: Some(section(refused.view)),
                ..Shown::default()
            };
            draw(at, (refused.status, refused.retry_after), shown).await
        }
        Err(failure) => failure.into_response(),
    }
}

/// The page.
pub(super) async fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    status: (StatusCode, Option<u32>),
    shown: Shown,
) -> Response {
    let (Some((tenant, who)), Some(shell)) = (
        visitor.signed_in(),
        Shell::of(visitor, headers, Room::Profile),
    ) else {
        return Failure::sign_in_required().into_response();
    };
    match fill(look, (tenant, who), shell, shown).await {
        Ok(template) => page_again(visitor, status, &template),
        Err(failure) => failure.into_response(),
    }
}

async fn fill(
    look: &Look,
    (tenant, who): (&TenantHandle, &CurrentUser),
    shell: Shell,
    shown: Shown,
) -> Result<ProfilePage, Failure> {
    let texts = look.texts;
    let mut frame = look.bare(texts.get("profile-title"));
    frame.flash = shown.flash;
    let (mut details, mut email_form, mut password, mut two_step) = (
        details_of(who),
        FormView::default(),
        FormView::default(),
        FormView::default(),
    );
    match shown.refused {
        Some(Section::Details(form)) => details = form,
        Some(Section::Email(form)) => email_form = form,
        Some(Section::Password(form)) => password = form,
        Some(Section::TwoStep(form)) => two_step = form,
        None => {}
    }
    let none = || texts.get("not-chosen");
    Ok(ProfilePage {
        address: address_of(texts, (tenant, who)).await?,
        rules: ShownRules::of(&tenant.password_rules()),
        ends_sessions: tenant.policy().password_change_ends_sessions,
        locales: locales(none(), details.value("locale")),
        zones: zones(none(), details.value("zoneinfo")),
        two_step: TwoStep::read(look, (tenant, who), two_step).await?,
        passkeys: Passkeys::read(texts, (tenant, who), shown.passkey_was_removed).await?,
        sessions: SessionList::read(look, (tenant, who), shown.cursor).await?,
        frame,
        shell,
        details,
        email_form,
        password,
    })
}

async fn address_of(
    texts: &Texts,
    (tenant, who): (&TenantHandle, &CurrentUser),
) -> Result<Address, StoreError> {
    let email = who.user.email.as_ref();
    let awaited = tenant.awaited_address(&who.user).await?;
    let words = |address: String| texts.with("profile-email-awaited", "address", &address);
    Ok(Address {
        text: email.map_or_else(String::new, |email| email.as_str().to_owned()),
        is_verified: who.user.email_verified,
        awaited: awaited.map_or_else(String::new, words),
    })
}

/// The form of name, language and time zone as they are.
fn details_of(who: &CurrentUser) -> FormView {
    let text = |fact: &Option<String>| fact.clone().unwrap_or_default();
    FormView::with([
        ("name", text(&who.user.name)),
        ("locale", text(&who.user.profile.locale)),
        ("zoneinfo", text(&who.user.profile.zoneinfo)),
    ])
}
