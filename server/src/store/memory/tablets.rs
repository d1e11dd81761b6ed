//! What a visit's team may know of its devices, in memory.

use sync_core::ids::{DeviceId, SpaceId};
use sync_core::time::Timestamp;

use super::MemoryStore;
use crate::store::{StoreError, Tablet, Tablets};

impl Tablets for MemoryStore {
    fn heard(&self, devices: &[(DeviceId, Timestamp)]) -> Result<(), StoreError> {
        let mut state = self.lock();
        for (device, at) in devices {
            if state.devices.contains_key(device) {
                let heard = state.heard.entry(*device).or_insert(*at);
                *heard = (*heard).max(*at);
            }
        }
        Ok(())
    }

    fn prepared(&self, device: DeviceId, space: SpaceId, now: Timestamp) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.devices.contains_key(&device) && state.visits.contains_key(&space) {
            let at = state.prepared.entry((space, device)).or_insert(now);
            *at = (*at).max(now);
        }
        Ok(())
    }

    fn tablets(&self, space: SpaceId) -> Result<Vec<Tablet>, StoreError> {
        let state = self.lock();
        let devices = state.devices.values();
        let here = devices.filter(|device| {
            let member = state.members.contains_key(&(device.person, space));
            member && !state.removed.contains_key(&device.id)
        });
        let listed = here.filter_map(|device| {
            let person = state.people.get(&device.person)?;
            Some(Tablet {
                device: device.clone(),
                name: person.name.clone(),
                heard: state.heard.get(&device.id).copied(),
                prepared: state.prepared.get(&(space, device.id)).copied(),
            })
        });
        Ok(listed.collect())
    }
}
