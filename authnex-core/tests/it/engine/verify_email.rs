//! The proof that an address is the user's own.

use authnex_core::{
    flow::{MailedProof, VerifyEmailError},
    foundation::{Language, RequestContext},
    mail::MailKind,
};

use super::{
    installation::{OWNER, context, count_events, new_user, owner_session, race},
    post_office::{PostOffice, by_code, by_link, code_of, wrong_code},
};

async fn is_verified(office: &PostOffice) -> bool {
    let open = owner_session(&office.tenant).await;
    let token = open.session_token.expose();
    let who = office.tenant.authenticate_session(token).await.unwrap();
    who.unwrap().user.email_verified
}

async fn verify(office: &PostOffice, proof: &MailedProof) -> Result<(), VerifyEmailError> {
    let verified = office.tenant.verify_email(proof, &context()).await;
    verified.map(drop)
}

fn is_refused(answer: &Result<(), VerifyEmailError>) -> bool {
    matches!(answer, Err(VerifyEmailError::Refused))
}

#[tokio::test]
async fn an_owner_gets_a_mail_whose_link_verifies_once() {
    let office = PostOffice::new().await;
    let mail = office.newest(MailKind::VerifyEmail).await;
    assert!(!is_verified(&office).await);
    let link = mail.content.link.as_deref().unwrap();
    assert!(link.starts_with("http://localhost:8080/t/acme/verify-email?code="));
    verify(&office, &by_link(&mail)).await.unwrap();
    assert!(is_verified(&office).await);
    for proof in [by_link(&mail), by_code(&mail)] {
        assert!(is_refused(&verify(&office, &proof).await));
    }
    assert_eq!(count_events(&office.tenant, "user.email_verified").await, 1);
}

#[tokio::test]
async fn the_code_verifies_too() {
    let office = PostOffice::new().await;
    let mail = office.newest(MailKind::VerifyEmail).await;
    verify(&office, &by_code(&mail)).await.unwrap();
    assert!(is_verified(&office).await);
}

#[tokio::test]
async fn who_signs_up_gets_a_mail_in_the_language_of_the_request() {
    let office = PostOffice::new().await;
    let german = RequestContext {
        language: Language::German,
        ..context()
    };
    let request = new_user("ben@acme.example");
    office.tenant.sign_up(request, &german).await.unwrap();
    office.deliver().await;
    let mail = office.mails.last(MailKind::VerifyEmail, "ben@acme.example");
    let mail = mail.unwrap();
    assert!(
        mail.content.subject.contains("Bestätigen"),
        "{}",
        mail.content.subject
    );
    assert!(mail.content.html.contains("lang=\"de\""));
}

#[tokio::test]
async fn another_mail_may_be_asked_for_until_it_is_verified() {
    let office = PostOffice::new().await;
    let first = office.newest(MailKind::VerifyEmail).await;
    office
        .tenant
        .send_verification(OWNER, &context())
        .await
        .unwrap();
    let second = office.newest(MailKind::VerifyEmail).await;
    assert_ne!(first.content.code, second.content.code);
    verify(&office, &by_link(&first)).await.unwrap();
    assert!(is_refused(&verify(&office, &by_link(&second)).await));
    office
        .tenant
        .send_verification(OWNER, &context())
        .await
        .unwrap();
    let nobody = "nobody@acme.example";
    office
        .tenant
        .send_verification(nobody, &context())
        .await
        .unwrap();
    assert_eq!(office.count(MailKind::VerifyEmail).await, 2);
}

#[tokio::test]
async fn the_link_is_good_for_a_day_and_at_its_tenant_only() {
    let office = PostOffice::new().await;
    let other = office.installation.make_tenant("globex").await;
    let mail = office.mails.all();
    assert!(mail.is_empty());
    office.deliver().await;
    let mails = office.mails.all();
    let mail = mails
        .iter()
        .find(|mail| mail.tenant.as_str() == "acme")
        .unwrap();
    for proof in [by_link(mail), by_code(mail)] {
        assert!(other.verify_email(&proof, &context()).await.is_err());
    }
    office.installation.clock.advance(86_400);
    assert!(is_refused(&verify(&office, &by_link(mail)).await));
}

#[tokio::test]
async fn five_wrong_codes_are_the_most() {
    let office = PostOffice::new().await;
    let mail = office.newest(MailKind::VerifyEmail).await;
    let wrong = code_of(OWNER, wrong_code(&mail));
    for _ in 0..5 {
        assert!(is_refused(&verify(&office, &wrong).await));
    }
    let locked = verify(&office, &by_code(&mail)).await;
    assert!(matches!(locked, Err(VerifyEmailError::Locked { .. })));
    verify(&office, &by_link(&mail)).await.unwrap();
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let office = PostOffice::new().await;
    let empty = verify(&office, &code_of("", "")).await;
    let Err(VerifyEmailError::Invalid(faults)) = empty else {
        panic!("{empty:?}");
    };
    let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["code", "email"]);
    for code in ["anx_ott_", "anx_ott_xyz"] {
        assert!(is_refused(&verify(&office, &code_of("", code)).await));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_use_one_link_one_wins() {
    let office = PostOffice::new().await;
    let mail = office.newest(MailKind::VerifyEmail).await;
    let tenant = office.tenant.clone();
    let answers = race(|_| {
        let (tenant, proof) = (tenant.clone(), by_link(&mail));
        async move { tenant.verify_email(&proof, &context()).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(count_events(&tenant, "user.email_verified").await, 1);
}
