use std::{
    path::Path,
    process::{Command, Stdio},
};

use super::Check;
use crate::config::{Config, Database};

/// Below so many KiB nothing can be written soon.
const NEARLY_FULL: u64 = 64 * 1024;

/// Below so many KiB somebody should look.
const LITTLE: u64 = 1024 * 1024;

/// How much room there is beside the database.
pub(super) fn check(config: &Config) -> Option<Check> {
    let Database::SqliteFile(path) = &config.database else {
        return None;
    };
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let Some(free) = free_kib(directory) else {
        return Some(Check::warn(
            "disk",
            "the free space is not known here: 'df' did not answer",
        ));
    };
    let said = format!("{} MiB free for {}", free / 1024, path.display());
    Some(if free < NEARLY_FULL {
        Check::fail("disk", format!("{said}: free some space"))
    } else if free < LITTLE {
        Check::warn("disk", format!("{said}: free some space soon"))
    } else {
        Check::ok("disk", said)
    })
}

/// POSIX `df -Pk`: the fourth field of the second line.
fn free_kib(directory: &Path) -> Option<u64> {
    let output = Command::new("df")
        .arg("-Pk")
        .arg(directory)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}
