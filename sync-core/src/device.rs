//! The device's machine: documents, outbox, cursors, and what is where.
//!
//! Everything a person does is applied at once and asked to be stored; only what is
//! stored is sent; only what the server acknowledged counts as being there.

pub use io::{
    CloseReason, DocState, Event, Input, Kept, Link, Misuse, Output, Row, Stay, Table, Write,
};
pub use rows::CorruptRow;
pub use status::{Counts, DocInfo, SpaceInfo};

mod aside;
mod documents;
mod entries;
mod heal;
mod io;
mod outbox;
mod persist;
mod rescue;
mod rows;
mod session;
mod status;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::doc::Document;
use crate::ids::{Actor, BatchId, DeviceId, DocId, Incarnation, OpId, PersonId, Seq, SpaceId};
use crate::log;
use crate::time::Timestamp;
use crate::wire::PushBody;
use persist::{Effect, Persister};
use rows::{DocRow, SpaceRow};
use session::Session;

/// What the machine must know from the start.
#[derive(Debug, Clone)]
pub struct DeviceConfig {
    /// This device, as the server enrolled it.
    pub device: DeviceId,
    /// The person it belongs to.
    pub person: PersonId,
    /// Drawn anew for every process, so that no two ever write as the same actor.
    pub nonce: [u8; 8],
    /// Spreads reconnects.
    pub seed: u64,
    /// This build's name, shown to the server.
    pub build: String,
}

/// The device's machine. It does not connect before the first [`Input::ConnectNow`].
#[derive(Debug)]
pub struct Device {
    config: DeviceConfig,
    next_op: u64,
    persister: Persister,
    session: Session,
    spaces: BTreeMap<SpaceId, Space>,
    docs: BTreeMap<DocId, Doc>,
    loads: BTreeMap<OpId, LoadFor>,
    /// Documents with something to send.
    busy: BTreeSet<DocId>,
    /// Documents whose state may have changed in this step.
    restated: BTreeSet<DocId>,
    announced: Link,
}

#[derive(Debug)]
struct Space {
    row: SpaceRow,
    /// XOR of the digests of what is here and on the server.
    fingerprint: u128,
    /// The last position that the server told of on this connection.
    head: Seq,
    /// Everything up to `head` is here.
    caught_up: bool,
    /// Whether this connection compared digests already.
    healed: bool,
    /// The life of the log that is being compared with. The stored row keeps the old
    /// one until the end.
    healing: Option<Incarnation>,
    /// Documents of which the server told something as of a position that the cursor
    /// has not reached, so that some of it may not be here.
    unsure: BTreeSet<(Seq, DocId)>,
}

#[derive(Debug)]
struct Doc {
    row: DocRow,
    open: Open,
    /// Own chunks that are not confirmed and whose bytes are in memory.
    pending: BTreeMap<u64, Pending>,
    /// Whether the wish to share is stored.
    share_saved: bool,
    in_flight: Option<(BatchId, InFlight)>,
    /// What a healing server wants back and was read from the storage, in order.
    heal: Vec<PushBody>,
    /// How many of these were refused in a row because something before them is missing.
    heal_refused: usize,
    /// Refusals in a row that may pass.
    tries: u32,
    retry_at: Option<Timestamp>,
    /// Chunks are being loaded for the outbox.
    loading: bool,
}

#[derive(Debug)]
struct Pending {
    bytes: Vec<u8>,
    saved: bool,
}

#[derive(Debug)]
enum Open {
    Closed,
    /// The read of the stored chunks, and chunks that it may not see.
    Loading(OpId, Vec<Vec<u8>>),
    Ready(Box<Document>),
}

#[derive(Debug, Clone)]
enum InFlight {
    Changes(Vec<u64>),
    Share(crate::access::Visibility),
    /// The first of what is wanted back; whether it is the last, too.
    Heal {
        last: bool,
    },
}

#[derive(Debug)]
enum LoadFor {
    Open(DocId),
    Outbox(DocId),
    /// With rows that the read may not see.
    Heal(DocId, Vec<Row>),
}

