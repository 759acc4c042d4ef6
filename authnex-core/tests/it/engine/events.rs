//! The audit trail: what an event says, and what none says.

use authnex_core::{
    Secret, TenantHandle,
    event::{EventKind, StoredEvent},
    flow::{ChangePassword, Grant, NewPassword, SignInStep},
    foundation::{Actor, RequestContext, RequestId},
    one_time::{OneTimeGrant, OneTimePurpose},
};

use super::installation::{
    CLIENT, Installation, OWNER, PASSWORD, context, credentials, events, finished, owner_session,
    tokens_grant, try_sign_in, user_by_operator,
};

const NEW: &str = "quite another phrase";

fn known_request() -> RequestContext {
    RequestContext {
        actor: Actor::Anonymous,
        address: Some("2001:db8::1".parse().unwrap()),
        user_agent: Some("Browser/1".to_owned()),
        request_id: RequestId::parse("req-1"),
        ..context()
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
    let texts: Vec<String> = all
        .iter()
        .map(|event| format!("{event:?} {}", event.data))
        .collect();
    texts.join("\n")
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

#[test]
fn every_kind_of_event_has_a_name_of_its_own() {
    let names: std::collections::HashSet<&str> =
        EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), EventKind::ALL.len());
}
