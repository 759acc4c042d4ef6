//! A second factor at sign-in: authenticator app and recovery codes, and the rules that want one.

use authnex_core::{
    Secret, SignInPlace, TenantHandle,
    flow::{
        CurrentUser, FactorError, Grant, PasswordSignIn, SecondFactorAnswer, SignInError,
        SignInStep, SignedIn, StepUp, TotpSetup,
    },
    foundation::PageRequest,
    mail::MailKind,
    sign_in::{RequiredAction, SecondFactorMethod},
    user::UserStatus,
};
use serde_json::{Value, json};

use super::{
    authenticator::{code, wrong_code},
    installation::{
        Installation, OWNER, PASSWORD, context, count_events, credentials, finished, owner_session,
        race, tokens_grant, try_sign_in,
    },
    post_office::{PostOffice, by_code, by_link, reset},
};

/// The owner of a tenant, with an authenticator app.
struct Enrolled {
    office: PostOffice,
    tenant: TenantHandle,
    app: Secret,
    codes: Vec<Secret>,
    session: SignedIn,
}

impl Enrolled {
    async fn new() -> Self {
        Self::under(json!({})).await
    }

    /// Under a policy. The code that confirms the app is of the step before.
    async fn under(policy: Value) -> Self {
        let office = PostOffice::new().await;
        let tenant = office.installation.set_policy(&office.tenant, policy).await;
        let session = owner_session(&tenant).await;
        let (app, codes) = enrol(&office.installation, &tenant, &session).await;
        Self {
            office,
            tenant,
            app,
            codes,
            session,
        }
    }

    fn code(&self) -> Secret {
        code(&self.app, self.office.installation.now(), 0)
    }

    /// A code of a step that was not used yet.
    fn next_code(&self) -> Secret {
        self.advance(30);
        self.code()
    }

    fn wrong(&self) -> Secret {
        wrong_code(&self.app, self.office.installation.now())
    }

    fn advance(&self, seconds: u32) {
        self.office.installation.clock.advance(seconds);
    }

    async fn begin(&self) -> String {
        waits(sign_in(&self.tenant).await.unwrap())
    }

    async fn answer(&self, flow: &str, code: &Secret) -> Result<SignInStep, SignInError> {
        answer(&self.tenant, flow, code).await
    }

    async fn who(&self) -> CurrentUser {
        who(&self.tenant, &self.session).await
    }
}

async fn who(tenant: &TenantHandle, session: &SignedIn) -> CurrentUser {
    let token = session.session_token.expose();
    tenant.authenticate_session(token).await.unwrap().unwrap()
}

pub(super) async fn enrol(
    installation: &Installation,
    tenant: &TenantHandle,
    session: &SignedIn,
) -> (Secret, Vec<Secret>) {
    let who = who(tenant, session).await;
    let setup = tenant.start_totp(&who, None, &context()).await.unwrap();
    let first = code(&setup.secret, installation.now(), -1);
    let codes = tenant.confirm_totp(&who, &first, &context()).await.unwrap();
    (setup.secret, codes)
}

pub(super) async fn sign_in(tenant: &TenantHandle) -> Result<SignInStep, SignInError> {
    let request = credentials(OWNER, PASSWORD, Grant::Session);
    tenant.sign_in(request, &context()).await
}

pub(super) async fn answer(
    tenant: &TenantHandle,
    flow: &str,
    code: &Secret,
) -> Result<SignInStep, SignInError> {
    let answer = SecondFactorAnswer {
        code: code.clone(),
        trust_browser: false,
    };
    let step = (flow, answer, SignInPlace::Tenant);
    tenant
        .answer_second_factor(step, tokens_grant(), &context())
        .await
}

/// The handle of a sign-in that waits for the second factor.
pub(super) fn waits(step: SignInStep) -> String {
    let SignInStep::SecondFactorRequired { flow, .. } = step else {
        panic!("a second factor should be asked for: {step:?}");
    };
    flow.expose().to_owned()
}

