//! What a screen or a person may ask at any time.

use super::{Device, Doc, DocState, InFlight, Kept, Open};
use crate::access::{DocMeta, Role};
use crate::doc::{NoteView, VisitView};
use crate::ids::{DocId, PersonId, SpaceId};

/// What is known of a document without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocInfo {
    /// Its id.
    pub doc: DocId,
    /// Its space.
    pub space: SpaceId,
    /// Kind, owner and visibility; the visibility that its owner asked for counts.
    pub meta: DocMeta,
    /// Where its work is.
    pub state: DocState,
    /// Changes of this device that the server has not confirmed.
    pub waiting: usize,
    /// Bytes of its chunks on this device.
    pub bytes: u64,
}

/// What is known of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpaceInfo {
    /// Its id.
    pub space: SpaceId,
    /// This person's role in it.
    pub role: Role,
    /// Connected, and everything that the server has is here.
    pub caught_up: bool,
    /// Whether its notes are on this device.
    pub kept: Kept,
}

/// Changes of this device, by how far they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Counts {
    /// Stored here, whether or not sent since.
    pub saved: u64,
    /// Left this device, whether or not confirmed since.
    pub sent: u64,
    /// Confirmed by the server.
    pub durable: u64,
    /// Not confirmed by the server.
    pub waiting: u64,
    /// Only in memory.
    pub unsaved: u64,
    /// Documents that the server refused.
    pub review: u64,
}

impl Device {
    /// The person whose device this is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.config.person
    }

    /// An open note.
    #[must_use]
    pub fn note(&self, doc: DocId) -> Option<&NoteView> {
        match &self.docs.get(&doc)?.open {
            Open::Ready(document) => document.note(),
            Open::Closed | Open::Loading(..) => None,
        }
    }

    /// An open visit.
    #[must_use]
    pub fn visit(&self, doc: DocId) -> Option<&VisitView> {
        match &self.docs.get(&doc)?.open {
            Open::Ready(document) => document.visit(),
            Open::Closed | Open::Loading(..) => None,
        }
    }

    /// All documents on this device, by id: not those that were set aside.
    pub fn docs(&self) -> impl Iterator<Item = DocInfo> {
        let here = self.docs.iter().filter(|(_, doc)| !self.is_aside(doc));
        here.map(|(id, doc)| self.info(*id, doc))
    }

    /// One document; none when it was set aside.
    #[must_use]
    pub fn doc(&self, id: DocId) -> Option<DocInfo> {
        let doc = self.docs.get(&id).filter(|doc| !self.is_aside(doc));
        doc.map(|doc| self.info(id, doc))
    }

    /// Where a document's work is; none when it was set aside.
    #[must_use]
    pub fn doc_state(&self, doc: DocId) -> Option<DocState> {
        let doc = self.docs.get(&doc).filter(|doc| !self.is_aside(doc));
        doc.map(|doc| self.state(doc))
    }

    /// All spaces, by id.
    pub fn spaces(&self) -> impl Iterator<Item = SpaceInfo> {
        self.spaces.iter().map(|(id, space)| SpaceInfo {
            space: *id,
            role: space.row.role,
            caught_up: space.caught_up,
            kept: space.row.kept,
        })
    }

    /// All changes of this device, by how far they came.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for doc in self.docs.values() {
            let unsaved = doc
                .pending
                .values()
                .filter(|pending| !pending.saved)
                .count() as u64;
            let waiting = doc.row.unsent.len() as u64;
            let in_flight = match &doc.in_flight {
                Some((_, InFlight::Changes(numbers))) => numbers.len() as u64,
                _ => 0,
            };
            let durable = doc.row.local.saturating_sub(waiting);
            counts.unsaved += unsaved;
            counts.waiting += waiting;
            counts.durable += durable;
            counts.sent += durable + in_flight;
            counts.saved += doc.row.local.saturating_sub(unsaved);
            counts.review += u64::from(doc.row.review.is_some());
        }
        counts
    }

    fn info(&self, id: DocId, doc: &Doc) -> DocInfo {
        let visibility = doc.row.wanted.unwrap_or(doc.row.meta.visibility);
        DocInfo {
            doc: id,
            space: doc.row.space,
            meta: DocMeta {
                visibility,
                ..doc.row.meta
            },
            state: self.state(doc),
            waiting: doc.row.unsent.len(),
            bytes: doc.row.bytes,
        }
    }

    fn state(&self, doc: &Doc) -> DocState {
        let unsaved = doc.pending.values().any(|pending| !pending.saved) || !doc.share_saved;
        if unsaved {
            let refused = self.persister.retry_at().is_some();
            return if refused {
                DocState::Unsaved
            } else {
                DocState::Saving
            };
        }
        if doc.row.review.is_some() {
            return DocState::KeptForReview;
        }
        if !doc.has_work() {
            return DocState::Durable;
        }
        match &doc.in_flight {
            Some((_, InFlight::Changes(numbers)))
                if numbers.len() == doc.row.unsent.len() && doc.row.wanted.is_none() =>
            {
                DocState::Sent
            }
            Some((_, InFlight::Share(_))) => DocState::Sent,
            _ => DocState::Saved,
        }
    }
}
