//! What a rescue file holds of this device.

use std::collections::BTreeMap;

use super::documents::stored_parts;
use super::rows::Chunk;
use super::{Device, Row};
use crate::doc::{Document, NoteView};
use crate::ids::DocId;
use crate::rescue::RescueDoc;

impl Device {
    /// Documents with something that the server has not confirmed; each needs its stored
    /// chunks for [`Device::rescue`]. Those that the server refused are among them.
    pub fn unsent(&self) -> impl Iterator<Item = DocId> {
        let has_work = self.docs.iter().filter(|(_, doc)| {
            !doc.row.unsent.is_empty() || !doc.pending.is_empty() || doc.row.wanted.is_some()
        });
        has_work.map(|(id, _)| *id)
    }

    /// The unsent work of one document: `rows` are its stored chunks, and what the
    /// storage did not take is in memory. `None` for a document that is not known.
    #[must_use]
    pub fn rescue(&self, id: DocId, rows: &[Row]) -> Option<RescueDoc> {
        let doc = self.docs.get(&id)?;
        let stored = rows.iter().filter_map(|row| match Chunk::read(row) {
            Ok((of, number, Chunk::Local(bytes))) if of == id => Some((number, bytes)),
            _ => None,
        });
        let mut changes: BTreeMap<u64, Vec<u8>> = stored
            .filter(|(number, _)| doc.row.unsent.contains(number))
            .collect();
        let in_memory = doc.pending.iter();
        changes.extend(in_memory.map(|(number, pending)| (*number, pending.bytes.clone())));
        Some(RescueDoc {
            doc: id,
            space: doc.row.space,
            kind: doc.row.meta.kind,
            share: doc.row.wanted,
            changes: changes.into_values().collect(),
        })
    }

    /// A note as it is on this device, whether or not it is open: `rows` are its stored
    /// chunks. `None` when it is none, or cannot be read.
    #[must_use]
    pub fn stored_note(&self, id: DocId, rows: &[Row]) -> Option<NoteView> {
        if let Some(open) = self.note(id) {
            return Some(open.clone());
        }
        let kind = self.docs.get(&id)?.row.meta.kind;
        let parts: Vec<Vec<Vec<u8>>> = rows
            .iter()
            .map(stored_parts)
            .collect::<Result<_, _>>()
            .ok()?;
        let parts = parts.iter().flatten().map(Vec::as_slice);
        let loaded = Document::load(kind, self.actor(), self.config.person, parts).ok()?;
        loaded.note().cloned()
    }
}
