//! Browsers for the tests, each with the program through which WebDriver
//! controls it.

use anyhow::{Result, bail};

use super::{apt, is_there};
use crate::command::Cmd;
use crate::workspace::Workspace;

/// Version of geckodriver that is built when Firefox is asked for.
const GECKODRIVER: &str = "geckodriver@0.36.0";

/// Which browsers the tests use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browsers {
    /// Chromium alone: every run.
    Chromium,
    /// Chromium, Firefox and WebKit: before a release.
    All,
}

impl Browsers {
    /// Reads the value of `--browsers`.
    pub(crate) fn parse(value: &str) -> Result<Self> {
        match value {
            "chromium" => Ok(Self::Chromium),
            "all" => Ok(Self::All),
            other => bail!("--browsers takes chromium or all, not {other:?}"),
        }
    }

    /// The value of `ROUNDS_BROWSERS` for the tests.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::All => "all",
        }
    }

    /// Installs what is missing.
    ///
    /// # Errors
    /// When it cannot; the message says which packages to install by hand.
    pub(crate) fn require(self, workspace: &Workspace) -> Result<()> {
        let mut packages = Vec::new();
        let mut want = |program: &str, needed: &[&'static str]| {
            if !is_there(program) {
                packages.extend_from_slice(needed);
            }
        };
        want("chromium", &["chromium"]);
        want("chromedriver", &["chromium-driver"]);
        if self == Self::All {
            want("firefox-esr", &["firefox-esr"]);
            want("WebKitWebDriver", &["webkit2gtk-driver"]);
            want("xvfb-run", &["xvfb", "xauth"]);
        }
        if !packages.is_empty() {
            apt::install(&packages)?;
        }
        if self == Self::All {
            require_geckodriver(workspace)
        } else {
            Ok(())
        }
    }
}

/// Debian has no package of it; it is built once and kept in the target folder.
fn require_geckodriver(workspace: &Workspace) -> Result<()> {
    let tools = workspace.tools_dir();
    if is_there("geckodriver") || tools.join("bin/geckodriver").is_file() {
        return Ok(());
    }
    println!("Building {GECKODRIVER}");
    Cmd::cargo(&workspace.root)
        .args(["install", "--locked", GECKODRIVER, "--root"])
        .arg(tools)
        .run()
}
