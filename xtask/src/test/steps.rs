//! The single checks, each one command that can be repeated by hand.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;

use crate::command::Cmd;
use crate::server_build::{self, PAGE_VARIABLE, ServerProfile};
use crate::tools::{self, Browsers};
use crate::wasm_target::{self, TARGET};
use crate::workspace::Workspace;

/// All packages that run on this machine; the page is checked apart.
///
/// Every step selects the same packages: cargo unites the features of what is
/// selected, and another selection would compile the dependencies again.
const NATIVE: &[&str] = &["--locked", "--workspace", "--exclude", "rounds-web"];

pub(super) fn fmt(workspace: &Workspace) -> Result<()> {
    Cmd::cargo(&workspace.root)
        .args(["fmt", "--all", "--check"])
        .run()
}

/// The page is linted for the browser and with its own profile, so that build
/// scripts and macros are those of the page's build.
pub(super) fn clippy_page(workspace: &Workspace) -> Result<()> {
    let toolchain = wasm_target::ensure()?;
    if !toolchain.env.is_empty() {
        println!("Skipped: clippy belongs to another compiler than the one for the page");
        return Ok(());
    }
    Cmd::cargo(&workspace.root)
        .args(["clippy", "--locked", "--package", "rounds-web"])
        .args(["--target", TARGET, "--profile", "wasm-dev"])
        .args(["--all-targets", "--", "-D", "warnings"])
        .run()
}

/// What the page decides without a browser, its messages in both languages among it.
/// Selected alone, because its dependencies have features of the browser.
pub(super) fn unit_page(workspace: &Workspace) -> Result<()> {
    Cmd::cargo(&workspace.root)
        .args(["test", "--locked", "--package", "rounds-web", "--lib"])
        .args(["--profile", "page-test", "--quiet"])
        .run()
}

/// Advisories are left to `just audit`: they come from a network and change by
/// the day, and a check must not fail for what nobody changed.
pub(super) fn deny(workspace: &Workspace) -> Result<()> {
    Cmd::cargo(&workspace.root)
        .args(["deny", "--locked", "check", "licenses", "bans", "sources"])
        .run()
}

/// Checks of the native packages, with the environment their tests read.
pub(super) struct Native<'a> {
    workspace: &'a Workspace,
    page: PathBuf,
    path: OsString,
    browsers: Browsers,
}

impl<'a> Native<'a> {
    pub(super) fn new(workspace: &'a Workspace, browsers: Browsers) -> Result<Self> {
        let path = tools::search_path(workspace)?;
        Ok(Self {
            workspace,
            page: workspace.page_dir(),
            path,
            browsers,
        })
    }

    pub(super) fn clippy(&self) -> Result<()> {
        self.cargo("clippy")
            .args(NATIVE)
            .args(["--all-targets", "--", "-D", "warnings"])
            .run()
    }

    /// The program that the tests start, with the page in it.
    pub(super) fn server(&self) -> Result<()> {
        self.cargo("build")
            .args(NATIVE)
            .args(["--bin", "rounds"])
            .run()
    }

    /// Runs the tests that match a filter of cargo-nextest.
    pub(super) fn nextest(&self, filter: &str) -> Result<()> {
        self.cargo("nextest")
            .arg("run")
            .args(NATIVE)
            .args(["--no-tests", "pass", "--filterset", filter])
            .run()
    }

    pub(super) fn doctests(&self) -> Result<()> {
        self.cargo("test")
            .args(NATIVE)
            .args(["--doc", "--quiet"])
            .run()
    }

    pub(super) fn cargo_test(&self) -> Result<()> {
        self.cargo("test").args(NATIVE).run()
    }

    fn cargo(&self, subcommand: &str) -> Cmd {
        Cmd::cargo(&self.workspace.root)
            .arg(subcommand)
            .env(PAGE_VARIABLE, &self.page)
            .env(
                "ROUNDS_BIN",
                server_build::program(self.workspace, ServerProfile::Dev),
            )
            .env("ROUNDS_BROWSERS", self.browsers.name())
            .env("PATH", &self.path)
    }
}
