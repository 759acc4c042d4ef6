use authnex_core::flow::{TrailFault, TrailReport};
use serde_json::json;

use super::print;
use crate::{config::Config, failure::Failure, open};

/// Faults that are told to people one by one; JSON names all.
const TOLD: usize = 20;

/// Verifies a tenant's audit trail; exit code 1 if it was tampered with.
pub(super) async fn run(config: &Config, slug: &str, as_json: bool) -> Result<(), Failure> {
    let (authnex, _workers) = open::engine(config).await?;
    let tenant = open::tenant(&authnex, slug).await?;
    let report = tenant
        .verify_trail()
        .await
        .map_err(|error| Failure::Failed(error.to_string()))?;
    let value = json!({
        "tenant": slug,
        "ok": report.faults.is_empty(),
        "seals": report.seals,
        "events": report.events,
        "removed": report.removed,
        "faults": report.faults,
    });
    print(as_json, &value, &text(&report))?;
    if report.faults.is_empty() {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "the audit trail of '{slug}' has {} faults: compare it with a backup, and find out who can write to the database",
        report.faults.len()
    )))
}

fn text(report: &TrailReport) -> String {
    let mut lines = vec![format!(
        "{} seals and {} events looked at; retention took the events of {} seals",
        report.seals, report.events, report.removed
    )];
    lines.extend(report.faults.iter().take(TOLD).map(sentence));
    if report.faults.len() > TOLD {
        lines.push(format!("and {} more", report.faults.len() - TOLD));
    }
    if report.faults.is_empty() {
        lines.push("nothing was altered, taken away or put in".to_owned());
    }
    lines.join("\n")
}

fn sentence(fault: &TrailFault) -> String {
    match fault {
        TrailFault::Chain { seal } => {
            format!("chain: seal {seal} does not follow the one before it")
        }
        TrailFault::Missing { seal, events } => {
            let ids: Vec<String> = events.iter().map(ToString::to_string).collect();
            format!("missing: of seal {seal}: {}", ids.join(", "))
        }
        TrailFault::Altered { seal } => {
            format!("altered: an event of seal {seal}, or the seal itself")
        }
        TrailFault::Unsealed { event } => {
            format!("unsealed: {event} was put in, or no server has run since it was written")
        }
    }
}
