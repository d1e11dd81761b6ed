//! The commands of this workspace: what a newcomer types, what the justfile
//! offers and what continuous integration runs are one and the same program.

mod bench;
mod command;
mod demo;
mod fuzz;
mod server_build;
mod test;
mod tools;
mod wasm_target;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  demo   [--listen ADDR] [--data DIR]   build everything, start the server with a sample visit
  test   [--browsers all] [--only STEP] run every check; this is what continuous integration runs
  web    [--release]                    build the page only
  release                               build the server for real use, with the page inside
  bench  [ARGS...]                      measure, with the release server
  fuzz   [TARGET] [--seconds N]         feed hostile bytes to everything that reads them
  setup  [--browsers all]               install what the commands above need, and say what is missing
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let Some((command, rest)) = args.split_first() else {
        print!("{USAGE}");
        return Ok(());
    };
    if matches!(command.as_str(), "help" | "--help" | "-h") {
        print!("{USAGE}");
        return Ok(());
    }
    let workspace = Workspace::find()?;
    match command.as_str() {
        "demo" => demo::run(&workspace, rest),
        "test" => test::run(&workspace, rest),
        "web" => web::run(&workspace, rest),
        "release" => server_build::run(&workspace, rest),
        "bench" => bench::run(&workspace, rest),
        "fuzz" => fuzz::run(&workspace, rest),
        "setup" => tools::run(&workspace, rest),
        unknown => bail!("there is no command {unknown:?}\n\n{USAGE}"),
    }
}
