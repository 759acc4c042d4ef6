//! Who may make an account: by JSON and by page alike.

use serde_json::{Value, json};

use super::people::Ground;
use crate::{
    harness::{PASSWORD, Reply, get, post},
    pages::browser::Browser,
};

/// What comes of a wish for an account: by the code of the problem, and by what the page says.
const MADE: (&str, &str) = ("", "");
const CLOSED: (&str, &str) = ("sign_up_closed", "lets nobody sign up");
const INVITED: (&str, &str) = ("sign_up_by_invitation", "only whom it has invited");
const DOMAIN: (&str, &str) = ("email_domain_not_allowed", "aria-invalid");

#[tokio::test]
async fn every_mode_binds_api_and_page_alike() {
    let ground = Ground::new().await;
    let domain = json!({"sign_up": "domain", "allowed_email_domains": ["example.test"]});
    let rows: [(Value, &str, bool, (&str, &str)); 6] = [
        (json!({}), "ben@example.test", true, MADE),
        (domain.clone(), "ben@example.test", true, MADE),
        (domain.clone(), "ben@EXAMPLE.test", true, MADE),
        (domain, "ben@sub.example.test", true, DOMAIN),
        (
            json!({"sign_up": "invite"}),
            "ben@example.test",
            false,
            INVITED,
        ),
        (
            json!({"sign_up": "closed"}),
            "ben@example.test",
            false,
            CLOSED,
        ),
    ];
    for (number, (rule, email, form, (code, says))) in rows.into_iter().enumerate() {
        for by_page in [false, true] {
            let slug = format!("mode-{number}-{by_page}");
            ground.world.tenant(&slug).await;
            ground.rule(&slug, &rule).await;
            let reply = sign_up(&ground, &slug, email, by_page).await;
            let told = if by_page { says } else { code };
            assert!(reply.text().contains(told), "{rule} {}", reply.text());
            let made = reply.status == if by_page { 303 } else { 201 };
            assert_eq!(made, code.is_empty(), "{rule} {by_page} {}", reply.status);
            let tenant = ground.world.handle(&slug).await;
            assert_eq!(tenant.find_user(email).await.unwrap().is_some(), made);
            let page = get(&format!("/t/{slug}/sign-up")).send(&ground.world).await;
            assert_eq!(page.text().contains("sign-up-submit"), form, "{rule}");
        }
    }
}

async fn sign_up(ground: &Ground, slug: &str, email: &str, by_page: bool) -> Reply {
    if by_page {
        let page = format!("/t/{slug}/forgot-password");
        let fields = [("email", email), ("password", PASSWORD)];
        let mut browser = Browser::new(&ground.world);
        let action = format!("/t/{slug}/sign-up");
        return browser.fill_in(&page, &action, &fields).await;
    }
    let body = json!({"email": email, "password": PASSWORD});
    let path = format!("/t/{slug}/api/v1/auth/sign-up");
    post(&path).json(&body).send(&ground.world).await
}
