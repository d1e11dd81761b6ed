//! `rounds restore`: a data folder from a backup, with a new life of its logs.
//!
//! What devices were told is *On the server* after the backup was made is not in it.
//! The new incarnation makes them notice and bring it back.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::backup::{Manifest, digest, manifest_path};
use super::failure::Failure;
use super::place::Place;
use super::say;
use crate::store::sqlite::{FILE, IfMissing, check_file, make_folder};
use crate::store::{SqliteStore, Store as _};

/// The folder inside the data folder in which a database is put together.
const BUILDING: &str = "restoring";

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
    refuse_what_is_there(&data)?;
    verify(&from)?;
    make_folder(&data)?;
    let building = data.join(BUILDING);
    let restored = build(&from, &building)
        .and_then(|()| move_up(&building, &data).map_err(|error| cannot_write(&data, &error)));
    // Nothing is lost with it: it was made here, from the backup.
    fs::remove_dir_all(&building).ok();
    restored?;
    say(&format!(
        "restored {} from {}",
        data.display(),
        from.display()
    ))
}

/// A journal without its database is refused too: SQLite would play it into the
/// database that is put beside it.
fn refuse_what_is_there(data: &Path) -> Result<(), Failure> {
    let journal = format!("{FILE}-wal");
    let there = [
        (FILE, "holds a database"),
        (&journal, "holds the journal of a database"),
    ];
    for (name, holds) in there {
        if data.join(name).exists() {
            return Err(Failure::new(format_args!(
                "{} {holds} ({name}): move {FILE} and all that begins so away, or name an empty folder with --data",
                data.display()
            )));
        }
    }
    Ok(())
}

/// Makes the database with its new incarnation in a folder where no server looks for
/// it, so that a restore that is interrupted leaves nothing that could be served.
fn build(from: &Path, building: &Path) -> Result<(), Failure> {
    if building.exists() {
        let removed = fs::remove_dir_all(building);
        removed.map_err(|error| cannot_write(building, &error))?;
    }
    make_folder(building)?;
    let copied = copy(from, &building.join(FILE));
    copied.map_err(|error| cannot_write(building, &error))?;
    let store = SqliteStore::open(building, IfMissing::Refuse)?;
    store.renew_incarnation()?;
    Ok(store.close()?)
}

fn move_up(building: &Path, data: &Path) -> io::Result<()> {
    fs::rename(building.join(FILE), data.join(FILE))?;
    File::open(data)?.sync_all()
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format_args!("cannot write {}: {error}", path.display()))
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

fn copy(from: &Path, target: &Path) -> io::Result<()> {
    let mut private = OpenOptions::new();
    let mut file = private
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(target)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.sync_all()
}
