//! Entries on their way to readers: at once when a connection is up to date, in
//! pages when it is behind, and only as far as its credit goes.

use super::{Output, Page, Pending, Server};
use crate::ids::{ConnId, OpId, Seq, SpaceId};
use crate::limits;
use crate::log::{Entry, EntryBody};
use crate::receipt::{Receipt, ReceiptKey, Subject};
use crate::wire::ServerMessage;

/// Bytes of an entry beside its heads and changes.
const ENTRY_OVERHEAD: usize = 80;

impl Server {
    /// Sends a new entry to every connection that may read it and is up to date.
    pub(super) fn fan_out(&mut self, space: SpaceId, entry: Entry, out: &mut Vec<Output>) {
        let seq = entry.seq;
        let shared = matches!(entry.body, EntryBody::Shared);
        // Most connections get the same bytes, so they are made once.
        let mut frame: Option<Vec<u8>> = None;
        let mut behind = Vec::new();
        for (id, conn) in &mut self.conns {
            let Some(stream) = conn.streams.get_mut(&space) else {
                continue;
            };
            stream.head = stream.head.max(seq);
            if !stream.is_next(seq) {
                if stream.is_behind() {
                    behind.push(*id);
                }
                continue;
            }
            if !entry.meta.readable_by(conn.session.person, stream.role) {
                stream.sent = seq;
                continue;
            }
            // Whoever could not read it before needs what came before: a page has it.
            if conn.credit == 0 || (shared && entry.meta.owner != conn.session.person) {
                behind.push(*id);
                continue;
            }
            let bytes = frame.get_or_insert_with(|| {
                let receipt = sign(&self.config.receipt_key, space, &entry);
                let entries = vec![(entry.clone(), receipt)];
                ServerMessage::Entries {
                    space,
                    upto: seq,
                    head: seq,
                    entries,
                }
                .encode()
            });
            stream.sent = seq;
            conn.credit = conn.credit.saturating_sub(bytes.len() as u64);
            out.push(Output::Send {
                conn: *id,
                bytes: bytes.clone(),
            });
        }
        for id in behind {
            self.pump(id, out);
        }
    }

    pub(super) fn doorbell(&mut self, space: SpaceId, head: Seq, out: &mut Vec<Output>) {
        let mut behind = Vec::new();
        for (id, conn) in &mut self.conns {
            if let Some(stream) = conn.streams.get_mut(&space) {
                stream.head = stream.head.max(head);
                behind.push(*id);
            }
        }
        for id in behind {
            self.pump(id, out);
        }
    }