impl Device {
    /// A device with what its storage holds: all rows of `Spaces` and `Docs`.
    ///
    /// # Errors
    /// A row cannot be read.
    pub fn new(config: DeviceConfig, rows: Vec<Row>) -> Result<Self, CorruptRow> {
        let mut device = Self {
            session: Session::new(config.seed),
            config,
            next_op: 0,
            persister: Persister::default(),
            spaces: BTreeMap::new(),
            docs: BTreeMap::new(),
            loads: BTreeMap::new(),
            busy: BTreeSet::new(),
            restated: BTreeSet::new(),
            announced: Link::Offline { retry: None },
        };
        for row in rows {
            match row.table {
                Table::Spaces => {
                    let (space, row) = SpaceRow::read(&row)?;
                    device.spaces.insert(space, Space::new(row));
                }
                Table::Docs => {
                    let (doc, row) = DocRow::read(&row)?;
                    device.docs.insert(doc, Doc::new(row));
                }
                Table::Chunks => {}
            }
        }
        for (id, doc) in &device.docs {
            if doc.has_work() {
                device.busy.insert(*id);
            }
            if let Some(space) = device.spaces.get_mut(&doc.row.space) {
                space.count(*id, &doc.row);
            }
        }
        Ok(device)
    }

    /// Takes one fact in and appends its effects, in order, to `out`.
    ///
    /// # Errors
    /// The driver broke its contract; nothing changed.
    pub fn handle(
        &mut self,
        now: Timestamp,
        input: Input,
        out: &mut Vec<Output>,
    ) -> Result<(), Misuse> {
        match input {
            Input::Connected { conn } => self.connected(now, conn, out),
            Input::Received { conn, bytes } => self.received(now, conn, &bytes, out),
            Input::Closed { conn, why } => self.closed(now, conn, why),
            Input::Persisted { op } => self.persisted(op, out)?,
            Input::StorageFailed { op, error } => self.storage_failed(now, op, error, out)?,
            Input::Loaded { op, rows } => self.loaded(op, &rows, out)?,
            Input::CreateNote { doc, space, seed } => {
                self.create_note(now, doc, space, &seed, out)?;
            }
            Input::Open { doc } => self.open(doc, out)?,
            Input::Close { doc } => self.close(doc),
            Input::Edit { doc, edits } => self.edit(now, doc, &edits, out)?,
            Input::Share { doc, visibility } => self.share(doc, visibility, out)?,
            Input::SetAside { space } => self.set_aside(space, out)?,
            Input::TakeUp { space } => self.take_up(space, out)?,
            Input::ConnectNow => self.connect_now(now, out),
            Input::RetryStorage => self.persister.retry(),
            Input::Wakeup => self.wakeup(now, out),
        }
        self.settle(now, out);
        Ok(())
    }

    /// When the driver should give [`Input::Wakeup`]; may change with every input.
    #[must_use]
    pub fn next_wakeup(&self) -> Option<Timestamp> {
        let retries = self
            .busy
            .iter()
            .filter_map(|doc| self.docs.get(doc)?.retry_at);
        retries
            .chain(self.session.next_wakeup())
            .chain(self.persister.retry_at())
            .min()
    }

    /// What ids of new repeat instances in an open note begin with: see
    /// [`crate::doc::Document::fresh_stem`]. `None` for a document that is not open.
    #[must_use]
    pub fn fresh_stem(&self, doc: DocId, now: Timestamp) -> Option<String> {
        match &self.docs.get(&doc)?.open {
            Open::Ready(document) => Some(document.fresh_stem(now)),
            Open::Closed | Open::Loading(..) => None,
        }
    }

    /// What follows every input: send what can be sent, store what waits, tell.
    fn settle(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        self.pump(now, out);
        let next_op = &mut self.next_op;
        let started = self.persister.start(|| {
            *next_op += 1;
            OpId(*next_op)
        });
        out.extend(started);
        for doc in std::mem::take(&mut self.restated) {
            out.push(Output::Notify(Event::State { doc }));
        }
        let link = self.link();
        if link != self.announced {
            self.announced = link;
            out.push(Output::Notify(Event::Link(link)));
        }
    }

