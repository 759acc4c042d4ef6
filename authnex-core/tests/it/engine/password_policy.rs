//! The rules on new passwords, on every path that sets one.

use std::{io::Write, sync::Arc};

use authnex_core::{
    TenantHandle,
    flow::{
        ChangePassword, ChangePasswordError, FieldFault, Grant, NewPassword, SignInError,
        SignInStep, SignUpError, UpdateUserError, UserUpdate,
    },
    password::{BreachedPasswordFile, BreachedPasswordFileError},
    port::{BreachedPasswords, BreachedPasswordsError},
    sign_in::RequiredAction,
};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde_json::json;
use tempfile::NamedTempFile;

use super::installation::{
    Installation, OWNER, PASSWORD, context, credentials, new_tenant, new_user, owner_session,
    try_sign_in, user_by_operator,
};

const BREACHED: &str = "a phrase that leaked";

async fn change(tenant: &TenantHandle, from: &str, to: &str) -> Vec<&'static str> {
    let open = try_sign_in(tenant, OWNER, from).await.unwrap();
    let token = open.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    let request = ChangePassword {
        current: from.into(),
        new: to.into(),
        end_other_sessions: false,
    };
    match tenant.change_password(&who, request, &context()).await {
        Ok(_) => Vec::new(),
        Err(ChangePasswordError::Invalid(faults)) => codes(&faults),
        Err(other) => panic!("{other:?}"),
    }
}

fn codes(faults: &[FieldFault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code).collect()
}

#[tokio::test]
async fn the_last_passwords_may_not_come_back() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"password_history": 3}))
        .await;
    let phrases = [
        PASSWORD,
        "second of phrases",
        "third of phrases",
        "fourth of phrases",
    ];
    for pair in phrases.windows(2) {
        installation.clock.advance(1);
        assert!(change(&tenant, pair[0], pair[1]).await.is_empty());
    }
    let present = phrases[3];
    assert_eq!(change(&tenant, present, phrases[2]).await, ["reused"]);
    assert_eq!(change(&tenant, present, phrases[1]).await, ["reused"]);
    installation.clock.advance(1);
    assert!(
        change(&tenant, present, phrases[0]).await.is_empty(),
        "the fourth from the end may"
    );
}

#[tokio::test]
async fn without_history_an_old_password_comes_back_and_none_is_kept() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    installation.clock.advance(1);
    assert!(
        change(&tenant, PASSWORD, "second of phrases")
            .await
            .is_empty()
    );
    // Asked for later, the history begins with what is there then.
    let tenant = installation
        .set_policy(&tenant, json!({"password_history": 24}))
        .await;
    installation.clock.advance(1);
    assert!(
        change(&tenant, "second of phrases", PASSWORD)
            .await
            .is_empty()
    );
    assert_eq!(
        change(&tenant, PASSWORD, "second of phrases").await,
        ["reused"]
    );
}

#[tokio::test]
async fn an_operator_cannot_set_a_former_password_either() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", json!({"password_history": 5}))
        .await;
    let owner = owner_session(&tenant).await.session.user;
    installation.clock.advance(1);
    assert!(
        change(&tenant, PASSWORD, "second of phrases")
            .await
            .is_empty()
    );
    let update = UserUpdate {
        password: Some(NewPassword::Plain(PASSWORD.into())),
        ..UserUpdate::default()
    };
    match tenant.update_user(owner, update, &context()).await {
        Err(UpdateUserError::Invalid(faults)) => assert_eq!(codes(&faults), ["reused"]),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_password_too_old_is_changed_at_the_next_sign_in() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with(
            "acme",
            json!({"password_max_age_days": 30, "password_history": 2}),
        )
        .await;
    installation.clock.advance(30 * 86_400 - 1);
    let open = owner_session(&tenant).await;
    installation.clock.advance(1);
    let request = || credentials(OWNER, PASSWORD, Grant::Session);
    let SignInStep::ActionRequired { flow, action } =
        tenant.sign_in(request(), &context()).await.unwrap()
    else {
        panic!("an old password opens no session");
    };
    assert_eq!(action, RequiredAction::ChangePassword);
    // A session that is open stays open.
    let token = open.session_token.expose();
    assert!(tenant.authenticate_session(token).await.unwrap().is_some());
    let set = async |new: &str| {
        let asked = context();
        let answer =
            tenant.change_required_password(flow.expose(), new.into(), Grant::Session, &asked);
        answer.await
    };
    match set(PASSWORD).await {
        Err(SignInError::Invalid(faults)) => assert_eq!(codes(&faults), ["unchanged"]),
        other => panic!("{other:?}"),
    }
    let step = set("a fresh phrase of mine").await.unwrap();
    assert!(matches!(step, SignInStep::SignedIn(_)));
    try_sign_in(&tenant, OWNER, "a fresh phrase of mine")
        .await
        .unwrap();
    assert!(matches!(
        set("yet another phrase").await,
        Err(SignInError::FlowUnknown)
    ));
}