    pub(super) fn credit(&mut self, id: ConnId, bytes: u64, out: &mut Vec<Output>) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        conn.credit = conn.credit.saturating_add(bytes).min(limits::CREDIT_BYTES);
        self.pump(id, out);
    }

    /// Asks for the next page of every space in which this connection is behind.
    pub(super) fn pump(&mut self, id: ConnId, out: &mut Vec<Output>) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        if conn.credit == 0 {
            return;
        }
        let (person, credit) = (conn.session.person, conn.credit);
        let mut reads = Vec::new();
        for (space, stream) in &mut conn.streams {
            if stream.is_behind() {
                stream.reading = true;
                let behind = stream.head.0.saturating_sub(stream.sent.0);
                reads.push((*space, stream.sent, stream.role, behind));
            }
        }
        for (space, after, role, behind) in reads {
            let op = self.begin(Pending::Page { conn: id, space });
            let max_bytes = portion(behind, credit);
            out.push(Output::Read {
                op,
                space,
                after,
                person,
                role,
                max_bytes,
            });
        }
    }

    pub(super) fn page(&mut self, op: OpId, page: Page, out: &mut Vec<Output>) {
        match self.ops.remove(&op) {
            Some(Pending::Page { conn, space }) => {
                if let Some(stream) = self
                    .conns
                    .get_mut(&conn)
                    .and_then(|c| c.streams.get_mut(&space))
                {
                    stream.reading = false;
                    stream.sent = stream.sent.max(page.upto);
                    stream.head = stream.head.max(page.head);
                }
                self.send_page(conn, space, page, out);
                self.pump(conn, out);
            }
            Some(Pending::Documents { conn, space, rest }) => {
                // The device learns this head, so it is owed a page up to there, even of
                // entries that it may not read.
                if let Some(stream) = self
                    .conns
                    .get_mut(&conn)
                    .and_then(|c| c.streams.get_mut(&space))
                {
                    stream.head = stream.head.max(page.head);
                }
                self.send_page(
                    conn,
                    space,
                    Page {
                        upto: Seq(0),
                        ..page
                    },
                    out,
                );
                self.next_documents(conn, space, rest, out);
            }
            _ => {}
        }
    }

    /// Sends a page in frames; only the last one moves the device's cursor.
    fn send_page(&mut self, id: ConnId, space: SpaceId, page: Page, out: &mut Vec<Output>) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        let Page {
            entries,
            upto,
            head,
        } = page;
        let mut frames: Vec<Vec<(Entry, Receipt)>> = vec![Vec::new()];
        let mut room = limits::PAGE_BYTES;
        for entry in entries.into_iter().flat_map(split) {
            let bytes = size(&entry);
            if bytes > room {
                frames.push(Vec::new());
                room = limits::PAGE_BYTES;
            }
            room = room.saturating_sub(bytes);
            let receipt = sign(&self.config.receipt_key, space, &entry);
            if let Some(frame) = frames.last_mut() {
                frame.push((entry, receipt));
            }
        }
        let last = frames.len() - 1;
        for (at, entries) in frames.into_iter().enumerate() {
            let upto = if at == last { upto } else { Seq(0) };
            let bytes = ServerMessage::Entries {
                space,
                upto,
                head,
                entries,
            }
            .encode();
            conn.credit = conn.credit.saturating_sub(bytes.len() as u64);
            out.push(Output::Send { conn: id, bytes });
        }
    }
}

/// How many bytes of the log to read next for a device that is so many positions behind
/// and has room for `credit` bytes.
pub(super) fn portion(behind: u64, credit: u64) -> usize {
    if behind <= limits::FAR_BEHIND {
        return limits::PAGE_BYTES;
    }
    let credit = usize::try_from(credit).unwrap_or(usize::MAX);
    credit.clamp(limits::PAGE_BYTES, limits::FAR_PAGE_BYTES)
}

/// A device keeps and may bring back an entry as it was sent, so it is signed so.
fn sign(key: &ReceiptKey, space: SpaceId, entry: &Entry) -> Receipt {
    let subject = Subject {
        space,
        doc: entry.doc,
        meta: entry.meta,
    };
    match &entry.body {
        EntryBody::Changes(changes) => key.sign(subject, changes),
        EntryBody::Packed(bytes) => key.sign(subject, std::slice::from_ref(bytes)),
        EntryBody::Shared => Receipt::from_bytes([0; 16]),
    }
}

fn size(entry: &Entry) -> usize {
    let body = match &entry.body {
        EntryBody::Changes(changes) => changes.iter().map(|change| change.len() + 4).sum(),
        EntryBody::Packed(bytes) => bytes.len(),
        EntryBody::Shared => 0,
    };
    ENTRY_OVERHEAD + entry.heads.len() * 32 + body
}

/// Cuts the changes of an entry so that each part fits a frame and may be pushed back.
pub(super) fn split(entry: Entry) -> Vec<Entry> {
    let Entry {
        seq,
        doc,
        meta,
        heads,
        body,
    } = entry;
    let changes = match body {
        EntryBody::Changes(changes) => changes,
        body @ (EntryBody::Packed(_) | EntryBody::Shared) => {
            return vec![Entry {
                seq,
                doc,
                meta,
                heads,
                body,
            }];
        }
    };
    let mut parts: Vec<Vec<Vec<u8>>> = Vec::new();
    let mut room = 0;
    for change in changes {
        let full = parts
            .last()
            .is_none_or(|part| part.len() >= limits::BATCH_CHANGES);
        if full || change.len() > room {
            parts.push(Vec::new());
            room = limits::BATCH_BYTES;
        }
        room = room.saturating_sub(change.len());
        if let Some(part) = parts.last_mut() {
            part.push(change);
        }
    }
    parts
        .into_iter()
        .map(|part| Entry {
            seq,
            doc,
            meta,
            heads: heads.clone(),
            body: EntryBody::Changes(part),
        })
        .collect()
}
