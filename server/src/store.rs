//! Where everything durable is: the log of every space, people, devices, sessions, links.
//!
//! [`Store`] is a trait with one conformance suite ([`conformance`]) that every
//! implementation passes. All methods block; callers on an async task move them to a
//! blocking thread. What enters a log is decided by [`sync_core::log::append`], never here.
//!
//! Invariant: only `store/sqlite` names rusqlite.

pub use directory::Directory;
pub use error::StoreError;
pub use inbox::{Decision, Inbox, KEPT_OF_DEVICE, Keep, Kept, KeptPart, NewKept};
pub use joins::{JoinRefusal, JoinRequest, Joins};
pub use log::{Log, Position, Reader, StorePage, StoredDoc};
pub use memory::MemoryStore;
pub use rows::{
    CodeHash, Counts, Device, JoinLink, Member, NewLink, Person, ServerIds, Session, TokenHash,
    Visit,
};
pub use sqlite::SqliteStore;
pub use tablets::{Tablet, Tablets};

pub mod conformance;
mod directory;
mod error;
mod inbox;
mod joins;
mod log;
mod memory;
mod page;
mod rows;
pub mod sqlite;
mod tablets;

/// All that the server keeps. Blocking; every write is durable when it returns.
pub trait Store: Log + Directory + Joins + Inbox + Tablets + Send + Sync + 'static {
    /// Proves that a write reaches the disk, for `/readyz`.
    ///
    /// # Errors
    /// The write failed: the disk is full or the folder cannot be written.
    fn write_probe(&self) -> Result<(), StoreError>;

    /// How much there is, for `/metrics` and `rounds doctor`.
    ///
    /// # Errors
    /// The store failed.
    fn counts(&self) -> Result<Counts, StoreError>;

    /// Writes everything to its place before the process ends.
    ///
    /// # Errors
    /// The store failed; what was acknowledged is durable all the same.
    fn close(&self) -> Result<(), StoreError>;
}
