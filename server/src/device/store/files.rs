//! The files of a data folder: names, modes, the lock, and what makes a name durable.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::error::StoreError;

/// Only the person whose notes these are may read them.
const FILE_MODE: u32 = 0o600;
const DIR_MODE: u32 = 0o700;

/// How long a command waits for another one in the same folder; most end in a tenth.
const LOCK_WITHIN: Duration = Duration::from_secs(2);
const LOCK_EVERY: Duration = Duration::from_millis(10);

/// The journal of a folder.
pub(super) fn journal(dir: &Path) -> PathBuf {
    dir.join("journal")
}

/// Makes the folder, with those above it.
pub(super) fn make_dir(dir: &Path) -> Result<(), StoreError> {
    DirBuilder::new()
        .recursive(true)
        .mode(DIR_MODE)
        .create(dir)
        .map_err(|source| StoreError::from_io(dir, source))
}

/// Takes the folder's lock, which ends with the process at the latest. Commands take
/// turns: it waits a little for another that is about to end.
pub(super) fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join("lock");
    let io = |source| StoreError::from_io(&path, source);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(FILE_MODE)
        .open(&path)
        .map_err(io)?;
    match try_for(LOCK_WITHIN, &file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut by = String::new();
            let read = (&mut file).take(16).read_to_string(&mut by);
            let known = read.is_ok_and(|n| n > 0);
            let by = if known {
                format!("process {}", by.trim())
            } else {
                "another process".into()
            };
            return Err(StoreError::Locked {
                dir: dir.to_owned(),
                by,
            });
        }
        Err(TryLockError::Error(source)) => return Err(io(source)),
    }
    file.set_len(0).map_err(io)?;
    writeln!(file, "{}", std::process::id()).map_err(io)?;
    Ok(file)
}

/// Tries until the lock is free or the time is over: there is no lock that waits and
/// gives up.
fn try_for(patience: Duration, file: &File) -> Result<(), TryLockError> {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if begun.elapsed() < patience => {
                std::thread::sleep(LOCK_EVERY);
            }
            done => return done,
        }
    }
}

/// Opens the journal to read and append, making it when it is not there.
pub(super) fn open_journal(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(FILE_MODE)
        .open(path)
        .map_err(|source| StoreError::from_io(path, source))
}

/// Opens a journal that is there.
pub(super) fn open_to_read(dir: &Path, path: &Path) -> Result<File, StoreError> {
    File::open(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => StoreError::Missing(dir.to_owned()),
        _ => StoreError::from_io(path, source),
    })
}

/// Opens an empty file beside the journal, to read and append.
pub(super) fn open_empty(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new()
        .read(true)
        .append(true)
        .create_new(true)
        .mode(FILE_MODE)
        .open(path)
}

/// Keeps a torn transaction for whoever wants to look, and makes it durable.
pub(super) fn set_aside(dir: &Path, torn: &[u8]) -> Result<(), StoreError> {
    replace(&dir.join("journal.torn"), torn)
}

/// Writes a whole file so that after a stop either the old or the new one is there.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_added_extension("new");
    let write = || -> io::Result<()> {
        let mut file = open_empty(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().map_err(|source| StoreError::from_io(path, source))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// Makes the names in a folder durable.
pub(super) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    let dir = if dir.as_os_str().is_empty() {
        Path::new(".")
    } else {
        dir
    };
    File::open(dir)
        .and_then(|file| file.sync_all())
        .map_err(|source| StoreError::from_io(dir, source))
}
