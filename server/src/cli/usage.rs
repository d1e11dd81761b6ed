//! What a mistyped command is told: one line, as every other refusal.

use std::io::Write as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Answers what is no command: the help that was asked for, or one line on stderr.
pub(super) fn explain(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // When stdout is gone there is nobody to help.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    // When stderr is gone too, the exit code still says it.
    let _ = writeln!(std::io::stderr(), "rounds: {}", line(error));
    ExitCode::from(super::FAILED)
}

/// The error, its tips and its usage on one line.
fn line(error: &clap::Error) -> String {
    let rendered = error.to_string();
    let mut said: Vec<&str> = Vec::new();
    let mut usage = None;
    for line in rendered.lines().map(str::trim) {
        match line.strip_prefix("Usage: ") {
            Some(shown) => {
                usage = Some(shown);
                break;
            }
            None if line.is_empty() || line.starts_with("For more information") => {}
            None => said.push(line.strip_prefix("error: ").unwrap_or(line)),
        }
    }
    let said = match error.kind() {
        // Then the rendered text is the whole help.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            missing(error)
        }
        _ => said.join(" "),
    };
    match usage {
        Some(usage) => format!("{said} (usage: {usage})"),
        None => said,
    }
}

fn missing(error: &clap::Error) -> String {
    match error.get(ContextKind::ValidSubcommand) {
        Some(ContextValue::Strings(known)) if !known.is_empty() => {
            format!("a command is missing: write one of {}", known.join(", "))
        }
        _ => "a command is missing: --help lists them".to_owned(),
    }
}
