//! The part of a store that holds the logs.

use std::collections::BTreeMap;

use sync_core::access::Role;
use sync_core::ids::{DocId, PersonId, Seq, SpaceId};
use sync_core::log::{Append, Appended, DocRow, Entry, Refusal};
use sync_core::server::SpaceStatus;
use sync_core::time::Timestamp;

use super::StoreError;

/// For whom a log is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// The space.
    pub space: SpaceId,
    /// The person.
    pub person: PersonId,
    /// What they are in the space.
    pub role: Role,
}

/// How far a reader has come.
///
/// The entry at which a document was shared expands, for those who could not read it
/// before, to all of its earlier changes, which may need several pages. So a position
/// can lie inside that entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// Everything up to here was read.
    pub seq: Seq,
    /// Of the share entry that comes next, the document's own entries up to here were
    /// read too; 0 when it was not begun.
    pub within: Seq,
}

impl Position {
    /// The position after all of `seq`.
    #[must_use]
    pub const fn after(seq: Seq) -> Self {
        Self {
            seq,
            within: Seq(0),
        }
    }
}

/// Entries as one reader may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorePage {
    /// In order; entries of one expanded share have the same `seq`.
    pub entries: Vec<Entry>,
    /// Where to read on. Entries the reader may not see are passed over.
    pub upto: Position,
    /// The last position of the space at the moment of reading.
    pub head: Seq,
}

/// A document as its log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDoc {
    /// Its row.
    pub row: DocRow,
    /// All of its changes, in the order of the log.
    pub changes: Vec<Vec<u8>>,
}

/// The logs. See [`super::Store`] for what holds for every method.
pub trait Log {
    /// Judges and writes a batch in one transaction, which is durable on return.
    ///
    /// Answers are in the order given; a refused append writes nothing and does not
    /// disturb the others. A space that does not exist is [`Refusal::NotAllowed`].
    ///
    /// # Errors
    /// The store failed, and nothing of the batch was written.
    fn append_batch(
        &self,
        batch: &[Append],
        now: Timestamp,
    ) -> Result<Vec<Result<Appended, Refusal>>, StoreError>;

    /// Reads entries after a position as one reader may see them.
    ///
    /// Stops near `max_bytes`, but returns at least one entry if one is readable.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn read_page(
        &self,
        reader: Reader,
        after: Position,
        max_bytes: usize,
    ) -> Result<StorePage, StoreError>;

    /// How spaces stand for one reader, in the order asked. Loads no document.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn space_statuses(
        &self,
        person: PersonId,
        spaces: &[(SpaceId, Role)],
    ) -> Result<Vec<SpaceStatus>, StoreError>;

    /// A document's row and all of its changes in the order of the log.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn read_doc(&self, doc: DocId) -> Result<Option<StoredDoc>, StoreError>;

    /// [`sync_core::log::digest`] of every document that a reader may read, and the
    /// last position of the space at that moment. Loads no document.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn read_digests(&self, reader: Reader) -> Result<(BTreeMap<DocId, u128>, Seq), StoreError>;

    /// All changes of those of `docs` that a reader may read: an entry for each, at the
    /// document's last position. `upto` is the beginning, for this moves no cursor.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn read_documents(&self, reader: Reader, docs: &[DocId]) -> Result<StorePage, StoreError>;
}
