//! A mail server on loopback: takes, refuses, stalls or hangs up as it is told.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mood {
    Takes,
    /// Answers 451 to RCPT.
    Refuses,
    /// Hangs up after DATA has begun.
    HangsUp,
    /// Takes the mail and never says so.
    Stalls,
}

#[derive(Clone, Debug)]
pub(crate) struct Sink {
    state: Arc<Mutex<(Mood, Vec<String>)>>,
    pub(crate) port: u16,
}

impl Sink {
    pub(crate) fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self {
            state: Arc::new(Mutex::new((mood, Vec::new()))),
            port: listener.local_addr().unwrap().port(),
        };
        let serving = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sink = serving.clone();
                std::thread::spawn(move || sink.talk(&stream));
            }
        });
        sink
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.state.lock().unwrap().0 = mood;
    }

    /// What was taken so far, as it came over the line.
    pub(crate) fn taken(&self) -> Vec<String> {
        self.state.lock().unwrap().1.clone()
    }

    /// Waits until so many mails were taken.
    pub(crate) fn wait_for(&self, count: usize, limit: Duration) -> Vec<String> {
        let begun = std::time::Instant::now();
        loop {
            let taken = self.taken();
            if taken.len() >= count {
                return taken;
            }
            assert!(begun.elapsed() < limit, "{} of {count} mails", taken.len());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for a mail to somebody that leads to a page.
    pub(crate) fn wait_for_mail(&self, to: &str, page: &str) -> String {
        let begun = std::time::Instant::now();
        loop {
            let found =
                self.taken().into_iter().rev().find(|mail| {
                    header(mail, "To:").contains(to) && token_for(mail, page).is_some()
                });
            if let Some(mail) = found {
                return mail;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "no mail to {to}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn mood(&self) -> Mood {
        self.state.lock().unwrap().0
    }

    fn talk(&self, stream: &TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let mut writer = stream;
        writer.write_all(b"220 sink.test ESMTP\r\n").ok()?;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let verb = line.get(..4)?.to_uppercase();
            let answer = match (verb.as_str(), self.mood()) {
                ("RCPT", Mood::Refuses) => "451 4.7.1 not now",
                ("DATA", _) => {
                    writer.write_all(b"354 go on\r\n").ok()?;
                    let message = self.message(&mut reader)?;
                    self.state.lock().unwrap().1.push(message);
                    if self.mood() == Mood::Stalls {
                        std::thread::sleep(Duration::from_secs(600));
                    }
                    "250 taken"
                }
                _ => "250 ok",
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).ok()?;
        }
    }

    fn message(&self, reader: &mut impl BufRead) -> Option<String> {
        let mut message = String::new();
        while !message.ends_with("\r\n.\r\n") {
            if self.mood() == Mood::HangsUp || reader.read_line(&mut message).ok()? == 0 {
                return None;
            }
        }
        Some(message)
    }
}

/// The value of a header.
pub(crate) fn header(mail: &str, name: &str) -> String {
    let line = mail.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap().trim().to_owned()
}

/// The mail's text in one piece: lines are broken on the way.
fn whole(mail: &str) -> String {
    mail.replace("=\r\n", "").replace("=3D", "=")
}

/// The token in the link to a page.
pub(crate) fn token_for(mail: &str, page: &str) -> Option<String> {
    let whole = whole(mail);
    let (_, rest) = whole.split_once(&format!("/{page}?"))?;
    let (_, rest) = rest.split_once('=')?;
    rest.get(..57).map(str::to_owned)
}

/// The code of eight digits.
pub(crate) fn code(mail: &str) -> Option<String> {
    let whole = whole(mail);
    let (_, code) = whole.split_once("minutes:\r\n\r\n    ")?;
    code.get(..8).map(str::to_owned)
}
