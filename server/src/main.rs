//! The `rounds` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    rounds_server::cli::run()
}
