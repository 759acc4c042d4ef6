//! Mail by SMTP, against a server of the tests' own.

use std::sync::Arc;

use authnex_http::outbound::{SmtpMailer, SmtpOptions};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Mutex,
};

use crate::harness::World;

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    Takes,
    /// Answers this to RCPT.
    Refuses(&'static str),
    /// Answers this to the credentials.
    RefusesCredentials,
    /// Closes the connection in the middle of a mail.
    Drops,
}

#[derive(Clone)]
struct Sink {
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<String>>>,
    port: u16,
}

impl Sink {
    async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self {
            mood: Arc::new(Mutex::new(mood)),
            taken: Arc::default(),
            port: listener.local_addr().unwrap().port(),
        };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = serving.clone();
                tokio::spawn(async move {
                    let _ = sink.talk(stream).await;
                });
            }
        });
        sink
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 sink.test ESMTP\r\n").await?;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let mood = *self.mood.lock().await;
            let verb = line.split([' ', ':', '\r']).next().unwrap().to_uppercase();
            let answer = match (verb.as_str(), mood) {
                ("EHLO", _) => "250-sink.test\r\n250 AUTH PLAIN",
                ("AUTH", Mood::RefusesCredentials) => "535 5.7.8 no",
                ("AUTH", _) => "235 ok",
                ("RCPT", Mood::Refuses(answer)) => answer,
                ("DATA", _) => {
                    stream.write_all(b"354 go on\r\n").await?;
                    let mut message = String::new();
                    while !message.ends_with("\r\n.\r\n") {
                        stream.read_line(&mut message).await?;
                        if mood == Mood::Drops {
                            return Ok(());
                        }
                    }
                    self.taken.lock().await.push(message);
                    "250 taken"
                }
                ("QUIT", _) => "221 bye",
                _ => "250 ok",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }

    async fn world(&self) -> World {
        let url = format!("smtp://user:word@127.0.0.1:{}", self.port);
        let options = SmtpOptions::parse(&url, "Example <no-reply@example.test>").unwrap();
        let mailer = Arc::new(SmtpMailer::new(&options).unwrap());
        World::built(|engine| engine.mailer(mailer), |options| options).await
    }
}

async fn deliver(world: &World) {
    world.workers.deliver_mail().await.unwrap();
}

async fn failed(world: &World) -> Option<String> {
    let tenant = world.handle("acme").await;
    let page = authnex_core::foundation::PageRequest::new(50, None);
    let events = tenant.list_events(&page).await.unwrap().items;
    let event = events.into_iter().find(|event| event.kind == "mail.failed");
    event.map(|event| event.data["reason"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_mail_is_whole() {
    let sink = Sink::start(Mood::Takes).await;
    let world = sink.world().await;
    world.tenant("acme").await;
    deliver(&world).await;
    let taken = sink.taken.lock().await.clone();
    assert_eq!(taken.len(), 1);
    let mail = &taken[0];
    for part in [
        "From: Example <no-reply@example.test>\r\n",
        "To: owner@example.test\r\n",
        "Message-ID: <mal_",
        "@example.test>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Subject: Confirm your e-mail address for ACME\r\n",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
    ] {
        assert!(mail.contains(part), "{part}: {mail}");
    }
    deliver(&world).await;
    assert_eq!(sink.taken.lock().await.len(), 1);
}

#[tokio::test]
async fn what_is_refused_for_now_or_cut_off_comes_again() {
    for mood in [
        Mood::Refuses("451 4.7.1 greylisted owner@example.test"),
        Mood::RefusesCredentials,
        Mood::Drops,
    ] {
        let sink = Sink::start(mood).await;
        let world = sink.world().await;
        world.tenant("acme").await;
        deliver(&world).await;
        assert!(sink.taken.lock().await.is_empty(), "{mood:?}");
        *sink.mood.lock().await = Mood::Takes;
        world.clock.advance(5);
        deliver(&world).await;
        assert_eq!(sink.taken.lock().await.len(), 1, "{mood:?}");
        assert_eq!(failed(&world).await, None, "{mood:?}");
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_given_up_without_the_address() {
    let sink = Sink::start(Mood::Refuses("550 5.1.1 no owner@example.test here")).await;
    let world = sink.world().await;
    world.tenant("acme").await;
    deliver(&world).await;
    world.clock.advance(60);
    *sink.mood.lock().await = Mood::Takes;
    deliver(&world).await;
    assert!(sink.taken.lock().await.is_empty());
    assert_eq!(failed(&world).await.unwrap(), "the server answered 550");
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again() {
    let sink = Sink::start(Mood::Takes).await;
    // Nobody listens at a port that was just given back.
    let gone = Sink {
        port: {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            listener.local_addr().unwrap().port()
        },
        ..sink
    };
    let world = gone.world().await;
    world.tenant("acme").await;
    deliver(&world).await;
    assert_eq!(failed(&world).await, None);
}
