//! The audit trail: each flow leaves one event of its kind, and none holds a secret.

use authnex_core::{
    Secret, TenantHandle,
    event::{EventKind, StoredEvent},
    flow::{ChangePassword, Grant, NewPassword, SignInStep},
    foundation::{Actor, RequestContext, RequestId},
    one_time::{OneTimeGrant, OneTimePurpose},
    policy::PolicyOverrides,
    tenant::StateChange,
    user::UserStatus,
};

use super::installation::{
    CLIENT, Installation, OWNER, PASSWORD, add_user, context, credentials, events, finished,
    owner_session, owner_tokens, tokens_grant, try_sign_in, user_by_operator,
};

const NEW: &str = "quite another phrase";

/// The kinds of the events after the first `known` ones.
async fn since(tenant: &TenantHandle, known: usize) -> Vec<String> {
    let all = events(tenant).await;
    all[known..]
        .iter()
        .map(|event| event.kind.clone())
        .collect()
}

/// Runs a step and asserts which events it left. Events are in order by milliseconds: each step has its own.
macro_rules! leaves {
    ($installation:expr, $tenant:expr, $step:expr, $kinds:expr) => {{
        let known = events($tenant).await.len();
        $installation.clock.advance_millis(1);
        let answer = $step;
        let kinds: [&str; _] = $kinds;
        assert_eq!(since($tenant, known).await, kinds, stringify!($step));
        answer
    }};
}

