//! Another password by mail.

use authnex_core::{
    flow::{ChangePassword, MailRequestError, ResetPasswordError},
    mail::MailKind,
    user::UserStatus,
};

use super::{
    installation::{
        CLIENT, OWNER, PASSWORD, context, context_from, count_events, owner_session,
        owner_with_tokens, race, try_sign_in,
    },
    post_office::{PostOffice, by_code, by_link, code_of, reset, wrong_code},
};

const NEW: &str = "quite another phrase";

fn is_refused<T>(answer: Result<T, ResetPasswordError>) -> bool {
    matches!(answer, Err(ResetPasswordError::Refused))
}

#[tokio::test]
async fn the_link_sets_the_password_once() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    let user = reset(&office.tenant, by_link(&mail), NEW).await.unwrap();
    let open = try_sign_in(&office.tenant, OWNER, NEW).await.unwrap();
    assert_eq!(open.session.user, user);
    assert!(try_sign_in(&office.tenant, OWNER, PASSWORD).await.is_err());
    assert!(is_refused(
        reset(&office.tenant, by_link(&mail), "a third phrase").await
    ));
    try_sign_in(&office.tenant, OWNER, NEW).await.unwrap();
    assert_eq!(count_events(&office.tenant, "password.reset").await, 1);
    assert_eq!(office.count(MailKind::PasswordChanged).await, 1);
}

#[tokio::test]
async fn the_code_sets_the_password_once_and_takes_the_link_with_it() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    reset(&office.tenant, by_code(&mail), NEW).await.unwrap();
    try_sign_in(&office.tenant, OWNER, NEW).await.unwrap();
    for proof in [by_code(&mail), by_link(&mail)] {
        assert!(is_refused(
            reset(&office.tenant, proof, "a third phrase").await
        ));
    }
}

#[tokio::test]
async fn a_code_is_read_with_blanks_and_hyphens() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    let code = mail.content.code.clone().unwrap();
    let typed = format!(" {} - {}", &code[..4], &code[4..]);
    let proof = code_of(&format!(" {} ", OWNER.to_uppercase()), &typed);
    reset(&office.tenant, proof, NEW).await.unwrap();
}

#[tokio::test]
async fn the_link_is_good_for_an_hour_and_the_code_for_ten_minutes() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    office.installation.clock.advance(600);
    assert!(is_refused(reset(&office.tenant, by_code(&mail), NEW).await));
    office.installation.clock.advance(2_999);
    reset(&office.tenant, by_link(&mail), NEW).await.unwrap();
    let late = office.forgot().await;
    office.installation.clock.advance(3_600);
    assert!(is_refused(reset(&office.tenant, by_link(&late), NEW).await));
}

#[tokio::test]
async fn another_tenant_and_another_purpose_take_nothing_and_leave_it_good() {
    let office = PostOffice::new().await;
    let other = office.installation.make_tenant("globex").await;
    let mail = office.forgot().await;
    for proof in [by_link(&mail), by_code(&mail)] {
        assert!(is_refused(reset(&other, proof.clone(), NEW).await));
        assert!(
            office
                .tenant
                .verify_email(&proof, &context())
                .await
                .is_err()
        );
    }
    let verification = office.newest(MailKind::VerifyEmail).await;
    for proof in [by_link(&verification), by_code(&verification)] {
        assert!(is_refused(reset(&office.tenant, proof, NEW).await));
    }
    reset(&office.tenant, by_link(&mail), NEW).await.unwrap();
}

#[tokio::test]
async fn a_password_that_does_not_do_leaves_link_and_code_good() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    for proof in [by_link(&mail), by_code(&mail)] {
        for (password, code) in [("short", "too_short"), (OWNER, "is_email")] {
            let refused = reset(&office.tenant, proof.clone(), password).await;
            let Err(ResetPasswordError::Invalid(faults)) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!((faults[0].field, faults[0].code), ("password", code));
        }
    }
    reset(&office.tenant, by_code(&mail), NEW).await.unwrap();
}

#[tokio::test]
async fn it_ends_sessions_and_families_as_the_policy_says() {
    for ends in [true, false] {
        let office = PostOffice::new().await;
        let policy = serde_json::json!({"password_change_ends_sessions": ends});
        let tenant = office.installation.set_policy(&office.tenant, policy).await;
        // The first proof of an address ends all that was there before, under every policy.
        let proof = by_link(&office.newest(MailKind::VerifyEmail).await);
        tenant.verify_email(&proof, &context()).await.unwrap();
        let (open, tokens) = owner_with_tokens(&tenant).await;
        let mail = office.forgot().await;
        reset(&tenant, by_link(&mail), NEW).await.unwrap();
        let session = tenant.check_session(open.session_token.expose()).await;
        assert_eq!(session.unwrap().is_none(), ends);
        let refreshed = tenant
            .refresh(tokens.refresh_token.expose(), CLIENT, &context())
            .await;
        assert_eq!(refreshed.is_err(), ends);
    }
}

