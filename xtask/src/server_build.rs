//! Builds the `rounds` program with the page inside it.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::command::Cmd;
use crate::web;
use crate::workspace::Workspace;

/// Tells the server's build script which page to embed.
///
/// Every cargo call of one command sets it to the same value: a change would
/// make cargo build the server again.
pub(crate) const PAGE_VARIABLE: &str = "ROUNDS_PAGE_DIR";

/// Which of cargo's profiles the server gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServerProfile {
    /// Dependencies optimised, our own code not; shared with the tests.
    Dev,
    /// What people run.
    Release,
}

/// `cargo xtask release`
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    ensure!(
        args.is_empty(),
        "`release` takes no arguments, not {args:?}"
    );
    let page = web::build(workspace, web::Profile::Release)?;
    let program = build(workspace, &page, ServerProfile::Release)?;
    println!("\nThe server, with the page inside: {}", program.display());
    Ok(())
}

/// Builds the server and returns the path of its program.
pub(crate) fn build(workspace: &Workspace, page: &Path, profile: ServerProfile) -> Result<PathBuf> {
    println!("Building the server");
    let cargo = Cmd::cargo(&workspace.root)
        .args([
            "build",
            "--locked",
            "--package",
            "rounds-server",
            "--bin",
            "rounds",
        ])
        .env(PAGE_VARIABLE, page);
    match profile {
        ServerProfile::Dev => cargo.run()?,
        ServerProfile::Release => cargo.arg("--release").run()?,
    }
    Ok(program(workspace, profile))
}

/// Where cargo puts the server's program.
pub(crate) fn program(workspace: &Workspace, profile: ServerProfile) -> PathBuf {
    let folder = match profile {
        ServerProfile::Dev => "debug",
        ServerProfile::Release => "release",
    };
    workspace
        .target
        .join(folder)
        .join(format!("rounds{}", std::env::consts::EXE_SUFFIX))
}