#[tokio::test]
async fn each_flow_of_a_tenant_leaves_one_event_of_its_kind() {
    let installation = Installation::new().await;
    let tenant = &installation.make_tenant("acme").await;
    assert_eq!(since(tenant, 0).await, ["tenant.created"]);
    let by = &context();

    let ben = leaves!(
        installation,
        tenant,
        add_user(tenant, "ben@acme.example").await,
        ["user.created"]
    );
    let open = leaves!(
        installation,
        tenant,
        owner_session(tenant).await,
        ["sign_in.succeeded"]
    );
    let _ = leaves!(
        installation,
        tenant,
        try_sign_in(tenant, OWNER, "wrong password").await,
        ["sign_in.refused"]
    );
    let _ = leaves!(
        installation,
        tenant,
        try_sign_in(tenant, "nobody", PASSWORD).await,
        ["sign_in.refused"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.check_session(open.session_token.expose()).await,
        []
    );

    let tokens = leaves!(
        installation,
        tenant,
        owner_tokens(tenant).await,
        ["sign_in.succeeded"]
    );
    let first = tokens.refresh_token.expose();
    let rotated = leaves!(
        installation,
        tenant,
        tenant.refresh(first, CLIENT, by).await,
        ["refresh_token.rotated"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.refresh(first, CLIENT, by).await,
        []
    );
    let second = rotated.unwrap();
    let second = second.refresh_token.expose();
    let _ = leaves!(
        installation,
        tenant,
        tenant.refresh(second, CLIENT, by).await,
        ["refresh_token.rotated"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.refresh(first, CLIENT, by).await,
        ["refresh_token.reused"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.refresh(first, CLIENT, by).await,
        []
    );

    let _ = leaves!(
        installation,
        tenant,
        tenant.end_other_sessions(&open.session, by).await,
        ["session.ended"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.end_other_sessions(&open.session, by).await,
        []
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.create_role("writer", &[], by).await,
        ["role.created"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.assign_role(ben.id, "writer", by).await,
        ["role.assigned"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.assign_role(ben.id, "writer", by).await,
        []
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.unassign_role(ben.id, "writer", by).await,
        ["role.unassigned"]
    );
    let suspended = UserStatus::Suspended;
    let _ = leaves!(
        installation,
        tenant,
        tenant.set_user_status(ben.id, suspended, by).await,
        ["user.status_changed"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.set_user_status(ben.id, suspended, by).await,
        []
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.sign_out(&open.session, by).await,
        ["session.ended"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.sign_out(&open.session, by).await,
        []
    );
}

#[tokio::test]
async fn each_flow_about_passwords_tokens_and_configuration_leaves_one_event_of_its_kind() {
    let installation = Installation::new().await;
    let tenant = &installation.make_tenant("acme").await;
    let by = &context();

    let mut request = user_by_operator("ben@acme.example");
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    request.must_change_password = true;
    leaves!(
        installation,
        tenant,
        tenant.create_user(request, by).await,
        ["user.created"]
    )
    .unwrap();
    let request = credentials("ben@acme.example", PASSWORD, Grant::Session);
    let step = leaves!(
        installation,
        tenant,
        tenant.sign_in(request, by).await,
        ["sign_in.continued"]
    );
    let SignInStep::ActionRequired { flow, .. } = step.unwrap() else {
        panic!("a new password should be asked for");
    };
    let go_on = |new: &'static str| {
        tenant.change_required_password(flow.expose(), new.into(), Grant::Session, by)
    };
    let _ = leaves!(installation, tenant, go_on("short").await, []);
    let _ = leaves!(installation, tenant, go_on(NEW).await, ["password.changed"]);
    let _ = leaves!(installation, tenant, go_on("a third phrase").await, []);

    let purpose = OneTimePurpose::application("download").unwrap();
    let grant = OneTimeGrant {
        user: None,
        data: String::new(),
    };
    let issued = leaves!(
        installation,
        tenant,
        tenant.issue_one_time(purpose.clone(), grant, 60, by).await,
        ["one_time.issued"]
    );
    let token = issued.unwrap();
    let redeem = || tenant.redeem_one_time(&purpose, token.expose(), by);
    let _ = leaves!(installation, tenant, redeem().await, ["one_time.redeemed"]);
    let _ = leaves!(installation, tenant, redeem().await, []);

    let overrides = PolicyOverrides::default();
    let _ = leaves!(
        installation,
        tenant,
        tenant.update_policy(overrides.clone(), by).await,
        ["policy.changed"]
    );
    let _ = leaves!(
        installation,
        tenant,
        tenant.update_policy(overrides, by).await,
        []
    );
    let rotated = leaves!(
        installation,
        tenant,
        tenant
            .rotate_signing_keys(Some(authnex_core::jose::Algorithm::EdDsa), by)
            .await,
        ["signing_keys.changed"]
    );
    rotated.unwrap();
    let operator = installation.engine.operator();
    let _ = leaves!(
        installation,
        tenant,
        operator
            .set_tenant_state("acme", StateChange::Suspend, by)
            .await,
        ["tenant.state_changed"]
    );
    let _ = leaves!(
        installation,
        tenant,
        operator
            .set_tenant_state("acme", StateChange::Suspend, by)
            .await,
        []
    );
}

fn known_request() -> RequestContext {
    RequestContext {
        actor: Actor::Anonymous,
        address: Some("2001:db8::1".parse().unwrap()),
        user_agent: Some("Browser/1".to_owned()),
        request_id: RequestId::parse("req-1"),
    }
}

#[tokio::test]
async fn an_event_says_who_from_where_when_and_in_which_request() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    installation.clock.advance(5);
    let request = credentials(OWNER, PASSWORD, Grant::Session);
    let open = finished(tenant.sign_in(request, &known_request()).await.unwrap());
    let event: StoredEvent = events(&tenant).await.pop().unwrap();
    assert_eq!(event.at, installation.now());
    assert_eq!(event.version, 1);
    assert_eq!(event.actor, "anonymous");
    assert_eq!(event.address.as_deref(), Some("2001:db8::1"));
    assert_eq!(event.user_agent.as_deref(), Some("Browser/1"));
    assert_eq!(event.request_id.as_deref(), Some("req-1"));
    assert_eq!(event.data["user"], open.session.user.to_string());
    assert_eq!(event.data["session"], open.session.id.to_string());
    let envelope = serde_json::to_value(event.envelope(tenant.scope().id())).unwrap();
    assert_eq!(envelope["type"], "sign_in.succeeded");
    assert_eq!(envelope["tenant"], tenant.scope().id().to_string());

    let token = open.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    let request = ChangePassword {
        current: PASSWORD.into(),
        new: NEW.into(),
        end_other_sessions: false,
    };
    installation.clock.advance(1);
    tenant
        .change_password(&who, request, &known_request())
        .await
        .unwrap();
    let event = events(&tenant).await.pop().unwrap();
    assert_eq!(
        (event.kind.as_str(), event.actor),
        ("password.changed", who.user.id.to_string())
    );
}

/// Every column of every event, as one text.
async fn whole_trail(tenant: &TenantHandle) -> String {
    let all = events(tenant).await;
    all.iter()
        .map(|event| format!("{event:?}\n{}\n", event.data))
        .collect()
}

#[tokio::test]
async fn no_event_holds_a_password_or_a_token() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let by = context();
    let mut secrets: Vec<String> = vec![PASSWORD.into(), NEW.into(), "wrong password".into()];

    let open = owner_session(&tenant).await;
    secrets.push(open.session_token.expose().to_owned());
    let request = credentials(OWNER, PASSWORD, tokens_grant());
    let tokens = finished(tenant.sign_in(request, &by).await.unwrap())
        .tokens
        .unwrap();
    let next = tenant
        .refresh(tokens.refresh_token.expose(), CLIENT, &by)
        .await
        .unwrap();
    for tokens in [&tokens, &next] {
        secrets.push(tokens.refresh_token.expose().to_owned());
        secrets.push(tokens.access_token.clone());
    }
    assert!(try_sign_in(&tenant, OWNER, "wrong password").await.is_err());
    // Who types the password into the field of the name must not find it in the trail.
    assert!(try_sign_in(&tenant, PASSWORD, PASSWORD).await.is_err());

    let mut request = user_by_operator("ben@acme.example");
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    request.must_change_password = true;
    tenant.create_user(request, &by).await.unwrap();
    let request = credentials("ben@acme.example", PASSWORD, Grant::Session);
    if let SignInStep::ActionRequired { flow, .. } = tenant.sign_in(request, &by).await.unwrap() {
        secrets.push(flow.expose().to_owned());
        let new = Secret::from(NEW);
        tenant
            .change_required_password(flow.expose(), new, Grant::Session, &by)
            .await
            .unwrap();
    }
    let purpose = OneTimePurpose::application("download").unwrap();
    let grant = OneTimeGrant {
        user: None,
        data: "what the issuer put in".to_owned(),
    };
    secrets.push(grant.data.clone());
    let token = tenant
        .issue_one_time(purpose.clone(), grant, 60, &by)
        .await
        .unwrap();
    secrets.push(token.expose().to_owned());
    tenant
        .redeem_one_time(&purpose, token.expose(), &by)
        .await
        .unwrap()
        .unwrap();

    let trail = whole_trail(&tenant).await;
    assert!(trail.contains("one_time.redeemed") && trail.contains("password.changed"));
    for secret in &secrets {
        assert!(!trail.contains(secret.as_str()), "{secret}");
    }
    assert!(!trail.contains("$argon2") && !trail.contains("anx_"));
}

#[tokio::test]
async fn a_tenants_trail_holds_its_own_events_alone() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    installation.clock.advance(1);
    owner_session(&other).await;
    assert_eq!(since(&tenant, 0).await, ["tenant.created"]);
    assert_eq!(
        since(&other, 0).await,
        ["tenant.created", "sign_in.succeeded"]
    );
}

#[test]
fn every_kind_of_event_has_a_name_of_its_own() {
    let names: std::collections::HashSet<&str> =
        EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), EventKind::ALL.len());
}
