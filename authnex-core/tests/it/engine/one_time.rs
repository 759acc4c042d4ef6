//! One-time tokens: one of all who come gets what is in it.

use authnex_core::{
    TenantHandle,
    flow::OneTimeError,
    foundation::PlainToken,
    one_time::{OneTimeGrant, OneTimePurpose},
};

use super::installation::{Installation, RACERS, context, count_events, race};

const LIFE: u32 = 600;

fn purpose(name: &str) -> OneTimePurpose {
    OneTimePurpose::application(name).unwrap()
}

fn grant() -> OneTimeGrant {
    OneTimeGrant {
        user: None,
        data: "{\"album\": 7}".to_owned(),
    }
}

async fn issue(tenant: &TenantHandle) -> PlainToken {
    let issued = tenant
        .issue_one_time(purpose("download"), grant(), LIFE, &context())
        .await;
    issued.unwrap()
}

async fn redeem(tenant: &TenantHandle, purpose_name: &str, token: &str) -> Option<OneTimeGrant> {
    let purpose = purpose(purpose_name);
    tenant
        .redeem_one_time(&purpose, token, &context())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_token_gives_back_what_was_put_in_once() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let token = issue(&tenant).await;
    assert_eq!(
        redeem(&tenant, "download", token.expose()).await,
        Some(grant())
    );
    assert_eq!(redeem(&tenant, "download", token.expose()).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_redeem_one_token_one_wins() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let token = issue(&tenant).await.expose().to_owned();
    let answers = race(|_| {
        let (tenant, token) = (tenant.clone(), token.clone());
        async move { redeem(&tenant, "download", &token).await }
    })
    .await;
    assert_eq!(answers.len(), RACERS);
    assert_eq!(answers.iter().flatten().count(), 1);
    assert_eq!(count_events(&tenant, "one_time.redeemed").await, 1);
}

#[tokio::test]
async fn a_token_is_good_for_its_purpose_only_and_another_leaves_it_good() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let token = issue(&tenant).await;
    assert_eq!(redeem(&tenant, "upload", token.expose()).await, None);
    assert!(redeem(&tenant, "download", token.expose()).await.is_some());
}

#[tokio::test]
async fn a_token_is_good_at_its_tenant_only_and_another_leaves_it_good() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let other = installation.make_tenant("globex").await;
    let token = issue(&tenant).await;
    assert_eq!(redeem(&other, "download", token.expose()).await, None);
    assert!(redeem(&tenant, "download", token.expose()).await.is_some());
}

#[tokio::test]
async fn a_token_ends_when_its_time_is_over() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let [early, late] = [issue(&tenant).await, issue(&tenant).await];
    installation
        .clock
        .advance_millis(u64::from(LIFE) * 1000 - 1);
    assert!(redeem(&tenant, "download", early.expose()).await.is_some());
    installation.clock.advance_millis(1);
    assert_eq!(redeem(&tenant, "download", late.expose()).await, None);
}

#[tokio::test]
async fn what_is_no_token_redeems_nothing() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let token = issue(&tenant).await;
    let cut = &token.expose()[..token.expose().len() - 1];
    for text in ["", "anx_ott_", cut, "' OR 1=1 --"] {
        assert_eq!(redeem(&tenant, "download", text).await, None, "{text}");
    }
}

#[tokio::test]
async fn a_token_holds_at_most_4096_bytes() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let issue = |bytes| {
        let grant = OneTimeGrant {
            user: None,
            data: "x".repeat(bytes),
        };
        let tenant = tenant.clone();
        async move {
            tenant
                .issue_one_time(purpose("download"), grant, LIFE, &context())
                .await
        }
    };
    let most = issue(4096).await.unwrap();
    let back = redeem(&tenant, "download", most.expose()).await.unwrap();
    assert_eq!(back.data.len(), 4096);
    assert!(matches!(issue(4097).await, Err(OneTimeError::TooLarge)));
}

#[test]
fn a_purpose_of_the_applications_own_has_a_short_plain_name_kept_apart_from_ours() {
    assert_eq!(purpose("download-2").as_str(), "app:download-2");
    for name in ["", "Download", "a b", "app:x", "ä", &"a".repeat(41)] {
        assert!(OneTimePurpose::application(name).is_err(), "{name}");
    }
}
