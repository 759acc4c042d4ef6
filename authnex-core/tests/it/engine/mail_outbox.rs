//! The outbox and its worker: every mail at least once, whatever the mailer says.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use authnex_core::{
    mail::{Mail, MailKind},
    port::{MailError, Mailer},
    testing::{CapturedMail, ManualClock},
    usage::{Metric, UsageDay},
};

use super::{
    installation::{Installation, NOW, OWNER, count_events, file_store, ring_text},
    post_office::PostOffice,
};
use authnex_core::keyring::KeyRing;

fn temporary() -> MailError {
    MailError::Temporary("the server answered 451".to_owned())
}

#[tokio::test]
async fn a_mail_that_was_not_taken_comes_again_with_the_same_id() {
    let office = PostOffice::new().await;
    office.mails.refuse_next([temporary(), temporary()]);
    office.deliver().await;
    assert!(office.mails.all().is_empty());
    office.deliver().await;
    office.installation.clock.advance(2);
    office.deliver().await;
    assert!(
        office.mails.all().is_empty(),
        "the second try failed as well"
    );
    office.installation.clock.advance(4);
    office.deliver().await;
    office.deliver().await;
    assert_eq!(
        office.mails.all().len(),
        1,
        "and once it was taken, no more"
    );
    assert_eq!(count_events(&office.tenant, "mail.failed").await, 0);
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_given_up_and_told_in_an_event() {
    let office = PostOffice::new().await;
    let refusal = MailError::Permanent("the server answered 550".to_owned());
    office.mails.refuse_next([refusal]);
    office.deliver().await;
    office.installation.clock.advance(86_400);
    office.deliver().await;
    assert!(office.mails.all().is_empty());
    assert_eq!(count_events(&office.tenant, "mail.failed").await, 1);
}

#[tokio::test]
async fn a_mail_is_given_up_after_three_days() {
    let office = PostOffice::new().await;
    let mut tries = 0;
    while count_events(&office.tenant, "mail.failed").await == 0 {
        office.mails.refuse_next([temporary()]);
        office.installation.clock.advance(3600);
        office.deliver().await;
        tries += 1;
        assert!(tries < 100);
    }
    assert_eq!(tries, 72);
    assert!(office.mails.all().is_empty());
}

#[tokio::test]
async fn without_a_mailer_mails_wait_for_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("authnex.db");
    let clock = Arc::new(ManualClock::at(NOW));
    let without = Installation::on_file(&path, &clock).await;
    without.make_tenant("acme").await;
    without.workers.deliver_mail().await.unwrap();
    clock.advance(2 * 86_400);
    without.workers.deliver_mail().await.unwrap();
    let mails = Arc::new(CapturedMail::default());
    let mailer = mails.clone();
    let with = Installation::over(file_store(&path), clock.clone(), |builder| {
        let ring = KeyRing::parse(&ring_text(1)).unwrap();
        builder.key_ring(ring).mailer(mailer)
    });
    let with = with.await.unwrap();
    with.workers.deliver_mail().await.unwrap();
    assert!(mails.last(MailKind::VerifyEmail, OWNER).is_some());
}

#[tokio::test]
async fn without_a_mailer_for_three_days_mails_are_given_up() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    installation.clock.advance(3 * 86_400 - 1);
    installation.workers.deliver_mail().await.unwrap();
    assert_eq!(count_events(&tenant, "mail.failed").await, 0);
    installation.clock.advance(1);
    installation.workers.deliver_mail().await.unwrap();
    assert_eq!(count_events(&tenant, "mail.failed").await, 1);
}

/// Takes mails and never says so, as a server that dies in between would seem to.
#[derive(Debug, Default)]
struct Silent(CapturedMail);

#[async_trait]
impl Mailer for Silent {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.0.send(mail).await?;
        std::future::pending().await
    }
}

