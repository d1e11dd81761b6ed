//! Debian packages: installed when this runs as root, named when it cannot.

use anyhow::{Context as _, Result, bail};

use super::is_there;
use crate::command::Cmd;

/// Installs packages, or says which command the reader has to run.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if !is_there("apt-get") {
        bail!(
            "this machine has no apt-get; install what Debian calls: {}",
            packages.join(", ")
        );
    }
    if !is_root() {
        bail!("only root may install packages; run: sudo {by_hand}");
    }
    println!("Installing {}", packages.join(", "));
    // A bare machine often has no package lists, or old ones that name a
    // version too old for us. Where the update fails, the lists may still do.
    if let Err(error) = Cmd::new("apt-get").arg("update").run() {
        println!("{error:#}");
    }
    Cmd::new("apt-get")
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
        .with_context(|| format!("`{by_hand}` does not work here"))
}

fn is_root() -> bool {
    Cmd::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.trim() == "0")
}
