use authnex_core::foundation::PageRequest;
use serde_json::json;

use super::{
    attempt::{Door, Method},
    outcome::Outcome::SignedIn,
    people::{Ground, Has},
};

#[tokio::test]
async fn no_method_and_no_door_opens_more_sessions_than_allowed() {
    let ground = Ground::new().await;
    ground.world.tenant("acme").await;
    for method in Method::ALL {
        for door in Door::ALL {
            ground.rule("acme", &json!({})).await;
            let mut person = ground.person("acme", (door, method), Has::Verified).await;
            ground.rule("acme", &json!({"sessions_per_user": 2})).await;
            for _ in 0..3 {
                ground.world.clock.advance(60);
                let came = ground.attempt("acme", (door, method), &mut person).await;
                assert_eq!(came, SignedIn, "{method:?} {door:?}");
            }
            let tenant = ground.world.handle("acme").await;
            let user = tenant.find_user(&person.email).await.unwrap().unwrap();
            let live = tenant
                .list_sessions(user.id, &PageRequest::new(50, None))
                .await;
            assert_eq!(live.unwrap().items.len(), 2, "{method:?} {door:?}");
        }
    }
}