#[tokio::test]
async fn what_a_dead_node_held_is_sent_by_another_when_the_lease_is_over() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("authnex.db");
    let clock = Arc::new(ManualClock::at(NOW));
    let open = async |mailer: Arc<dyn Mailer>| {
        let ring = KeyRing::parse(&ring_text(1)).unwrap();
        let installation = Installation::over(file_store(&path), clock.clone(), |builder| {
            builder.key_ring(ring).mailer(mailer)
        });
        installation.await.unwrap()
    };
    let silent = Arc::new(Silent::default());
    let dead = open(silent.clone()).await;
    dead.make_tenant("acme").await;
    let cut_off = tokio::time::timeout(Duration::from_millis(300), dead.workers.deliver_mail());
    assert!(cut_off.await.is_err());
    let first = silent.0.all().pop().unwrap();
    drop(dead);
    let mails = Arc::new(CapturedMail::default());
    let other = open(mails.clone()).await;
    clock.advance(24);
    other.workers.deliver_mail().await.unwrap();
    assert!(mails.all().is_empty(), "the lease holds");
    clock.advance(1);
    other.workers.deliver_mail().await.unwrap();
    let again = mails.all().pop().unwrap();
    assert_eq!(again.id, first.id, "receivers can tell that it is the same");
}

#[tokio::test]
async fn what_was_delivered_counts_as_usage_and_what_was_not_does_not() {
    let office = PostOffice::new().await;
    let today = UsageDay::of(office.installation.now());
    let sent = async || {
        let rows = office.tenant.usage(Metric::MailsSent, today, today).await;
        rows.unwrap().iter().map(|row| row.amount).sum::<i64>()
    };
    office.mails.refuse_next([temporary()]);
    office.deliver().await;
    assert_eq!(sent().await, 0);
    office.installation.clock.advance(5);
    office.deliver().await;
    assert_eq!(sent().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_nodes_send_each_mail_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("authnex.db");
    let clock = Arc::new(ManualClock::at(NOW));
    let mails = Arc::new(CapturedMail::default());
    let mut nodes = Vec::new();
    for _ in 0..3 {
        let (ring, mailer) = (KeyRing::parse(&ring_text(1)).unwrap(), mails.clone());
        let node = Installation::over(file_store(&path), clock.clone(), |builder| {
            builder.key_ring(ring).mailer(mailer)
        });
        nodes.push(node.await.unwrap());
    }
    for number in 0..25 {
        nodes[0].make_tenant(&format!("tenant-{number}")).await;
    }
    let [one, two, three] = [0, 1, 2].map(|n: usize| nodes[n].workers.deliver_mail());
    let (one, two, three) = tokio::join!(one, two, three);
    one.and(two).and(three).unwrap();
    let mut ids: Vec<_> = mails.all().iter().map(|mail| mail.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), mails.all().len()), (25, 25));
}

#[tokio::test]
async fn the_running_worker_delivers_at_once_and_by_looking() {
    let mails = Arc::new(CapturedMail::default());
    let mailer = mails.clone();
    let Installation {
        engine, workers, ..
    } = Installation::with(|builder| builder.mailer(mailer)).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let working = tokio::spawn(workers.run(async {
        let _ = stopped.await;
    }));
    let request = super::installation::new_tenant("acme");
    let context = super::installation::context();
    engine.sign_up_tenant(request, &context).await.unwrap();
    let arrived = async {
        while mails.all().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), arrived)
        .await
        .unwrap();
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), working)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn nothing_of_a_mail_stands_in_the_database() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("authnex.db");
    let clock = Arc::new(ManualClock::at(NOW));
    let mails = Arc::new(CapturedMail::default());
    let mailer = mails.clone();
    let ring = KeyRing::parse(&ring_text(1)).unwrap();
    let installation = Installation::over(file_store(&path), clock.clone(), |builder| {
        builder.key_ring(ring).mailer(mailer)
    });
    let installation = installation.await.unwrap();
    installation.make_tenant("acme").await;
    let stored = || {
        let mut all = std::fs::read(&path).unwrap();
        all.extend(std::fs::read(path.with_extension("db-wal")).unwrap_or_default());
        String::from_utf8_lossy(&all).into_owned()
    };
    let waiting = stored();
    installation.workers.deliver_mail().await.unwrap();
    let delivered = stored();
    let mail = mails.all().pop().unwrap().content;
    let token = mail.link.clone().unwrap();
    let token = token.split_once("?code=").unwrap().1.to_owned();
    for secret in [&token, &mail.subject, mail.code.as_ref().unwrap()] {
        assert!(!waiting.contains(secret.as_str()) && !delivered.contains(secret.as_str()));
    }
    assert!(waiting.contains("authnex_mail") && !waiting.contains("<table"));
}
