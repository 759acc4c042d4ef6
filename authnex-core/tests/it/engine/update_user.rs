//! Users changed by somebody else.

use authnex_core::{
    Secret, TenantHandle,
    flow::{CreateUserError, NewPassword, NewUserByOperator, UpdateUserError, UserUpdate},
    foundation::UserId,
    mail::MailKind,
    user::{Attributes, Profile},
};
use serde_json::json;

use super::{
    installation::{
        Installation, OWNER, PASSWORD, RACERS, add_user, context, count_events, events,
        owner_session, race, try_sign_in, user_by_operator,
    },
    post_office::{PostOffice, by_link, reset},
};

async fn update(
    tenant: &TenantHandle,
    user: UserId,
    update: UserUpdate,
) -> Result<Vec<&'static str>, UpdateUserError> {
    tenant.update_user(user, update, &context()).await
}

#[tokio::test]
async fn a_user_is_made_with_all_that_is_known() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let profile = Profile {
        birthdate: Some("0000-02-29".to_owned()),
        zoneinfo: Some("Europe/Paris".to_owned()),
        nickname: Some(String::new()),
        ..Profile::default()
    };
    let request = NewUserByOperator {
        username: Some("ben".to_owned()),
        profile,
        attributes: Attributes(json!({"n": [1]}).as_object().unwrap().clone()),
        ..NewUserByOperator::default()
    };
    let made = tenant.create_user(request, &context()).await.unwrap();
    let found = tenant.user(made.id).await.unwrap().unwrap();
    assert_eq!((&found.email, &found.name), (&None, &None));
    assert_eq!(found.profile.birthdate.as_deref(), Some("0000-02-29"));
    assert_eq!(found.profile.nickname, None, "an empty text is none");
    assert_eq!(found.attributes.0["n"], json!([1]));
}

#[tokio::test]
async fn facts_that_do_not_do_are_named() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    for (field, profile) in [
        ("given_name", json!({"given_name": "x".repeat(201)})),
        ("picture", json!({"picture": "data:image/png;base64,AA"})),
        ("birthdate", json!({"birthdate": "2001-13-01"})),
        ("zoneinfo", json!({"zoneinfo": "Europe Paris"})),
        ("locale", json!({"locale": "de--"})),
        ("phone_number", json!({"phone_number": "none"})),
        ("gender", json!({"gender": "a\u{0}b"})),
        ("address.region", json!({"address": {"region": "a\nb"}})),
    ] {
        let profile: Profile = serde_json::from_value(profile).unwrap();
        let request = NewUserByOperator {
            profile,
            ..user_by_operator("ben@acme.example")
        };
        let refused = tenant.create_user(request, &context()).await;
        let Err(CreateUserError::Invalid(faults)) = refused else {
            panic!("{field}: {refused:?}");
        };
        assert_eq!(faults[0].field, field);
    }
    let big = json!({"big": "x".repeat(Attributes::MAX_BYTES)});
    let request = NewUserByOperator {
        attributes: Attributes(big.as_object().unwrap().clone()),
        ..user_by_operator("ben@acme.example")
    };
    let refused = tenant.create_user(request, &context()).await;
    assert!(
        matches!(refused, Err(CreateUserError::Invalid(faults)) if faults[0].field == "attributes")
    );
}

#[tokio::test]
async fn what_is_given_is_set_and_what_is_not_stays() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let ben = add_user(&tenant, "ben@acme.example").await;
    let before = events(&tenant).await.len();
    let wanted = UserUpdate {
        username: Some("Ben".to_owned()),
        name: Some("Ben B".to_owned()),
        profile: Profile {
            phone_number: Some("+15550100".to_owned()),
            phone_number_verified: Some(true),
            ..Profile::default()
        },
        roles: vec!["admin".to_owned()],
        ..UserUpdate::default()
    };
    let news = update(&tenant, ben.id, wanted.clone()).await.unwrap();
    let all = [
        "username",
        "name",
        "phone_number",
        "phone_number_verified",
        "roles",
    ];
    assert_eq!(news, all);
    let again = update(&tenant, ben.id, wanted).await.unwrap();
    assert_eq!(again, [""; 0]);
    let written = events(&tenant).await;
    assert_eq!(written.len(), before + 1, "one change, one event");
    let told = written.iter().find(|event| event.kind == "user.updated");
    assert_eq!(told.unwrap().data["changed"], json!(all));
    try_sign_in(&tenant, "BEN", PASSWORD).await.unwrap();

    let moved = UserUpdate {
        email: Some(String::new()),
        profile: Profile {
            phone_number: Some("+15550101".to_owned()),
            ..Profile::default()
        },
        ..UserUpdate::default()
    };
    update(&tenant, ben.id, moved).await.unwrap();
    let found = tenant.user(ben.id).await.unwrap().unwrap();
    assert_eq!(found.email, None);
    assert_eq!(found.profile.phone_number_verified, None);
    assert_eq!(found.name.as_deref(), Some("Ben B"));
}

