//! A sign-in that needs another password first.

use authnex_core::{
    TenantHandle,
    flow::{Grant, NewPassword, SignInError, SignInStep, SignedIn},
    foundation::{PageRequest, PlainToken, UserId},
    sign_in::RequiredAction,
    user::UserStatus,
};

use super::installation::{
    CLIENT, Installation, PASSWORD, context, count_events, credentials, finished, race,
    tokens_grant, try_sign_in, user_by_operator,
};

const BEN: &str = "ben@acme.example";
const NEW: &str = "quite another phrase";

/// A tenant with a user who must change the password.
async fn tenant_with_ben(installation: &Installation) -> (TenantHandle, UserId) {
    let tenant = installation.make_tenant("acme").await;
    let mut request = user_by_operator(BEN);
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    request.must_change_password = true;
    let user = tenant.create_user(request, &context()).await.unwrap().id;
    (tenant, user)
}

async fn begin(tenant: &TenantHandle) -> PlainToken {
    let request = credentials(BEN, PASSWORD, Grant::Session);
    let step = tenant.sign_in(request, &context()).await.unwrap();
    let SignInStep::ActionRequired { flow, action } = step else {
        panic!("a new password should be asked for: {step:?}");
    };
    assert_eq!(action, RequiredAction::ChangePassword);
    flow
}

async fn go_on(tenant: &TenantHandle, flow: &str, new: &str) -> Result<SignedIn, SignInError> {
    let step = tenant
        .change_required_password(flow, new.into(), Grant::Session, &context())
        .await?;
    Ok(finished(step))
}

fn is_over(answer: &Result<SignedIn, SignInError>) -> bool {
    matches!(answer, Err(SignInError::FlowUnknown))
}

fn codes(answer: Result<SignedIn, SignInError>) -> Vec<&'static str> {
    match answer {
        Err(SignInError::Invalid(faults)) => faults.iter().map(|fault| fault.code).collect(),
        other => panic!("the new password should not do: {other:?}"),
    }
}

