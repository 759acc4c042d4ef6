//! Another e-mail address for the own account.

use authnex_core::{
    flow::{ConfirmEmailError, CurrentUser, EmailChange, EmailChangeError, MailedProof},
    mail::{Mail, MailKind},
};

use super::{
    installation::{
        OWNER, PASSWORD, add_user, context, count_events, owner_session, race, try_sign_in,
    },
    post_office::{PostOffice, by_code, by_link, code_of, reset, wrong_code},
};

const NEW: &str = "anna.adams@acme.example";

/// The owner, signed in.
async fn owner(office: &PostOffice) -> CurrentUser {
    let open = owner_session(&office.tenant).await;
    let token = open.session_token.expose();
    let who = office.tenant.authenticate_session(token).await.unwrap();
    who.unwrap()
}

async fn ask(
    office: &PostOffice,
    who: &CurrentUser,
    password: &str,
    email: &str,
) -> Result<(), EmailChangeError> {
    let request = EmailChange {
        current_password: password.into(),
        email: email.to_owned(),
    };
    office
        .tenant
        .request_email_change(who, request, &context())
        .await
}

/// Asks for [`NEW`]; the mail to it.
async fn asked(office: &PostOffice, who: &CurrentUser) -> Mail {
    ask(office, who, PASSWORD, NEW).await.unwrap();
    office.deliver().await;
    office.mails.last(MailKind::ChangeEmail, NEW).unwrap()
}

async fn confirm(office: &PostOffice, proof: &MailedProof) -> Result<(), ConfirmEmailError> {
    let done = office.tenant.confirm_email_change(proof, &context()).await;
    done.map(drop)
}

fn is_refused(answer: &Result<(), ConfirmEmailError>) -> bool {
    matches!(answer, Err(ConfirmEmailError::Refused))
}

async fn is_here(office: &PostOffice, login: &str) -> bool {
    office.tenant.find_user(login).await.unwrap().is_some()
}

#[tokio::test]
async fn the_address_changes_when_the_new_one_confirms_and_both_are_told() {
    let office = PostOffice::new().await;
    let who = owner(&office).await;
    let mail = asked(&office, &who).await;
    let link = mail.content.link.clone().unwrap();
    assert!(link.starts_with("http://localhost:8080/t/acme/confirm-email?code="));
    assert!(is_here(&office, OWNER).await, "nothing has changed yet");
    let notice = office.newest(MailKind::EmailChangeRequested).await;
    assert!(!notice.content.text.contains(NEW));
    confirm(&office, &by_link(&mail)).await.unwrap();

    assert!(!is_here(&office, OWNER).await);
    let user = office.tenant.find_user(NEW).await.unwrap().unwrap();
    assert_eq!(user.email.unwrap().as_str(), NEW);
    assert_eq!(user.username, NEW, "who signed in by it goes on to");
    assert!(user.email_verified);
    office.newest(MailKind::EmailChanged).await;
    for proof in [by_link(&mail), by_code(&mail)] {
        assert!(is_refused(&confirm(&office, &proof).await));
    }
    assert_eq!(
        count_events(&office.tenant, "email.change_requested").await,
        1
    );
    assert_eq!(count_events(&office.tenant, "email.changed").await, 1);
}

#[tokio::test]
async fn sessions_stay_and_the_new_address_signs_in() {
    let office = PostOffice::new().await;
    let open = owner_session(&office.tenant).await;
    let who = owner(&office).await;
    let mail = asked(&office, &who).await;
    confirm(&office, &by_code(&mail)).await.unwrap();
    office.newest(MailKind::EmailChanged).await;
    let token = open.session_token.expose();
    let still = office.tenant.authenticate_session(token).await.unwrap();
    assert_eq!(still.unwrap().user.email.unwrap().as_str(), NEW);
    try_sign_in(&office.tenant, NEW, PASSWORD).await.unwrap();
    assert!(try_sign_in(&office.tenant, OWNER, PASSWORD).await.is_err());
}

#[tokio::test]
async fn a_sign_in_name_of_its_own_stays() {
    let office = PostOffice::new().await;
    let update = authnex_core::flow::UserUpdate {
        username: Some("anna".to_owned()),
        ..Default::default()
    };
    let who = owner(&office).await;
    let tenant = &office.tenant;
    let renamed = tenant.update_user(who.user.id, update, &context()).await;
    renamed.unwrap();
    let mail = asked(&office, &who_again(&office, "anna").await).await;
    confirm(&office, &by_link(&mail)).await.unwrap();
    let user = tenant.find_user(NEW).await.unwrap().unwrap();
    assert_eq!(user.username, "anna");
}

async fn who_again(office: &PostOffice, login: &str) -> CurrentUser {
    let open = try_sign_in(&office.tenant, login, PASSWORD).await.unwrap();
    let token = open.session_token.expose();
    let who = office.tenant.authenticate_session(token).await.unwrap();
    who.unwrap()
}

