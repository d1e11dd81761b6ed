//! Programs from outside this workspace: which are there, which can be
//! installed, and a plain sentence for each that cannot.

pub(crate) mod apt;
mod browsers;

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Result, bail};

pub(crate) use self::browsers::Browsers;
use crate::command::Cmd;
use crate::wasm_target;
use crate::workspace::Workspace;

/// `cargo xtask setup [--browsers all]`
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let browsers = match args {
        [] => Browsers::Chromium,
        [flag, value] if flag == "--browsers" => Browsers::parse(value)?,
        other => bail!("`setup` knows only --browsers all, not {other:?}"),
    };
    let steps: [(&str, Result<()>); 4] = [
        ("C compiler", require_c_compiler()),
        ("clippy and rustfmt", require_rust_components()),
        ("wasm target", wasm_target::ensure().map(drop)),
        ("browsers for the tests", browsers.require(workspace)),
    ];
    let mut missing = 0;
    println!();
    for (name, result) in steps {
        match result {
            Ok(()) => println!("ready    {name}"),
            Err(error) => {
                missing += 1;
                println!("MISSING  {name}: {error:#}");
            }
        }
    }
    for tool in [NEXTEST, DENY] {
        let state = if is_there(tool) {
            "ready   "
        } else {
            "absent  "
        };
        println!("{state} {tool} (optional: cargo install --locked {tool})");
    }
    if missing > 0 {
        bail!("{missing} of the needed tools could not be installed; see above");
    }
    Ok(())
}

/// Runs tests side by side; without it `cargo test` is used.
pub(crate) const NEXTEST: &str = "cargo-nextest";

/// Checks licences and advisories of dependencies; without it that is skipped.
pub(crate) const DENY: &str = "cargo-deny";

/// SQLite is C, and Rust links with the C compiler.
pub(crate) fn require_c_compiler() -> Result<()> {
    if is_there("cc") {
        Ok(())
    } else {
        apt::install(&["build-essential"])
    }
}

/// Both come with rustup's default profile, but not with its minimal one.
pub(crate) fn require_rust_components() -> Result<()> {
    if is_there("cargo-clippy") && is_there("cargo-fmt") {
        return Ok(());
    }
    Cmd::new("rustup")
        .args(["component", "add", "clippy", "rustfmt"])
        .run()
}

/// Whether a program of this name is on the search path.
///
/// Rustup puts a stand-in for its components there whether or not they are
/// installed, so the program has to answer as well.
pub(crate) fn is_there(program: &str) -> bool {
    let on_path = |folder: &Path| folder.join(program).is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| on_path(&folder))
        && (!program.starts_with("cargo-") || answers(program))
}

fn answers(cargo_program: &str) -> bool {
    let subcommand = cargo_program.trim_start_matches("cargo-");
    Cmd::new(cargo_program)
        .args([subcommand, "--version"])
        .succeeds()
        || Cmd::new(cargo_program).arg("--version").succeeds()
}

/// The search path with the tools that were built into the target folder.
pub(crate) fn search_path(workspace: &Workspace) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(workspace.tools_dir().join("bin"));
    Ok(std::env::join_paths(
        folders.chain(std::env::split_paths(&path)),
    )?)
}
