//! The audit trail: each flow leaves one event of its kind, and what changes nothing leaves none.

use std::future::Future;

use authnex_core::{
    TenantHandle,
    flow::{Grant, NewPassword, SignInStep},
    jose::Algorithm,
    one_time::{OneTimeGrant, OneTimePurpose},
    policy::PolicyOverrides,
    tenant::StateChange,
    user::UserStatus,
};

use super::installation::{
    CLIENT, Installation, OWNER, PASSWORD, add_user, context, credentials, events, owner_session,
    owner_tokens, try_sign_in, user_by_operator,
};

const NEW: &str = "quite another phrase";
const NONE: [&str; 0] = [];

struct Trail {
    installation: Installation,
    tenant: TenantHandle,
}

impl Trail {
    async fn begin() -> Self {
        let installation = Installation::new().await;
        let tenant = installation.make_tenant("acme").await;
        Self {
            installation,
            tenant,
        }
    }

    /// Runs a step, asserts which events it left, and answers what the step did.
    async fn leaves<T, const N: usize>(
        &self,
        step: impl Future<Output = T>,
        kinds: [&str; N],
    ) -> T {
        let known = events(&self.tenant).await.len();
        // Events stand in order by milliseconds: each step has its own.
        self.installation.clock.advance_millis(1);
        let answer = step.await;
        assert_eq!(kinds_after(&self.tenant, known).await, kinds);
        answer
    }
}

/// The kinds of the events after the first `known` ones.
async fn kinds_after(tenant: &TenantHandle, known: usize) -> Vec<String> {
    let all = events(tenant).await;
    let new = all.into_iter().skip(known);
    new.map(|event| event.kind).collect()
}

#[tokio::test]
async fn making_a_tenant_or_a_user_leaves_one_event() {
    let trail = Trail::begin().await;
    let tenant = &trail.tenant;
    assert_eq!(kinds_after(tenant, 0).await, ["tenant.created"]);
    trail
        .leaves(add_user(tenant, "ben@acme.example"), ["user.created"])
        .await;
    let by = context();
    let request = || user_by_operator("cy@acme.example");
    let made = trail.leaves(tenant.create_user(request(), &by), ["user.created"]);
    made.await.unwrap();
    let again = trail.leaves(tenant.create_user(request(), &by), NONE);
    assert!(again.await.is_err());
}