#[tokio::test]
async fn it_shows_that_the_address_is_the_users_own_and_unlocks_the_account() {
    let office = PostOffice::new().await;
    for _ in 0..10 {
        let _ = try_sign_in(&office.tenant, OWNER, "wrong").await;
    }
    assert!(try_sign_in(&office.tenant, OWNER, PASSWORD).await.is_err());
    let mail = office.forgot().await;
    reset(&office.tenant, by_link(&mail), NEW).await.unwrap();
    let open = try_sign_in(&office.tenant, OWNER, NEW).await.unwrap();
    let who = office
        .tenant
        .authenticate_session(open.session_token.expose())
        .await;
    assert!(who.unwrap().unwrap().user.email_verified);
}

#[tokio::test]
async fn five_wrong_codes_are_the_most_and_the_link_still_is_good() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    let wrong = code_of(OWNER, wrong_code(&mail));
    for _ in 0..5 {
        assert!(is_refused(reset(&office.tenant, wrong.clone(), NEW).await));
    }
    let right = reset(&office.tenant, by_code(&mail), NEW).await;
    assert!(
        matches!(right, Err(ResetPasswordError::Locked { .. })),
        "{right:?}"
    );
    assert_eq!(
        count_events(&office.tenant, "password.reset_refused").await,
        5
    );
    reset(&office.tenant, by_link(&mail), NEW).await.unwrap();
}

#[tokio::test]
async fn who_has_no_account_is_answered_and_locked_alike() {
    let office = PostOffice::new().await;
    office
        .tenant
        .forgot_password("nobody@acme.example", &context())
        .await
        .unwrap();
    assert_eq!(office.count(MailKind::ResetPassword).await, 0);
    let guess = code_of("nobody@acme.example", "12345678");
    for _ in 0..5 {
        assert!(is_refused(reset(&office.tenant, guess.clone(), NEW).await));
    }
    let locked = reset(&office.tenant, guess, NEW).await;
    assert!(matches!(locked, Err(ResetPasswordError::Locked { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_use_one_link_or_code_one_wins() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    let tenant = office.tenant.clone();
    let answers = race(|number| {
        let (tenant, proof) = (tenant.clone(), by_link(&mail));
        async move { reset(&tenant, proof, &format!("new phrase number {number}")).await }
    })
    .await;
    let winner = answers.iter().position(Result::is_ok).unwrap();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let phrase = format!("new phrase number {winner}");
    try_sign_in(&tenant, OWNER, &phrase).await.unwrap();
    assert_eq!(office.count(MailKind::PasswordChanged).await, 1);
    let mail = office.forgot().await;
    let answers = race(|_| {
        let (tenant, proof) = (tenant.clone(), by_code(&mail));
        async move { reset(&tenant, proof, NEW).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_guesses_at_once_five_are_looked_at() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    let (tenant, wrong) = (office.tenant.clone(), wrong_code(&mail));
    let answers = race(|_| {
        let tenant = tenant.clone();
        async move { reset(&tenant, code_of(OWNER, wrong), NEW).await }
    })
    .await;
    assert_eq!(
        answers.into_iter().map(is_refused).filter(|r| *r).count(),
        5
    );
    assert_eq!(
        count_events(&office.tenant, "password.reset_refused").await,
        5
    );
}

#[tokio::test]
async fn a_mailbox_gets_three_mails_in_a_quarter_of_an_hour() {
    let office = PostOffice::new().await;
    for _ in 0..6 {
        office.forgot().await;
    }
    assert_eq!(office.count(MailKind::ResetPassword).await, 3);
    office.installation.clock.advance(901);
    office.forgot().await;
    assert_eq!(office.count(MailKind::ResetPassword).await, 4);
}

#[tokio::test]
async fn one_address_asks_for_thirty_mails_in_a_quarter_of_an_hour() {
    let office = PostOffice::new().await;
    let from = context_from("192.0.2.7");
    for number in 0..30 {
        let email = format!("user{number}@acme.example");
        office.tenant.forgot_password(&email, &from).await.unwrap();
    }
    for email in ["user31@acme.example", OWNER] {
        let refused = office.tenant.forgot_password(email, &from).await;
        assert!(matches!(refused, Err(MailRequestError::Locked { .. })));
    }
    let elsewhere = context_from("192.0.2.8");
    office
        .tenant
        .forgot_password(OWNER, &elsewhere)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_is_suspended_gets_no_mail_and_sets_no_password() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    let user = owner_session(&office.tenant).await.session.user;
    office
        .tenant
        .set_user_status(user, UserStatus::Suspended, &context())
        .await
        .unwrap();
    assert!(is_refused(reset(&office.tenant, by_link(&mail), NEW).await));
    office.forgot().await;
    assert_eq!(office.count(MailKind::ResetPassword).await, 1);
}

#[tokio::test]
async fn a_changed_password_voids_what_was_mailed_and_is_told() {
    let office = PostOffice::new().await;
    let mail = office.forgot().await;
    let open = owner_session(&office.tenant).await;
    let who = office
        .tenant
        .authenticate_session(open.session_token.expose())
        .await;
    let change = ChangePassword {
        current: PASSWORD.into(),
        new: NEW.into(),
        end_other_sessions: true,
    };
    let who = who.unwrap().unwrap();
    office
        .tenant
        .change_password(&who, change, &context())
        .await
        .unwrap();
    for proof in [by_link(&mail), by_code(&mail)] {
        assert!(is_refused(
            reset(&office.tenant, proof, "a third phrase").await
        ));
    }
    assert_eq!(office.count(MailKind::PasswordChanged).await, 1);
}
