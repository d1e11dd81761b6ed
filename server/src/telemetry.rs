//! Log lines on stderr. Never a body, a token, a code or a name.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, LogFormat};

/// Automerge opens a span at `info` for every column of every change that it reads;
/// a filter may say otherwise.
const QUIET: &str = "automerge=warn";

/// Starts logging; once per process.
///
/// # Errors
/// The filter cannot be read, or logging was started before.
pub fn init(filter: &str, format: LogFormat) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(format!("{QUIET},{filter}"))
        .map_err(|error| ConfigError(format!("log = \"{filter}\": {error}")))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| ConfigError(format!("logging cannot start: {error}")))
}
