//! A stranger who locks an account does not lock its owner out, and the owner unlocks it by mail.

use authnex_core::{
    Secret, TenantHandle,
    flow::{
        ChangePassword, FactorError, Grant, MailedProof, SignInError, SignInStep, StepUp,
        UnlockError,
    },
    foundation::RequestContext,
    mail::MailKind,
    testing::ManualClock,
};
use serde_json::json;

use super::{
    authenticator::{code, wrong_code},
    installation::{
        Installation, OWNER, PASSWORD, context, context_from, count_events, credentials, finished,
        owner_session, race, try_sign_in,
    },
    post_office::PostOffice,
    second_factor::enrol,
};

const FAILURES: u32 = 3;
const LOCK_SECONDS: u32 = 120;

fn policy() -> serde_json::Value {
    json!({
        "lockout_failures": FAILURES,
        "lockout_seconds": LOCK_SECONDS,
        "lockout_max_seconds": 4 * LOCK_SECONDS,
        "lockout_window_seconds": 60,
    })
}

async fn attempt(
    tenant: &TenantHandle,
    (login, password): (&str, &str),
    from: &RequestContext,
) -> Result<SignInStep, SignInError> {
    let request = credentials(login, password, Grant::Session);
    tenant.sign_in(request, from).await
}

async fn lock(tenant: &TenantHandle, login: &str) {
    for number in 0..FAILURES {
        let guess = format!("guess {number}");
        let refused = attempt(tenant, (login, &guess), &context_from("203.0.113.66")).await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
}

fn is_locked(answer: &Result<SignInStep, SignInError>) -> bool {
    matches!(answer, Err(SignInError::Locked { .. }))
}

/// The browser that a user has signed in with.
async fn browser(tenant: &TenantHandle, login: &str) -> RequestContext {
    let step = attempt(tenant, (login, PASSWORD), &context())
        .await
        .unwrap();
    let user = finished(step).session.user;
    RequestContext {
        device: Some(tenant.note_device(user, &context())),
        ..context_from("192.0.2.1")
    }
}

#[tokio::test]
async fn strangers_do_not_lock_the_browser_that_the_owner_has_signed_in_with() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    let known = browser(&tenant, OWNER).await;
    lock(&tenant, OWNER).await;
    assert!(is_locked(
        &attempt(&tenant, (OWNER, PASSWORD), &context()).await
    ));
    attempt(&tenant, (OWNER, PASSWORD), &known).await.unwrap();
    // That the owner came in gives strangers no new tries.
    assert!(is_locked(
        &attempt(&tenant, (OWNER, PASSWORD), &context()).await
    ));
    // The browser's own failures lock the browser.
    for _ in 0..FAILURES {
        let refused = attempt(&tenant, (OWNER, "wrong password"), &known).await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
    assert!(is_locked(
        &attempt(&tenant, (OWNER, PASSWORD), &known).await
    ));
}

#[tokio::test]
async fn what_a_browser_keeps_is_of_one_user_of_one_tenant_and_made_by_nobody_else() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    let other = installation.make_tenant_with("globex", policy()).await;
    super::installation::add_user(&tenant, "ben@acme.example").await;
    let bens = browser(&tenant, "ben@acme.example").await;
    let elsewhere = browser(&other, OWNER).await;
    lock(&tenant, OWNER).await;
    let made_up = RequestContext {
        device: Some("A".repeat(38)),
        ..context()
    };
    for from in [&bens, &elsewhere, &made_up] {
        assert!(is_locked(&attempt(&tenant, (OWNER, PASSWORD), from).await));
    }
    // Two people share a browser: each has an entry.
    let owner = tenant
        .authenticate_session(owner_session(&other).await.session_token.expose())
        .await
        .unwrap();
    assert!(owner.is_none());
    lock(&tenant, "ben@acme.example").await;
    attempt(&tenant, ("ben@acme.example", PASSWORD), &bens)
        .await
        .unwrap();
}

#[tokio::test]
async fn where_the_owner_has_a_live_session_the_owner_signs_in() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    let home = context_from("2001:db8:7:1::1");
    attempt(&tenant, (OWNER, PASSWORD), &home).await.unwrap();
    lock(&tenant, OWNER).await;
    assert!(is_locked(
        &attempt(&tenant, (OWNER, PASSWORD), &context_from("192.0.2.9")).await
    ));
    let neighbour = context_from("2001:db8:7:1::2");
    attempt(&tenant, (OWNER, PASSWORD), &neighbour)
        .await
        .unwrap();
    // Guessing from there is counted too.
    for _ in 0..FAILURES {
        attempt(&tenant, (OWNER, "wrong password"), &home)
            .await
            .unwrap_err();
    }
    assert!(is_locked(&attempt(&tenant, (OWNER, PASSWORD), &home).await));
}

#[tokio::test]
async fn whoever_is_signed_in_changes_the_password_of_a_locked_account() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    let open = owner_session(&tenant).await;
    lock(&tenant, OWNER).await;
    let token = open.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    let request = ChangePassword {
        current: PASSWORD.into(),
        new: "quite another phrase".into(),
        end_other_sessions: false,
    };
    tenant
        .change_password(&who, request, &context())
        .await
        .unwrap();
}

