//! Memory of a process, as proc(5) tells it.

use crate::Outcome;

/// A size out of `/proc/<process>/status`, such as `VmRSS` or its peak `VmHWM`, in bytes.
pub(crate) fn resident_bytes(process: &str, name: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let kibibytes = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .and_then(|line| line.split_whitespace().next())
        .ok_or_else(|| format!("no {name}"))?;
    Ok(kibibytes.parse::<f64>()? * 1024.0)
}
