//! `authnex`: a server, and its operator's commands.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong use or configuration. An error is one line on stderr that says the way
//! out.

mod cli;
mod command;
mod config;
mod failure;
mod framing;
mod keyring_file;
mod listener;
mod logging;
mod open;
mod postgres_tool;

use std::process::ExitCode;

use clap::Parser;

use cli::Cli;
use failure::Failure;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("authnex: {failure}");
            failure.exit_code()
        }
    }
}

fn run() -> Result<(), Failure> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            // Help and version: what was asked for.
            return error.print().map_err(Failure::output);
        }
        Err(error) => return Err(Failure::usage(&error)),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Failed(format!("the runtime does not start: {error}")))?;
    let result = runtime.block_on(command::run(cli));
    // Blocking work that is under way (making a spare key) must not hold up the end.
    runtime.shutdown_timeout(std::time::Duration::from_millis(500));
    result
}
