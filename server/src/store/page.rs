//! What one reader may see of a log, decided once for every store.
//!
//! Invariant: a reader who got access by a share receives nothing of the document
//! before that position, there a share and all changes up to it, and then entries as
//! they come. So a cursor that passed the position has the whole document.

use sync_core::access::{DocKind, DocMeta, Visibility};
use sync_core::ids::Seq;
use sync_core::limits;
use sync_core::log::{DocRow, Entry, EntryBody, NewEntry};

use super::{Position, Reader, StorePage};

/// Bytes that one entry costs beside its changes, so that many small ones fill a page too.
const ENTRY_OVERHEAD: usize = 64;

/// When a document became readable by more than its author; `None` while it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Shares {
    /// By the visit team.
    pub(super) team: Option<Seq>,
    /// By all members.
    pub(super) space: Option<Seq>,
}

impl Shares {
    /// Notes that `visibility` holds since the entry at `shared` (0 for always).
    pub(super) fn widen(&mut self, visibility: Visibility, shared: Seq) {
        if visibility >= Visibility::Team {
            self.team.get_or_insert(shared);
        }
        if visibility >= Visibility::Space {
            self.space.get_or_insert(shared);
        }
    }

    /// Since which entry `reader` may read the document; `None` if they may not.
    pub(super) fn since(&self, meta: &DocMeta, reader: Reader) -> Option<Seq> {
        if meta.owner == reader.person {
            return Some(Seq(0));
        }
        if reader.role.is_team() {
            self.team
        } else {
            self.space
        }
    }
}

/// The row of a document whose first entry is being written; `put_doc` follows with
/// what the log decided.
pub(super) fn new_row(entry: &NewEntry<'_>) -> DocRow {
    DocRow {
        space: entry.space,
        meta: DocMeta {
            kind: DocKind::Note,
            owner: entry.by.person,
            visibility: Visibility::Private,
        },
        heads: Vec::new(),
        bytes: 0,
        last: Seq(0),
        shared: Seq(0),
    }
}

/// How an entry looks to one reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Not at all.
    Hidden,
    /// As it is.
    Plain,
    /// As a share with all changes of the document up to it.
    WithHistory,
}

/// Decides how the entry at `seq` looks to `reader`.
pub(super) fn sight(meta: &DocMeta, shares: &Shares, reader: Reader, seq: Seq) -> Sight {
    match shares.since(meta, reader) {
        None => Sight::Hidden,
        Some(since) if seq < since => Sight::Hidden,
        Some(since) if seq == since => Sight::WithHistory,
        Some(_) => Sight::Plain,
    }
}

/// Fills a page up to its size.
pub(super) struct PageBuilder {
    entries: Vec<Entry>,
    upto: Position,
    head: Seq,
    bytes: usize,
    max_bytes: usize,
}

impl PageBuilder {
    pub(super) fn new(after: Position, head: Seq, max_bytes: usize) -> Self {
        Self {
            entries: Vec::new(),
            upto: after,
            head,
            bytes: 0,
            max_bytes,
        }
    }

    /// Whether the page is as large as asked for.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= self.max_bytes
    }

    /// Whether `more` bytes still fit; an empty page takes anything.
    pub(super) fn fits(&self, more: usize) -> bool {
        self.entries.is_empty() || self.bytes + more + ENTRY_OVERHEAD <= self.max_bytes
    }

    /// Passes over an entry that the reader may not see.
    pub(super) fn skip(&mut self, seq: Seq) {
        self.upto = Position::after(seq);
    }

    /// Adds an entry as it is.
    pub(super) fn push(&mut self, entry: Entry) {
        self.upto = Position::after(entry.seq);
        self.add(entry);
    }

    /// Adds the mark of a share that is expanded, unless an earlier page had it.
    /// Returns the position up to which the document's entries were read before.
    pub(super) fn begin_history(&mut self, share: &Entry) -> Seq {
        let resumed = self.upto.within;
        if resumed == Seq(0) {
            self.add(share.clone());
        }
        resumed
    }

    /// Adds the changes of the document's own entry at `within` to the expanded share.
    /// Returns `false`, and adds nothing, when the page is full; a mark that stands alone
    /// then is taken back.
    pub(super) fn push_history(
        &mut self,
        share: &Entry,
        within: Seq,
        changes: Vec<Vec<u8>>,
    ) -> bool {
        let bytes = changes.iter().map(Vec::len).sum::<usize>();
        let only_mark = self.entries.len() == 1 && self.upto.within == Seq(0);
        if !self.fits(bytes) && !only_mark {
            if self.upto.within == Seq(0) {
                // The next page begins the share, with its mark.
                self.entries.pop();
            }
            return false;
        }
        self.upto.within = within;
        match self.entries.last_mut() {
            Some(Entry {
                seq,
                doc,
                body: EntryBody::Changes(earlier),
                ..
            }) if *seq == share.seq
                && *doc == share.doc
                && earlier.iter().map(Vec::len).sum::<usize>() + bytes <= MERGED_BYTES =>
            {
                self.bytes += bytes;
                earlier.extend(changes);
            }
            _ => self.add(Entry {
                body: EntryBody::Changes(changes),
                ..share.clone()
            }),
        }
        true
    }

    /// Ends an expanded share whose earlier changes were all added.
    pub(super) fn end_history(&mut self, seq: Seq) {
        self.upto = Position::after(seq);
    }

    pub(super) fn finish(self) -> StorePage {
        StorePage {
            entries: self.entries,
            upto: self.upto,
            head: self.head,
        }
    }

    fn add(&mut self, entry: Entry) {
        self.bytes += ENTRY_OVERHEAD + body_bytes(&entry.body);
        self.entries.push(entry);
    }
}

/// Bytes up to which small entries of a document's history travel as one.
const MERGED_BYTES: usize = limits::PAGE_BYTES / 4;

pub(super) fn body_bytes(body: &EntryBody) -> usize {
    match body {
        EntryBody::Changes(changes) => changes.iter().map(Vec::len).sum(),
        EntryBody::Packed(bytes) => bytes.len(),
        EntryBody::Shared => 0,
    }
}
