use serde_json::{Value, json};

use super::{
    attempt::{Door, Method},
    outcome::Outcome,
    people::{Ground, Has},
};
use crate::harness::get;

/// A rule, who signs in under it after so many days, and what comes of it by password, passkey and magic link. A
/// passkey whose authenticator verified its user is two factors. Rules about making accounts and setting passwords bind
/// nobody who has them.
const TABLE: &str = r#"
{}                                                      | Verified   | 0 | SignedIn     | SignedIn    | SignedIn
{}                                                      | Unverified | 0 | SignedIn     | SignedIn    | SignedIn
{}                                                      | App        | 0 | SecondFactor | SignedIn    | SecondFactor
{"allowed_methods": ["password"]}                       | Verified   | 0 | SignedIn     | NotAllowed  | NotAllowed
{"allowed_methods": ["password"]}                       | App        | 0 | SecondFactor | NotAllowed  | NotAllowed
{"allowed_methods": ["passkey"]}                        | Verified   | 0 | NotAllowed   | SignedIn    | NotAllowed
{"allowed_methods": ["magic_link"]}                     | Verified   | 0 | NotAllowed   | NotAllowed  | SignedIn
{"allowed_methods": ["passkey", "magic_link"]}          | App        | 0 | NotAllowed   | SignedIn    | SecondFactor
{"magic_link": "off"}                                   | Verified   | 0 | SignedIn     | SignedIn    | NotAllowed
{"magic_link": "second_factor"}                         | Verified   | 0 | SignedIn     | SignedIn    | NotMailed
{"magic_link": "second_factor"}                         | App        | 0 | SecondFactor | SignedIn    | SecondFactor
{"require_verified_email": true}                        | Unverified | 0 | VerifyEmail  | VerifyEmail | SignedIn
{"require_verified_email": true}                        | Verified   | 0 | SignedIn     | SignedIn    | SignedIn
{"mfa": "off"}                                          | Verified   | 0 | SignedIn     | SignedIn    | SignedIn
{"mfa": "off"}                                          | App        | 0 | SecondFactor | SignedIn    | SecondFactor
{"mfa": "required"}                                     | Verified   | 0 | EnrolMfa     | SignedIn    | EnrolMfa
{"mfa": "required"}                                     | App        | 0 | SecondFactor | SignedIn    | SecondFactor
{"mfa": "required", "mfa_grace_days": 7}                | Verified   | 6 | SignedIn     | SignedIn    | SignedIn
{"mfa": "required", "mfa_grace_days": 7}                | Verified   | 8 | EnrolMfa     | SignedIn    | EnrolMfa
{"mfa_required_roles": ["member"]}                      | Verified   | 0 | EnrolMfa     | SignedIn    | EnrolMfa
{"mfa_required_roles": ["admin"]}                       | Verified   | 0 | SignedIn     | SignedIn    | SignedIn
{"mfa": "required", "require_verified_email": true}     | Unverified | 0 | VerifyEmail  | VerifyEmail | EnrolMfa
{"strict": true}                                        | Verified   | 0 | EnrolMfa     | SignedIn    | NotAllowed
{"strict": true}                                        | App        | 0 | SecondFactor | SignedIn    | NotAllowed
{"password_max_age_days": 1}                            | Verified   | 0 | SignedIn     | SignedIn    | SignedIn
{"password_max_age_days": 1}                            | Verified   | 2 | ChangePassword | ChangePassword | ChangePassword
{"ip_allowlist": ["192.0.2.0/24"]}                      | Verified   | 0 | AddressNotAllowed | AddressNotAllowed | AddressNotAllowed
{"sign_up": "closed", "password_min_length": 64}        | Verified   | 0 | SignedIn     | SignedIn    | SignedIn
"#;

/// The rows of a table, each cell by itself.
pub(super) fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.split('|').map(str::trim).collect())
}

#[tokio::test]
async fn every_method_under_every_rule_through_every_door() {
    let ground = Ground::new().await;
    let mut differ = Vec::new();
    for (number, row) in rows(TABLE).enumerate() {
        let rule: Value = serde_json::from_str(row[0]).unwrap();
        let (has, days): (_, u32) = (Has::named(row[1]), row[2].parse().unwrap());
        let slug = format!("row-{number}");
        ground.world.tenant(&slug).await;
        let mut people = Vec::new();
        for (method, wanted) in Method::ALL.into_iter().zip(&row[3..]) {
            for door in Door::ALL {
                let person = ground.person(&slug, (door, method), has).await;
                people.push((door, method, Outcome::named(wanted), person));
            }
        }
        ground.rule(&slug, &rule).await;
        ground.world.clock.advance(days * 86_400);
        for (door, method, wanted, mut person) in people {
            let came = ground.attempt(&slug, (door, method), &mut person).await;
            if came != wanted {
                let cell = format!("{rule} {has:?} {method:?} {door:?}");
                differ.push(format!("{cell}: {came:?}, not {wanted:?}"));
            }
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
}

#[tokio::test]
async fn every_way_in_that_a_rule_leaves_is_shown_and_no_other() {
    let ground = Ground::new().await;
    ground.world.tenant("acme").await;
    let only = |method: &str| json!({"allowed_methods": [method]});
    for (rule, [password, passkey, mail]) in [
        (json!({}), [true, true, true]),
        (only("password"), [true, false, false]),
        (only("passkey"), [false, true, false]),
        (only("magic_link"), [false, false, true]),
        (json!({"strict": true}), [true, true, false]),
    ] {
        ground.rule("acme", &rule).await;
        let page = get("/t/acme/sign-in").send(&ground.world).await;
        for (id, wanted) in [
            ("sign-in-password", password),
            ("sign-in-passkey", passkey),
            ("sign-in-magic-link", mail),
        ] {
            let shown = page.text().contains(&format!("data-testid=\"{id}\""));
            assert_eq!(shown, wanted, "{rule} {id}");
        }
    }
}
