//! The master keys change while engines run.

use std::sync::{Arc, Mutex};

use authnex_core::{
    Secret,
    foundation::PageRequest,
    keyring::KeyRing,
    port::KeyRingSource,
    testing::{ManualClock, SeededEntropy},
};
use authnex_store::testing::Database;

use super::installation::{Installation, NOW, context, count_events, owner_session, ring_text};

/// A ring's file, in memory.
#[derive(Debug)]
struct Shelf(Mutex<String>);

impl Shelf {
    fn holding(text: &Secret) -> Arc<Self> {
        Arc::new(Self(Mutex::new(text.expose().to_owned())))
    }

    fn put(&self, text: &Secret) {
        text.expose().clone_into(&mut self.0.lock().unwrap());
    }
}

impl KeyRingSource for Shelf {
    fn read(&self) -> Result<Secret, String> {
        Ok(Secret::from(self.0.lock().unwrap().as_str()))
    }
}

async fn engine(database: &Database, ring: &Secret, shelf: Option<Arc<Shelf>>) -> Installation {
    let clock = Arc::new(ManualClock::at(NOW));
    Installation::over(database.open().await, clock, |builder| {
        let builder = builder.key_ring(KeyRing::parse(ring).unwrap());
        match shelf {
            Some(shelf) => builder.key_ring_source(shelf),
            None => builder,
        }
    })
    .await
    .unwrap()
}

/// The ring with one more key, which is active.
fn rotated(text: &Secret) -> Secret {
    let added = KeyRing::add_key(text, &SeededEntropy::new(9)).unwrap();
    KeyRing::activate_newest(&added.text).unwrap().text
}

async fn used(installation: &Installation) -> Vec<u32> {
    let used = installation.engine.operator().master_keys_in_use().await;
    used.unwrap().into_iter().collect()
}

#[tokio::test]
async fn everything_is_wrapped_with_the_new_key_once_and_others_hear_of_it() {
    let database = Database::create();
    let old = ring_text(1);
    let shelf = Shelf::holding(&old);
    let here = engine(&database, &old, Some(shelf.clone())).await;
    let there = engine(&database, &old, Some(shelf.clone())).await;
    here.make_tenant("acme").await;
    assert_eq!(used(&here).await, [1]);
    shelf.put(&rotated(&old));
    let hands = here.engine.operator();
    let done = hands.rewrap(&context()).await.unwrap();
    assert_eq!((done.tenants, done.instance), (1, true));
    assert_eq!(used(&here).await, [2]);
    let again = hands.rewrap(&context()).await.unwrap();
    assert_eq!((again.tenants, again.instance), (0, false));

    let tenant = there.tenant("acme").await;
    owner_session(&tenant).await;
    assert_eq!(count_events(&tenant, "data_key.rewrapped").await, 1);
    there.make_tenant("globex").await;
    assert_eq!(used(&here).await, [2], "the other engine seals with it too");
}

#[tokio::test]
async fn an_engine_without_a_source_opens_what_it_knows_and_no_more() {
    let database = Database::create();
    let old = ring_text(1);
    let shelf = Shelf::holding(&old);
    let here = engine(&database, &old, Some(shelf.clone())).await;
    here.make_tenant("acme").await;
    shelf.put(&rotated(&old));
    here.engine.operator().rewrap(&context()).await.unwrap();
    let clock = Arc::new(ManualClock::at(NOW));
    let refused = Installation::over(database.open().await, clock, |builder| {
        builder.key_ring(KeyRing::parse(&old).unwrap())
    })
    .await;
    assert!(refused.is_err(), "the installation's secret does not open");
}

#[tokio::test]
async fn a_ring_that_did_not_come_out_of_the_one_at_hand_is_not_taken() {
    let database = Database::create();
    let old = ring_text(1);
    let shelf = Shelf::holding(&old);
    let here = engine(&database, &old, Some(shelf.clone())).await;
    for foreign in [ring_text(2), rotated(&ring_text(2)), "{".into()] {
        shelf.put(&foreign);
        here.make_tenant(&format!("t{}", foreign.expose().len()))
            .await;
        assert_eq!(used(&here).await, [1]);
    }
    shelf.put(&old);
    let fresh = engine(&database, &old, None).await;
    for tenant in fresh
        .engine
        .operator()
        .list_tenants(&PageRequest::new(10, None))
        .await
        .unwrap()
        .items
    {
        owner_session(&fresh.tenant(tenant.slug.as_str()).await).await;
    }
}

#[test]
fn changes_of_a_rings_text_keep_what_they_do_not_mean() {
    let first = ring_text(1);
    let added = KeyRing::add_key(&first, &SeededEntropy::new(3)).unwrap();
    assert_eq!(added.key, 2);
    let ring = KeyRing::parse(&added.text).unwrap();
    assert_eq!((ring.active_key(), ring.key_ids()), (1, vec![1, 2]));
    let active = KeyRing::activate_newest(&added.text).unwrap();
    assert_eq!(KeyRing::parse(&active.text).unwrap().active_key(), 2);
    let kept = KeyRing::keep_active(&active.text).unwrap();
    let ring = KeyRing::parse(&kept.text).unwrap();
    assert_eq!((kept.key, ring.key_ids()), (2, vec![2]));
    assert!(KeyRing::add_key(&"{}".into(), &SeededEntropy::new(3)).is_err());
}
