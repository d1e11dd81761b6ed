//! The rows of people, devices, sessions, visits and links as plain data.

use std::fmt;

use sync_core::access::Role;
use sync_core::ids::{DeviceId, Incarnation, PersonId, SpaceId};
use sync_core::receipt::ReceiptKey;
use sync_core::time::Timestamp;

/// SHA-256 of a session token. The token itself is never stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenHash(pub [u8; 32]);

/// SHA-256 of a join link's secret or of its spoken code, whichever was given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodeHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

impl fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeHash(..)")
    }
}

/// Who the server itself is when it writes into a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerIds {
    /// The device of its changes.
    pub device: DeviceId,
    /// The person of its changes.
    pub person: PersonId,
    /// This life of the logs; new after a restore.
    pub incarnation: Incarnation,
    /// Signs entries; the same after a restore, so that old receipts hold.
    pub receipt_key: ReceiptKey,
}

/// A visit, which is a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its space.
    pub space: SpaceId,
    /// The name of the network that runs it.
    pub network: String,
    /// Its title.
    pub title: String,
    /// First day, ISO 8601.
    pub starts: String,
    /// Last day, ISO 8601.
    pub ends: String,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// As teammates see them.
    pub name: String,
    /// Their district.
    pub team: String,
}

/// A person's membership of one space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// What they are in the space.
    pub role: Role,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// What its person calls it.
    pub label: String,
    /// `tablet`, `phone`, `computer` or `headless`.
    pub kind: String,
    /// Whether several people use it, which shortens its sessions.
    pub shared: bool,
}

/// A session: a device that may talk to the server until it expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// Whether the device is shared.
    pub shared: bool,
    /// When it began.
    pub created: Timestamp,
    /// When it ends unless it is used.
    pub expires: Timestamp,
    /// Whether the device was removed: it is known, and may do nothing.
    pub removed: bool,
}

/// A join link as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinLink {
    /// Hash of its secret; its identity.
    pub secret: CodeHash,
    /// The visit it leads to.
    pub space: SpaceId,
    /// What people become who use it.
    pub role: Role,
    /// The district they belong to; empty when they say so themselves.
    pub team: String,
    /// Who made it, as shown to those who open it.
    pub issuer: String,
    /// How many people may use it.
    pub max_uses: u64,
    /// How many did.
    pub used: u64,
    /// Until when.
    pub expires: Timestamp,
    /// Whether it was taken back.
    pub revoked: bool,
}

/// A join link to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// The link; `used` is 0 and `revoked` false.
    pub link: JoinLink,
    /// Hash of its 8-character code.
    pub code: CodeHash,
    /// When it was made.
    pub created: Timestamp,
}

/// How much there is in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Visits.
    pub visits: u64,
    /// People.
    pub people: u64,
    /// Devices.
    pub devices: u64,
    /// Sessions that have not ended.
    pub sessions: u64,
    /// Documents.
    pub docs: u64,
    /// Entries of all logs.
    pub entries: u64,
}

/// The role that allows more, for someone who used two links to one visit.
pub(super) fn stronger(before: Option<Role>, link: Role) -> Role {
    let rank = |role| match role {
        Role::Host => 0,
        Role::Observer => 1,
        Role::Facilitator => 2,
    };
    match before {
        Some(before) if rank(before) >= rank(link) => before,
        _ => link,
    }
}