#[tokio::test]
async fn no_session_opens_before_the_password_was_changed() {
    let installation = Installation::new().await;
    let (tenant, user) = tenant_with_ben(&installation).await;
    let flow = begin(&tenant).await;
    let page = PageRequest::new(10, None);
    assert!(
        tenant
            .list_sessions(user, &page)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert!(tenant.check_session(flow.expose()).await.unwrap().is_none());
    let open = go_on(&tenant, flow.expose(), NEW).await.unwrap();
    assert_eq!(
        (open.session.user, open.session.amr.as_str()),
        (user, "pwd")
    );
    assert!(
        tenant
            .check_session(open.session_token.expose())
            .await
            .unwrap()
            .is_some()
    );
    try_sign_in(&tenant, BEN, NEW).await.unwrap();
    let refused = try_sign_in(&tenant, BEN, PASSWORD).await;
    assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    assert_eq!(count_events(&tenant, "sign_in.continued").await, 1);
    assert_eq!(count_events(&tenant, "password.changed").await, 1);
}

#[tokio::test]
async fn a_session_from_it_says_when_the_password_was_proved() {
    let installation = Installation::new().await;
    let (tenant, _) = tenant_with_ben(&installation).await;
    let proved = installation.now();
    let flow = begin(&tenant).await;
    installation.clock.advance(60);
    let open = go_on(&tenant, flow.expose(), NEW).await.unwrap();
    assert_eq!(open.session.auth_time, proved);
    assert_eq!(open.session.created_at, installation.now());
}

#[tokio::test]
async fn tokens_come_with_it_if_they_are_asked_for() {
    let installation = Installation::new().await;
    let (tenant, _) = tenant_with_ben(&installation).await;
    let flow = begin(&tenant).await;
    let step = tenant
        .change_required_password(flow.expose(), NEW.into(), tokens_grant(), &context())
        .await;
    let tokens = finished(step.unwrap()).tokens.unwrap();
    tenant
        .refresh(tokens.refresh_token.expose(), CLIENT, &context())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_new_password_that_does_not_do_leaves_the_handle_good() {
    let installation = Installation::new().await;
    let (tenant, _) = tenant_with_ben(&installation).await;
    let flow = begin(&tenant).await;
    let flow = flow.expose();
    assert_eq!(codes(go_on(&tenant, flow, "short").await), ["too_short"]);
    assert_eq!(codes(go_on(&tenant, flow, BEN).await), ["is_email"]);
    assert_eq!(codes(go_on(&tenant, flow, PASSWORD).await), ["unchanged"]);
    let bad_resource = Grant::Tokens {
        client_id: CLIENT.to_owned(),
        resource: Some("nonsense".to_owned()),
    };
    let refused = tenant
        .change_required_password(flow, NEW.into(), bad_resource, &context())
        .await;
    assert!(matches!(refused, Err(SignInError::InvalidTarget)));
    go_on(&tenant, flow, NEW).await.unwrap();
}

#[tokio::test]
async fn a_handle_is_good_for_one_step() {
    let installation = Installation::new().await;
    let (tenant, _) = tenant_with_ben(&installation).await;
    let flow = begin(&tenant).await;
    go_on(&tenant, flow.expose(), NEW).await.unwrap();
    assert!(is_over(
        &go_on(&tenant, flow.expose(), "a third phrase").await
    ));
    try_sign_in(&tenant, BEN, NEW).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_use_one_handle_one_gets_a_session() {
    let installation = Installation::new().await;
    let (tenant, user) = tenant_with_ben(&installation).await;
    let flow = begin(&tenant).await.expose().to_owned();
    let answers = race(|number| {
        let (tenant, flow) = (tenant.clone(), flow.clone());
        async move { go_on(&tenant, &flow, &format!("new phrase number {number}")).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer.is_ok() || is_over(answer))
    );
    let winner = answers.iter().position(Result::is_ok).unwrap();
    try_sign_in(&tenant, BEN, &format!("new phrase number {winner}"))
        .await
        .unwrap();
    let page = PageRequest::new(10, None);
    let sessions = tenant.list_sessions(user, &page).await.unwrap();
    assert_eq!(
        sessions.items.len(),
        2,
        "the winner's, and the sign-in after it"
    );
}

#[tokio::test]
async fn a_handle_of_another_tenant_or_of_nobody_goes_nowhere() {
    let installation = Installation::new().await;
    let (tenant, _) = tenant_with_ben(&installation).await;
    let other = installation.make_tenant("globex").await;
    let flow = begin(&tenant).await;
    let cut = &flow.expose()[..flow.expose().len() - 1];
    assert!(is_over(&go_on(&other, flow.expose(), NEW).await));
    for text in ["", "anx_flow_", cut] {
        assert!(is_over(&go_on(&tenant, text, NEW).await), "{text}");
    }
    go_on(&tenant, flow.expose(), NEW).await.unwrap();
}

#[tokio::test]
async fn a_handle_is_good_for_ten_minutes() {
    let installation = Installation::new().await;
    let (tenant, _) = tenant_with_ben(&installation).await;
    let [early, late] = [begin(&tenant).await, begin(&tenant).await];
    installation.clock.advance(599);
    go_on(&tenant, early.expose(), NEW).await.unwrap();
    installation.clock.advance(1);
    assert!(is_over(
        &go_on(&tenant, late.expose(), "a third phrase").await
    ));
}

#[tokio::test]
async fn who_is_suspended_on_the_way_goes_no_further() {
    let installation = Installation::new().await;
    let (tenant, user) = tenant_with_ben(&installation).await;
    let flow = begin(&tenant).await;
    tenant
        .set_user_status(user, UserStatus::Suspended, &context())
        .await
        .unwrap();
    assert!(is_over(&go_on(&tenant, flow.expose(), NEW).await));
}

#[tokio::test]
async fn a_second_handle_does_not_change_the_password_again() {
    let installation = Installation::new().await;
    let (tenant, _) = tenant_with_ben(&installation).await;
    let [first, second] = [begin(&tenant).await, begin(&tenant).await];
    go_on(&tenant, first.expose(), NEW).await.unwrap();
    let answer = go_on(&tenant, second.expose(), "a third phrase").await;
    assert!(
        is_over(&answer),
        "the password that it proved is no longer the user's: {answer:?}"
    );
    try_sign_in(&tenant, BEN, NEW).await.unwrap();
}
