//! The files of the workspace, as the rules see them.

use std::error::Error;
use std::path::{Path, PathBuf};

/// What a rule returns: nothing, or why it could not be checked.
pub(crate) type Checked = Result<(), Box<dyn Error>>;

/// One text file.
pub(crate) struct Source {
    /// Path below the workspace, with `/` between the parts.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// All folders that hold source code of this workspace.
const PACKAGES: &[&str] = &[
    "sync-core",
    "forms",
    "note",
    "server",
    "web-wasm",
    "tests",
    "xtask",
];

/// Made by other people or by a program; our rules are not for them.
const NOT_OURS: &[&str] = &["/vendor/", "/node_modules/", "/target/", "/snapshots/"];

/// The checkout that the tests were started for.
pub(crate) fn root() -> Result<PathBuf, Box<dyn Error>> {
    // Read when running: what was compiled may come from another checkout
    // that shares the target folder.
    let tests = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    Ok(tests
        .parent()
        .ok_or("the tests package has no parent folder")?
        .to_path_buf())
}

/// Our source files whose names end in one of `extensions`.
pub(crate) fn sources(extensions: &[&str]) -> Result<Vec<Source>, Box<dyn Error>> {
    let root = root()?;
    let mut found = Vec::new();
    for package in PACKAGES {
        walk(&root, &root.join(package), extensions, &mut found)?;
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The text of one file of the workspace.
pub(crate) fn read(name: &str) -> Result<String, Box<dyn Error>> {
    let path = root()?.join(name);
    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Fails with all broken rules at once, one a line.
pub(crate) fn none(problems: &[String]) -> Checked {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(format!("\n{}\n", problems.join("\n")).into())
    }
}

fn walk(root: &Path, folder: &Path, extensions: &[&str], found: &mut Vec<Source>) -> Checked {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .strip_prefix(root)?
            .to_string_lossy()
            .replace('\\', "/");
        let hidden = path
            .file_name()
            .is_some_and(|it| it.to_string_lossy().starts_with('.'));
        if hidden
            || NOT_OURS
                .iter()
                .any(|part| format!("/{name}/").contains(part))
        {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, extensions, found)?;
        } else if path
            .extension()
            .is_some_and(|it| extensions.iter().any(|end| it == *end))
        {
            found.push(Source {
                name,
                text: std::fs::read_to_string(&path)?,
            });
        }
    }
    Ok(())
}
