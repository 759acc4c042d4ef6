//! Policy `require_verified_email`: no session opens before the address is shown to be the user's own.

use authnex_core::{
    TenantHandle,
    flow::{Grant, NewPassword, SignInError, SignInStep},
    foundation::{PageRequest, PlainToken},
    mail::MailKind,
    sign_in::RequiredAction,
    tenant::StateChange,
};
use serde_json::json;

use super::{
    installation::{
        CLIENT, OWNER, PASSWORD, context, count_events, credentials, finished, race, tokens_grant,
        try_sign_in, user_by_operator,
    },
    post_office::{PostOffice, by_code, by_link, reset},
};

const NEW: &str = "quite another phrase";

async fn strict() -> (PostOffice, TenantHandle) {
    let office = PostOffice::new().await;
    let policy = json!({"require_verified_email": true});
    let tenant = office.installation.set_policy(&office.tenant, policy).await;
    (office, tenant)
}

fn waits(step: SignInStep) -> PlainToken {
    match step {
        SignInStep::ActionRequired {
            flow,
            action: RequiredAction::VerifyEmail,
        } => flow,
        other => panic!("the address should be asked for: {other:?}"),
    }
}

async fn begin(tenant: &TenantHandle) -> PlainToken {
    let request = credentials(OWNER, PASSWORD, Grant::Session);
    waits(tenant.sign_in(request, &context()).await.unwrap())
}

async fn go_on(tenant: &TenantHandle, flow: &str) -> Result<SignInStep, SignInError> {
    tenant
        .continue_verified_sign_in(flow, tokens_grant(), &context())
        .await
}

fn is_over(answer: &Result<SignInStep, SignInError>) -> bool {
    matches!(answer, Err(SignInError::FlowUnknown))
}

