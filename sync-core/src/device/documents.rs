//! Documents in memory: opened, edited, merged into, let go.

use std::borrow::Cow;

use super::persist::Effect;
use super::rows::{Chunk, DocRow};
use super::{Device, Doc, Event, Kept, LoadFor, Misuse, Open, Output, Pending, Row};
use crate::access::{DocKind, DocMeta, Visibility};
use crate::doc::{Document, Edit, LocalChange, NoteSeed};
use crate::ids::{DocId, OpId, SpaceId};
use crate::time::Timestamp;

impl Device {
    pub(super) fn create_note(
        &mut self,
        now: Timestamp,
        doc: DocId,
        space: SpaceId,
        seed: &NoteSeed,
        out: &mut Vec<Output>,
    ) -> Result<(), Misuse> {
        match self.spaces.get(&space).map(|space| space.row.kept) {
            None => return Err(Misuse::Unknown(format!("space {space}"))),
            Some(Kept::Aside) => return Err(Misuse::Aside(space)),
            Some(Kept::Here | Kept::Coming) => {}
        }
        let person = self.config.person;
        match Document::create_note(self.actor(), person, seed, now) {
            Ok((document, change)) => {
                let visibility = Visibility::Private;
                let meta = DocMeta {
                    kind: DocKind::Note,
                    owner: person,
                    visibility,
                };
                let mut created = Doc::new(DocRow::new(space, meta));
                created.open = Open::Ready(Box::new(document));
                self.docs.insert(doc, created);
                self.record(doc, change);
                out.push(Output::Notify(Event::Listed {
                    doc,
                    kind: DocKind::Note,
                }));
                out.push(Output::Notify(Event::Opened { doc }));
            }
            Err(why) => out.push(Output::Notify(Event::EditRefused { doc, why })),
        }
        Ok(())
    }

    pub(super) fn open(&mut self, doc: DocId, out: &mut Vec<Output>) -> Result<(), Misuse> {
        let found = self.docs.get(&doc).ok_or_else(|| unknown(doc))?;
        if self.is_aside(found) {
            return Err(Misuse::Aside(found.row.space));
        }
        match found.open {
            Open::Ready(_) => out.push(Output::Notify(Event::Opened { doc })),
            Open::Loading(..) => {}
            Open::Closed => {
                let waiting = self.persister.pending_chunks(doc);
                let chunks = waiting.iter().filter_map(|row| Chunk::read(row).ok());
                let parts = chunks
                    .filter_map(|(_, _, chunk)| chunk.parts().map(Cow::into_owned).ok())
                    .flatten()
                    .collect();
                let op = self.begin_load(LoadFor::Open(doc), out);
                if let Some(found) = self.docs.get_mut(&doc) {
                    found.open = Open::Loading(op, parts);
                }
            }
        }
        Ok(())
    }

    pub(super) fn close(&mut self, doc: DocId) {
        if let Some(found) = self.docs.get_mut(&doc) {
            found.open = Open::Closed;
        }
    }

    pub(super) fn edit(
        &mut self,
        now: Timestamp,
        doc: DocId,
        edits: &[Edit],
        out: &mut Vec<Output>,
    ) -> Result<(), Misuse> {
        let found = self.docs.get_mut(&doc).ok_or_else(|| unknown(doc))?;
        let Open::Ready(document) = &mut found.open else {
            return Err(Misuse::NotOpen(doc));
        };
        match document.edit(edits, now) {
            Ok(Some((change, touched))) => {
                self.record(doc, change);
                out.push(Output::Notify(Event::Changed {
                    doc,
                    touched,
                    remote: false,
                }));
            }
            Ok(None) => {}
            Err(why) => out.push(Output::Notify(Event::EditRefused { doc, why })),
        }
        Ok(())
    }

    pub(super) fn share(
        &mut self,
        doc: DocId,
        visibility: Visibility,
        out: &mut Vec<Output>,
    ) -> Result<(), Misuse> {
        let found = self.docs.get(&doc).ok_or_else(|| unknown(doc))?;
        if self.is_aside(found) {
            return Err(Misuse::Aside(found.row.space));
        }
        if found.row.next == 0 {
            // Only its row is here: the server may not have it any more when it is asked.
            return Err(unknown(doc));
        }
        let found = self.docs.get_mut(&doc).ok_or_else(|| unknown(doc))?;
        let widest = found.row.wanted.unwrap_or(found.row.meta.visibility);
        if found.row.meta.owner != self.config.person || visibility <= widest {
            return Ok(());
        }
        found.row.wanted = Some(visibility);
        found.share_saved = false;
        self.persister.write([found.row.put(doc)]);
        self.persister.then(Effect::ShareSaved { doc });
        self.busy.insert(doc);
        self.restated.insert(doc);
        out.push(Output::Notify(Event::Listed {
            doc,
            kind: found.row.meta.kind,
        }));
        Ok(())
    }

