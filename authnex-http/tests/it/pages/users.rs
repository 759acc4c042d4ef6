//! Users and roles in the portal. What a page did is checked through another door: a sign-in, the engine, a mail.

use authnex_core::{mail::MailKind, user::UserStatus};
use serde_json::json;

use super::browser::Browser;
use crate::harness::{EMAIL, OWNER, PASSWORD, World, anonymous, post, sign_up};

const USERS: &str = "/portal/users";
const ROLES: &str = "/portal/roles";

async fn enter<'w>(world: &'w World, email: &str) -> Browser<'w> {
    let mut browser = Browser::new(world);
    let fields = [
        ("organization", "acme"),
        ("email", email),
        ("password", PASSWORD),
    ];
    let page = "/portal/sign-in?organization=acme";
    let reply = browser.fill_in(page, "/portal/sign-in", &fields).await;
    assert_eq!(reply.header("location"), "/portal/dashboard");
    browser
}

async fn page_of(world: &World, slug: &str, email: &str) -> String {
    let user = world.handle(slug).await.find_user(email).await.unwrap();
    format!("{USERS}/{}", user.unwrap().id)
}

async fn sign_in_status(world: &World, email: &str) -> u16 {
    let call = post("/t/acme/api/v1/auth/sign-in");
    let body = json!({"email": email, "password": PASSWORD});
    call.json(&body).send(world).await.status.as_u16()
}

/// Presses the button of a dialog, and gives what the page says then.
async fn act(browser: &mut Browser<'_>, page: &str, action: &str) -> String {
    let to = format!("{page}/{action}");
    let reply = browser.fill_in(page, &to, &[]).await;
    assert_eq!(reply.status, 303, "{action}: {}", reply.text());
    let location = reply.header("location").to_owned();
    browser.open(&location).await.text().to_owned()
}

#[tokio::test]
async fn a_user_is_suspended_reactivated_and_deleted() {
    let world = World::with_two_tenants().await;
    let mut owner = enter(&world, OWNER).await;
    let ada = page_of(&world, "acme", EMAIL).await;
    let shown = act(&mut owner, &ada, "suspend").await;
    assert!(shown.contains("data-kind=\"success\""));
    assert!(shown.contains("user-reactivate") && !shown.contains("\"user-suspend\""));
    assert_eq!(sign_in_status(&world, EMAIL).await, 401);
    act(&mut owner, &ada, "reactivate").await;
    assert_eq!(sign_in_status(&world, EMAIL).await, 200);
    act(&mut owner, &ada, "sign-out-everywhere").await;
    act(&mut owner, &ada, "force-password-change").await;
    act(&mut owner, &ada, "reset-mfa").await;
    let shown = act(&mut owner, &ada, "delete").await;
    assert!(!shown.contains(&format!("data-email=\"{EMAIL}\"")));
    assert_eq!(sign_in_status(&world, EMAIL).await, 401);
    let gone = owner.open(&ada).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn the_last_owner_and_the_own_account_are_told_of() {
    let world = World::with_two_tenants().await;
    let mut owner = enter(&world, OWNER).await;
    let own = page_of(&world, "acme", OWNER).await;
    let shown = owner.open(&own).await.text().to_owned();
    for action in ["suspend", "delete", "force-password-change"] {
        assert!(!shown.contains(&format!("do-{action}")), "{action}");
    }
    let refused = owner
        .fill_in(&own, &own, &[("name", "Olivia"), ("role.admin", "on")])
        .await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("data-kind=\"error\""));
    let tenant = world.handle("acme").await;
    let user = tenant.find_user(OWNER).await.unwrap().unwrap();
    assert_eq!(tenant.role_names(user.id).await.unwrap(), ["owner"]);
    assert_eq!(user.name, None);
}

