//! The command line: what an operator types, and the exit code they get.
//!
//! Every command ends with 0, or with 2 and one line on stderr that says what was
//! wrong and what to do.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::device;
use failure::Failure;

mod backup;
mod doctor;
mod failure;
mod form;
mod join;
mod network;
mod place;
mod restore;
mod serve;
mod usage;
mod visit;

/// The exit code of a command that could not do its work.
const FAILED: u8 = 2;

/// Rounds: school visits whose notes merge.
#[derive(Debug, Parser)]
#[command(name = "rounds", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::ServeArgs),
    /// Networks of districts.
    #[command(subcommand)]
    Network(network::NetworkCommand),
    /// Visits.
    #[command(subcommand)]
    Visit(visit::VisitCommand),
    /// Links by which people join a visit.
    #[command(subcommand)]
    Join(join::JoinCommand),
    /// Write a copy of the database while the server runs.
    Backup(backup::BackupArgs),
    /// Start a data folder from a backup.
    Restore(restore::RestoreArgs),
    /// Check the data folder.
    Doctor(doctor::DoctorArgs),
    /// Form files.
    #[command(subcommand)]
    Form(form::FormCommand),
    /// A device without a screen.
    Device(device::DeviceArgs),
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return usage::explain(&error),
    };
    let done = match command {
        Command::Device(args) => return device::run(args),
        Command::Form(command) => return form::run(&command),
        Command::Serve(args) => serve::run(args),
        Command::Network(command) => network::run(command),
        Command::Visit(command) => visit::run(command),
        Command::Join(command) => join::run(command),
        Command::Backup(args) => backup::run(args),
        Command::Restore(args) => restore::run(args),
        Command::Doctor(args) => doctor::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            use std::io::Write as _;
            // When stderr is gone too, the exit code still says it.
            writeln!(std::io::stderr(), "rounds: {failure}").ok();
            ExitCode::from(FAILED)
        }
    }
}

/// Prints lines to stdout.
fn say(text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}
