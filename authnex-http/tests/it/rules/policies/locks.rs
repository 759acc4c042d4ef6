//! Failures are counted across spellings and doors; a lock is for strangers, and takes nobody's passkey away.

use serde_json::json;

use super::{
    attempt::{Door, Method},
    outcome::Outcome::{Locked, SignedIn, Wrong},
    people::{Ground, Has},
};
use crate::harness::PASSWORD;

#[tokio::test]
async fn wrong_passwords_in_any_spelling_at_any_door_lock_all_of_them() {
    let ground = Ground::new().await;
    for door in Door::ALL {
        let slug = format!("lock-{door:?}").to_lowercase();
        ground.world.tenant(&slug).await;
        let mut person = ground
            .person(&slug, (door, Method::Passkey), Has::Verified)
            .await;
        let email = person.email.clone();
        ground.rule(&slug, &json!({"lockout_failures": 3})).await;
        let (local, domain) = email.split_once('@').unwrap();
        let spellings = [
            email.to_uppercase(),
            format!("  {local}@{}  ", domain.to_uppercase()),
            email.clone(),
        ];
        for (spelling, other) in spellings.iter().zip(Door::ALL) {
            let wrong = (spelling.as_str(), "not the right password");
            let (came, _) = ground.by_password(&slug, other, wrong).await;
            assert_eq!(came, Wrong, "{spelling} {other:?}");
        }
        for (spelling, other) in spellings.iter().zip(Door::ALL) {
            let right = (spelling.as_str(), PASSWORD);
            let (came, _) = ground.by_password(&slug, other, right).await;
            assert_eq!(came, Locked, "{spelling} {other:?}");
        }
        let passkey = ground
            .attempt(&slug, (door, Method::Passkey), &mut person)
            .await;
        assert_eq!(passkey, SignedIn, "{door:?}");
    }
}
