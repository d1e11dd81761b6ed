//! Measures the release server; the table and the JSON are the benchmark's own.

use anyhow::Result;

use crate::command::Cmd;
use crate::server_build::{self, ServerProfile};
use crate::tools::Browsers;
use crate::web::{self, Profile};
use crate::workspace::Workspace;

/// `cargo xtask bench [ARGS...]`; the arguments are the benchmark's.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    // The page is measured in a browser.
    Browsers::Chromium.require(workspace)?;
    let page = web::build(workspace, Profile::Release)?;
    let server = server_build::build(workspace, &page, ServerProfile::Release)?;
    Cmd::cargo(&workspace.root)
        .args([
            "run",
            "--locked",
            "--release",
            "--package",
            "rounds-tests",
            "--bin",
            "bench",
            "--",
        ])
        .args(args)
        .env(server_build::PAGE_VARIABLE, &page)
        .env("ROUNDS_BIN", server)
        .run()
}
