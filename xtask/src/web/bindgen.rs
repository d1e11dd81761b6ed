//! wasm-bindgen as a library: no tool to install, and the version can be held
//! to the one in `Cargo.lock`.

use std::path::{Component, Path};

use anyhow::{Context as _, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::numbers;
use super::sources::Sources;
use super::split::{LATER, Parts};
use crate::workspace::Workspace;

/// The crate behind this module, as `Cargo.lock` names it.
const CLI_SUPPORT: &str = "wasm-bindgen-cli-support";

/// What it writes.
const SCRIPT: &str = "rounds.js";
const WASM: &str = "rounds_bg.wasm";

/// Makes `rounds.js`, `rounds_bg.wasm`, `later.wasm` and the JavaScript snippets of our
/// dependencies, ready to be given hashed names.
///
/// # Errors
/// When the wasm file was built with another wasm-bindgen, cannot be read, or
/// wants an npm package.
pub(super) fn run(workspace: &Workspace, parts: Parts) -> Result<Sources> {
    check_versions(workspace)?;
    println!("Binding {}", parts.main.display());
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&parts.main)
        .out_name("rounds")
        .web(true)?
        .typescript(false)
        // The second file knows the first one's functions by these.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // The page passes the wasm's hashed URL to `init`; a default beside
        // the script would name a file that does not exist.
        .omit_default_module_path(true);
    let out = workspace.target.join("wasm-bindgen");
    super::remove_dir(&out)?;
    bindgen
        .generate(&out)
        .with_context(|| format!("wasm-bindgen on {}", parts.main.display()))?;
    let mut sources = read_output(&out, &parts)?;
    sources.insert(LATER.to_owned(), parts.later);
    Ok(sources)
}

/// The library and the crate must speak the same schema, to the patch level.
fn check_versions(workspace: &Workspace) -> Result<()> {
    let library = workspace.locked_version(CLI_SUPPORT)?;
    let schema = workspace.locked_version("wasm-bindgen")?;
    ensure!(
        library == schema,
        "Cargo.lock has {CLI_SUPPORT} {library} but wasm-bindgen {schema}; \
         set both to one version in the workspace's Cargo.toml"
    );
    Ok(())
}

fn read_output(out: &Path, parts: &Parts) -> Result<Sources> {
    let mut sources = Sources::new();
    let mut snippets = Vec::new();
    for path in super::sources::files_below(out)? {
        let name = relative_name(out, &path)?;
        if name == "package.json" {
            bail!("a dependency of the page wants an npm package; the page has none");
        }
        let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        if name.starts_with("snippets/") {
            snippets.push(name.clone());
        }
        sources.insert(name, bytes);
    }
    join_scripts(&mut sources, &snippets, parts)?;
    number_imports(&mut sources)?;
    Ok(sources)
}

/// Puts the split's script into the glue, and replaces `./snippets/…` there by
/// placeholders, since files under `/assets` have no folders and no plain names.
fn join_scripts(sources: &mut Sources, snippets: &[String], parts: &Parts) -> Result<()> {
    let glue = sources
        .get_mut(SCRIPT)
        .with_context(|| format!("wasm-bindgen wrote no {SCRIPT}"))?;
    let text = String::from_utf8(std::mem::take(glue)).context("rounds.js is not UTF-8")?;
    let mut text = parts.join(&text)?;
    for name in snippets {
        text = text.replace(&format!("./{name}"), &format!("{{{{ASSET:{name}}}}}"));
    }
    ensure!(
        !text.contains("'./") && !text.contains("from \"./"),
        "rounds.js imports a file that wasm-bindgen did not write"
    );
    *glue = text.into_bytes();
    Ok(())
}

fn number_imports(sources: &mut Sources) -> Result<()> {
    let mut take = |name: &str| {
        let found = sources.remove(name);
        found.with_context(|| format!("wasm-bindgen wrote no {name}"))
    };
    let (mut script, mut wasm) = (take(SCRIPT)?, take(WASM)?);
    numbers::replace_hashes(&mut script, &mut wasm)?;
    sources.insert(SCRIPT.to_owned(), script);
    sources.insert(WASM.to_owned(), wasm);
    Ok(())
}

/// `path` below `base`, with `/` between the parts on every system.
pub(super) fn relative_name(base: &Path, path: &Path) -> Result<String> {
    let below = path
        .strip_prefix(base)
        .context("a listed file lies outside its folder")?;
    let mut parts = Vec::new();
    for part in below.components() {
        match part {
            Component::Normal(name) => parts.push(name.to_str().context("a name is not UTF-8")?),
            _ => bail!("{} is not a plain path", below.display()),
        }
    }
    Ok(parts.join("/"))
}