fn corpus() -> NamedTempFile {
    let mut hashes: Vec<String> = (0..500)
        .map(|number| format!("filler {number}"))
        .chain([BREACHED.to_owned()])
        .map(|text| {
            let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
            let digits = hash.as_ref().iter();
            digits.fold(String::new(), |text, byte| format!("{text}{byte:02X}"))
        })
        .collect();
    hashes.sort();
    let mut file = NamedTempFile::new().unwrap();
    for (count, hash) in hashes.iter().enumerate() {
        write!(file, "{hash}:{}\r\n", count * 7 + 1).unwrap();
    }
    file.flush().unwrap();
    file
}

#[tokio::test]
async fn every_line_of_the_file_is_found_and_nothing_else() {
    let file = corpus();
    let list = BreachedPasswordFile::open(file.path()).unwrap();
    let has = async |text: &str| {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
        let sha1 = <&[u8; 20]>::try_from(hash.as_ref()).unwrap();
        list.contains(sha1).await.unwrap()
    };
    for number in 0..500 {
        assert!(has(&format!("filler {number}")).await, "{number}");
        assert!(!has(&format!("other {number}")).await, "{number}");
    }
    assert!(has(BREACHED).await);
    assert!(!list.contains(&[0; 20]).await.unwrap());
    assert!(!list.contains(&[0xff; 20]).await.unwrap());
}

#[test]
fn a_file_of_another_form_is_refused() {
    let refused = |text: &str| {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        BreachedPasswordFile::open(file.path()).err()
    };
    let (low, high) = ("0".repeat(40), "f".repeat(40));
    for text in [
        "",
        "password\n",
        &format!("{high}\n{low}\n"),
        &format!("{low}\n\nnone\n"),
    ] {
        let error = refused(text);
        assert!(
            matches!(error, Some(BreachedPasswordFileError::Form)),
            "{text}"
        );
    }
    assert!(refused(&format!("{low}\n{high}\n")).is_none());
    assert!(refused(&format!("{low}:3\n{high}:1")).is_none());
}

#[tokio::test]
async fn a_breached_password_is_refused_wherever_one_is_set() {
    let file = corpus();
    let list = BreachedPasswordFile::open(file.path()).unwrap();
    let installation =
        Installation::with(|builder| builder.breached_passwords(Arc::new(list))).await;
    let tenant = installation.make_tenant("acme").await;
    assert_eq!(change(&tenant, PASSWORD, BREACHED).await, ["breached"]);
    let mut request = new_user("ben@acme.example");
    request.password = BREACHED.into();
    match tenant.sign_up(request, &context()).await {
        Err(SignUpError::Invalid(faults)) => assert_eq!(codes(&faults), ["breached"]),
        other => panic!("{other:?}"),
    }
    let mut request = user_by_operator("cleo@acme.example");
    request.password = Some(NewPassword::Plain(BREACHED.into()));
    assert!(tenant.create_user(request, &context()).await.is_err());
    let mut request = new_tenant("globex");
    request.password = BREACHED.into();
    assert!(
        installation
            .engine
            .sign_up_tenant(request, &context())
            .await
            .is_err()
    );
    let told = tenant.password_rules().list();
    assert!(told.iter().any(|rule| rule.code() == "not_breached"));
}

#[derive(Debug)]
struct Away;

#[async_trait::async_trait]
impl BreachedPasswords for Away {
    async fn contains(&self, _: &[u8; 20]) -> Result<bool, BreachedPasswordsError> {
        Err(BreachedPasswordsError("away".to_owned()))
    }
}

#[tokio::test]
async fn while_the_list_is_away_passwords_are_taken_without_it() {
    let installation =
        Installation::with(|builder| builder.breached_passwords(Arc::new(Away))).await;
    let tenant = installation.make_tenant("acme").await;
    assert!(change(&tenant, PASSWORD, BREACHED).await.is_empty());
}
