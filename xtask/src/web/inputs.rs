//! Whether a page has to be built again: a hash over everything that can
//! change it. Times are not trusted, since a fresh checkout makes all files new.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use super::assemble::short_hash;
use super::sources::files_below;
use super::{Profile, Way, write_file};
use crate::command::Cmd;
use crate::workspace::Workspace;

/// What a page is made from, relative to the workspace.
const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "rust-toolchain.toml",
    "sync-core",
    "forms",
    "note",
    "web-wasm",
    "xtask",
];

/// The state of all inputs, the compiler's version, the profile and the way.
pub(super) fn stamp(workspace: &Workspace, profile: Profile, way: Way) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(format!("{} {way:?}", profile.cargo_name()));
    hash.update(Cmd::new("rustc").arg("-vV").dir(&workspace.root).output()?);
    for input in INPUTS {
        let path = workspace.root.join(input);
        let files = if path.is_dir() {
            files_below(&path)?
        } else {
            vec![path]
        };
        for file in files {
            let bytes =
                std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            let name = file.strip_prefix(&workspace.root).unwrap_or(&file);
            hash.update(format!("{}\0{}\0", name.display(), bytes.len()));
            hash.update(bytes);
        }
    }
    Ok(short_hash(hash))
}

/// Whether the page in `page` was made from exactly this state.
pub(super) fn is_current(page: &Path, stamp: &str) -> bool {
    page.join("index.html").is_file()
        && std::fs::read_to_string(stamp_path(page)).is_ok_and(|written| written == stamp)
}

pub(super) fn write_stamp(page: &Path, stamp: &str) -> Result<()> {
    write_file(&stamp_path(page), stamp.as_bytes())
}

/// Beside the page, not in it: everything in it is served.
fn stamp_path(page: &Path) -> PathBuf {
    page.with_extension("inputs")
}
