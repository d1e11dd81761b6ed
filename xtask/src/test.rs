//! All checks, in the order in which a mistake is found soonest.

mod conformance;
mod directions;
mod run;
mod steps;

use anyhow::{Result, bail};

use crate::fuzz;
use crate::tools::{self, Browsers};
use crate::web::{self, Profile};
use crate::workspace::Workspace;

/// `cargo xtask test [--browsers all] [--only STEP]`
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let options = Options::parse(args)?;
    let mut run = run::Run::new(options.only.as_deref(), options.browsers.name());
    run.step("tools", || {
        tools::require_c_compiler()?;
        tools::require_rust_components()?;
        options.browsers.require(workspace)
    })?;
    run.step("fmt", || steps::fmt(workspace))?;
    run.step("directions", || directions::check(workspace))?;
    // Before clippy: the server's build script wants the finished page.
    run.step("page", || web::build(workspace, Profile::Dev).map(drop))?;
    let native = steps::Native::new(workspace, options.browsers)?;
    run.step("clippy", || native.clippy())?;
    run.step("clippy-page", || steps::clippy_page(workspace))?;
    run.step("unit-page", || steps::unit_page(workspace))?;
    run.step("server", || native.server())?;
    if tools::is_there(tools::NEXTEST) {
        run.step("unit", || native.nextest("not package(rounds-tests)"))?;
        for kind in workspace.test_binaries("rounds-tests") {
            let filter = format!("package(rounds-tests) & binary(={kind})");
            run.step(&kind, || native.nextest(&filter))?;
        }
        run.step("doctests", || native.doctests())?;
    } else {
        println!(
            "{} is not installed; cargo's own runner does the same, slower",
            tools::NEXTEST
        );
        run.step("tests", || native.cargo_test())?;
    }
    match conformance::suite(workspace) {
        Some(suite) => run.step("conformance", || conformance::check(workspace, &suite))?,
        None => run.skip(
            "conformance",
            "the suite of forms is not beside this checkout; the smaller set in `forms` has run",
        ),
    }
    run.step("fuzz", || fuzz::same_inputs(workspace))?;
    if tools::is_there(tools::DENY) {
        run.step("deny", || steps::deny(workspace))?;
    } else {
        run.skip("deny", "cargo-deny is not installed");
    }
    run.summary()
}

#[derive(Debug)]
struct Options {
    browsers: Browsers,
    only: Option<String>,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self {
            browsers: Browsers::Chromium,
            only: None,
        };
        let mut args = args.iter();
        while let Some(flag) = args.next() {
            match (flag.as_str(), args.next()) {
                ("--browsers", Some(value)) => options.browsers = Browsers::parse(value)?,
                ("--only", Some(step)) => options.only = Some(step.clone()),
                _ => bail!("`test` knows --browsers all and --only STEP, not {flag:?}"),
            }
        }
        Ok(options)
    }
}