#[tokio::test]
async fn name_and_roles_are_saved_unless_somebody_was_faster() {
    let world = World::with_two_tenants().await;
    let mut owner = enter(&world, OWNER).await;
    let ada = page_of(&world, "acme", EMAIL).await;
    let tenant = world.handle("acme").await;
    let user = tenant.find_user(EMAIL).await.unwrap().unwrap();
    let fields = [("name", "Ada <L.>"), ("role.admin", "on")];
    let saved = owner.fill_in(&ada, &ada, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(tenant.role_names(user.id).await.unwrap(), ["admin"]);
    let shown = owner.open(&ada).await;
    assert!(shown.text().contains("Ada &#60;L.&#62;"));
    // The page was drawn before somebody else changed the user.
    let stale = [("name", "Late"), ("role.member", "on"), ("seen", "1")];
    let refused = owner.fill_in(&ada, &ada, &stale).await;
    assert_eq!(refused.status, 412, "{}", refused.text());
    assert_eq!(tenant.role_names(user.id).await.unwrap(), ["admin"]);
    let long = "x".repeat(101);
    let refused = owner.fill_in(&ada, &ada, &[("name", &long)]).await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn whoever_lacks_the_permission_sees_neither_page_nor_way_to_it() {
    let world = World::with_two_tenants().await;
    let tenant = world.handle("acme").await;
    tenant
        .create_role("viewer", &["users:read"], &anonymous())
        .await
        .unwrap();
    let ada = tenant.find_user(EMAIL).await.unwrap().unwrap();
    let mut member = enter(&world, EMAIL).await;
    let dashboard = member.open("/portal/dashboard").await.text().to_owned();
    let page = page_of(&world, "acme", OWNER).await;
    assert!(!dashboard.contains(USERS) && !dashboard.contains(ROLES));
    for path in [USERS, ROLES, &page] {
        assert_eq!(member.open(path).await.status, 403, "{path}");
    }
    let tenant = world.handle("acme").await;
    tenant
        .assign_role(ada.id, "viewer", &anonymous())
        .await
        .unwrap();
    let seen = member.open(USERS).await.text().to_owned();
    assert!(seen.contains("data-testid=\"users\"") && !seen.contains("users-invite"));
    let seen = member.open(&page).await.text().to_owned();
    assert!(!seen.contains("do-suspend") && !seen.contains("user-save"));
    let dashboard = "/portal/dashboard";
    for to in [
        format!("{page}/suspend"),
        format!("{page}/delete"),
        page.clone(),
        format!("{USERS}/invite"),
        ROLES.to_owned(),
    ] {
        let fields = [
            ("email", "x@example.test"),
            ("name", ""),
            ("role", "member"),
        ];
        let fields: &[(&str, &str)] = if to.ends_with("invite") { &fields } else { &[] };
        let refused = member.fill_in(dashboard, &to, fields).await;
        assert_eq!(refused.status, 403, "{to}");
    }
    let owner = tenant.find_user(OWNER).await.unwrap().unwrap();
    assert_eq!(owner.status, UserStatus::Active);
}

#[tokio::test]
async fn another_organizations_user_and_role_are_as_absent_as_none() {
    let world = World::with_two_tenants().await;
    let mut owner = enter(&world, OWNER).await;
    let stranger = page_of(&world, "globex", EMAIL).await;
    let roles = world.handle("globex").await.list_roles().await.unwrap();
    let role = format!("{ROLES}/{}", roles[0].id);
    for path in [
        &stranger,
        &role,
        &format!("{USERS}/x"),
        &format!("{ROLES}/x"),
    ] {
        assert_eq!(owner.open(path).await.status, 404, "{path}");
    }
    for to in [
        stranger.clone(),
        format!("{stranger}/suspend"),
        format!("{stranger}/delete"),
        format!("{role}/delete"),
        role.clone(),
    ] {
        let refused = owner.fill_in(USERS, &to, &[]).await;
        assert_eq!(refused.status, 404, "{to}");
    }
    assert!(
        world
            .handle("globex")
            .await
            .find_user(EMAIL)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn somebody_is_invited_again_and_the_invitation_is_taken_back() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let mut owner = enter(&world, OWNER).await;
    let to = format!("{USERS}/invite");
    let fields = [
        ("email", "ines@example.test"),
        ("name", "Ines"),
        ("role", "member"),
    ];
    let sent = owner.fill_in(USERS, &to, &fields).await;
    assert_eq!(
        sent.header("location"),
        "/portal/users?done=invite-sent#page"
    );
    world
        .newest_mail(&mailbox, MailKind::Invitation, "ines@example.test")
        .await;
    let twice = owner.fill_in(USERS, &to, &fields).await;
    assert_eq!(twice.status, 409);
    assert!(twice.text().contains("value=\"ines@example.test\""));
    let taken = [("email", OWNER), ("name", ""), ("role", "member")];
    assert_eq!(owner.fill_in(USERS, &to, &taken).await.status, 409);
    let wrong = [("email", "nonsense"), ("name", ""), ("role", "member")];
    assert_eq!(owner.fill_in(USERS, &to, &wrong).await.status, 422);
    let shown = owner.open(USERS).await.text().to_owned();
    let id = shown.split("data-invite=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let one = [("invite", id.as_str())];
    for (action, done) in [
        ("resend", "invite-resent"),
        ("revoke", "invite-revoked"),
        ("revoke", "invite-over"),
        ("resend", "invite-over"),
    ] {
        let to = format!("{USERS}/invites/{action}");
        let reply = owner.fill_in(USERS, &to, &one).await;
        let location = reply.header("location");
        assert_eq!(location, format!("{USERS}?done={done}"), "{action}");
    }
    let shown = owner.open(USERS).await.text().to_owned();
    assert!(!shown.contains("data-invite"));
}

#[tokio::test]
async fn the_table_is_searched_filtered_sorted_and_walked() {
    let world = World::new().await;
    let tenant = world.tenant("acme").await;
    for number in 0..30 {
        world.clock.advance_millis(1);
        sign_up(&tenant, &format!("u{number:02}@example.test")).await;
    }
    let mut owner = enter(&world, OWNER).await;
    let emails = |html: &str| -> Vec<String> {
        let rows = html.split("data-email=\"").skip(1);
        rows.map(|row| row.split('"').next().unwrap().to_owned())
            .collect()
    };
    let first = owner.open(USERS).await.text().to_owned();
    assert_eq!(emails(&first).len(), 25);
    assert_eq!(emails(&first)[0], "u29@example.test");
    let next = first.split("data-testid=\"next-page\"").next().unwrap();
    let next = next.rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    let rest = owner.open(&next).await.text().to_owned();
    assert_eq!(emails(&rest).len(), 6);
    let found = owner.open(&format!("{USERS}?q=U07")).await;
    assert_eq!(emails(found.text()), ["u07@example.test"]);
    assert!(found.text().contains("users-clear"));
    let sorted = owner.open(&format!("{USERS}?sort=username")).await;
    assert_eq!(emails(sorted.text())[0], OWNER);
    let none = owner.open(&format!("{USERS}?status=suspended")).await;
    assert!(emails(none.text()).is_empty());
    for odd in ["?sort=odd", "?cursor=odd", "?status=odd", "?q=%3Cb%3E"] {
        let shown = owner.open(&format!("{USERS}{odd}")).await;
        assert_eq!(shown.status, 200, "{odd}");
        assert!(!shown.text().contains("<b>"));
    }
}

#[tokio::test]
async fn a_role_is_made_changed_and_deleted() {
    let world = World::with_two_tenants().await;
    let mut owner = enter(&world, OWNER).await;
    let fields = [
        ("name", "editor"),
        ("permission.users:read", "on"),
        ("own", "articles:write\r\narticles:read"),
    ];
    let made = owner.fill_in(ROLES, ROLES, &fields).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let tenant = world.handle("acme").await;
    let roles = tenant.list_roles().await.unwrap();
    let role = roles.iter().find(|role| role.name.as_str() == "editor");
    let role = role.unwrap();
    assert_eq!(role.permissions.len(), 3);
    let twice = owner.fill_in(ROLES, ROLES, &fields).await;
    assert_eq!(twice.status, 409);
    for (field, value) in [("name", "No Name"), ("own", "nonsense")] {
        let mut wrong = vec![("name", "other"), ("own", "")];
        wrong.retain(|(name, _)| *name != field);
        wrong.push((field, value));
        let refused = owner.fill_in(ROLES, ROLES, &wrong).await;
        assert_eq!(refused.status, 422, "{field}");
    }
    let page = format!("{ROLES}/{}", role.id);
    let allowed = "articles:read articles:write users:read";
    let fields = [("own", "articles:read"), ("seen", allowed)];
    let saved = owner.fill_in(&page, &page, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let stale = owner.fill_in(&page, &page, &fields).await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    let ada = tenant.find_user(EMAIL).await.unwrap().unwrap();
    tenant
        .assign_role(ada.id, "editor", &anonymous())
        .await
        .unwrap();
    let to = format!("{page}/delete");
    let used = owner.fill_in(&page, &to, &[]).await;
    assert_eq!(used.status, 409);
    assert!(used.text().contains(EMAIL));
    tenant
        .unassign_role(ada.id, "editor", &anonymous())
        .await
        .unwrap();
    let gone = owner.fill_in(&page, &to, &[]).await;
    assert_eq!(gone.header("location"), "/portal/roles?done=role-deleted");
    assert_eq!(owner.open(&page).await.status, 404);
}
