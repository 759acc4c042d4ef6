use std::io::{BufRead, IsTerminal, Write};

use authnex_core::Secret;

use crate::failure::Failure;

/// One line of standard input. At a terminal it is asked for, and what is typed can be seen: pipe it in to
/// avoid that.
pub(super) fn read(whose: &str) -> Result<Secret, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let mut err = std::io::stderr().lock();
        let asked = write!(err, "Password of {whose} (it will show): ").and_then(|()| err.flush());
        asked.map_err(Failure::output)?;
    }
    let mut line = String::new();
    stdin
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::Failed(format!("standard input cannot be read: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::Configuration(format!(
            "the password of {whose} is read from standard input, and it was empty"
        )));
    }
    Ok(Secret::from(password))
}
