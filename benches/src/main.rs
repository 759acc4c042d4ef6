//! AuthNex beside the raw primitives that it is built on: `authnex-benches s1 s2 … | all [--quick] [--check]`;
//! and `authnex-benches seed …`, which fills a database.

mod append_unit;
mod cached_sessions;
mod database;
mod growth_rounds;
mod http_client;
mod http_load;
mod http_server;
mod installation;
mod keys;
mod pair;
mod postgres_server;
mod processor;
mod resident;
mod rotation_load;
mod s01_verify;
mod s02_issue;
mod s03_session_cached;
mod s04_session_postgres;
mod s04_session_store;
mod s05_session_http;
mod s06_sign_in;
mod s07_storm;
mod s11_durable_postgres;
mod s11_durable_writes;
mod s12_growth;
mod s13_footprint;
mod s14_scale_out;
mod seed;
mod server_process;
mod table;
mod timing;
mod window;

use std::process::ExitCode;

use table::{Line, Verdict};

/// What a measurement answers: a figure that cannot be measured is told, never left out.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
struct Scale {
    quick: bool,
}

impl Scale {
    /// The number for a full run, or for a quick one.
    fn of(self, full: u32, quick: u32) -> u32 {
        if self.quick { quick } else { full }
    }
}

type Measure = fn(Scale) -> Outcome<Vec<Line>>;

const FIGURES: [(&str, Measure); 15] = [
    ("s1", s01_verify::measure),
    ("s2", s02_issue::measure),
    ("s3", s03_session_cached::measure),
    ("s4", s04_session_store::measure),
    ("s4-postgres", s04_session_postgres::measure),
    ("s5", s05_session_http::measure),
    ("s6", s06_sign_in::measure),
    ("s7", s07_storm::measure),
    ("s11", s11_durable_writes::measure),
    ("s11-postgres", s11_durable_postgres::measure),
    ("s12", s12_growth::measure),
    ("s12-postgres", s12_growth::measure_postgres),
    ("s13", s13_footprint::measure),
    ("s14", s14_scale_out::measure),
    ("timing", timing::measure),
];

const USAGE: &str = "authnex-benches FIGURE… | all [--quick] [--check]
authnex-benches seed DATABASE_URL DIRECTORY [--users N] [--sessions N] [--tenants N]
  --quick  fewer rounds, smaller databases
  --check  end with 1 if a goal was missed
figures:";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some("hello") => return end(s13_footprint::serve_hello()),
        Some("cached-sessions") => return end(cached_sessions::print_bytes()),
        Some("seed") => return end(seed::run_command(words.get(1..).unwrap_or_default())),
        _ => {}
    }
    let has = |word: &str| words.iter().any(|given| given == word);
    let known = |word: &String| {
        matches!(word.as_str(), "all" | "--quick" | "--check")
            || FIGURES.iter().any(|(name, _)| name == word)
    };
    if words.is_empty() || !words.iter().all(known) {
        let names: Vec<&str> = FIGURES.iter().map(|(name, _)| *name).collect();
        eprintln!("{USAGE} {}", names.join(" "));
        return ExitCode::from(2);
    }
    let scale = Scale {
        quick: has("--quick"),
    };
    let chosen = FIGURES.iter().filter(|(name, _)| has("all") || has(name));
    let (failed, missed) = run(chosen, scale);
    if failed || (missed && has("--check")) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// The end of what measures nothing: the seed, and processes that S13 starts beside this one.
fn end(outcome: Outcome<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and prints; says whether a measurement failed, and whether a goal was missed.
fn run<'a>(chosen: impl Iterator<Item = &'a (&'a str, Measure)>, scale: Scale) -> (bool, bool) {
    let (mut failed, mut missed) = (false, false);
    println!("{}", Line::HEAD);
    for (name, measure) in chosen {
        match measure(scale) {
            Ok(lines) => {
                for line in lines {
                    missed |= line.verdict == Verdict::Missed;
                    println!("{line}");
                }
            }
            Err(error) => {
                failed = true;
                eprintln!("{name} could not be measured: {error}");
            }
        }
    }
    (failed, missed)
}