fn is_wrong(answer: &Result<SignInStep, SignInError>) -> bool {
    matches!(answer, Err(SignInError::WrongCode))
}

fn is_over(answer: &Result<SignInStep, SignInError>) -> bool {
    matches!(answer, Err(SignInError::FlowUnknown))
}

#[tokio::test]
async fn a_sign_in_waits_for_a_code_and_then_opens() {
    let it = Enrolled::new().await;
    let SignInStep::SecondFactorRequired { flow, methods } = sign_in(&it.tenant).await.unwrap()
    else {
        panic!("a second factor should be asked for");
    };
    let both = [SecondFactorMethod::Totp, SecondFactorMethod::RecoveryCode];
    assert_eq!(methods, both);
    let live = it.tenant.check_session(flow.expose()).await.unwrap();
    assert!(live.is_none());
    it.advance(5);
    let code = it.code();
    let signed_in = finished(it.answer(flow.expose(), &code).await.unwrap());
    assert_eq!(signed_in.session.amr, "pwd otp mfa");
    assert_eq!(signed_in.session.auth_time, it.office.installation.now());
    let again = it.answer(flow.expose(), &it.next_code()).await;
    assert!(is_over(&again), "{again:?}");
}

#[tokio::test]
async fn codes_of_one_step_either_side_are_taken_and_each_step_once() {
    let it = Enrolled::new().await;
    let now = it.office.installation.now();
    // The step before confirmed the app.
    for (steps, taken) in [
        (-1, false),
        (0, true),
        (0, false),
        (2, false),
        (1, true),
        (0, false),
    ] {
        let flow = it.begin().await;
        let answer = it.answer(&flow, &code(&it.app, now, steps)).await;
        assert_eq!(answer.is_ok(), taken, "{steps}: {answer:?}");
        assert!(answer.is_ok() || is_wrong(&answer));
    }
}

#[tokio::test]
async fn a_policy_can_want_the_very_step() {
    let it = Enrolled::under(json!({})).await;
    let strict = json!({"totp_skew_steps": 0});
    let tenant = it.office.installation.set_policy(&it.tenant, strict).await;
    let now = it.office.installation.now();
    let flow = it.begin().await;
    assert!(is_wrong(
        &answer(&tenant, &flow, &code(&it.app, now, 1)).await
    ));
    finished(
        answer(&tenant, &flow, &code(&it.app, now, 0))
            .await
            .unwrap(),
    );
}

#[tokio::test]
async fn a_recovery_code_stands_in_once() {
    let it = Enrolled::new().await;
    assert_eq!(it.codes.len(), 10);
    let code = Secret::from(it.codes[3].expose().to_uppercase().replace('-', " "));
    let flow = it.begin().await;
    let signed_in = finished(it.answer(&flow, &code).await.unwrap());
    assert_eq!(signed_in.session.amr, "pwd otp mfa");
    let factors = it.tenant.enrolled_factors(signed_in.session.user).await;
    assert_eq!(factors.unwrap().recovery_codes, 9);
    let flow = it.begin().await;
    assert!(is_wrong(&it.answer(&flow, &code).await));
    finished(it.answer(&flow, &it.codes[4]).await.unwrap());
}

