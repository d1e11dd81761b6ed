//! The outbox: what is stored and not confirmed, sent in order, document by document.
//!
//! One push per document is under way at a time, so that a refusal never leaves a
//! gap; many documents are under way at once.

use super::rows::Chunk;
use super::{Device, Doc, Event, InFlight, LoadFor, Output, Pending, Row};
use crate::ids::{BatchId, ChangeHash, DocId, Seq};
use crate::limits;
use crate::log::Refusal;
use crate::time::Timestamp;
use crate::wire::{ClientMessage, PushBody};

/// Refusals in a row after which a document that may heal by itself is put aside.
const MAX_TRIES: u32 = 3;

/// Milliseconds before a refusal that may heal by itself is tried again.
const HEAL_RETRY_MS: u64 = 2_000;

impl Device {
    /// Sends whatever may be sent now.
    pub(super) fn pump(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        let Some(conn) = self.session.open_conn() else {
            return;
        };
        let mut loads = Vec::new();
        for id in &self.busy {
            if let Some(doc) = self.docs.get_mut(id) {
                doc.retry_at = doc.retry_at.filter(|at| *at > now);
            }
        }
        for id in &self.busy {
            if self.session.in_flight.len() >= self.session.window {
                break;
            }
            let Some(doc) = self.docs.get_mut(id) else {
                continue;
            };
            if doc.in_flight.is_some()
                || doc.loading
                || doc.row.review.is_some()
                || doc.retry_at.is_some()
            {
                continue;
            }
            let (body, in_flight) = match doc.next_push() {
                Next::Push(body, in_flight) => (body, in_flight),
                Next::LoadOutbox => {
                    doc.loading = true;
                    loads.push(LoadFor::Outbox(*id));
                    continue;
                }
                Next::LoadHeal => {
                    doc.loading = true;
                    // Own changes are offered when they are stored, others' at once.
                    let mut unseen = self.persister.pending_chunks(*id);
                    unseen.retain(|row| {
                        !matches!(Chunk::read(row), Ok((_, _, Chunk::Local(_))) | Err(_))
                    });
                    loads.push(LoadFor::Heal(*id, unseen));
                    continue;
                }
                Next::Nothing => continue,
            };
            let batch = self.session.next_batch(*id);
            doc.in_flight = Some((batch, in_flight));
            let (space, kind) = (doc.row.space, doc.row.meta.kind);
            let push = ClientMessage::Push {
                batch,
                space,
                doc: *id,
                kind,
                body,
            };
            out.push(Output::Send {
                conn,
                bytes: push.encode(),
            });
            self.restated.insert(*id);
        }
        for load in loads {
            self.begin_load(load, out);
        }
    }

    /// The stored chunks of a document whose unsent ones are not in memory.
    pub(super) fn outbox_loaded(&mut self, id: DocId, rows: &[Row], out: &mut Vec<Output>) {
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        doc.loading = false;
        for row in rows {
            match Chunk::read(row) {
                Ok((_, number, Chunk::Local(bytes))) if doc.row.unsent.contains(&number) => {
                    doc.pending
                        .entry(number)
                        .or_insert(Pending { bytes, saved: true });
                }
                Ok(_) => {}
                Err(error) => {
                    let why = error.to_string();
                    out.push(Output::Notify(Event::NotOpened { doc: id, why }));
                }
            }
        }
        // A chunk that the storage lost cannot be sent; waiting for it would stop
        // everything after it for ever.
        let lost: Vec<u64> = doc
            .row
            .unsent
            .iter()
            .filter(|n| !doc.pending.contains_key(n))
            .copied()
            .collect();
        if !lost.is_empty() {
            for number in lost {
                doc.row.unsent.remove(&number);
            }
            let why = "the storage lost a change of this note".to_owned();
            out.push(Output::Notify(Event::NotOpened { doc: id, why }));
        }
    }

    pub(super) fn acked(
        &mut self,
        batch: BatchId,
        seq: Seq,
        cursor: Seq,
        heads: Vec<ChangeHash>,
        out: &mut Vec<Output>,
    ) {
        let Some(id) = self.session.in_flight.remove(&batch) else {
            return;
        };
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        let mut shared = None;
        match doc.in_flight.take() {
            Some((_, InFlight::Changes(numbers))) => {
                for number in numbers {
                    doc.row.unsent.remove(&number);
                    doc.pending.remove(&number);
                }
            }
            Some((_, InFlight::Share(visibility))) => {
                if doc.row.wanted.is_some_and(|wanted| wanted <= visibility) {
                    doc.row.wanted = None;
                }
                shared = Some(visibility);
            }
            Some((_, InFlight::Heal { last })) => {
                doc.heal.remove(0);
                doc.heal_refused = 0;
                doc.row.offered = !last;
            }
            None => {}
        }
        doc.tries = 0;
        doc.row.review = None;
        if let Some(visibility) = shared {
            self.reword(id, |row| {
                row.meta.visibility = row.meta.visibility.max(visibility);
            });
        }
        self.told(id, seq, heads);
        self.passed(id, cursor, out);
        self.finish(id);
    }

