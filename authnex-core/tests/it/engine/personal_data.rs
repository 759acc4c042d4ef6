//! What is kept of a user, as one document for that user.

use authnex_core::{
    flow::{EmailChange, UserUpdate},
    user::Attributes,
};
use serde_json::{Value, json};

use super::{
    installation::{
        CLIENT, PASSWORD, add_user, context, count_events, owner_with_tokens, try_sign_in,
    },
    post_office::PostOffice,
};

#[tokio::test]
async fn it_holds_all_that_is_kept_of_the_user_and_nothing_of_others() {
    let office = PostOffice::new().await;
    let tenant = &office.tenant;
    add_user(tenant, "ben@acme.example").await;
    let (open, tokens) = owner_with_tokens(tenant).await;
    let token = open.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    let update = UserUpdate {
        name: Some("Anna Adams".to_owned()),
        attributes: Some(Attributes(
            json!({"plan": "gold"}).as_object().unwrap().clone(),
        )),
        ..UserUpdate::default()
    };
    let changed = tenant.update_user(who.user.id, update, &context()).await;
    changed.unwrap();
    let change = EmailChange {
        current_password: PASSWORD.into(),
        email: "anna.adams@acme.example".to_owned(),
    };
    tenant
        .request_email_change(&who, change, &context())
        .await
        .unwrap();
    office.deliver().await;

    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    let data = tenant.export_personal_data(&who, &context()).await.unwrap();
    let text = serde_json::to_string(&data).unwrap();
    let data: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(data["organization"]["slug"], "acme");
    assert_eq!(data["profile"]["name"], "Anna Adams");
    assert_eq!(data["attributes"]["plan"], "gold");
    assert_eq!(data["roles"], json!(["owner"]));
    assert_eq!(data["sessions"][0]["id"], open.session.id.to_string());
    assert_eq!(data["clients"][0]["client_id"], CLIENT);
    let kinds = |list: &str, name: &str| -> Vec<String> {
        let rows = data[list].as_array().unwrap();
        let text = |row: &Value| row[name].as_str().unwrap().to_owned();
        rows.iter().map(text).collect()
    };
    let mut mails = kinds("mails", "kind");
    mails.sort();
    // The mail to the address to be is one to the user as well.
    assert_eq!(
        mails,
        ["change_email", "email_change_requested", "verify_email"]
    );
    let events = kinds("events", "type");
    for kind in [
        "sign_in.succeeded",
        "user.updated",
        "email.change_requested",
    ] {
        assert!(events.contains(&kind.to_owned()), "{kind}: {events:?}");
    }
    assert!(!text.contains("ben@acme.example"));
    for secret in ["argon2", "anx_", token, tokens.refresh_token.expose()] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(count_events(tenant, "personal_data.exported").await, 1);
}

#[tokio::test]
async fn what_others_did_shows_no_address_of_theirs() {
    let office = PostOffice::new().await;
    let tenant = &office.tenant;
    let ben = add_user(tenant, "ben@acme.example").await;
    let owner = tenant.find_user(super::installation::OWNER).await;
    let admin = super::installation::owner_session(tenant).await;
    let context = super::installation::context_from("192.0.2.77");
    let context = context.as_actor(authnex_core::foundation::Actor::User {
        user: owner.unwrap().unwrap().id,
        session: admin.session.id,
    });
    let update = UserUpdate {
        name: Some("Ben".to_owned()),
        ..UserUpdate::default()
    };
    tenant.update_user(ben.id, update, &context).await.unwrap();
    let open = try_sign_in(tenant, "ben@acme.example", PASSWORD).await;
    let open = open.unwrap();
    let who = tenant
        .authenticate_session(open.session_token.expose())
        .await;
    let who = who.unwrap().unwrap();
    let anonymous = super::installation::context();
    let data = tenant.export_personal_data(&who, &anonymous).await;
    let text = serde_json::to_string(&data.unwrap()).unwrap();
    assert!(text.contains("somebody_else"));
    assert!(!text.contains("192.0.2.77"), "{text}");
}
