//! The reference, written out of what the binary itself goes by: `docs/reference/settings.md` and `commands.md`. A
//! test compares the files with it.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory};

use crate::{
    cli::{Cli, ReferenceTopic},
    config::{SETTINGS, Setting},
    failure::Failure,
};

/// Prints one of the files.
pub(super) fn run(topic: ReferenceTopic) -> Result<(), Failure> {
    use std::io::Write;
    let text = match topic {
        ReferenceTopic::Commands => commands(),
        ReferenceTopic::Settings => settings(),
    };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).map_err(Failure::output)
}

fn settings() -> String {
    let mut text = String::from(
        "# Settings\n\n<!-- Made by `authnex reference settings > docs/reference/settings.md`. -->\n\n\
         Defaults < TOML file (`--config`, `AUTHNEX_CONFIG`, or `authnex.toml` in the working directory) < environment <\n\
         flags. `authnex config check` explains every effective value and where it came from. Lists are comma separated in\n\
         the environment, arrays in the file.\n\n\
         | file | environment | default | meaning |\n|---|---|---|---|\n",
    );
    let mut settings: Vec<&Setting> = SETTINGS.iter().collect();
    settings.sort_by_key(|setting| setting.name);
    for setting in settings {
        let default = if setting.default.is_empty() {
            String::new()
        } else {
            format!("`{}`", setting.default)
        };
        let secret = if setting.secret { "; never shown" } else { "" };
        let _ = writeln!(
            text,
            "| `{}` | `{}` | {default} | {}{secret} |",
            setting.name,
            setting.variable,
            cell(setting.meaning)
        );
    }
    text
}

fn commands() -> String {
    let mut cli = Cli::command();
    cli.build();
    let mut text = String::from(
        "# Commands\n\n<!-- Made by `authnex reference commands > docs/reference/commands.md`. -->\n\n\
         Commands work beside a running server, which shows their effect within a second. Exit codes: 0 done, 1 failed, 2\n\
         wrong use or configuration; an error is one line on stderr that says the way out. `--json` prints one JSON object.\n\n\
         Every command takes these:\n\n",
    );
    rows(
        &mut text,
        cli.get_arguments().filter(|arg| arg.is_global_set()),
    );
    walk(&mut text, &cli);
    text
}

/// A section for each command that does something, in the order of their names.
fn walk(text: &mut String, command: &Command) {
    let mut below: Vec<&Command> = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .collect();
    below.sort_by_key(|command| command.get_name());
    for command in below {
        if command.has_subcommands() {
            walk(text, command);
        } else {
            section(text, command);
        }
    }
}

fn section(text: &mut String, command: &Command) {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let about = command.get_about().map(ToString::to_string);
    let title = command.get_bin_name().unwrap_or(command.get_name());
    let _ = write!(
        text,
        "\n## {title}\n\n{}.\n\n`{usage}`\n\n",
        about.unwrap_or_default()
    );
    let own = command
        .get_arguments()
        .filter(|arg| !arg.is_global_set() && !arg.is_hide_set());
    rows(text, own);
}

fn rows<'c>(text: &mut String, arguments: impl Iterator<Item = &'c Arg>) {
    let mut any = false;
    for argument in arguments.filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version")) {
        if !any {
            text.push_str("| argument | means |\n|---|---|\n");
            any = true;
        }
        let means = argument.get_help().map(ToString::to_string);
        let _ = writeln!(
            text,
            "| `{}` | {} |",
            shown(argument),
            cell(&means.unwrap_or_default())
        );
    }
    if !any {
        text.push_str("It takes no arguments of its own.\n");
    }
}

/// `--name <VALUE>` or `<VALUE>`, as the usage has it.
fn shown(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let takes = argument
        .get_num_args()
        .is_none_or(|range| range.takes_values());
    let values: Vec<String> = names
        .iter()
        .filter(|_| takes)
        .map(|name| format!("<{name}>"))
        .collect();
    let values = values.join(" ");
    match argument.get_long() {
        Some(long) if values.is_empty() => format!("--{long}"),
        Some(long) => format!("--{long} {values}"),
        None => values,
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .replace('<', "\\<")
        .replace('\n', " ")
}
