//! PostgreSQL's own programs: `pg_dump` and `pg_restore`.

use std::{
    io::ErrorKind,
    process::{Command, Output, Stdio},
};

use url::Url;

use crate::{config::Config, failure::Failure};

/// A program, and the database it is to work on. The password goes by the environment, where other users of the
/// machine do not see it, and what only AuthNex understands of the URL is left out.
pub(crate) fn tool(program: &'static str, config: &Config) -> Result<Command, Failure> {
    let text = config.layers.text("database_url");
    let mut url = Url::parse(text)
        .map_err(|error| Failure::Configuration(format!("database_url: {error}")))?;
    let password = url.password().map(decoded).transpose()?;
    // Fails only for URLs that can have none.
    let _ = url.set_password(None);
    let known: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| name != "prepared" && name != "password")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let by_query = url
        .query_pairs()
        .find(|(name, _)| name == "password")
        .map(|(_, value)| value.into_owned());
    url.set_query(None);
    if !known.is_empty() {
        url.query_pairs_mut().extend_pairs(known);
    }
    let mut command = Command::new(program);
    command
        .arg(format!("--dbname={url}"))
        .arg("--no-password")
        .stdin(Stdio::null());
    if let Some(password) = by_query.or(password) {
        command.env("PGPASSWORD", password);
    }
    Ok(command)
}

/// A program that reads a file and asks no server.
pub(crate) fn local_tool(program: &'static str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    command
}

/// RFC 3986 2.1.
fn decoded(text: &str) -> Result<String, Failure> {
    let pair = format!("x={}", text.replace('+', "%2B"));
    let found = url::form_urlencoded::parse(pair.as_bytes()).next();
    found
        .map(|(_, value)| value.into_owned())
        .ok_or_else(|| Failure::Configuration("database_url: the password is damaged".to_owned()))
}

/// Runs it to its end. A program that is not there is a matter of the machine: exit code 2, with the way out.
pub(crate) fn finish(mut command: Command, way_out: &str) -> Result<Output, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| {
        if error.kind() == ErrorKind::NotFound {
            Failure::Configuration(format!(
                "'{program}' is not installed here; install PostgreSQL's client programs, or {way_out}"
            ))
        } else {
            Failure::Failed(format!("'{program}' cannot be run: {error}"))
        }
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find(|line| !line.trim().is_empty());
    Err(Failure::Failed(format!(
        "'{program}' failed: {}",
        line.unwrap_or("it did not say why")
    )))
}
