//! The part of a store that knows of a visit's devices what its team may: when each was
//! last heard from, and whether it has all of the visit.

use sync_core::ids::{DeviceId, SpaceId};
use sync_core::time::Timestamp;

use super::{Device, StoreError};

/// A device of a member of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tablet {
    /// The device.
    pub device: Device,
    /// Its person's name.
    pub name: String,
    /// When it was last heard from; `None` when it never connected.
    pub heard: Option<Timestamp>,
    /// When it last said that all of the visit is on it.
    pub prepared: Option<Timestamp>,
}

/// The devices of visits. See [`super::Store`] for what holds for every method.
pub trait Tablets {
    /// Writes down when devices were heard from, all at once. An earlier time than the
    /// one that is there changes nothing, and neither does an unknown device.
    ///
    /// # Errors
    /// The store failed.
    fn heard(&self, devices: &[(DeviceId, Timestamp)]) -> Result<(), StoreError>;

    /// Writes down that a device has all of a visit; the latest time is kept. Does nothing
    /// when the device or the space is unknown.
    ///
    /// # Errors
    /// The store failed.
    fn prepared(&self, device: DeviceId, space: SpaceId, now: Timestamp) -> Result<(), StoreError>;

    /// The devices of a space's members without those that were removed, sorted by device.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn tablets(&self, space: SpaceId) -> Result<Vec<Tablet>, StoreError>;
}
