//! Adding, naming and removing passkeys, with the cases that break each rule.

use authnex_core::{
    CurrentUser, TenantHandle,
    flow::{
        AddPasskeyError, Grant, MailedSignIn, RemovePasskeyError, RenamePasskeyError,
        SignInMailRequest,
    },
    foundation::PasskeyId,
    jose::base64url,
    mail::MailKind,
    passkey::Passkey,
};
use serde_json::{Value, json};

use super::{
    installation::{
        Installation, OWNER, PASSWORD, context, count_events, finished, owner_session, race,
        try_sign_in, user_by_operator,
    },
    post_office::{PostOffice, by_code},
    software_key::SoftwareKey,
};

/// Who is signed in with a fresh session of the owner.
pub(super) async fn owner(tenant: &TenantHandle) -> CurrentUser {
    let signed_in = owner_session(tenant).await;
    let token = signed_in.session_token.expose().to_owned();
    tenant.authenticate_session(&token).await.unwrap().unwrap()
}

/// Adds a passkey with this authenticator.
pub(super) async fn add(
    tenant: &TenantHandle,
    who: &CurrentUser,
    key: &mut SoftwareKey,
) -> Passkey {
    try_add(tenant, who, key).await.unwrap()
}

async fn try_add(
    tenant: &TenantHandle,
    who: &CurrentUser,
    key: &mut SoftwareKey,
) -> Result<Passkey, AddPasskeyError> {
    let begun = tenant.begin_add_passkey(who).await?;
    let answer = key.register(&begun.public_key).await;
    finish(tenant, who, (begun.flow.expose(), &answer)).await
}

async fn finish(
    tenant: &TenantHandle,
    who: &CurrentUser,
    answer: (&str, &Value),
) -> Result<Passkey, AddPasskeyError> {
    tenant.finish_add_passkey(who, answer, &context()).await
}

async fn acme() -> (Installation, TenantHandle) {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    (installation, tenant)
}

#[tokio::test]
async fn a_passkey_is_asked_for_that_is_found_without_a_name() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let options = tenant.begin_add_passkey(&who).await.unwrap().public_key;
    let wanted = &options["authenticatorSelection"];
    assert_eq!(wanted["residentKey"], "required");
    assert_eq!(wanted["requireResidentKey"], true);
    assert_eq!(wanted["userVerification"], "required");
    assert_eq!(options["attestation"], "none");
    assert_eq!(
        options["rp"],
        json!({"id": "localhost", "name": "acme inc."})
    );
    assert_eq!(options["user"]["name"], format!("{OWNER} (acme inc.)"));
    let handle = base64url::decode(options["user"]["id"].as_str().unwrap()).unwrap();
    assert_eq!(handle.len(), 16);
    assert_ne!(handle, who.user.id.as_uuid().as_bytes());
    let again = tenant.begin_add_passkey(&who).await.unwrap().public_key;
    assert_eq!(again["user"]["id"], options["user"]["id"]);
    assert_ne!(again["challenge"], options["challenge"]);
}

#[tokio::test]
async fn a_passkey_is_added_named_after_its_model_and_told_of() {
    let office = PostOffice::new().await;
    let tenant = &office.tenant;
    let other = owner_session(tenant).await;
    let who = owner(tenant).await;
    let google = u128::from_str_radix("ea9b8d664d011d213ce4b6b48cb575d4", 16).unwrap();
    for name in ["Google Password Manager", "Google Password Manager 2"] {
        let mut key = SoftwareKey::of_model(google.to_be_bytes());
        let passkey = add(tenant, &who, &mut key).await;
        assert_eq!(passkey.name.as_str(), name);
        assert_eq!(passkey.aaguid.unwrap().as_u128(), google);
    }
    let mut unknown = SoftwareKey::new();
    let passkey = add(tenant, &who, &mut unknown).await;
    assert_eq!(passkey.name.as_str(), "Passkey");
    assert_eq!((passkey.aaguid, passkey.last_used_at), (None, None));
    assert_eq!(passkey.rp_id, "localhost");
    assert_eq!(tenant.list_passkeys(who.user.id).await.unwrap().len(), 3);
    assert_eq!(count_events(tenant, "passkey.added").await, 3);
    assert_eq!(office.count(MailKind::PasskeyAdded).await, 3);
    let token = other.session_token.expose();
    let ended = tenant.authenticate_session(token).await.unwrap();
    assert!(ended.is_none(), "other sessions end, as the policy says");
}

