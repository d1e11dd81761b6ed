//! The peers in the same run: their own servers and clients under Node, see
//! `tests/peers/README.md`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use rounds_tests::process::Outcome;

use crate::figures::Figures;

/// One line of `run.mjs`.
#[derive(serde::Deserialize)]
struct Line {
    what: String,
    value: f64,
    unit: String,
}

/// Measures the peers; where Node is not installed, says so and measures nothing.
pub(crate) fn run(figures: &mut Figures) -> Outcome<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    if !Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        println!("node is not installed: the peers are not measured");
        return Ok(());
    }
    // Exactly what the lock file names, and none of the packages' own scripts.
    let installed = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--silent"])
        .current_dir(&folder)
        .status()?;
    if !installed.success() {
        return Err("npm ci of tests/peers failed".into());
    }
    let mut node = Command::new("node")
        .arg("run.mjs")
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = node.stdout.take().ok_or("stdout is piped")?;
    for line in BufReader::new(stdout).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        figures.add(line.what, line.value, &line.unit, "");
    }
    if node.wait()?.success() {
        Ok(())
    } else {
        Err("a peer could not be measured".into())
    }
}