#[tokio::test]
async fn a_sign_in_leaves_one_event_and_so_does_a_refused_one() {
    let trail = Trail::begin().await;
    let tenant = &trail.tenant;
    let open = trail.leaves(owner_session(tenant), ["sign_in.succeeded"]);
    let open = open.await;
    let wrong = try_sign_in(tenant, OWNER, "wrong password");
    assert!(trail.leaves(wrong, ["sign_in.refused"]).await.is_err());
    let unknown = try_sign_in(tenant, "nobody", PASSWORD);
    assert!(trail.leaves(unknown, ["sign_in.refused"]).await.is_err());
    let check = tenant.check_session(open.session_token.expose());
    trail.leaves(check, NONE).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_refresh_leaves_one_event_and_so_does_reuse() {
    let trail = Trail::begin().await;
    let tenant = &trail.tenant;
    let by = context();
    let first = trail.leaves(owner_tokens(tenant), ["sign_in.succeeded"]);
    let first = first.await;
    let refresh = |token| tenant.refresh(token, CLIENT, &by);
    let old = first.refresh_token.expose();
    let second = trail.leaves(refresh(old), ["refresh_token.rotated"]);
    let second = second.await.unwrap();
    let within_grace = trail.leaves(refresh(old), NONE).await;
    within_grace.unwrap();
    let token = second.refresh_token.expose();
    let third = trail.leaves(refresh(token), ["refresh_token.rotated"]);
    third.await.unwrap();
    let reuse = trail.leaves(refresh(old), ["refresh_token.reused"]).await;
    assert!(reuse.is_err());
    let of_an_ended_family = trail.leaves(refresh(old), NONE).await;
    assert!(of_an_ended_family.is_err());
}

#[tokio::test]
async fn ending_sessions_leaves_one_event_if_there_was_one_to_end() {
    let trail = Trail::begin().await;
    let tenant = &trail.tenant;
    let by = context();
    let kept = owner_session(tenant).await.session;
    owner_session(tenant).await;
    owner_session(tenant).await;
    let others = || tenant.end_other_sessions(&kept, &by);
    assert_eq!(trail.leaves(others(), ["session.ended"]).await.unwrap(), 2);
    assert_eq!(trail.leaves(others(), NONE).await.unwrap(), 0);
    let own = || tenant.sign_out(&kept, &by);
    trail.leaves(own(), ["session.ended"]).await.unwrap();
    trail.leaves(own(), NONE).await.unwrap();
}

#[tokio::test]
async fn a_change_of_roles_or_status_leaves_one_event_if_it_changes_anything() {
    let trail = Trail::begin().await;
    let tenant = &trail.tenant;
    let by = context();
    let ben = add_user(tenant, "ben@acme.example").await.id;
    let create = || tenant.create_role("writer", &[], &by);
    trail.leaves(create(), ["role.created"]).await.unwrap();
    assert!(trail.leaves(create(), NONE).await.is_err());
    let assign = || tenant.assign_role(ben, "writer", &by);
    assert!(trail.leaves(assign(), ["role.assigned"]).await.unwrap());
    assert!(!trail.leaves(assign(), NONE).await.unwrap());
    let unassign = || tenant.unassign_role(ben, "writer", &by);
    assert!(trail.leaves(unassign(), ["role.unassigned"]).await.unwrap());
    assert!(!trail.leaves(unassign(), NONE).await.unwrap());
    let suspend = || tenant.set_user_status(ben, UserStatus::Suspended, &by);
    let suspended = trail.leaves(suspend(), ["user.status_changed"]);
    assert!(suspended.await.unwrap());
    assert!(!trail.leaves(suspend(), NONE).await.unwrap());
}

#[tokio::test]
async fn a_required_change_of_password_leaves_one_event_for_each_step_that_was_taken() {
    let trail = Trail::begin().await;
    let tenant = &trail.tenant;
    let by = context();
    let mut request = user_by_operator("ben@acme.example");
    request.password = Some(NewPassword::Plain(PASSWORD.into()));
    request.must_change_password = true;
    tenant.create_user(request, &by).await.unwrap();
    let request = credentials("ben@acme.example", PASSWORD, Grant::Session);
    let step = trail.leaves(tenant.sign_in(request, &by), ["sign_in.continued"]);
    let SignInStep::ActionRequired { flow, .. } = step.await.unwrap() else {
        panic!("a new password should be asked for");
    };
    let go_on = |new: &'static str| {
        tenant.change_required_password(flow.expose(), new.into(), Grant::Session, &by)
    };
    assert!(trail.leaves(go_on("short"), NONE).await.is_err());
    let changed = trail.leaves(go_on(NEW), ["password.changed"]);
    changed.await.unwrap();
    assert!(trail.leaves(go_on("a third phrase"), NONE).await.is_err());
}

#[tokio::test]
async fn a_one_time_token_leaves_one_event_when_issued_and_one_when_redeemed() {
    let trail = Trail::begin().await;
    let tenant = &trail.tenant;
    let by = context();
    let purpose = OneTimePurpose::application("download").unwrap();
    let grant = OneTimeGrant {
        user: None,
        data: String::new(),
    };
    let issue = tenant.issue_one_time(purpose.clone(), grant, 60, &by);
    let token = trail.leaves(issue, ["one_time.issued"]).await.unwrap();
    let redeem = || tenant.redeem_one_time(&purpose, token.expose(), &by);
    let won = trail.leaves(redeem(), ["one_time.redeemed"]).await;
    assert!(won.unwrap().is_some());
    let spent = trail.leaves(redeem(), NONE).await;
    assert!(spent.unwrap().is_none());
}

#[tokio::test]
async fn a_change_of_configuration_leaves_one_event_if_it_is_made() {
    let trail = Trail::begin().await;
    let tenant = &trail.tenant;
    let by = context();
    let update = || tenant.update_policy(PolicyOverrides::default(), &by);
    trail.leaves(update(), ["policy.changed"]).await.unwrap();
    let raced = trail.leaves(update(), NONE).await;
    assert!(raced.is_err());
    let rotate = tenant.rotate_signing_keys(Some(Algorithm::EdDsa), &by);
    let rotated = trail.leaves(rotate, ["signing_keys.changed"]).await;
    rotated.unwrap();
    let operator = trail.installation.engine.operator();
    let suspend = || operator.set_tenant_state("acme", StateChange::Suspend, &by);
    let suspended = trail.leaves(suspend(), ["tenant.state_changed"]).await;
    suspended.unwrap();
    assert!(trail.leaves(suspend(), NONE).await.is_err());
}

#[tokio::test]
async fn a_tenants_trail_holds_its_own_events_alone() {
    let trail = Trail::begin().await;
    let other = trail.installation.make_tenant("globex").await;
    let signed_in = trail.leaves(owner_session(&other), NONE);
    signed_in.await;
    let kinds = kinds_after(&other, 0).await;
    assert_eq!(kinds, ["tenant.created", "sign_in.succeeded"]);
}
