use std::path::{Path, PathBuf};

use authnex_core::{Secret, foundation::SystemEntropy, keyring::KeyRing};
use serde_json::json;
use tokio::runtime::Builder;

use super::{Size, fill};
use crate::{Outcome, database::Database};

const USAGE: &str =
    "authnex-benches seed DATABASE_URL DIRECTORY [--users N] [--sessions N] [--tenants N]
  DATABASE_URL  sqlite:PATH or postgres://…, of a database without a tenant 'acme'
  DIRECTORY     for the key ring (taken if it is there, else made) and the sessions' tokens
  By default 1000000 users and sessions, and no tenants but 'acme', which has them.";

/// `authnex-benches seed …`: fills a database; prints what a client of it needs as JSON.
pub(crate) fn run_command(words: &[String]) -> Outcome<()> {
    let [url, directory, options @ ..] = words else {
        return Err(USAGE.into());
    };
    let size = size(options)?;
    let directory = Path::new(directory);
    std::fs::create_dir_all(directory)?;
    let (ring_file, ring) = ring(directory)?;
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let seeded = runtime.block_on(fill(Database::parse(url), ring, size))?;
    let tokens = directory.join("session-tokens");
    std::fs::write(&tokens, seeded.tokens.join("\n"))?;
    let said = json!({
        "keyring_file": ring_file,
        "session_tokens": tokens,
        "api_key": seeded.api_key,
        "tenants": seeded.slugs.len() + 1,
    });
    println!("{said:#}");
    Ok(())
}

fn size(options: &[String]) -> Outcome<Size> {
    let mut size = Size {
        users: 1_000_000,
        sessions: 1_000_000,
        tenants: 0,
    };
    let mut words = options.iter();
    while let Some(word) = words.next() {
        let number = words.next().ok_or(USAGE)?.parse()?;
        match word.as_str() {
            "--users" => size.users = number,
            "--sessions" => size.sessions = number,
            "--tenants" => size.tenants = number,
            _ => return Err(USAGE.into()),
        }
    }
    Ok(size)
}

fn ring(directory: &Path) -> Outcome<(PathBuf, Secret)> {
    let file = directory.join("authnex.keyring");
    if !file.exists() {
        let ring = KeyRing::generate_text(&SystemEntropy::new());
        std::fs::write(&file, ring.expose())?;
    }
    let ring = Secret::new(std::fs::read_to_string(&file)?);
    Ok((file, ring))
}
