//! The handle of a test on one watched folder.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::state::State;
use crate::vfs;

/// What a disk does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The power is gone: nothing is written any more, and what was not synced is
    /// uncertain.
    PowerCut,
    /// Files cannot grow; what fits into them is written first.
    Full,
    /// Writes fail half-way.
    WriteError,
    /// Syncs fail, and the system forgets what they were to write.
    SyncError,
}

/// Whose syncs do nothing although they report success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// Those of every file.
    All,
    /// Those of write-ahead logs.
    Journal,
    /// Those of databases.
    Database,
}

/// A watched folder. Clones are the same disk.
#[derive(Debug, Clone)]
pub struct Disk(Arc<Mutex<State>>);

impl Disk {
    /// Watches a folder: SQLite's files there go through this disk from now on, in
    /// this whole process. What is in the folder counts as synced.
    ///
    /// # Errors
    /// The folder cannot be read, or SQLite takes no file layer.
    pub fn watch(dir: &Path) -> io::Result<Self> {
        let dir = dir.canonicalize()?;
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(&dir)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                let name = entry.file_name().to_string_lossy().into_owned();
                files.insert(name, fs::read(entry.path())?);
            }
        }
        let state = Arc::new(Mutex::new(State::new(files)));
        vfs::watch(dir, Arc::clone(&state))?;
        Ok(Self(state))
    }

    /// Writes, truncations, syncs and deletions that were asked for until now.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.state().operations()
    }

    /// Makes trouble from operation `from` on, for `count` operations; a power cut
    /// does not end. It takes the place of trouble that was planned before.
    pub fn plan(&self, trouble: Trouble, from: u64, count: u64) {
        self.state().plan(trouble, from, count);
    }

    /// Makes trouble from now on.
    pub fn begin(&self, trouble: Trouble) {
        let now = self.operations();
        self.plan(trouble, now, u64::MAX);
    }

    /// Ends all trouble but a power cut.
    pub fn end(&self) {
        self.plan(Trouble::Full, u64::MAX, 0);
    }

    /// Whether the power is gone.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.state().is_off()
    }

    /// Lets syncs report success and do nothing.
    pub fn ignore_syncs(&self, of: Lie) {
        self.state().lie(of);
    }

    /// The files that a power cut at this moment leaves, by name. `below` gives a
    /// number below its argument and decides what survives.
    pub fn survivors(&self, below: &mut dyn FnMut(u64) -> u64) -> BTreeMap<String, Vec<u8>> {
        self.state().survivors(below)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
