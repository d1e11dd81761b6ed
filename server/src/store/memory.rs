//! A store in memory, for tests and the simulator: forgets everything when dropped.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sync_core::access::Role;
use sync_core::ids::{DeviceId, DocId, PersonId, SpaceId};
use sync_core::log::Histories;
use sync_core::time::Timestamp;

use super::{
    CodeHash, Counts, Device, JoinLink, Person, ServerIds, Session, Store, StoreError, TokenHash,
    Visit,
};
use logs::{MemDoc, MemSpace};

mod directory;
mod inbox;
mod joins;
mod logs;
mod tablets;

/// A [`Store`] that keeps everything in memory.
#[derive(Debug)]
pub struct MemoryStore {
    ids: ServerIds,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    networks: BTreeMap<String, Timestamp>,
    visits: BTreeMap<SpaceId, Visit>,
    people: BTreeMap<PersonId, Person>,
    devices: BTreeMap<DeviceId, Device>,
    sessions: BTreeMap<TokenHash, Session>,
    members: BTreeMap<(PersonId, SpaceId), Role>,
    links: Vec<(JoinLink, CodeHash)>,
    spaces: BTreeMap<SpaceId, MemSpace>,
    docs: BTreeMap<DocId, MemDoc>,
    histories: Histories,
    removed: BTreeMap<DeviceId, Timestamp>,
    kept: Vec<inbox::MemKept>,
    heard: BTreeMap<DeviceId, Timestamp>,
    prepared: BTreeMap<(SpaceId, DeviceId), Timestamp>,
}

impl MemoryStore {
    /// An empty store of the server that `ids` name.
    #[must_use]
    pub fn new(ids: ServerIds) -> Self {
        Self {
            ids,
            state: Mutex::default(),
        }
    }

    /// The state; a panic elsewhere leaves it whole, because every change of it is
    /// checked before it begins.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn write_probe(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let state = self.lock();
        let entries = state.spaces.values().map(|space| space.entries.len());
        Ok(Counts {
            visits: state.visits.len() as u64,
            people: state.people.len() as u64,
            devices: state.devices.len() as u64,
            sessions: state.sessions.len() as u64,
            docs: state.docs.len() as u64,
            entries: entries.sum::<usize>() as u64,
        })
    }

    fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
