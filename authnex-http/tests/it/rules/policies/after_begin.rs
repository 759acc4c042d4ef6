//! A change of rules acts on the next step of sign-ins that have begun.

use serde_json::Value;

use super::{
    attempt::{Door, Method},
    outcome::Outcome,
    people::{Ground, Has},
    table::rows,
};
use crate::harness::PASSWORD;

/// By what was begun, by whom, the rule that is set then, and what comes of the next step. A link that no rule lets
/// sign in any more is answered as one that was never sent.
const TABLE: &str = r#"
Password  | App        | {"mfa": "required", "sign_up": "closed"} | SignedIn
Password  | App        | {"mfa": "off"}                           | SignedIn
Password  | App        | {"allowed_methods": ["passkey"]}         | NotAllowed
Password  | App        | {"ip_allowlist": ["192.0.2.0/24"]}       | AddressNotAllowed
Passkey   | Verified   | {"mfa": "required"}                      | SignedIn
Passkey   | Verified   | {"allowed_methods": ["password"]}        | NotAllowed
Passkey   | Verified   | {"ip_allowlist": ["192.0.2.0/24"]}       | AddressNotAllowed
Passkey   | Unverified | {"require_verified_email": true}         | VerifyEmail
MagicLink | Verified   | {"mfa": "required"}                      | EnrolMfa
MagicLink | App        | {"mfa": "required"}                      | SecondFactor
MagicLink | Verified   | {"magic_link": "off"}                    | Wrong
MagicLink | Verified   | {"magic_link": "second_factor"}          | Wrong
MagicLink | Verified   | {"allowed_methods": ["password"]}        | Wrong
MagicLink | Verified   | {"strict": true}                         | Wrong
MagicLink | Verified   | {"ip_allowlist": ["192.0.2.0/24"]}       | AddressNotAllowed
"#;

#[tokio::test]
async fn the_next_step_goes_by_the_new_rule_at_every_door() {
    let ground = Ground::new().await;
    let mut differ = Vec::new();
    for (number, row) in rows(TABLE).enumerate() {
        let (method, has) = (Method::named(row[0]), Has::named(row[1]));
        let rule: Value = serde_json::from_str(row[2]).unwrap();
        let wanted = Outcome::named(row[3]);
        for door in Door::ALL {
            let slug = format!("{door:?}-{number}").to_lowercase();
            ground.world.tenant(&slug).await;
            let came = next_step(&ground, &slug, (door, method, has), &rule).await;
            if came != wanted {
                let cell = format!("{method:?} {has:?} {rule} {door:?}");
                differ.push(format!("{cell}: {came:?}, not {wanted:?}"));
            }
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
}

async fn next_step(
    ground: &Ground,
    slug: &str,
    (door, method, has): (Door, Method, Has),
    rule: &Value,
) -> Outcome {
    let mut person = ground.person(slug, (door, method), has).await;
    match method {
        Method::Password => {
            let credentials = (person.email.as_str(), PASSWORD);
            let (waits, begun) = ground.by_password(slug, door, credentials).await;
            assert_eq!(waits, Outcome::SecondFactor);
            ground.rule(slug, rule).await;
            let code = ground.code_of(&person);
            ground.give_code(slug, (door, begun), &code).await
        }
        Method::Passkey => {
            let key = person.key.as_mut().unwrap();
            let answer = ground.begin_passkey(slug, key).await.unwrap();
            ground.rule(slug, rule).await;
            ground.finish_passkey(slug, door, answer).await
        }
        Method::MagicLink => {
            let token = ground.mailed(slug, door, &person.email).await.unwrap();
            ground.rule(slug, rule).await;
            ground.by_link(slug, door, &token).await
        }
    }
}
