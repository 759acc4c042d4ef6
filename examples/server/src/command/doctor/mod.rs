//! Looks at everything that an installation needs, and changes nothing.

mod database;
mod disk;
mod engine;
mod keys;
mod mail;

use serde_json::{Value, json};

use super::print;
use crate::{config::Config, failure::Failure, open};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Ok,
    Warn,
    Fail,
}

impl Status {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One line of the report; a detail that is no `ok` says what to do.
#[derive(Debug)]
struct Check {
    name: &'static str,
    status: Status,
    detail: String,
}

impl Check {
    fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, Status::Ok, detail)
    }

    fn warn(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, Status::Warn, detail)
    }

    fn fail(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, Status::Fail, detail)
    }

    fn new(name: &'static str, status: Status, detail: impl Into<String>) -> Self {
        // One line each, whatever an inner error says.
        let detail = detail.into().replace('\n', " ");
        Self {
            name,
            status,
            detail,
        }
    }
}

/// Checks, and fails if any check does.
pub(super) async fn run(
    config: &Config,
    accept_base_url: bool,
    as_json: bool,
) -> Result<(), Failure> {
    if accept_base_url {
        let (authnex, _workers) = open::engine(config).await?;
        authnex.operator().accept_base_url().await?;
    }
    let mut checks = vec![configuration(config)];
    checks.extend(keys::check_file(config));
    let database = database::check(config).await;
    let opens = database.iter().all(|check| check.status == Status::Ok);
    checks.extend(database);
    checks.extend(disk::check(config));
    checks.push(mail::check(config).await);
    if opens {
        checks.extend(engine::check(config).await);
    }
    report(&checks, as_json)
}

fn configuration(config: &Config) -> Check {
    let ignored = config.layers.unknown_variables();
    if ignored.is_empty() {
        Check::ok("configuration", "every value is valid")
    } else {
        let names = ignored.join(", ");
        Check::warn(
            "configuration",
            format!("{names}: no setting of this version, ignored; unset or correct it"),
        )
    }
}

fn report(checks: &[Check], as_json: bool) -> Result<(), Failure> {
    let failed: Vec<&str> = checks
        .iter()
        .filter(|check| check.status == Status::Fail)
        .map(|check| check.name)
        .collect();
    let list: Vec<Value> = checks
        .iter()
        .map(|check| {
            json!({"name": check.name, "status": check.status.as_str(), "detail": check.detail})
        })
        .collect();
    let lines: Vec<String> = checks
        .iter()
        .map(|check| {
            let status = check.status.as_str();
            format!("{status:<5}{:<14}{}", check.name, check.detail)
        })
        .collect();
    let value = json!({"ok": failed.is_empty(), "checks": list});
    print(as_json, &value, &lines.join("\n"))?;
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Failed(format!(
            "{} failed; each line says what to do",
            failed.join(", ")
        )))
    }
}