    pub(super) fn loaded(
        &mut self,
        op: OpId,
        rows: &[Row],
        out: &mut Vec<Output>,
    ) -> Result<(), Misuse> {
        match self.loads.remove(&op).ok_or(Misuse::UnknownOp(op))? {
            LoadFor::Open(doc) => self.open_loaded(doc, op, rows, out),
            LoadFor::Outbox(doc) => self.outbox_loaded(doc, rows, out),
            LoadFor::Heal(doc, unseen) => self.heal_loaded(doc, rows, &unseen),
        }
        Ok(())
    }

    fn open_loaded(&mut self, doc: DocId, op: OpId, rows: &[Row], out: &mut Vec<Output>) {
        let (actor, person) = (self.actor(), self.config.person);
        let Some(found) = self.docs.get_mut(&doc) else {
            return;
        };
        // An earlier read of a document that was closed meanwhile may lack something.
        let arrived = match &found.open {
            Open::Loading(current, arrived) if *current == op => arrived,
            _ => return,
        };
        let stored: Result<Vec<Vec<Vec<u8>>>, String> = rows.iter().map(stored_parts).collect();
        let loaded = stored.and_then(|stored| {
            let parts = stored.iter().flatten().chain(arrived);
            Document::load(found.row.meta.kind, actor, person, parts.map(Vec::as_slice))
                .map_err(|error| error.to_string())
        });
        match loaded {
            Ok(document) => {
                found.open = Open::Ready(Box::new(document));
                out.push(Output::Notify(Event::Opened { doc }));
            }
            Err(why) => {
                found.open = Open::Closed;
                out.push(Output::Notify(Event::NotOpened { doc, why }));
            }
        }
    }

    /// Brings what came from the server into the open document, if it is open.
    pub(super) fn merge(&mut self, doc: DocId, chunk: &Chunk, out: &mut Vec<Output>) {
        let Some(found) = self.docs.get_mut(&doc) else {
            return;
        };
        if matches!(found.open, Open::Closed) {
            return;
        }
        let merged = match (chunk.parts(), &mut found.open) {
            (Err(why), _) => Err(why.to_string()),
            (Ok(parts), Open::Ready(document)) => {
                let merged = document.merge(parts.iter().map(Vec::as_slice));
                merged.map(Some).map_err(|error| error.to_string())
            }
            (Ok(parts), Open::Loading(_, arrived)) => {
                arrived.extend(parts.into_owned());
                Ok(None)
            }
            (Ok(_), Open::Closed) => Ok(None),
        };
        match merged {
            Ok(Some(touched)) => out.push(Output::Notify(Event::Changed {
                doc,
                touched,
                remote: true,
            })),
            Ok(None) => {}
            Err(error) => {
                let what = format!("document {doc}: {error}");
                out.push(Output::Notify(Event::ServerFault { what }));
            }
        }
    }

    /// Puts a change of this device into the outbox and on its way to the storage.
    fn record(&mut self, doc: DocId, change: LocalChange) {
        let Some(found) = self.docs.get_mut(&doc) else {
            return;
        };
        let number = found.row.next;
        let chunk = Chunk::Local(change.bytes.clone());
        found.row.next += 1;
        found.row.local += 1;
        found.row.unsent.insert(number);
        found.row.bytes += change.bytes.len() as u64;
        found.pending.insert(
            number,
            Pending {
                bytes: change.bytes,
                saved: false,
            },
        );
        self.persister
            .write([chunk.put(doc, number), found.row.put(doc)]);
        self.persister.then(Effect::Saved { doc, number });
        self.busy.insert(doc);
        self.restated.insert(doc);
    }
}

fn unknown(doc: DocId) -> Misuse {
    Misuse::Unknown(format!("document {doc}"))
}

/// The change chunks in a stored row.
pub(super) fn stored_parts(row: &Row) -> Result<Vec<Vec<u8>>, String> {
    let (_, _, chunk) = Chunk::read(row).map_err(|error| error.to_string())?;
    let parts = chunk.parts().map_err(|error| error.to_string())?;
    Ok(parts.into_owned())
}
