//! Removed devices and the inbox in memory.

use sync_core::ids::{DeviceId, PersonId, SpaceId};
use sync_core::time::Timestamp;

use super::{MemoryStore, State};
use crate::store::{
    Decision, Device, Inbox, KEPT_OF_DEVICE, Keep, Kept, KeptPart, NewKept, StoreError,
};

/// A kept file and what was decided for each of its spaces.
#[derive(Debug)]
pub(super) struct MemKept {
    file: NewKept,
    decisions: Vec<(KeptPart, Decision)>,
}

impl MemKept {
    fn waits(&self) -> bool {
        self.has(Decision::Waiting)
    }

    fn has(&self, wanted: Decision) -> bool {
        let mut decisions = self.decisions.iter();
        decisions.any(|(_, decision)| *decision == wanted)
    }

    /// What was discarded waits once more.
    fn ask_again(&mut self, bytes: &[u8]) {
        self.file.bytes = bytes.to_vec();
        for (_, decision) in &mut self.decisions {
            if *decision == Decision::Discarded {
                *decision = Decision::Waiting;
            }
        }
    }
}

impl Inbox for MemoryStore {
    fn remove_device(&self, device: DeviceId, now: Timestamp) -> Result<bool, StoreError> {
        let mut state = self.lock();
        if !state.devices.contains_key(&device) || state.removed.contains_key(&device) {
            return Ok(false);
        }
        state.removed.insert(device, now);
        let sessions = state.sessions.values_mut();
        for session in sessions.filter(|session| session.device == device) {
            session.removed = true;
        }
        Ok(true)
    }

    fn readmit_device(&self, device: DeviceId) -> Result<bool, StoreError> {
        let mut state = self.lock();
        let sessions = state.sessions.values_mut();
        for session in sessions.filter(|session| session.device == device) {
            session.removed = false;
        }
        Ok(state.removed.remove(&device).is_some())
    }

    fn is_removed(&self, device: DeviceId) -> Result<bool, StoreError> {
        Ok(self.lock().removed.contains_key(&device))
    }

    fn devices(&self, space: SpaceId) -> Result<Vec<(Device, Option<Timestamp>)>, StoreError> {
        let state = self.lock();
        let devices = state.devices.values();
        let here = devices.filter(|device| state.members.contains_key(&(device.person, space)));
        Ok(here
            .map(|device| (device.clone(), state.removed.get(&device.id).copied()))
            .collect())
    }

    fn keep(&self, file: &NewKept) -> Result<Keep, StoreError> {
        let mut state = self.lock();
        let known = state.kept.iter().find(|kept| kept.file.hash == file.hash);
        if known.is_some_and(|kept| !kept.has(Decision::Discarded)) {
            return Ok(Keep::Kept);
        }
        let of_device = state
            .kept
            .iter()
            .filter(|kept| kept.file.device == file.device && kept.file.hash != file.hash);
        if of_device.filter(|kept| kept.waits()).count() as u64 >= KEPT_OF_DEVICE {
            return Ok(Keep::Full);
        }
        let mut all = state.kept.iter_mut();
        if let Some(known) = all.find(|kept| kept.file.hash == file.hash) {
            known.ask_again(&file.bytes);
            return Ok(Keep::Kept);
        }
        let mut decisions: Vec<_> = file
            .parts
            .iter()
            .filter(|part| state.visits.contains_key(&part.space))
            .map(|part| (*part, Decision::Waiting))
            .collect();
        decisions.sort_by_key(|(part, _)| part.space);
        decisions.dedup_by_key(|(part, _)| part.space);
        let file = file.clone();
        state.kept.push(MemKept { file, decisions });
        Ok(Keep::Kept)
    }

    fn kept(&self, space: SpaceId) -> Result<Vec<Kept>, StoreError> {
        let state = self.lock();
        let files = (1_u64..).zip(&state.kept);
        let here = files.filter_map(|(number, kept)| {
            let (part, decision) = kept.decisions.iter().find(|(of, _)| of.space == space)?;
            Some(Kept {
                file: number,
                part: *part,
                device: kept.file.device,
                person: kept.file.person,
                received: kept.file.received,
                decision: *decision,
            })
        });
        Ok(here.collect())
    }

    fn kept_bytes(&self, file: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut state = self.lock();
        let kept = state.kept_file(file).filter(|kept| kept.waits());
        Ok(kept.map(|kept| kept.file.bytes.clone()))
    }

    fn decide(
        &self,
        file: u64,
        space: SpaceId,
        decision: Decision,
        _by: (PersonId, Timestamp),
    ) -> Result<bool, StoreError> {
        let mut state = self.lock();
        let Some(kept) = state.kept_file(file) else {
            return Ok(false);
        };
        let mut decisions = kept.decisions.iter_mut();
        let waiting =
            decisions.find(|(of, decision)| of.space == space && *decision == Decision::Waiting);
        let decided = waiting.map(|(_, old)| *old = decision).is_some();
        if !kept.waits() {
            kept.file.bytes = Vec::new();
        }
        Ok(decided)
    }
}

impl State {
    fn kept_file(&mut self, number: u64) -> Option<&mut MemKept> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        self.kept.get_mut(index)
    }
}