#[tokio::test]
async fn without_the_present_password_nothing_is_mailed_and_tries_are_counted() {
    let office = PostOffice::new().await;
    let who = owner(&office).await;
    for _ in 0..office.tenant.policy().lockout_failures {
        let wrong = ask(&office, &who, "another password", NEW).await;
        assert!(matches!(wrong, Err(EmailChangeError::WrongPassword)));
    }
    let locked = ask(&office, &who, PASSWORD, NEW).await;
    assert!(matches!(locked, Err(EmailChangeError::Locked { .. })));
    assert_eq!(office.count(MailKind::ChangeEmail).await, 0);
    assert_eq!(office.count(MailKind::EmailChangeRequested).await, 0);
}

#[tokio::test]
async fn an_address_that_is_taken_or_none_is_refused() {
    let office = PostOffice::new().await;
    add_user(&office.tenant, "ben@acme.example").await;
    let who = owner(&office).await;
    let taken = ask(&office, &who, PASSWORD, "BEN@acme.example").await;
    assert!(matches!(taken, Err(EmailChangeError::Taken)));
    for (email, code) in [
        ("", "email_invalid"),
        ("anna", "email_invalid"),
        (OWNER, "email_unchanged"),
    ] {
        let Err(EmailChangeError::Invalid(faults)) = ask(&office, &who, PASSWORD, email).await
        else {
            panic!("'{email}' should not do");
        };
        assert_eq!((faults[0].field, faults[0].code), ("email", code));
    }
}

#[tokio::test]
async fn an_address_that_was_taken_meanwhile_is_refused_at_the_end() {
    let office = PostOffice::new().await;
    let who = owner(&office).await;
    let mail = asked(&office, &who).await;
    add_user(&office.tenant, NEW).await;
    let late = confirm(&office, &by_link(&mail)).await;
    assert!(matches!(late, Err(ConfirmEmailError::Taken)));
    assert!(is_here(&office, OWNER).await);
}

#[tokio::test]
async fn the_newest_wish_counts_and_another_change_ends_it() {
    let office = PostOffice::new().await;
    let who = owner(&office).await;
    let first = asked(&office, &who).await;
    let second = asked(&office, &who).await;
    assert!(is_refused(&confirm(&office, &by_link(&first)).await));
    let update = authnex_core::flow::UserUpdate {
        email: Some("anna.b@acme.example".to_owned()),
        ..Default::default()
    };
    office
        .tenant
        .update_user(who.user.id, update, &context())
        .await
        .unwrap();
    assert!(is_refused(&confirm(&office, &by_link(&second)).await));
}

#[tokio::test]
async fn a_new_password_makes_the_mail_useless() {
    let office = PostOffice::new().await;
    let who = owner(&office).await;
    let mail = asked(&office, &who).await;
    let forgotten = office.forgot().await;
    reset(&office.tenant, by_link(&forgotten), "quite another phrase")
        .await
        .unwrap();
    for proof in [by_link(&mail), by_code(&mail)] {
        assert!(is_refused(&confirm(&office, &proof).await));
    }
}

#[tokio::test]
async fn it_is_good_for_a_day_at_its_tenant_and_for_nothing_else() {
    let office = PostOffice::new().await;
    let other = office.installation.make_tenant("globex").await;
    let who = owner(&office).await;
    let mail = asked(&office, &who).await;
    for proof in [by_link(&mail), by_code(&mail)] {
        assert!(
            other
                .confirm_email_change(&proof, &context())
                .await
                .is_err()
        );
        assert!(
            office
                .tenant
                .verify_email(&proof, &context())
                .await
                .is_err()
        );
        assert!(reset(&office.tenant, proof, PASSWORD).await.is_err());
    }
    office.installation.clock.advance(86_400);
    assert!(is_refused(&confirm(&office, &by_link(&mail)).await));
}

#[tokio::test]
async fn five_wrong_codes_are_the_most_and_so_are_three_mails() {
    let office = PostOffice::new().await;
    let who = owner(&office).await;
    let mail = asked(&office, &who).await;
    let wrong = code_of(NEW, wrong_code(&mail));
    for _ in 0..5 {
        assert!(is_refused(&confirm(&office, &wrong).await));
    }
    let locked = confirm(&office, &by_code(&mail)).await;
    assert!(matches!(locked, Err(ConfirmEmailError::Locked { .. })));
    for _ in 0..2 {
        asked(&office, &who).await;
    }
    let fourth = ask(&office, &who, PASSWORD, NEW).await;
    assert!(matches!(fourth, Err(EmailChangeError::Locked { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_use_one_link_one_wins() {
    let office = PostOffice::new().await;
    let who = owner(&office).await;
    let mail = asked(&office, &who).await;
    let tenant = office.tenant.clone();
    let answers = race(|_| {
        let (tenant, proof) = (tenant.clone(), by_link(&mail));
        async move { tenant.confirm_email_change(&proof, &context()).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(count_events(&tenant, "email.changed").await, 1);
}
