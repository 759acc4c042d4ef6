//! Codes of an independent implementation of RFC 6238.

use std::process::Command;

use serde_json::json;

use super::scene::{acme, auth, enrol, waiting};

/// What oathtool shows for a secret at a time; `None` where it is not installed.
fn oathtool(secret: &str, unix_seconds: i64) -> Option<String> {
    let secret: String = secret.chars().filter(|c| !c.is_whitespace()).collect();
    let time = format!("@{unix_seconds}");
    let shown = Command::new("oathtool")
        .args([
            "--totp=sha1",
            "--base32",
            "--digits=6",
            "--time-step-size=30",
        ])
        .args(["--now", &time, &secret])
        .output();
    match shown {
        Ok(shown) if shown.status.success() => {
            Some(String::from_utf8(shown.stdout).unwrap().trim().to_owned())
        }
        Ok(shown) => panic!("{}", String::from_utf8_lossy(&shown.stderr)),
        Err(_) if std::env::var_os("AUTHNEX_TEST_FULL").is_none() => None,
        Err(error) => panic!("oathtool is missing ({error}): on Debian, apt-get install oathtool"),
    }
}

#[tokio::test]
async fn the_codes_of_oathtool_are_right() {
    let (world, _mailbox) = acme().await;
    let access = world.tokens("acme").await.access;
    let (secret, _) = enrol(&world, &access).await;
    for steps in 0..20 {
        // Now and then over the years, so that codes with leading zeros and late counters are among them.
        world.clock.advance(30 + steps * 9_876_543);
        let now = world.authnex.clock().now().unix_seconds();
        let Some(code) = oathtool(&secret, now) else {
            eprintln!("oathtool is not installed: its codes were not tried");
            return;
        };
        let body = json!({"flow": waiting(&world).await, "code": code});
        let opened = auth(&world, "second-factor", body.clone()).await;
        assert_eq!(opened.json()["status"], "signed_in", "{}", opened.text());
        let again = json!({"flow": waiting(&world).await, "code": code});
        let again = auth(&world, "second-factor", again).await;
        again.is_problem(401, "wrong_code");
    }
}