#[tokio::test]
async fn whoever_is_signed_in_gives_codes_at_a_locked_account_and_no_more_than_allowed() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    let open = owner_session(&tenant).await;
    let (app, codes) = enrol(&installation, &tenant, &open).await;
    lock(&tenant, OWNER).await;
    let token = open.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    let give = async |code: &Secret| {
        let given = StepUp::Code(code.clone());
        tenant.step_up(&who, given, &context()).await
    };
    give(&code(&app, installation.now(), 1)).await.unwrap();
    // Codes of either kind and passwords count together in all of the user's sessions, and lock them.
    let wrong = wrong_code(&app, installation.now());
    give(&wrong).await.unwrap_err();
    give(&Secret::from("aaaa-bbbb-cccc-dddd"))
        .await
        .unwrap_err();
    let guess = StepUp::Password("a wrong guess".into());
    tenant.step_up(&who, guess, &context()).await.unwrap_err();
    let right = give(&codes[0]).await;
    assert!(
        matches!(right, Err(FactorError::Locked { .. })),
        "{right:?}"
    );
}

#[tokio::test]
async fn both_names_of_an_account_count_together() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    let mut request = super::installation::user_by_operator("cleo@acme.example");
    request.username = Some("cleo".to_owned());
    request.password = Some(authnex_core::flow::NewPassword::Plain(PASSWORD.into()));
    tenant.create_user(request, &context()).await.unwrap();
    for login in ["cleo", "CLEO@acme.example", " Cleo "] {
        let refused = try_sign_in(&tenant, login, "wrong password").await;
        assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    }
    for login in ["cleo", "cleo@acme.example"] {
        let refused = try_sign_in(&tenant, login, PASSWORD).await;
        assert!(
            matches!(refused, Err(SignInError::Locked { .. })),
            "{login}"
        );
    }
}

#[tokio::test]
async fn each_further_lock_is_longer_for_names_that_exist_and_names_that_do_not() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    let clock: &ManualClock = &installation.clock;
    for length in [
        LOCK_SECONDS,
        2 * LOCK_SECONDS,
        4 * LOCK_SECONDS,
        4 * LOCK_SECONDS,
    ] {
        for login in [OWNER, "nobody@acme.example"] {
            lock(&tenant, login).await;
            let refused = try_sign_in(&tenant, login, PASSWORD).await;
            let Err(SignInError::Locked {
                retry_after_seconds,
            }) = refused
            else {
                panic!("{refused:?}");
            };
            assert_eq!(retry_after_seconds, length, "{login}");
        }
        clock.advance(length);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_in_parallel_get_no_more_tries_than_allowed() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant_with("acme", policy()).await;
    let answers = race(|number| {
        let tenant = tenant.clone();
        async move { try_sign_in(&tenant, OWNER, &format!("guess number {number}")).await }
    })
    .await;
    let wrong =
        |answer: &&Result<_, SignInError>| matches!(answer, Err(SignInError::WrongCredentials));
    assert_eq!(answers.iter().filter(wrong).count(), FAILURES as usize);
    assert_eq!(
        count_events(&tenant, "sign_in.refused").await,
        FAILURES as usize
    );
    assert_eq!(count_events(&tenant, "account.locked").await, 1);
}

async fn locked_office() -> PostOffice {
    let mut office = PostOffice::new().await;
    office.tenant = office
        .installation
        .set_policy(&office.tenant, policy())
        .await;
    lock(&office.tenant, OWNER).await;
    office
}

fn token_of(link: &str) -> String {
    link.split_once("code=").unwrap().1.to_owned()
}

#[tokio::test]
async fn the_owner_is_told_of_a_lock_once_and_unlocks_by_the_link() {
    let office = locked_office().await;
    let mail = office.newest(MailKind::AccountLocked).await;
    let token = token_of(mail.content.link.as_deref().unwrap());
    assert!(mail.content.link.unwrap().contains("/t/acme/unlock?code="));
    office
        .tenant
        .unlock_account(&token, &context())
        .await
        .unwrap();
    owner_session(&office.tenant).await;
    let again = office.tenant.unlock_account(&token, &context()).await;
    assert!(matches!(again, Err(UnlockError::Refused)));
    assert_eq!(office.count(MailKind::AccountLocked).await, 1);
    assert_eq!(count_events(&office.tenant, "account.locked").await, 1);
    assert_eq!(count_events(&office.tenant, "account.unlocked").await, 1);
}

#[tokio::test]
async fn an_unlocking_link_is_good_for_a_day_and_for_nothing_else() {
    let office = locked_office().await;
    let mail = office.newest(MailKind::AccountLocked).await;
    let token = token_of(&mail.content.link.unwrap());
    let proof = MailedProof {
        email: None,
        code: token.clone(),
    };
    office
        .tenant
        .verify_email(&proof, &context())
        .await
        .unwrap_err();
    let reset = office.forgot().await;
    let foreign = token_of(&reset.content.link.unwrap());
    for text in [foreign.as_str(), "anx_ott_x", ""] {
        let refused = office.tenant.unlock_account(text, &context()).await;
        assert!(matches!(refused, Err(UnlockError::Refused)), "{text}");
    }
    let other = office.installation.make_tenant("globex").await;
    other.unlock_account(&token, &context()).await.unwrap_err();
    office.installation.clock.advance(86_400);
    office
        .tenant
        .unlock_account(&token, &context())
        .await
        .unwrap_err();
}

#[tokio::test]
async fn nobody_is_mailed_about_a_name_that_nobody_has() {
    let office = PostOffice::new().await;
    let tenant = office
        .installation
        .set_policy(&office.tenant, policy())
        .await;
    lock(&tenant, "nobody@acme.example").await;
    assert_eq!(office.count(MailKind::AccountLocked).await, 0);
    assert_eq!(count_events(&tenant, "account.locked").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_use_one_unlocking_link_one_wins() {
    let office = locked_office().await;
    let mail = office.newest(MailKind::AccountLocked).await;
    let token = token_of(&mail.content.link.unwrap());
    let answers = race(|_| {
        let (tenant, token) = (office.tenant.clone(), token.clone());
        async move { tenant.unlock_account(&token, &context()).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
}