    fn wakeup(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        if self.persister.retry_at().is_some_and(|at| at <= now) {
            self.persister.retry();
        }
        self.session_wakeup(now, out);
    }

    fn persisted(&mut self, op: OpId, out: &mut Vec<Output>) -> Result<(), Misuse> {
        let effects = self.persister.persisted(op).ok_or(Misuse::UnknownOp(op))?;
        for effect in effects {
            match effect {
                Effect::Saved { doc, number } => {
                    let pending = self
                        .docs
                        .get_mut(&doc)
                        .and_then(|d| d.pending.get_mut(&number));
                    if let Some(pending) = pending {
                        pending.saved = true;
                    }
                    self.restated.insert(doc);
                }
                Effect::ShareSaved { doc } => {
                    if let Some(found) = self.docs.get_mut(&doc) {
                        found.share_saved = true;
                    }
                    self.restated.insert(doc);
                }
                Effect::Credit { bytes } => self.stored_entries(bytes, out),
            }
        }
        Ok(())
    }

    fn storage_failed(
        &mut self,
        now: Timestamp,
        op: OpId,
        error: String,
        out: &mut Vec<Output>,
    ) -> Result<(), Misuse> {
        if !self.persister.failed(now, op) {
            return Err(Misuse::UnknownOp(op));
        }
        self.restated.extend(self.busy.iter().copied());
        out.push(Output::Notify(Event::StorageFailed { error }));
        Ok(())
    }

    fn actor(&self) -> Actor {
        Actor::new(self.config.device, self.config.nonce)
    }

    fn begin_load(&mut self, purpose: LoadFor, out: &mut Vec<Output>) -> OpId {
        self.next_op += 1;
        let op = OpId(self.next_op);
        let (LoadFor::Open(doc) | LoadFor::Outbox(doc) | LoadFor::Heal(doc, _)) = purpose;
        self.loads.insert(op, purpose);
        let prefix = doc.as_bytes().to_vec();
        out.push(Output::Load {
            op,
            table: Table::Chunks,
            prefix,
        });
        op
    }
}

impl Space {
    fn new(row: SpaceRow) -> Self {
        Self {
            row,
            fingerprint: 0,
            head: Seq(0),
            caught_up: false,
            healed: false,
            healing: None,
            unsure: BTreeSet::new(),
        }
    }

    /// The life of the log in which everything up to the cursor is here: none while
    /// digests are compared, so that a server sends nothing before they were.
    fn life(&self) -> Incarnation {
        if self.row.comparing {
            return Incarnation::from_bytes([0; 16]);
        }
        self.row.incarnation
    }

    /// Counts a document into the fingerprint when all that the server told is here.
    fn count(&mut self, doc: DocId, row: &DocRow) {
        if row.last <= self.row.cursor {
            self.toggle(doc, row);
        } else {
            self.unsure.insert((row.last, doc));
        }
    }

    /// Takes a document out again, as it was counted in.
    fn discount(&mut self, doc: DocId, row: &DocRow) {
        if !self.unsure.remove(&(row.last, doc)) {
            self.toggle(doc, row);
        }
    }

    /// Adds a document's digest to the fingerprint, or takes it out again.
    fn toggle(&mut self, doc: DocId, row: &DocRow) {
        if !row.heads.is_empty() {
            self.fingerprint ^= log::digest(doc, row.meta.visibility, &row.heads);
        }
    }
}

impl Doc {
    fn new(row: DocRow) -> Self {
        Self {
            row,
            open: Open::Closed,
            pending: BTreeMap::new(),
            share_saved: true,
            in_flight: None,
            heal: Vec::new(),
            heal_refused: 0,
            tries: 0,
            retry_at: None,
            loading: false,
        }
    }

    fn has_work(&self) -> bool {
        !self.row.unsent.is_empty() || self.row.wanted.is_some() || self.row.offered
    }
}
