//! Pages for devices that are far behind: the changes of a document together, packed.
//!
//! Nothing of the order in the log is lost to a device by that: a document's changes
//! stay in their order, and a cursor moves only past whole pages.

use std::collections::BTreeMap;

use super::Page;
use super::fanout::split;
use crate::gate::pack;
use crate::ids::DocId;
use crate::limits;
use crate::log::{Entry, EntryBody};

impl Page {
    /// The same page with the changes of each document together, at the position of the
    /// last of them, and packed from [`limits::PACK_CHANGES`] on where that makes them
    /// smaller.
    ///
    /// Takes a processor some milliseconds for a page, so it is for a thread that may
    /// block.
    #[must_use]
    pub fn gathered(self) -> Self {
        let mut rest = Vec::new();
        let mut runs: BTreeMap<DocId, (Entry, Vec<Vec<u8>>)> = BTreeMap::new();
        for mut entry in self.entries {
            match std::mem::replace(&mut entry.body, EntryBody::Shared) {
                EntryBody::Changes(changes) => {
                    let run = runs.entry(entry.doc);
                    let (last, all) = run.or_insert_with(|| (entry.clone(), Vec::new()));
                    all.extend(changes);
                    *last = entry;
                }
                body => rest.push(Entry { body, ..entry }),
            }
        }
        let runs = runs.into_values().flat_map(|(entry, changes)| {
            split(Entry {
                body: EntryBody::Changes(changes),
                ..entry
            })
        });
        let mut entries = rest;
        entries.extend(runs.map(packed));
        // What is equal stays in order: a share before the changes that it brings.
        entries.sort_by_key(|entry| entry.seq);
        Self { entries, ..self }
    }
}

fn packed(mut entry: Entry) -> Entry {
    if let EntryBody::Changes(changes) = &entry.body
        && changes.len() >= limits::PACK_CHANGES
        && let Some(packed) = pack::pack(changes)
    {
        entry.body = EntryBody::Packed(packed);
    }
    entry
}