#[tokio::test]
async fn a_sign_in_waits_until_the_address_is_verified_and_then_goes_on_once() {
    let (office, tenant) = strict().await;
    let flow = begin(&tenant).await;
    let same = waits(go_on(&tenant, flow.expose()).await.unwrap());
    assert_eq!(same.expose(), flow.expose(), "nothing was used up");
    assert!(tenant.check_session(flow.expose()).await.unwrap().is_none());
    let mail = office.newest(MailKind::VerifyEmail).await;
    let user = tenant
        .verify_email(&by_code(&mail), &context())
        .await
        .unwrap();
    let page = PageRequest::new(10, None);
    assert!(
        tenant
            .list_sessions(user, &page)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let open = finished(go_on(&tenant, flow.expose()).await.unwrap());
    let tokens = open.tokens.unwrap();
    tenant
        .refresh(tokens.refresh_token.expose(), CLIENT, &context())
        .await
        .unwrap();
    assert!(is_over(&go_on(&tenant, flow.expose()).await));
    assert_eq!(count_events(&tenant, "sign_in.succeeded").await, 1);
    try_sign_in(&tenant, OWNER, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn who_has_no_address_has_none_to_verify() {
    let (_, tenant) = strict().await;
    let mut request = user_by_operator("unused@acme.example");
    request.email = None;
    request.username = Some("ben".to_owned());
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    tenant.create_user(request, &context()).await.unwrap();
    try_sign_in(&tenant, "ben", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn after_a_password_that_must_be_changed_the_address_is_asked_for() {
    let (office, tenant) = strict().await;
    let mut request = user_by_operator("ben@acme.example");
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    request.must_change_password = true;
    tenant.create_user(request, &context()).await.unwrap();
    let request = credentials("ben@acme.example", PASSWORD, Grant::Session);
    let step = tenant.sign_in(request, &context()).await.unwrap();
    let SignInStep::ActionRequired { flow, action } = step else {
        panic!("{step:?}");
    };
    assert_eq!(action, RequiredAction::ChangePassword);
    assert!(
        is_over(&go_on(&tenant, flow.expose()).await),
        "out of order"
    );
    office.installation.clock.advance(1);
    let step = tenant
        .change_required_password(flow.expose(), NEW.into(), Grant::Session, &context())
        .await;
    let next = waits(step.unwrap());
    let early = tenant
        .change_required_password(next.expose(), NEW.into(), Grant::Session, &context())
        .await;
    assert!(is_over(&early), "out of order");
    tenant
        .send_verification("ben@acme.example", &context())
        .await
        .unwrap();
    office.deliver().await;
    let mail = office.mails.last(MailKind::VerifyEmail, "ben@acme.example");
    tenant
        .verify_email(&by_link(&mail.unwrap()), &context())
        .await
        .unwrap();
    finished(go_on(&tenant, next.expose()).await.unwrap());
}

#[tokio::test]
async fn a_reset_password_ends_what_waits_and_shows_the_address() {
    let (office, tenant) = strict().await;
    let flow = begin(&tenant).await;
    office.installation.clock.advance(1);
    let mail = office.forgot().await;
    reset(&tenant, by_link(&mail), NEW).await.unwrap();
    assert!(is_over(&go_on(&tenant, flow.expose()).await));
    try_sign_in(&tenant, OWNER, NEW).await.unwrap();
}

#[tokio::test]
async fn a_policy_that_is_taken_back_lets_what_waits_go_on() {
    let (office, tenant) = strict().await;
    let flow = begin(&tenant).await;
    let tenant = office.installation.set_policy(&tenant, json!({})).await;
    finished(go_on(&tenant, flow.expose()).await.unwrap());
}

#[tokio::test]
async fn another_tenant_takes_the_handle_nowhere() {
    let (office, tenant) = strict().await;
    let other = office.installation.make_tenant("globex").await;
    let flow = begin(&tenant).await;
    for text in [flow.expose(), "", "anx_flow_x"] {
        assert!(is_over(&go_on(&other, text).await));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_go_on_with_one_handle_one_gets_a_session() {
    let (office, tenant) = strict().await;
    let flow = begin(&tenant).await.expose().to_owned();
    let mail = office.newest(MailKind::VerifyEmail).await;
    tenant
        .verify_email(&by_link(&mail), &context())
        .await
        .unwrap();
    let answers = race(|_| {
        let (tenant, flow) = (tenant.clone(), flow.clone());
        async move { go_on(&tenant, &flow).await }
    })
    .await;
    let opened = answers
        .iter()
        .filter(|answer| matches!(answer, Ok(SignInStep::SignedIn(_))));
    assert_eq!(opened.count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer.is_ok() || is_over(answer))
    );
}

/// Who never had a mail is sent one by the sign-in that waits for it; while its code is good, no other.
#[tokio::test]
async fn a_sign_in_that_waits_for_a_code_has_it_sent_once() {
    let (office, tenant) = strict().await;
    let mut request = user_by_operator("ben@acme.example");
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    tenant.create_user(request, &context()).await.unwrap();
    let before = office.count(MailKind::VerifyEmail).await;
    let wait = async || {
        let request = credentials("ben@acme.example", PASSWORD, Grant::Session);
        waits(tenant.sign_in(request, &context()).await.unwrap())
    };
    wait().await;
    let flow = wait().await;
    assert_eq!(office.count(MailKind::VerifyEmail).await, before + 1);
    let mail = office.mails.last(MailKind::VerifyEmail, "ben@acme.example");
    tenant
        .verify_email(&by_code(&mail.unwrap()), &context())
        .await
        .unwrap();
    finished(go_on(&tenant, flow.expose()).await.unwrap());
}

#[tokio::test]
async fn mails_of_waiting_sign_ins_are_throttled_as_those_asked_for_by_hand() {
    let (office, tenant) = strict().await;
    for _ in 0..3 {
        tenant.send_verification(OWNER, &context()).await.unwrap();
    }
    let before = office.count(MailKind::VerifyEmail).await;
    // The codes are over, the window of the throttle is not.
    office.installation.clock.advance(601);
    begin(&tenant).await;
    assert_eq!(office.count(MailKind::VerifyEmail).await, before);
    office.installation.clock.advance(300);
    begin(&tenant).await;
    assert_eq!(office.count(MailKind::VerifyEmail).await, before + 1);
}

/// While the organization is suspended no mail goes that could verify an address: its owner is let in to the page
/// that says so, for a short while.
#[tokio::test]
async fn an_owner_of_a_suspended_tenant_is_asked_for_no_code_and_stays_for_minutes() {
    let (office, _) = strict().await;
    let change = async |change| {
        let operator = office.installation.engine.operator();
        let changed = operator.set_tenant_state("acme", change, &context()).await;
        changed.unwrap();
        office.installation.tenant("acme").await
    };
    let request = || credentials(OWNER, PASSWORD, Grant::Session);
    let tenant = change(StateChange::Suspend).await;
    let step = tenant.sign_in_at_portal(request(), &context()).await;
    let open = finished(step.unwrap());
    let session = open.session;
    assert_eq!(session.created_at.seconds_until(session.expires_at), 600);
    let tenant = change(StateChange::Reactivate).await;
    let step = tenant.sign_in_at_portal(request(), &context()).await;
    waits(step.unwrap());
}
