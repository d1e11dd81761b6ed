//! Where things are: the checkout, the target folder, and the versions that
//! `Cargo.lock` has chosen.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::command::Cmd;

/// The checkout this program was built from, and the folder cargo builds into.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder; often outside the checkout (`CARGO_TARGET_DIR`).
    pub(crate) target: PathBuf,
    metadata: serde_json::Value,
}

impl Workspace {
    /// Asks cargo, which alone knows every place a target folder may be set.
    ///
    /// The checkout is looked for where the command was typed. The folder this
    /// program was compiled in would be the wrong one whenever two checkouts
    /// share a target folder.
    pub(crate) fn find() -> Result<Self> {
        let text = Cmd::cargo(Path::new("."))
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()?;
        let metadata: serde_json::Value =
            serde_json::from_str(&text).context("reading the answer of `cargo metadata`")?;
        let folder = |key: &str| {
            let path = metadata[key].as_str().map(PathBuf::from);
            path.with_context(|| format!("`cargo metadata` named no {key}"))
        };
        let (root, target) = (folder("workspace_root")?, folder("target_directory")?);
        Ok(Self {
            root,
            target,
            metadata,
        })
    }

    /// The page as the server embeds it.
    pub(crate) fn page_dir(&self) -> PathBuf {
        self.target.join("page")
    }

    /// Tools that are built here rather than installed for the whole machine.
    pub(crate) fn tools_dir(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// Names of a package's test binaries, in the order of its manifest.
    pub(crate) fn test_binaries(&self, package: &str) -> Vec<String> {
        let packages = self.metadata["packages"].as_array();
        let Some(found) = packages
            .into_iter()
            .flatten()
            .find(|it| it["name"] == package)
        else {
            return Vec::new();
        };
        let targets = found["targets"].as_array();
        targets
            .into_iter()
            .flatten()
            .filter(|target| target["kind"][0] == "test")
            .filter_map(|target| target["name"].as_str().map(str::to_owned))
            .collect()
    }

    /// The version of `package` in `Cargo.lock`.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        match version_in_lock(&text, package) {
            Some(version) => Ok(version.to_owned()),
            None => bail!("Cargo.lock has no package {package}"),
        }
    }
}

fn version_in_lock<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn finds_the_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"a-b\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"a\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "a"), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "b"), None);
    }
}