    pub(super) fn nacked(
        &mut self,
        now: Timestamp,
        batch: BatchId,
        why: Refusal,
        retry_after: u64,
        out: &mut Vec<Output>,
    ) {
        let Some(id) = self.session.in_flight.remove(&batch) else {
            return;
        };
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        let was = doc.in_flight.take();
        self.restated.insert(id);
        if why.is_temporary() {
            doc.retry_at = Some(now.plus(retry_after.max(1)));
            return;
        }
        let offered = matches!(was, Some((_, InFlight::Heal { .. })));
        if offered && needs_more(why) && doc.offer_another() {
            return;
        }
        if may_heal(why) && doc.tries < MAX_TRIES {
            doc.tries += 1;
            doc.retry_at = Some(now.plus(HEAL_RETRY_MS));
            return;
        }
        if offered {
            // What others wrote is theirs to bring; own work goes on.
            doc.heal.clear();
            doc.row.offered = false;
            return self.finish(id);
        }
        doc.row.review = Some(why);
        self.persister.write([doc.row.put(id)]);
        out.push(Output::Notify(Event::KeptForReview { doc: id, why }));
    }

    /// A new connection: what was refused because something was missing gets another
    /// chance, since a healed server may have it now.
    pub(super) fn reconsider(&mut self) {
        for id in &self.busy {
            let Some(doc) = self.docs.get_mut(id) else {
                continue;
            };
            doc.tries = 0;
            if doc.row.review.is_some_and(may_heal) {
                doc.row.review = None;
                self.restated.insert(*id);
            }
        }
    }

    /// Stores a document's row and forgets it as busy when nothing is left to send.
    pub(super) fn finish(&mut self, id: DocId) {
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        self.persister.write([doc.row.put(id)]);
        if !doc.has_work() {
            // Nothing is left to try again, so nobody need be woken for it.
            doc.retry_at = None;
            self.busy.remove(&id);
        }
        self.restated.insert(id);
    }
}

/// Whether the same push can be accepted later because a server healed.
fn may_heal(why: Refusal) -> bool {
    needs_more(why) || why == Refusal::NotAllowed
}

/// Whether a change before it is missing.
fn needs_more(why: Refusal) -> bool {
    matches!(why, Refusal::MissingDependency | Refusal::SequenceGap)
}

enum Next {
    Push(PushBody, InFlight),
    LoadOutbox,
    LoadHeal,
    Nothing,
}

impl Doc {
    /// News may have come before the whole document of which they are, so what is stored
    /// is not always in the order of the log: the next is offered first, until all were.
    fn offer_another(&mut self) -> bool {
        self.heal_refused += 1;
        let more = self.heal_refused < self.heal.len();
        if more {
            self.heal.rotate_left(1);
        } else {
            self.heal_refused = 0;
        }
        more
    }

    fn next_push(&self) -> Next {
        if let Some(body) = self.heal.first() {
            let last = self.heal.len() == 1;
            return Next::Push(body.clone(), InFlight::Heal { last });
        }
        if self.row.offered {
            return Next::LoadHeal;
        }
        if self.row.unsent.is_empty() {
            return match self.row.wanted {
                Some(wanted) if self.share_saved => {
                    Next::Push(PushBody::Share(wanted), InFlight::Share(wanted))
                }
                _ => Next::Nothing,
            };
        }
        let (mut numbers, mut changes, mut bytes) = (Vec::new(), Vec::new(), 0);
        for number in &self.row.unsent {
            let Some(pending) = self.pending.get(number) else {
                break;
            };
            bytes += pending.bytes.len();
            let full = numbers.len() >= limits::BATCH_CHANGES || bytes > limits::BATCH_BYTES;
            if !pending.saved || (full && !numbers.is_empty()) {
                break;
            }
            numbers.push(*number);
            changes.push(pending.bytes.clone());
        }
        if numbers.is_empty() {
            let unsaved = self
                .row
                .unsent
                .first()
                .is_some_and(|n| self.pending.contains_key(n));
            return if unsaved {
                Next::Nothing
            } else {
                Next::LoadOutbox
            };
        }
        Next::Push(PushBody::Changes(changes), InFlight::Changes(numbers))
    }
}
