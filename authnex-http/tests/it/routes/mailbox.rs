use std::sync::Arc;

use authnex_core::mail::MailKind;
use authnex_http::DevMailbox;

use crate::harness::{OWNER, World, get};

#[tokio::test]
async fn mails_are_shown_the_newest_first() {
    let (world, _) = World::with_mailbox().await;
    world.tenant("acme").await;
    world.clock.advance(1);
    world.tenant("globex").await;
    world.workers.deliver_mail().await.unwrap();
    let mails = get("/dev/mailbox.json").send(&world).await.json();
    let mails = mails.as_array().unwrap();
    assert_eq!(mails.len(), 2);
    let newest = &mails[0];
    assert_eq!(
        (&newest["tenant"], &newest["to"]),
        (&"globex".into(), &OWNER.into())
    );
    let link = newest["links"][0].as_str().unwrap();
    assert!(link.starts_with("http://localhost:8080/t/globex/verify-email?code=anx_ott_"));
    let code = newest["code"].as_str().unwrap();
    assert_eq!(code.len(), 8);
    for body in ["text", "html"] {
        let body = newest[body].as_str().unwrap();
        assert!(body.contains(link) && body.contains(code));
    }
    assert!(newest["at"].as_str().unwrap().ends_with('Z'));
    let list = get("/dev/mailbox").send(&world).await;
    let id = newest["id"].as_str().unwrap();
    assert!(list.text().contains(&format!("href=\"/dev/mailbox/{id}\"")));
    let one = get(&format!("/dev/mailbox/{id}")).send(&world).await;
    assert_eq!(one.status, 200);
    assert!(
        one.text().contains("sandbox=\"\" srcdoc=\"&#60;!doctype"),
        "{}",
        one.text()
    );
    assert!(!one.header("content-security-policy").contains("script-src"));
    assert_eq!(get("/dev/mailbox/mal_0").send(&world).await.status, 404);
}

#[tokio::test]
async fn there_is_none_but_in_development() {
    let mailbox = DevMailbox::new();
    let (mailer, shown) = (Arc::new(mailbox.clone()), mailbox.clone());
    let far = World::built(
        |engine| engine.base_url("https://id.example").mailer(mailer),
        |options| options.mailbox(shown),
    )
    .await;
    far.tenant("acme").await;
    let mail = far
        .newest_mail(&mailbox, MailKind::VerifyEmail, OWNER)
        .await;
    let without = World::new().await;
    let id = format!("/dev/mailbox/{}", mail.id);
    for path in ["/dev/mailbox", "/dev/mailbox.json", &id] {
        assert_eq!(get(path).send(&far).await.status, 404, "{path}");
        assert_eq!(get(path).send(&without).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_page_of_elsewhere_that_was_bound_to_this_machine_reads_none() {
    let (world, _) = World::with_mailbox().await;
    for (host, status) in [("localhost:8080", 200), ("evil.example:8080", 404)] {
        for path in ["/dev/mailbox", "/dev/mailbox.json"] {
            let reply = get(path).header("host", host).send(&world).await;
            assert_eq!(reply.status, status, "{host}{path}");
        }
    }
}
