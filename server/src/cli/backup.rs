//! `rounds backup`: a copy of the database and a manifest that proves it whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::failure::Failure;
use super::place::Place;
use super::say;
use crate::clock;
use crate::store::sqlite::{check_file, copy_database};

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The file to write; it must not exist. A manifest is written beside it.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// What stands beside a backup, in `FILE.manifest.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The build that wrote it.
    pub(super) build: String,
    /// When, in milliseconds since 1970.
    pub(super) created: u64,
    /// Bytes of the copy.
    pub(super) bytes: u64,
    /// SHA-256 of the copy, in hexadecimal digits.
    pub(super) sha256: String,
}

pub(super) fn run(args: BackupArgs) -> Result<(), Failure> {
    let BackupArgs { to, place } = args;
    let data = place.data()?;
    let shown = to.display();
    let cannot = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::new(format_args!("{shown} exists already: choose another name"))
        }
        _ => Failure::new(format_args!("cannot write {shown}: {error}")),
    };
    let mut private = OpenOptions::new();
    private
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&to)
        .map_err(cannot)?;
    let written = copy_database(&data, &to).and_then(|()| check_file(&to));
    if let Err(error) = written {
        // A half-written copy must not be taken for a backup.
        fs::remove_file(&to).ok();
        return Err(error.into());
    }
    let (bytes, sha256) = digest(&to).map_err(cannot)?;
    File::open(&to)
        .and_then(|file| file.sync_all())
        .map_err(cannot)?;
    let build = crate::BUILD.to_owned();
    let manifest = Manifest {
        build,
        created: clock::now().0,
        bytes,
        sha256,
    };
    let text = serde_json::to_string_pretty(&manifest)?;
    fs::write(manifest_path(&to), format!("{text}\n")).map_err(cannot)?;
    say(&format!(
        "backup {shown} {bytes} bytes sha256 {}",
        manifest.sha256
    ))
}

/// Where the manifest of a backup is.
pub(super) fn manifest_path(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(".manifest.json");
    name.into()
}

/// Length and SHA-256 of a file.
pub(super) fn digest(path: &Path) -> io::Result<(u64, String)> {
    struct Hashing(Sha256);
    impl io::Write for Hashing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut hashing = Hashing(Sha256::new());
    let bytes = io::copy(&mut File::open(path)?, &mut hashing)?;
    let hash = hashing.0.finalize();
    Ok((
        bytes,
        hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    ))
}
