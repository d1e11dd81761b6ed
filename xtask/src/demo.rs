//! The newcomer's command: builds all there is and starts it with a sample visit.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::command::Cmd;
use crate::server_build::{self, ServerProfile};
use crate::tools;
use crate::web::{self, Profile};
use crate::workspace::Workspace;

/// Address when none is given: this machine only.
const LISTEN: &str = "127.0.0.1:8787";

/// `cargo xtask demo [--listen ADDR] [--data DIR]`
///
/// The page is the release build: a development page is several times larger,
/// and the tests build the release page as well. The server is the development
/// build, because linking the optimised one takes a newcomer's time.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let options = Options::parse(workspace, args)?;
    tools::require_c_compiler()?;
    let page = web::build(workspace, Profile::Dev)?;
    let server = server_build::build(workspace, &page, ServerProfile::Dev)?;
    std::fs::create_dir_all(&options.data)
        .with_context(|| format!("making the data folder {}", options.data.display()))?;
    println!(
        "The sample visit lives in {}; Ctrl-C stops the server\n",
        options.data.display()
    );
    // Becoming the server makes Ctrl-C reach it alone, so that it ends in order.
    Cmd::new(server)
        .args(["serve", "--demo", "--listen", &options.listen, "--data"])
        .arg(&options.data)
        .replace_this_process()
}

#[derive(Debug)]
struct Options {
    listen: String,
    data: PathBuf,
}

impl Options {
    fn parse(workspace: &Workspace, args: &[String]) -> Result<Self> {
        let mut options = Self {
            listen: LISTEN.to_owned(),
            data: workspace.target.join("demo-data"),
        };
        let mut args = args.iter();
        while let Some(flag) = args.next() {
            let mut value = || {
                args.next()
                    .cloned()
                    .with_context(|| format!("{flag} needs a value"))
            };
            match flag.as_str() {
                "--listen" => options.listen = value()?,
                "--data" => options.data = value()?.into(),
                unknown => bail!("`demo` knows --listen ADDR and --data DIR, not {unknown:?}"),
            }
        }
        Ok(options)
    }
}
