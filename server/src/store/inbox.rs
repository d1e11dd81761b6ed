//! The part of a store that holds what the server did not take by itself: devices that
//! were removed, and the inbox of rescue files that a facilitator decides about.

use sync_core::ids::{DeviceId, PersonId, SpaceId};
use sync_core::time::Timestamp;

use super::{Device, StoreError};

/// Undecided files of one device; each has at most 8 MiB.
pub const KEPT_OF_DEVICE: u64 = 8;

/// A rescue file to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKept {
    /// SHA-256 of the file: it is kept once, however often it comes.
    pub hash: [u8; 32],
    /// The device that signed it.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// When it came.
    pub received: Timestamp,
    /// The signed file.
    pub bytes: Vec<u8>,
    /// What there is to decide, a part for each space. Parts of spaces that the store
    /// does not have are left out: nobody could decide about them.
    pub parts: Vec<KeptPart>,
}

/// What a file holds for one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptPart {
    /// The space.
    pub space: SpaceId,
    /// Documents.
    pub docs: u64,
    /// Changes of them.
    pub changes: u64,
}

/// What was decided about the part of a file that belongs to one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet.
    Waiting,
    /// It is in the log.
    Accepted,
    /// It was thrown away.
    Discarded,
}

impl Decision {
    /// The code in a row.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Waiting => 0,
            Self::Accepted => 1,
            Self::Discarded => 2,
        }
    }

    /// The decision of a code.
    #[must_use]
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Waiting),
            1 => Some(Self::Accepted),
            2 => Some(Self::Discarded),
            _ => None,
        }
    }
}

/// The part of a kept file that belongs to one space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file's number.
    pub file: u64,
    /// What it holds for the space.
    pub part: KeptPart,
    /// The device that signed it.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// When it came.
    pub received: Timestamp,
    /// What was decided.
    pub decision: Decision,
}

/// Whether a file could be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It is in the inbox, was already, or was accepted from there.
    Kept,
    /// [`KEPT_OF_DEVICE`] files of this device wait for a decision.
    Full,
}

/// Removed devices and the inbox. See [`super::Store`] for what holds for every method.
pub trait Inbox {
    /// Shuts a device out; `false` when it is unknown or was removed already.
    ///
    /// # Errors
    /// The store failed.
    fn remove_device(&self, device: DeviceId, now: Timestamp) -> Result<bool, StoreError>;

    /// Lets a removed device in again; `false` when it was not removed.
    ///
    /// # Errors
    /// The store failed.
    fn readmit_device(&self, device: DeviceId) -> Result<bool, StoreError>;

    /// Whether a device was removed.
    ///
    /// # Errors
    /// The store failed.
    fn is_removed(&self, device: DeviceId) -> Result<bool, StoreError>;

    /// The devices of a space's members with the time of their removal, sorted by device.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn devices(&self, space: SpaceId) -> Result<Vec<(Device, Option<Timestamp>)>, StoreError>;

    /// Keeps a file. What was discarded of it before waits once more: it was asked for
    /// again, and its device has the work still.
    ///
    /// # Errors
    /// The store failed.
    fn keep(&self, file: &NewKept) -> Result<Keep, StoreError>;

    /// The inbox of a space, oldest first.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn kept(&self, space: SpaceId) -> Result<Vec<Kept>, StoreError>;

    /// The bytes of a kept file of which something waits. Once all of it is decided they
    /// are gone, and its rows stay: whose it was, who decided what, and when.
    ///
    /// # Errors
    /// The store failed.
    fn kept_bytes(&self, file: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Writes down what was decided, by whom, and lets go of bytes of which nothing
    /// waits any more; `false` when nothing waits there.
    ///
    /// # Errors
    /// The store failed.
    fn decide(
        &self,
        file: u64,
        space: SpaceId,
        decision: Decision,
        by: (PersonId, Timestamp),
    ) -> Result<bool, StoreError>;
}
