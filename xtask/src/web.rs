//! Builds the page: Rust to wasm, split in two, wasm-bindgen, hashed names, the service
//! worker's list, compressed siblings, and a check of the size budget.

mod assemble;
mod bindgen;
mod budget;
mod forms;
mod inputs;
mod numbers;
mod precompress;
mod sources;
mod split;
mod template;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::command::Cmd;
use crate::wasm_target::{self, TARGET, WasmToolchain};
use crate::workspace::Workspace;

/// How much work the compiler puts into the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build again after a change; several times larger.
    Dev,
    /// What people get; held to the size budget.
    Release,
}

impl Profile {
    /// The profile of this name in the workspace's `Cargo.toml`.
    fn cargo_name(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}

/// Which standard library is in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As it comes with the compiler.
    Plain,
    /// Built here from its sources, to be small.
    Small,
}

impl Way {
    /// Small for what people get, where the sources can be had.
    fn of(profile: Profile) -> Result<Self> {
        let small = profile == Profile::Release && wasm_target::has_std_sources()?;
        Ok(if small { Self::Small } else { Self::Plain })
    }
}

/// `cargo xtask web [--release]`
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let profile = match args {
        [] => Profile::Dev,
        [flag] if flag == "--release" => Profile::Release,
        other => bail!("`web` knows only --release, not {other:?}"),
    };
    build(workspace, profile).map(drop)
}

/// Builds the page unless it is already there for exactly these sources.
///
/// Returns the folder to give to the server's build as `ROUNDS_PAGE_DIR`.
///
/// # Errors
/// When a tool is missing, a step fails, or the release page is over budget.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let page = workspace.page_dir();
    let way = Way::of(profile)?;
    let stamp = inputs::stamp(workspace, profile, way)?;
    if inputs::is_current(&page, &stamp) {
        println!("The page is up to date in {}", page.display());
    } else {
        build_anew(workspace, profile, way, &page)?;
        inputs::write_stamp(&page, &stamp)?;
    }
    budget::report(&page, profile, way)?;
    Ok(page)
}

fn build_anew(workspace: &Workspace, profile: Profile, way: Way, page: &Path) -> Result<()> {
    let toolchain = match way {
        Way::Plain => wasm_target::ensure()?,
        Way::Small => wasm_target::ensure()?.small(),
    };
    let wasm = compile(workspace, profile, &toolchain)?;
    let mut sources = sources::read_static(&workspace.root.join("web-wasm/static"))?;
    sources.extend(forms::library()?);
    let parts = split::run(workspace, &wasm)?;
    sources.extend(bindgen::run(workspace, parts)?);
    let files = assemble::assemble(sources)?;

    // Written beside and renamed, so that a build that was stopped half-way
    // never leaves a page that looks whole.
    let fresh = page.with_extension("new");
    remove_dir(&fresh)?;
    for file in &files {
        write_file(&fresh.join(file.url.trim_start_matches('/')), &file.bytes)?;
    }
    precompress::folder(&fresh, &files, profile)?;
    remove_dir(page)?;
    std::fs::rename(&fresh, page).with_context(|| format!("moving the page to {}", page.display()))
}

/// Compiles `rounds-web` and returns the path of its wasm file.
fn compile(workspace: &Workspace, profile: Profile, toolchain: &WasmToolchain) -> Result<PathBuf> {
    println!("Compiling the page ({})", profile.cargo_name());
    Cmd::cargo(&workspace.root)
        .args(["build", "--locked", "--package", "rounds-web", "--lib"])
        .args(["--target", TARGET, "--profile", profile.cargo_name()])
        .args(&toolchain.cargo_args)
        .envs(toolchain.env.iter().map(|(name, value)| (name, value)))
        .run()?;
    Ok(workspace
        .target
        .join(TARGET)
        .join(profile.cargo_name())
        .join("rounds_web.wasm"))
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("making the folder {}", folder.display()))?;
    }
    std::fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}

fn remove_dir(path: &Path) -> Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(()),
    }
}
