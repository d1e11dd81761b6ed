//! `rounds restore`: a data folder from a backup, with a new life of its logs.
//!
//! What devices were told is *On the server* after the backup was made is not in it.
//! The new incarnation makes them notice and bring it back.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::backup::{Manifest, digest, manifest_path};
use super::failure::Failure;
use super::place::Place;
use super::say;
use crate::store::SqliteStore;
use crate::store::sqlite::{FILE, IfMissing, check_file};

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The backup; its manifest is expected beside it.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: RestoreArgs) -> Result<(), Failure> {
    let RestoreArgs { from, place } = args;
    let data = place.data()?;
    let target = data.join(FILE);
    if target.exists() {
        return Err(Failure::new(format_args!(
            "{} holds a database: move it away or name an empty folder with --data",
            data.display()
        )));
    }
    verify(&from)?;
    let copied = copy(&from, &data, &target)
        .map_err(|error| Failure::new(format_args!("cannot write {}: {error}", target.display())));
    let renewed = copied.and_then(|()| {
        let store = SqliteStore::open(&data, IfMissing::Refuse)?;
        Ok(store.renew_incarnation()?)
    });
    if let Err(failure) = renewed {
        // A folder that was not restored whole must not be served.
        fs::remove_file(&target).ok();
        return Err(failure);
    }
    say(&format!(
        "restored {} from {}",
        data.display(),
        from.display()
    ))
}

/// Compares a backup with its manifest, and its structure with itself.
fn verify(backup: &Path) -> Result<(), Failure> {
    let shown = backup.display();
    let path = manifest_path(backup);
    let text = fs::read_to_string(&path).map_err(|error| {
        Failure::new(format_args!(
            "cannot read the manifest {}: {error}; keep it beside the backup",
            path.display()
        ))
    })?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))?;
    let (bytes, sha256) = digest(backup)
        .map_err(|error| Failure::new(format_args!("cannot read {shown}: {error}")))?;
    if (bytes, &sha256) != (manifest.bytes, &manifest.sha256) {
        return Err(Failure::new(format_args!(
            "{shown} is not the file that its manifest describes: use another backup"
        )));
    }
    Ok(check_file(backup)?)
}

fn copy(from: &Path, data: &Path, target: &Path) -> io::Result<()> {
    if !data.exists() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(data)?;
    }
    let mut private = OpenOptions::new();
    let mut file = private
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(target)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.sync_all()?;
    File::open(data)?.sync_all()
}