#[tokio::test]
async fn wrong_codes_count_with_wrong_passwords_and_lock() {
    let it = Enrolled::under(json!({"lockout_failures": 3, "lockout_seconds": 120})).await;
    let _ = try_sign_in(&it.tenant, OWNER, "wrong password").await;
    let flow = it.begin().await;
    assert!(is_wrong(&it.answer(&flow, &it.wrong()).await));
    // A right password in between buys no tries.
    let flow = it.begin().await;
    assert!(is_wrong(
        &it.answer(&flow, &it.codes[0].expose()[1..].into()).await
    ));
    let locked = it.answer(&flow, &it.code()).await;
    assert!(
        matches!(locked, Err(SignInError::Locked { .. })),
        "{locked:?}"
    );
    let locked = sign_in(&it.tenant).await;
    assert!(
        matches!(locked, Err(SignInError::Locked { .. })),
        "{locked:?}"
    );
    it.advance(120);
    let flow = it.begin().await;
    finished(it.answer(&flow, &it.code()).await.unwrap());
    let flow = it.begin().await;
    assert!(
        is_wrong(&it.answer(&flow, &it.wrong()).await),
        "the count began anew"
    );
    assert_eq!(count_events(&it.tenant, "sign_in.refused").await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_give_one_code_one_gets_in() {
    let it = Enrolled::under(json!({"lockout_failures": 100})).await;
    for code in [it.code(), it.codes[0].clone()] {
        let mut flows = Vec::new();
        for _ in 0..64 {
            flows.push(it.begin().await);
        }
        let answers = race(|number| {
            let (tenant, flow, code) = (it.tenant.clone(), flows[number].clone(), code.clone());
            async move { answer(&tenant, &flow, &code).await }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    }
}

#[tokio::test]
async fn a_handle_serves_its_own_step_tenant_and_time_only() {
    let it = Enrolled::new().await;
    let other = it.office.installation.make_tenant("globex").await;
    let flow = it.begin().await;
    assert!(is_over(&answer(&other, &flow, &it.code()).await));
    assert!(is_over(&it.answer("", &it.code()).await));
    let waits = (flow.as_str(), SignInPlace::Tenant);
    let early = it
        .tenant
        .continue_sign_in(waits, Grant::Session, &context())
        .await;
    assert!(is_over(&early), "it cannot be passed over");
    let start = it.tenant.start_totp_at_sign_in(waits, &context()).await;
    assert!(
        matches!(start, Err(SignInError::FlowUnknown)),
        "nothing is enrolled half-way"
    );
    let change = it
        .tenant
        .change_required_password(&flow, "another phrase".into(), Grant::Session, &context())
        .await;
    assert!(is_over(&change));
    it.advance(600);
    assert!(is_over(&it.answer(&flow, &it.code()).await));
}

#[tokio::test]
async fn who_is_suspended_or_sets_another_password_on_the_way_goes_no_further() {
    let it = Enrolled::new().await;
    let user = it.session.session.user;
    let flow = it.begin().await;
    for status in [UserStatus::Suspended, UserStatus::Active] {
        let set = it.tenant.set_user_status(user, status, &context()).await;
        set.unwrap();
        if status == UserStatus::Suspended {
            assert!(is_over(&it.answer(&flow, &it.code()).await));
        }
    }
    it.advance(1);
    let mail = it.office.forgot().await;
    reset(&it.tenant, by_link(&mail), "quite another phrase")
        .await
        .unwrap();
    assert!(is_over(&it.answer(&flow, &it.code()).await));
}

#[tokio::test]
async fn a_reset_password_does_not_stand_in_for_the_second_factor() {
    let it = Enrolled::new().await;
    let mail = it.office.forgot().await;
    reset(&it.tenant, by_code(&mail), PASSWORD).await.unwrap();
    it.begin().await;
}

#[tokio::test]
async fn a_factor_that_is_enrolled_is_asked_for_under_every_policy() {
    let it = Enrolled::new().await;
    for mfa in ["off", "optional", "required"] {
        let policy = json!({"mfa": mfa});
        let tenant = it.office.installation.set_policy(&it.tenant, policy).await;
        waits(sign_in(&tenant).await.unwrap());
    }
}

/// The handle of a sign-in that waits for an enrolment.
fn must_enrol(step: SignInStep) -> String {
    let SignInStep::ActionRequired {
        flow,
        action: RequiredAction::EnrolMfa,
    } = step
    else {
        panic!("an enrolment should be asked for: {step:?}");
    };
    flow.expose().to_owned()
}

async fn start(tenant: &TenantHandle, flow: &str) -> Result<TotpSetup, SignInError> {
    let waits = (flow, SignInPlace::Tenant);
    tenant.start_totp_at_sign_in(waits, &context()).await
}

#[tokio::test]
async fn where_a_second_factor_is_required_it_is_enrolled_within_the_sign_in() {
    let office = PostOffice::new().await;
    let installation = &office.installation;
    let old = owner_session(&office.tenant).await;
    let required = json!({"mfa": "required"});
    let tenant = installation.set_policy(&office.tenant, required).await;
    let flow = must_enrol(sign_in(&tenant).await.unwrap());
    let first = start(&tenant, &flow).await.unwrap();
    let setup = start(&tenant, &flow).await.unwrap();
    assert!(setup.uri.expose().starts_with("otpauth://totp/acme"));
    let confirm = async |code: &Secret| {
        let step = (flow.as_str(), code, SignInPlace::Tenant);
        tenant
            .confirm_totp_at_sign_in(step, tokens_grant(), &context())
            .await
    };
    let now = installation.now();
    let of_first = confirm(&code(&first.secret, now, 0)).await;
    assert!(matches!(of_first, Err(SignInError::WrongCode)));
    let right = code(&setup.secret, now, 0);
    let (step, codes) = confirm(&right).await.unwrap();
    let signed_in = finished(step);
    assert_eq!(signed_in.session.amr, "pwd otp mfa");
    assert_eq!(codes.len(), 10);
    assert!(matches!(
        confirm(&right).await,
        Err(SignInError::FlowUnknown)
    ));
    let old = tenant.check_session(old.session_token.expose()).await;
    assert!(old.unwrap().is_none(), "sessions from before end");
    let next = waits(sign_in(&tenant).await.unwrap());
    let replayed = answer(&tenant, &next, &right).await;
    assert!(is_wrong(&replayed), "the step is used: {replayed:?}");
    finished(answer(&tenant, &next, &codes[0]).await.unwrap());
    assert_eq!(office.count(MailKind::TotpEnrolled).await, 1);
}

#[tokio::test]
async fn a_requirement_that_is_taken_back_lets_what_waits_go_on() {
    let office = PostOffice::new().await;
    let required = json!({"mfa": "required"});
    let tenant = office
        .installation
        .set_policy(&office.tenant, required)
        .await;
    let flow = must_enrol(sign_in(&tenant).await.unwrap());
    let waits = (flow.as_str(), SignInPlace::Tenant);
    let still = tenant
        .continue_sign_in(waits, Grant::Session, &context())
        .await;
    assert_eq!(must_enrol(still.unwrap()), flow);
    let tenant = office.installation.set_policy(&tenant, json!({})).await;
    let next = tenant
        .continue_sign_in(waits, Grant::Session, &context())
        .await;
    finished(next.unwrap());
}

#[tokio::test]
async fn a_requirement_of_days_of_grace_counts_from_when_it_was_set() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let day = 86_400;
    installation.clock.advance(30 * day);
    let policy = json!({"mfa": "required", "mfa_grace_days": 7});
    let tenant = installation.set_policy(&tenant, policy).await;
    installation.clock.advance(7 * day - 1);
    finished(sign_in(&tenant).await.unwrap());
    let policy = json!({"mfa": "required", "mfa_grace_days": 7, "session_seconds": 3600});
    let tenant = installation.set_policy(&tenant, policy).await;
    installation.clock.advance(1);
    must_enrol(sign_in(&tenant).await.unwrap());
}

#[tokio::test]
async fn a_role_can_require_it() {
    let installation = Installation::new().await;
    let policy = json!({"mfa_required_roles": ["owner"]});
    let tenant = installation.make_tenant_with("acme", policy).await;
    super::installation::add_user(&tenant, "ben@acme.example").await;
    must_enrol(sign_in(&tenant).await.unwrap());
    try_sign_in(&tenant, "ben@acme.example", PASSWORD)
        .await
        .unwrap();
}

#[tokio::test]
async fn rules_that_contradict_each_other_are_refused() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    for policy in [
        json!({"mfa": "off", "mfa_required_roles": ["owner"]}),
        json!({"mfa_required_roles": ["No Role"]}),
        json!({"mfa_grace_days": 91}),
        json!({"trusted_device_days": 91}),
        json!({"totp_skew_steps": 2}),
    ] {
        let overrides = serde_json::from_value(policy.clone()).unwrap();
        let refused = tenant.update_policy(overrides, &context()).await;
        assert!(refused.is_err(), "{policy}");
    }
}

#[tokio::test]
async fn nobody_enrols_where_the_policy_is_off() {
    let installation = Installation::new().await;
    let policy = json!({"mfa": "off"});
    let tenant = installation.make_tenant_with("acme", policy).await;
    let who = who(&tenant, &owner_session(&tenant).await).await;
    let refused = tenant.start_totp(&who, None, &context()).await;
    assert!(matches!(refused, Err(FactorError::MfaOff)));
}

#[tokio::test]
async fn an_enrolment_wants_a_recent_proof() {
    let it = Enrolled::new().await;
    let tenant = &it.tenant;
    it.advance(601);
    let who = it.who().await;
    assert!(!tenant.is_recent(&who).await.unwrap());
    let code = it.code();
    let refused = tenant.start_totp(&who, Some(&code), &context()).await;
    assert!(matches!(refused, Err(FactorError::StepUpRequired)));
    let wrong = StepUp::Password("wrong password".into());
    let refused = tenant.step_up(&who, wrong, &context()).await;
    assert!(matches!(refused, Err(FactorError::WrongPassword)));
    let password = StepUp::Password(PASSWORD.into());
    tenant.step_up(&who, password, &context()).await.unwrap();
    assert!(tenant.is_recent(&who).await.unwrap());
    it.advance(2);
    let renewed = it.who().await.session;
    assert_eq!(
        renewed.auth_time.plus_seconds(2),
        it.office.installation.now()
    );
    it.advance(600);
    let code = it.code();
    let by_code = StepUp::Code(code.clone());
    tenant
        .step_up(&who, by_code.clone(), &context())
        .await
        .unwrap();
    let again = tenant.step_up(&who, by_code, &context()).await;
    assert!(
        matches!(again, Err(FactorError::WrongCode)),
        "a step is used once"
    );
    assert!(tenant.is_recent(&who).await.unwrap());
}

#[tokio::test]
async fn another_app_takes_the_place_of_the_first_by_a_code_of_it() {
    let it = Enrolled::new().await;
    let (tenant, who) = (&it.tenant, it.who().await);
    let refused = tenant.start_totp(&who, None, &context()).await;
    assert!(matches!(refused, Err(FactorError::CodeRequired)));
    let refused = tenant.start_totp(&who, Some(&it.wrong()), &context()).await;
    assert!(matches!(refused, Err(FactorError::WrongCode)));
    let setup = tenant.start_totp(&who, Some(&it.code()), &context()).await;
    let setup = setup.unwrap();
    // Until it is confirmed the first one is in use.
    let flow = it.begin().await;
    finished(it.answer(&flow, &it.next_code()).await.unwrap());
    let now = it.office.installation.now();
    let first = code(&setup.secret, now, 0);
    let codes = tenant.confirm_totp(&who, &first, &context()).await.unwrap();
    it.advance(30);
    let flow = it.begin().await;
    assert!(is_wrong(&it.answer(&flow, &it.code()).await));
    assert!(
        is_wrong(&it.answer(&flow, &it.codes[0]).await),
        "old codes are gone"
    );
    finished(it.answer(&flow, &codes[0]).await.unwrap());
}

#[tokio::test]
async fn a_secret_waits_half_an_hour_for_its_first_code() {
    let office = PostOffice::new().await;
    let who = who(&office.tenant, &owner_session(&office.tenant).await).await;
    let tenant = &office.tenant;
    let setup = tenant.start_totp(&who, None, &context()).await.unwrap();
    office.installation.clock.advance(1800);
    let late = code(&setup.secret, office.installation.now(), 0);
    let refused = tenant.confirm_totp(&who, &late, &context()).await;
    assert!(matches!(refused, Err(FactorError::WrongCode)));
    finished(sign_in(tenant).await.unwrap());
}

#[tokio::test]
async fn removing_and_replacing_want_a_fresh_code_and_are_told() {
    let it = Enrolled::new().await;
    let (tenant, who) = (&it.tenant, it.who().await);
    let wrong = it.wrong();
    for refused in [
        tenant.remove_totp(&who, &wrong, &context()).await,
        tenant
            .replace_recovery_codes(&who, &wrong, &context())
            .await
            .map(drop),
    ] {
        assert!(matches!(refused, Err(FactorError::WrongCode)));
    }
    let fresh = tenant
        .replace_recovery_codes(&who, &it.codes[0], &context())
        .await
        .unwrap();
    let flow = it.begin().await;
    assert!(is_wrong(&it.answer(&flow, &it.codes[1]).await));
    let other = finished(it.answer(&flow, &fresh[0]).await.unwrap());
    tenant
        .remove_totp(&who, &it.code(), &context())
        .await
        .unwrap();
    let ended = tenant.check_session(other.session_token.expose()).await;
    assert!(ended.unwrap().is_none());
    assert!(
        it.tenant.is_recent(&it.who().await).await.unwrap(),
        "the own session stays"
    );
    finished(sign_in(tenant).await.unwrap());
    let refused = tenant.remove_totp(&who, &fresh[1], &context()).await;
    assert!(matches!(refused, Err(FactorError::NotEnrolled)));
    for kind in [MailKind::TotpRemoved, MailKind::RecoveryCodesReplaced] {
        assert_eq!(it.office.count(kind).await, 1, "{kind:?}");
    }
}

#[tokio::test]
async fn a_factor_that_is_required_is_not_removed() {
    let it = Enrolled::new().await;
    let required = json!({"mfa": "required"});
    let tenant = it
        .office
        .installation
        .set_policy(&it.tenant, required)
        .await;
    let who = it.who().await;
    let refused = tenant.remove_totp(&who, &it.code(), &context()).await;
    assert!(matches!(refused, Err(FactorError::Required)));
}

#[tokio::test]
async fn who_has_lost_all_is_let_in_by_an_administrators_reset() {
    let it = Enrolled::new().await;
    let user = it.session.session.user;
    let flow = it.begin().await;
    assert_eq!(
        it.tenant.reset_mfa(user, &context()).await.unwrap(),
        Some(true)
    );
    assert_eq!(
        it.tenant.reset_mfa(user, &context()).await.unwrap(),
        Some(false)
    );
    let gone = it.tenant.check_session(it.session.session_token.expose());
    assert!(gone.await.unwrap().is_none());
    assert!(is_wrong(&it.answer(&flow, &it.code()).await));
    finished(sign_in(&it.tenant).await.unwrap());
    assert_eq!(it.office.count(MailKind::MfaReset).await, 1);
}

#[tokio::test]
async fn a_reset_takes_lost_passkeys_away_unless_nothing_else_is_left() {
    let it = Enrolled::new().await;
    let tenant = it
        .office
        .installation
        .set_policy(&it.tenant, json!({"mfa": "required"}))
        .await;
    let session = finished(it.answer(&it.begin().await, &it.codes[0]).await.unwrap());
    let user = who(&tenant, &session).await;
    super::passkeys::add(&tenant, &user, &mut super::software_key::SoftwareKey::new()).await;
    let reset = tenant.reset_mfa(user.user.id, &context()).await;
    assert_eq!(reset.unwrap(), Some(true));
    assert!(tenant.list_passkeys(user.user.id).await.unwrap().is_empty());
    must_enrol(sign_in(&tenant).await.unwrap());
}

async fn from_browser(tenant: &TenantHandle, token: Option<&str>) -> SignInStep {
    let request: PasswordSignIn = credentials(OWNER, PASSWORD, Grant::Session);
    let from = (SignInPlace::Tenant, token);
    tenant
        .sign_in_from_browser(request, from, &context())
        .await
        .unwrap()
}

/// The token of a browser that the owner trusts from now on.
async fn trust(it: &Enrolled) -> String {
    let flow = it.begin().await;
    let answer = SecondFactorAnswer {
        code: it.next_code(),
        trust_browser: true,
    };
    let step = (flow.as_str(), answer, SignInPlace::Tenant);
    let signed_in = it
        .tenant
        .answer_second_factor(step, Grant::Session, &context())
        .await;
    let trusted = finished(signed_in.unwrap()).trusted.unwrap();
    trusted.token.expose().to_owned()
}

#[tokio::test]
async fn a_trusted_browser_is_not_asked_and_its_token_goes_round() {
    let it = Enrolled::under(json!({"trusted_device_days": 30})).await;
    let user = it.session.session.user;
    let first = trust(&it).await;
    let signed_in = finished(from_browser(&it.tenant, Some(&first)).await);
    assert_eq!(signed_in.session.amr, "pwd", "it is no proof");
    let second = signed_in.trusted.unwrap().token.expose().to_owned();
    waits(from_browser(&it.tenant, Some(&first)).await);
    waits(from_browser(&it.tenant, None).await);
    finished(from_browser(&it.tenant, Some(&second)).await);
    let listed = it.tenant.list_trusted_devices(user).await.unwrap();
    assert_eq!(listed.len(), 1);
    let third = trust(&it).await;
    let who = it.who().await;
    for device in it.tenant.list_trusted_devices(user).await.unwrap() {
        let forgotten = it.tenant.forget_device(&who, device.id, &context()).await;
        assert!(forgotten.unwrap());
    }
    waits(from_browser(&it.tenant, Some(&third)).await);
}

#[tokio::test]
async fn trust_ends_with_its_days_with_the_policy_and_with_the_password() {
    let it = Enrolled::under(json!({"trusted_device_days": 2})).await;
    let token = trust(&it).await;
    it.advance(2 * 86_400);
    waits(from_browser(&it.tenant, Some(&token)).await);

    let token = trust(&it).await;
    let off = it
        .office
        .installation
        .set_policy(&it.tenant, json!({}))
        .await;
    waits(from_browser(&off, Some(&token)).await);

    let mail = it.office.forgot().await;
    reset(&it.tenant, by_link(&mail), PASSWORD).await.unwrap();
    waits(from_browser(&it.tenant, Some(&token)).await);
}

#[tokio::test]
async fn without_a_policy_no_browser_is_trusted() {
    let it = Enrolled::new().await;
    let flow = it.begin().await;
    let answer = SecondFactorAnswer {
        code: it.code(),
        trust_browser: true,
    };
    let step = (flow.as_str(), answer, SignInPlace::Portal);
    let signed_in = it
        .tenant
        .answer_second_factor(step, Grant::Session, &context())
        .await;
    assert!(finished(signed_in.unwrap()).trusted.is_none());
}

#[tokio::test]
async fn a_session_counts_its_tenants_sessions_once() {
    let it = Enrolled::new().await;
    let page = PageRequest::new(10, None);
    let flow = it.begin().await;
    let user = it.session.session.user;
    let before = it.tenant.list_sessions(user, &page).await.unwrap();
    finished(it.answer(&flow, &it.code()).await.unwrap());
    let after = it.tenant.list_sessions(user, &page).await.unwrap();
    assert_eq!(after.items.len(), before.items.len() + 1);
}
