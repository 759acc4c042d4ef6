//! An invitation is accepted by passkey, with the cases that break each rule.

use authnex_core::{
    TenantHandle,
    flow::{
        AcceptInvite, AcceptInviteError, AddPasskeyError, Grant, InviteAccepted, NewInviteRequest,
        PasskeyCeremony, SignInStep,
    },
    invite::Invite,
    mail::MailKind,
    tenant::StateChange,
};
use serde_json::{Value, json};

use super::{
    installation::{PASSWORD, add_user, context, count_events, finished, race},
    post_office::PostOffice,
    software_key::SoftwareKey,
};

const INVITED: &str = "nina@acme.example";

struct Invitation {
    office: PostOffice,
    tenant: TenantHandle,
    invite: Invite,
    token: String,
}

impl Invitation {
    async fn new() -> Self {
        let office = PostOffice::new().await;
        let request = NewInviteRequest {
            email: INVITED.to_owned(),
            name: Some("Nina".to_owned()),
            roles: vec!["admin".to_owned()],
        };
        let invite = office.tenant.create_invite(&request, &context()).await;
        let token = newest_token(&office).await;
        Self {
            tenant: office.tenant.clone(),
            invite: invite.unwrap(),
            token,
            office,
        }
    }

    async fn begin(&self) -> PasskeyCeremony {
        let begun = self.tenant.begin_accept_by_passkey((&self.token, None));
        begun.await.unwrap()
    }

    async fn answered(&self) -> (PasskeyCeremony, Value) {
        let begun = self.begin().await;
        let answer = SoftwareKey::new().register(&begun.public_key).await;
        (begun, answer)
    }
}

async fn newest_token(office: &PostOffice) -> String {
    office.deliver().await;
    let mail = office.mails.last(MailKind::Invitation, INVITED).unwrap();
    let link = mail.content.link.unwrap();
    link.split_once("token=").unwrap().1.to_owned()
}

async fn finish(
    tenant: &TenantHandle,
    begun: &PasskeyCeremony,
    answer: &Value,
) -> Result<InviteAccepted, AcceptInviteError> {
    let answer = (begun.flow.expose(), answer);
    tenant
        .finish_accept_by_passkey(answer, &Grant::Session, &context())
        .await
}

fn assert_over(answer: &Result<InviteAccepted, AcceptInviteError>) {
    let over = AcceptInviteError::Passkey(AddPasskeyError::FlowUnknown);
    let is_over = answer
        .as_ref()
        .is_err_and(|error| error.to_string() == over.to_string());
    assert!(is_over, "{answer:?}");
}

