//! The public conformance suite of forms: real forms of four open-source projects, and
//! what ODK's own engine says about them. It is data of others and not in this
//! repository; docs/CONFORMANCE.md says what passes.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command::Cmd;
use crate::server_build::{self, ServerProfile};
use crate::workspace::Workspace;

/// Cases that pass. Only ever raised.
const FLOOR: u32 = 965;

/// The suite beside the checkout, if it is there.
pub(super) fn suite(workspace: &Workspace) -> Option<PathBuf> {
    let suite = workspace.root.join("../shared/forms-conformance/run.py");
    suite.is_file().then_some(suite)
}

/// Runs all cases.
///
/// # Errors
/// Fewer pass than the floor.
pub(super) fn check(workspace: &Workspace, suite: &Path) -> Result<()> {
    Cmd::new("python3")
        .arg(suite)
        .arg("--bin")
        .arg(server_build::program(workspace, ServerProfile::Dev))
        .args(["--floor", &FLOOR.to_string()])
        .run()
}
