//! Which devices are connected, and when each was last heard from.
//!
//! Known in memory at once, and written down by a task of its own, many devices in one
//! write: when a device comes, when it goes, and once a minute in between. A push never
//! waits for it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sync_core::ids::DeviceId;
use sync_core::time::Timestamp;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::store::Store;

/// A device that stays connected is written down this often.
const WRITE_EVERY_MS: u64 = 60_000;

/// Between two writes, so that devices which come together share one.
const GATHER: Duration = Duration::from_secs(1);

/// All devices that are connected, or went and are not written down yet.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    devices: Mutex<BTreeMap<DeviceId, Seen>>,
    changed: Notify,
}

/// What is known of a device.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    connections: usize,
    /// When it was last heard from, to a minute while it is connected.
    pub(crate) heard: Timestamp,
    written: bool,
}

impl Seen {
    /// Whether it is connected now.
    pub(crate) const fn is_connected(self) -> bool {
        self.connections > 0
    }
}

/// One connection of a device, for as long as it lasts.
#[derive(Debug)]
pub(crate) struct Attendance {
    presence: Arc<Presence>,
    device: DeviceId,
    /// Milliseconds since 1970 of the last word from it, and of the last that was noted.
    heard: AtomicU64,
    noted: AtomicU64,
}

impl Attendance {
    /// The device said something.
    pub(crate) fn heard(&self, now: Timestamp) {
        self.heard.store(now.0, Ordering::Relaxed);
        let noted = Timestamp(self.noted.load(Ordering::Relaxed));
        if now.since(noted) >= WRITE_EVERY_MS {
            self.noted.store(now.0, Ordering::Relaxed);
            self.presence.note(self.device, now, |_| {});
        }
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        let heard = Timestamp(self.heard.load(Ordering::Relaxed));
        self.presence.note(self.device, heard, |seen| {
            seen.connections = seen.connections.saturating_sub(1);
        });
    }
}

impl Presence {
    /// A device connected.
    pub(crate) fn enter(self: &Arc<Self>, device: DeviceId, now: Timestamp) -> Attendance {
        self.note(device, now, |seen| seen.connections += 1);
        Attendance {
            presence: Arc::clone(self),
            device,
            heard: AtomicU64::new(now.0),
            noted: AtomicU64::new(now.0),
        }
    }

    /// What is known of a device beside the store.
    pub(crate) fn of(&self, device: DeviceId) -> Option<Seen> {
        self.lock().get(&device).copied()
    }

    /// Starts the task that writes down what is new.
    pub(crate) fn keep(self: &Arc<Self>, store: Arc<dyn Store>) -> JoinHandle<()> {
        let presence = Arc::clone(self);
        tokio::spawn(async move {
            loop {
                presence.changed.notified().await;
                let (presence, store) = (Arc::clone(&presence), Arc::clone(&store));
                let written = tokio::task::spawn_blocking(move || presence.write(&*store)).await;
                if written.is_err() {
                    tracing::error!("writing down who was heard from ended with a panic");
                }
                tokio::time::sleep(GATHER).await;
            }
        })
    }

    /// Writes down what is new. What could not be written is tried again with the next.
    pub(crate) fn write(&self, store: &dyn Store) {
        let new: Vec<_> = self
            .lock()
            .iter()
            .filter(|(_, seen)| !seen.written)
            .map(|(device, seen)| (*device, seen.heard))
            .collect();
        if new.is_empty() {
            return;
        }
        if let Err(error) = store.heard(&new) {
            tracing::warn!(%error, "who was heard from could not be written down");
            return;
        }
        let mut devices = self.lock();
        for (device, heard) in new {
            if let Some(seen) = devices.get_mut(&device) {
                seen.written = seen.heard == heard;
            }
        }
        devices.retain(|_, seen| seen.is_connected() || !seen.written);
    }

    fn note(&self, device: DeviceId, heard: Timestamp, change: impl FnOnce(&mut Seen)) {
        let mut devices = self.lock();
        let seen = devices.entry(device).or_insert(Seen {
            connections: 0,
            heard,
            written: false,
        });
        seen.heard = seen.heard.max(heard);
        seen.written = false;
        change(seen);
        drop(devices);
        self.changed.notify_one();
    }

    /// What is known; no panic can leave it half changed.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Seen>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
