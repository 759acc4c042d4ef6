//! Logs: to stderr, as text or JSON, filtered.

use tracing_subscriber::EnvFilter;

use crate::{
    config::{Config, LogFormat},
    failure::Failure,
};

/// Begins to log.
pub(crate) fn start(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| {
        Failure::Configuration(format!(
            "log ({}): {error}; say 'info' or 'authnex=debug'",
            config.layers.origin("log")
        ))
    })?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Text => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    started.map_err(|error| Failure::Failed(format!("logging does not start: {error}")))?;
    for variable in config.layers.unknown_variables() {
        tracing::warn!(
            variable,
            "this version knows no such setting; it is ignored"
        );
    }
    Ok(())
}
