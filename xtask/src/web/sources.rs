//! The files a page is made of, by name, before they get their URLs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use super::bindgen::relative_name;

/// Name (path below its folder, `/` between the parts) to content.
pub(super) type Sources = BTreeMap<String, Vec<u8>>;

/// Everything below `web-wasm/static`.
///
/// # Errors
/// When the folder or its `index.html` is missing or cannot be read.
pub(super) fn read_static(folder: &Path) -> Result<Sources> {
    let mut sources = Sources::new();
    for path in files_below(folder)? {
        let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        sources.insert(relative_name(folder, &path)?, bytes);
    }
    ensure!(
        sources.contains_key("index.html"),
        "{} has no index.html",
        folder.display()
    );
    Ok(sources)
}

/// All files below a folder, sorted, without editors' hidden files.
pub(super) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("reading the folder {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
