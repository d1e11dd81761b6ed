//! A bounded pool of reading connections.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::open;
use crate::store::StoreError;

/// Reading connections at most: more would only wait for the same two cores, and each
/// costs a page cache.
pub(super) const READERS: usize = 4;

/// Connections that are opened when needed and kept.
#[derive(Debug)]
pub(super) struct Pool {
    file: PathBuf,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Connection>,
    lent: usize,
}

impl Pool {
    pub(super) fn new(file: PathBuf) -> Self {
        Self {
            file,
            state: Mutex::default(),
            returned: Condvar::new(),
        }
    }

    /// Runs `work` with a connection, waiting while all are in use.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut conn = self.take()?;
        let result = work(&mut conn);
        let mut state = self.lock();
        state.lent -= 1;
        state.idle.push(conn);
        self.returned.notify_one();
        result
    }

    /// Closes the idle connections.
    pub(super) fn clear(&self) {
        self.lock().idle.clear();
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let mut state = self.lock();
        loop {
            if let Some(conn) = state.idle.pop() {
                state.lent += 1;
                return Ok(conn);
            }
            if state.lent < READERS {
                let conn = open::open_reader(&self.file)?;
                state.lent += 1;
                return Ok(conn);
            }
            let waited = self.returned.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