#[tokio::test]
async fn an_authenticator_that_has_one_is_told_so() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let mut key = SoftwareKey::new();
    let passkey = add(&tenant, &who, &mut key).await;
    let begun = tenant.begin_add_passkey(&who).await.unwrap();
    let excluded = &begun.public_key["excludeCredentials"][0]["id"];
    assert_eq!(*excluded, base64url::encode(&passkey.credential_id));
    assert!(key.try_register(&begun.public_key).await.is_err());
}

#[tokio::test]
async fn an_answer_is_for_its_own_question() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let [one, two] = [
        tenant.begin_add_passkey(&who).await.unwrap(),
        tenant.begin_add_passkey(&who).await.unwrap(),
    ];
    let answer = SoftwareKey::new().register(&one.public_key).await;
    let refused = finish(&tenant, &who, (two.flow.expose(), &answer)).await;
    assert!(
        matches!(refused, Err(AddPasskeyError::Refused)),
        "{refused:?}"
    );
    finish(&tenant, &who, (one.flow.expose(), &answer))
        .await
        .unwrap();
    let replayed = finish(&tenant, &who, (one.flow.expose(), &answer)).await;
    assert!(matches!(replayed, Err(AddPasskeyError::FlowUnknown)));
    assert_eq!(tenant.list_passkeys(who.user.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn broken_answers_are_refused() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let begun = tenant.begin_add_passkey(&who).await.unwrap();
    let answer = SoftwareKey::new().register(&begun.public_key).await;
    let broken = |pointer: &str, value: Value| {
        let mut answer = answer.clone();
        *answer.pointer_mut(pointer).unwrap() = value;
        answer
    };
    let malformed = [
        json!(null),
        json!({}),
        broken("/id", json!("AAAA")),
        broken("/rawId", json!("")),
        broken("/rawId", json!(base64url::encode(&[1; 1024]))),
        broken("/type", json!("password")),
        broken("/response/clientDataJSON", json!("AAAA")),
    ];
    for answer in malformed {
        let refused = finish(&tenant, &who, (begun.flow.expose(), &answer)).await;
        let is_malformed = matches!(refused, Err(AddPasskeyError::Malformed(_)));
        assert!(is_malformed, "{answer} {refused:?}");
    }
    let mut cut = answer["response"]["attestationObject"]
        .as_str()
        .unwrap()
        .to_owned();
    cut.truncate(cut.len() / 8 * 4);
    let mut not_found = answer.clone();
    not_found["clientExtensionResults"] = json!({"credProps": {"rk": false}});
    for answer in [broken("/response/attestationObject", json!(cut)), not_found] {
        let refused = finish(&tenant, &who, (begun.flow.expose(), &answer)).await;
        assert!(
            matches!(refused, Err(AddPasskeyError::Refused)),
            "{refused:?}"
        );
    }
    // None of them used the ceremony up: the browser's own answer still does.
    finish(&tenant, &who, (begun.flow.expose(), &answer))
        .await
        .unwrap();
}

#[tokio::test]
async fn another_origin_and_an_unverified_user_are_refused() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    for origin in ["http://localhost:8081", "https://localhost:8080"] {
        let begun = tenant.begin_add_passkey(&who).await.unwrap();
        let mut key = SoftwareKey::new().at(origin);
        let answer = key.register(&begun.public_key).await;
        let refused = finish(&tenant, &who, (begun.flow.expose(), &answer)).await;
        assert!(matches!(refused, Err(AddPasskeyError::Refused)), "{origin}");
    }
    let mut begun = tenant.begin_add_passkey(&who).await.unwrap();
    begun.public_key["authenticatorSelection"]["userVerification"] = json!("discouraged");
    let answer = SoftwareKey::new().register(&begun.public_key).await;
    let refused = finish(&tenant, &who, (begun.flow.expose(), &answer)).await;
    assert!(
        matches!(refused, Err(AddPasskeyError::Refused)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_ceremony_belongs_to_its_session_and_its_time() {
    let (installation, tenant) = acme().await;
    let other_tenant = installation.make_tenant("other").await;
    let (who, again) = (owner(&tenant).await, owner(&tenant).await);
    let stranger = owner(&other_tenant).await;
    let begun = tenant.begin_add_passkey(&who).await.unwrap();
    let answer = SoftwareKey::new().register(&begun.public_key).await;
    let answer = (begun.flow.expose(), &answer);
    for (tenant, who) in [(&tenant, &again), (&other_tenant, &stranger)] {
        let refused = finish(tenant, who, answer).await;
        assert!(matches!(refused, Err(AddPasskeyError::FlowUnknown)));
    }
    installation.clock.advance(600);
    let refused = finish(&tenant, &who, answer).await;
    assert!(matches!(refused, Err(AddPasskeyError::FlowUnknown)));
}

#[tokio::test]
async fn nobody_registers_a_credential_twice() {
    let (installation, tenant) = acme().await;
    let other_tenant = installation.make_tenant("other").await;
    let (who, stranger) = (owner(&tenant).await, owner(&other_tenant).await);
    let [one, two] = [
        tenant.begin_add_passkey(&who).await.unwrap(),
        tenant.begin_add_passkey(&who).await.unwrap(),
    ];
    let elsewhere = other_tenant.begin_add_passkey(&stranger).await.unwrap();
    let first = SoftwareKey::new().register(&one.public_key).await;
    // Nothing signs a registration: the same credential may be said to answer another one.
    let second = grafted(&first, &two.public_key).await;
    let third = grafted(&first, &elsewhere.public_key).await;
    finish(&tenant, &who, (one.flow.expose(), &first))
        .await
        .unwrap();
    let refused = finish(&tenant, &who, (two.flow.expose(), &second)).await;
    assert!(
        matches!(refused, Err(AddPasskeyError::Taken)),
        "{refused:?}"
    );
    let answer = (elsewhere.flow.expose(), &third);
    finish(&other_tenant, &stranger, answer).await.unwrap();
}

/// A credential's registration under another ceremony's client data.
async fn grafted(answer: &Value, options: &Value) -> Value {
    let other = SoftwareKey::new().register(options).await;
    let mut grafted = answer.clone();
    grafted["response"]["clientDataJSON"] = other["response"]["clientDataJSON"].clone();
    grafted
}

#[tokio::test]
async fn there_is_an_end_to_their_number() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let waiting = tenant.begin_add_passkey(&who).await.unwrap();
    let answer = SoftwareKey::new().register(&waiting.public_key).await;
    for _ in 0..20 {
        add(&tenant, &who, &mut SoftwareKey::new()).await;
    }
    let refused = tenant.begin_add_passkey(&who).await;
    assert!(matches!(refused, Err(AddPasskeyError::TooMany)));
    let refused = finish(&tenant, &who, (waiting.flow.expose(), &answer)).await;
    assert!(matches!(refused, Err(AddPasskeyError::TooMany)));
}

#[tokio::test]
async fn one_of_64_racers_adds_it() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let begun = tenant.begin_add_passkey(&who).await.unwrap();
    let answer = SoftwareKey::new().register(&begun.public_key).await;
    let flow = begun.flow.expose().to_owned();
    let answers = race(|_| {
        let (tenant, who) = (tenant.clone(), who.clone());
        let (flow, answer) = (flow.clone(), answer.clone());
        async move { finish(&tenant, &who, (&flow, &answer)).await.is_ok() }
    })
    .await;
    assert_eq!(answers.iter().filter(|won| **won).count(), 1);
    assert_eq!(tenant.list_passkeys(who.user.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn its_holder_gives_it_another_name() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let id = add(&tenant, &who, &mut SoftwareKey::new()).await.id;
    let rename =
        async |id: PasskeyId, name: &str| tenant.rename_passkey(&who, (id, name), &context()).await;
    rename(id, "  Büro ").await.unwrap();
    let named = tenant.list_passkeys(who.user.id).await.unwrap();
    assert_eq!(named[0].name.as_str(), "Büro");
    for bad in ["", "  ", &"x".repeat(61), "a\nb"] {
        let refused = rename(id, bad).await;
        assert!(
            matches!(refused, Err(RenamePasskeyError::Invalid(_))),
            "{bad}"
        );
    }
    let unknown = PasskeyId::from_uuid(who.user.id.as_uuid());
    let refused = rename(unknown, "x").await;
    assert!(matches!(refused, Err(RenamePasskeyError::Unknown)));
    assert_eq!(count_events(&tenant, "passkey.renamed").await, 1);
}

#[tokio::test]
async fn another_user_neither_names_nor_removes_it() {
    let (_installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let id = add(&tenant, &who, &mut SoftwareKey::new()).await.id;
    super::installation::add_user(&tenant, "bob@acme.example").await;
    let bob = try_sign_in(&tenant, "bob@acme.example", PASSWORD)
        .await
        .unwrap();
    let bob = tenant
        .authenticate_session(bob.session_token.expose())
        .await;
    let bob = bob.unwrap().unwrap();
    let renamed = tenant.rename_passkey(&bob, (id, "mine"), &context()).await;
    assert!(matches!(renamed, Err(RenamePasskeyError::Unknown)));
    let removed = tenant.remove_passkey(&bob, id, &context()).await;
    assert!(matches!(removed, Err(RemovePasskeyError::Unknown)));
}

#[tokio::test]
async fn it_is_removed_and_told_of() {
    let office = PostOffice::new().await;
    let tenant = &office.tenant;
    let who = owner(tenant).await;
    let id = add(tenant, &who, &mut SoftwareKey::new()).await.id;
    tenant.remove_passkey(&who, id, &context()).await.unwrap();
    assert!(tenant.list_passkeys(who.user.id).await.unwrap().is_empty());
    assert_eq!(office.count(MailKind::PasskeyRemoved).await, 1);
    assert_eq!(count_events(tenant, "passkey.removed").await, 1);
    let again = tenant.remove_passkey(&who, id, &context()).await;
    assert!(matches!(again, Err(RemovePasskeyError::Unknown)));
}

#[tokio::test]
async fn adding_and_removing_want_a_proof_of_late() {
    let (installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let begun = tenant.begin_add_passkey(&who).await.unwrap();
    installation.clock.advance(599);
    let answer = SoftwareKey::new().register(&begun.public_key).await;
    let added = finish(&tenant, &who, (begun.flow.expose(), &answer)).await;
    let id = added.unwrap().id;
    installation.clock.advance(1);
    let refused = tenant.begin_add_passkey(&who).await;
    assert!(matches!(refused, Err(AddPasskeyError::StepUpRequired)));
    let refused = tenant.remove_passkey(&who, id, &context()).await;
    assert!(matches!(refused, Err(RemovePasskeyError::StepUpRequired)));
    // A name is no factor.
    let renamed = tenant
        .rename_passkey(&who, (id, "Laptop"), &context())
        .await;
    renamed.unwrap();
    let fresh = owner(&tenant).await;
    tenant.begin_add_passkey(&fresh).await.unwrap();
    tenant.remove_passkey(&fresh, id, &context()).await.unwrap();
}

#[tokio::test]
async fn the_last_second_factor_stays_where_one_is_required() {
    let (installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(add(&tenant, &who, &mut SoftwareKey::new()).await.id);
    }
    let policy = serde_json::json!({"mfa": "required"});
    let tenant = installation.set_policy(&tenant, policy).await;
    tenant
        .remove_passkey(&who, ids[0], &context())
        .await
        .unwrap();
    let refused = tenant.remove_passkey(&who, ids[1], &context()).await;
    assert!(
        matches!(refused, Err(RemovePasskeyError::Required)),
        "{refused:?}"
    );
    let tenant = installation
        .set_policy(&tenant, serde_json::json!({}))
        .await;
    tenant
        .remove_passkey(&who, ids[1], &context())
        .await
        .unwrap();
}

/// Somebody without a password, signed in by a mailed code.
async fn without_password(office: &PostOffice, tenant: &TenantHandle) -> CurrentUser {
    let email = "carl@acme.example";
    let user = user_by_operator(email);
    tenant.create_user(user, &context()).await.unwrap();
    let asked = SignInMailRequest {
        login: email.to_owned(),
        mark: None,
        place: None,
    };
    tenant.send_sign_in_mail(&asked, &context()).await.unwrap();
    office.deliver().await;
    let mail = office.mails.last(MailKind::SignIn, email).unwrap();
    let request = MailedSignIn {
        proof: by_code(&mail),
        grant: Grant::Session,
    };
    let step = tenant.sign_in_by_mail(request, &context()).await;
    let token = finished(step.unwrap()).session_token.expose().to_owned();
    tenant.authenticate_session(&token).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_only_way_in_stays() {
    let office = PostOffice::new().await;
    let policy = serde_json::json!({"magic_link": "on"});
    let tenant = office.installation.set_policy(&office.tenant, policy).await;
    let who = without_password(&office, &tenant).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(add(&tenant, &who, &mut SoftwareKey::new()).await.id);
    }
    // Of those who remove both at once, one is refused.
    let removed = race(|number| {
        let (tenant, who, id) = (tenant.clone(), who.clone(), ids[number % 2]);
        async move { tenant.remove_passkey(&who, id, &context()).await }
    })
    .await;
    assert_eq!(removed.iter().filter(|answer| answer.is_ok()).count(), 1);
    let left = tenant.list_passkeys(who.user.id).await.unwrap();
    assert_eq!(left.len(), 1);
    let refused = tenant.remove_passkey(&who, left[0].id, &context()).await;
    assert!(
        matches!(refused, Err(RemovePasskeyError::LastWayIn)),
        "{refused:?}"
    );
}