fn assert_not_valid(answer: &Result<InviteAccepted, AcceptInviteError>) {
    assert!(
        matches!(answer, Err(AcceptInviteError::NotValid)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn the_invited_accepts_by_passkey_and_is_signed_in_by_it() {
    let it = Invitation::new().await;
    let named = (it.token.as_str(), Some("Nina Nilsson"));
    let begun = it.tenant.begin_accept_by_passkey(named).await.unwrap();
    assert_eq!(
        begun.public_key["user"]["name"],
        format!("{INVITED} (acme inc.)")
    );
    assert_eq!(begun.public_key["user"]["displayName"], "Nina Nilsson");
    let mut key = SoftwareKey::new();
    let answer = key.register(&begun.public_key).await;
    let accepted = finish(&it.tenant, &begun, &answer).await.unwrap();
    assert_eq!(accepted.user.name.as_deref(), Some("Nina Nilsson"));
    assert!(accepted.user.email_verified);
    let signed_in = finished(accepted.sign_in.unwrap());
    assert_eq!(signed_in.session.amr, "swk user mfa");
    let token = signed_in.session_token.expose();
    let who = it
        .tenant
        .authenticate_session(token)
        .await
        .unwrap()
        .unwrap();
    assert!(who.may("users:write"), "the roles of the invitation");
    assert!(!it.tenant.has_password(who.user.id).await.unwrap());
    let passkeys = it.tenant.list_passkeys(who.user.id).await.unwrap();
    assert_eq!(passkeys.len(), 1);
    let begun = it.tenant.begin_passkey_sign_in(None).await.unwrap();
    let request = authnex_core::flow::PasskeySignIn {
        credential: key.answer(&begun.public_key).await,
        flow: begun.flow.expose().to_owned(),
        grant: Grant::Session,
    };
    let step = (request, authnex_core::SignInPlace::Tenant);
    let again = it.tenant.passkey_sign_in(step, &context()).await.unwrap();
    assert_eq!(finished(again).session.user, who.user.id);
}

#[tokio::test]
async fn where_a_second_factor_is_required_the_passkey_is_both() {
    let it = Invitation::new().await;
    let required = json!({"mfa": "required"});
    let tenant = it
        .office
        .installation
        .set_policy(&it.tenant, required)
        .await;
    let begun = tenant.begin_accept_by_passkey((&it.token, None)).await;
    let begun = begun.unwrap();
    let answer = SoftwareKey::new().register(&begun.public_key).await;
    let accepted = finish(&tenant, &begun, &answer).await.unwrap();
    assert!(matches!(accepted.sign_in, Ok(SignInStep::SignedIn(_))));
}

#[tokio::test]
async fn it_is_accepted_once_whichever_way_comes_first() {
    let it = Invitation::new().await;
    let (begun, answer) = it.answered().await;
    let (second, late) = it.answered().await;
    finish(&it.tenant, &begun, &answer).await.unwrap();
    assert_over(&finish(&it.tenant, &begun, &answer).await);
    assert_not_valid(&finish(&it.tenant, &second, &late).await);
    let by_password = AcceptInvite {
        token: it.token.clone(),
        name: None,
        password: PASSWORD.into(),
    };
    let refused = it.tenant.accept_invite(by_password, &context()).await;
    assert!(matches!(refused, Err(AcceptInviteError::NotValid)));
    let begun = it.tenant.begin_accept_by_passkey((&it.token, None)).await;
    assert!(matches!(begun, Err(AcceptInviteError::NotValid)));
    assert_eq!(count_events(&it.tenant, "user.created").await, 1);
}

#[tokio::test]
async fn a_ceremony_ends_with_the_link_that_it_was_begun_by() {
    let it = Invitation::new().await;
    let (begun, answer) = it.answered().await;
    let resent = it.tenant.resend_invite(it.invite.id, &context()).await;
    resent.unwrap();
    assert_not_valid(&finish(&it.tenant, &begun, &answer).await);
    let token = newest_token(&it.office).await;
    let fresh = it.tenant.begin_accept_by_passkey((&token, None)).await;
    let fresh = fresh.unwrap();
    let answer = SoftwareKey::new().register(&fresh.public_key).await;
    it.tenant
        .revoke_invite(it.invite.id, &context())
        .await
        .unwrap();
    assert_not_valid(&finish(&it.tenant, &fresh, &answer).await);
    assert_eq!(count_events(&it.tenant, "user.created").await, 0);
}

#[tokio::test]
async fn what_does_not_do_leaves_the_invitation_good() {
    let it = Invitation::new().await;
    let other = it.office.installation.make_tenant("globex").await;
    let long = "n".repeat(101);
    let named = (it.token.as_str(), Some(long.as_str()));
    let begun = it.tenant.begin_accept_by_passkey(named).await;
    assert!(matches!(begun, Err(AcceptInviteError::Invalid(_))));
    let elsewhere = other.begin_accept_by_passkey((&it.token, None)).await;
    assert!(matches!(elsewhere, Err(AcceptInviteError::NotValid)));
    let (begun, answer) = it.answered().await;
    assert_over(&finish(&other, &begun, &answer).await);
    let (second, _) = it.answered().await;
    let crossed = finish(&it.tenant, &second, &answer).await;
    assert!(matches!(
        crossed,
        Err(AcceptInviteError::Passkey(AddPasskeyError::Refused))
    ));
    finish(&it.tenant, &begun, &answer).await.unwrap();
}

#[tokio::test]
async fn an_account_that_came_meanwhile_and_a_suspended_tenant_refuse() {
    let it = Invitation::new().await;
    let (begun, answer) = it.answered().await;
    let operator = it.office.installation.engine.operator();
    for (change, suspended) in [
        (StateChange::Suspend, true),
        (StateChange::Reactivate, false),
    ] {
        operator
            .set_tenant_state("acme", change, &context())
            .await
            .unwrap();
        let tenant = it.office.installation.tenant("acme").await;
        if suspended {
            assert_not_valid(&finish(&tenant, &begun, &answer).await);
        }
    }
    let tenant = it.office.installation.tenant("acme").await;
    add_user(&tenant, INVITED).await;
    let taken = finish(&tenant, &begun, &answer).await;
    assert!(matches!(taken, Err(AcceptInviteError::Taken)), "{taken:?}");
}

#[tokio::test]
async fn the_way_in_is_one_that_the_policy_allows() {
    let it = Invitation::new().await;
    let (begun, answer) = it.answered().await;
    let allow = async |methods: Value| {
        let policy = json!({"allowed_methods": methods, "magic_link": "on"});
        it.office.installation.set_policy(&it.tenant, policy).await
    };
    let by_password = || AcceptInvite {
        token: it.token.clone(),
        name: None,
        password: PASSWORD.into(),
    };
    let tenant = allow(json!(["password"])).await;
    assert!(tenant.invite_ways().password && !tenant.invite_ways().passkey);
    let refused = finish(&tenant, &begun, &answer).await;
    assert!(
        matches!(refused, Err(AcceptInviteError::MethodNotAllowed)),
        "{refused:?}"
    );
    let tenant = allow(json!(["passkey"])).await;
    let refused = tenant.accept_invite(by_password(), &context()).await;
    assert!(matches!(refused, Err(AcceptInviteError::MethodNotAllowed)));
    // Who signs in by mail alone has an account first.
    let tenant = allow(json!(["magic_link"])).await;
    assert!(tenant.invite_ways().password && !tenant.invite_ways().passkey);
    let tenant = allow(json!(["passkey"])).await;
    let accepted = finish(&tenant, &begun, &answer).await.unwrap();
    finished(accepted.sign_in.unwrap());
}

#[tokio::test]
async fn it_is_good_for_seventy_two_hours() {
    for (minutes, is_good) in [(71 * 60 + 59, true), (72 * 60 + 1, false)] {
        let it = Invitation::new().await;
        let clock = &it.office.installation.clock;
        // Begun in time in either case, and answered in time or too late.
        clock.advance((minutes - 3) * 60);
        let (begun, answer) = it.answered().await;
        clock.advance(3 * 60);
        let accepted = finish(&it.tenant, &begun, &answer).await;
        assert_eq!(accepted.is_ok(), is_good, "{minutes}: {accepted:?}");
    }
}

#[tokio::test]
async fn one_of_64_racers_accepts() {
    let it = Invitation::new().await;
    let mut ceremonies = Vec::new();
    for _ in 0..8 {
        ceremonies.push(it.answered().await);
    }
    let won = race(|number| {
        let (tenant, (begun, answer)) = (it.tenant.clone(), &ceremonies[number % 8]);
        let (flow, answer) = (begun.flow.expose().to_owned(), answer.clone());
        async move {
            let (answer, by) = ((flow.as_str(), &answer), context());
            let accepted = tenant.finish_accept_by_passkey(answer, &Grant::Session, &by);
            accepted.await.is_ok()
        }
    })
    .await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
    assert_eq!(count_events(&it.tenant, "user.created").await, 1);
}