#[tokio::test]
async fn a_name_an_address_and_a_role_must_be_there_to_be_had() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let ben = add_user(&tenant, "ben@acme.example").await;
    let stranger = add_user(&other, "ben@acme.example").await;
    for taken in [
        UserUpdate {
            email: Some(OWNER.to_owned()),
            ..UserUpdate::default()
        },
        UserUpdate {
            username: Some(OWNER.to_owned()),
            ..UserUpdate::default()
        },
    ] {
        let refused = update(&tenant, ben.id, taken).await;
        assert!(
            matches!(refused, Err(UpdateUserError::Taken)),
            "{refused:?}"
        );
    }
    let role = UserUpdate {
        name: Some("Ben".to_owned()),
        roles: vec!["nobody".to_owned()],
        ..UserUpdate::default()
    };
    let refused = update(&tenant, ben.id, role).await;
    assert!(matches!(refused, Err(UpdateUserError::UnknownRole(name)) if name == "nobody"));
    let found = tenant.user(ben.id).await.unwrap().unwrap();
    assert_eq!(found.name, None, "the whole unit is undone");
    let name = UserUpdate {
        name: Some("Ben".to_owned()),
        ..UserUpdate::default()
    };
    let refused = update(&tenant, stranger.id, name).await;
    assert!(matches!(refused, Err(UpdateUserError::UnknownUser)));
    assert_eq!(count_events(&tenant, "user.updated").await, 0);
}

#[tokio::test]
async fn a_password_that_is_set_ends_the_sessions() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let open = owner_session(&tenant).await;
    let set = |password: &str| UserUpdate {
        password: Some(NewPassword::Plain(Secret::from(password))),
        ..UserUpdate::default()
    };
    let refused = update(&tenant, open.session.user, set("short")).await;
    assert!(
        matches!(refused, Err(UpdateUserError::Invalid(faults)) if faults[0].field == "password")
    );
    let token = open.session_token.expose();
    assert!(tenant.check_session(token).await.unwrap().is_some());
    let news = update(&tenant, open.session.user, set("another horse battery")).await;
    assert_eq!(news.unwrap(), ["password"]);
    assert!(tenant.check_session(token).await.unwrap().is_none());
    assert!(try_sign_in(&tenant, OWNER, PASSWORD).await.is_err());
    try_sign_in(&tenant, OWNER, "another horse battery")
        .await
        .unwrap();
    assert_eq!(count_events(&tenant, "password.set").await, 1);

    installation
        .set_policy(&tenant, json!({"password_change_ends_sessions": false}))
        .await;
    let tenant = installation.tenant("acme").await;
    let open = try_sign_in(&tenant, OWNER, "another horse battery")
        .await
        .unwrap();
    update(&tenant, open.session.user, set(PASSWORD))
        .await
        .unwrap();
    let kept = tenant.check_session(open.session_token.expose()).await;
    assert!(kept.unwrap().is_some());
}

#[tokio::test]
async fn a_password_that_is_set_voids_what_was_mailed_and_is_told() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    let owner = office.tenant.find_user(OWNER).await.unwrap().unwrap();
    let set = UserUpdate {
        email: Some("new@acme.example".to_owned()),
        password: Some(NewPassword::Plain("another horse battery".into())),
        ..UserUpdate::default()
    };
    update(&office.tenant, owner.id, set).await.unwrap();
    let refused = reset(&office.tenant, by_link(&mail), "a third phrase").await;
    assert!(refused.is_err());
    // At the address that the user had: the other one may be a stranger's.
    office.newest(MailKind::PasswordChanged).await;
    assert_eq!(office.count(MailKind::PasswordChanged).await, 1);
}

/// Of two who rename to one name at the same moment one gets it, and the other is told so, on every store.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_users_one_gets_a_name_and_the_others_are_refused() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let mut users = Vec::new();
    for number in 0..RACERS {
        users.push(
            add_user(&tenant, &format!("u{number}@acme.example"))
                .await
                .id,
        );
    }
    installation.clock.advance(1);
    let answers = race(|racer| {
        let (tenant, user) = (tenant.clone(), users[racer]);
        let renamed = UserUpdate {
            username: Some("countess".to_owned()),
            ..UserUpdate::default()
        };
        async move { update(&tenant, user, renamed).await }
    })
    .await;
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    let taken = |answer: &&Result<_, _>| matches!(answer, Err(UpdateUserError::Taken));
    assert_eq!((won, answers.iter().filter(taken).count()), (1, RACERS - 1));
}
