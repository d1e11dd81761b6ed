//! A device that writes while its server is killed, and remembers what it was told.

use std::collections::{BTreeMap, VecDeque};

use rounds_tests::process::Outcome;
use sync_core::access::{DocKind, Visibility};
use sync_core::doc::{Document, Edit, NoteSeed};
use sync_core::ids::{Actor, BatchId, DocId, Seq};
use sync_core::time::Timestamp;
use sync_core::wire::{ClientMessage, PushBody, ServerMessage, SpaceCursor, SpaceWelcome};
use tokio::sync::mpsc::UnboundedSender;

use crate::seeds::Dice;
use crate::wire::{Conn, Identity, Sent, sent};

/// Of its newest notes it writes in so many at once, one push of each under way.
const NOTES: usize = 4;

/// Changes in one push at most.
const CHANGES: u64 = 3;

const FIELD: &str = "partner_talk";

/// One device.
#[derive(Debug)]
pub(crate) struct Pen {
    pub(crate) identity: Identity,
    dice: Dice,
    notes: Vec<Note>,
    cursor: Option<SpaceCursor>,
    batches: u64,
}

#[derive(Debug)]
struct Note {
    doc: DocId,
    document: Document,
    /// Pushes that were not acknowledged; the first may be under way.
    waiting: VecDeque<PushBody>,
    /// Of the first: whether it was sent on an earlier connection, and may be there.
    sent_before: bool,
    under_way: Option<BatchId>,
    /// Acknowledged changes in order.
    told: Vec<Told>,
    shared: Option<Seq>,
}

#[derive(Debug)]
struct Told {
    change: Vec<u8>,
    seq: Seq,
    /// It was there already when it was sent again: `seq` is then not its own.
    repeated: bool,
}

impl Pen {
    pub(crate) fn new(identity: Identity, seed: u64) -> Self {
        Self {
            identity,
            dice: Dice::of(seed),
            notes: Vec::new(),
            cursor: None,
            batches: 0,
        }
    }

    /// Changes that the server acknowledged.
    pub(crate) fn acknowledged(&self) -> usize {
        self.notes.iter().map(|note| note.told.len()).sum()
    }

    /// Starts a note and writes until the server is gone. Each acknowledgement rings.
    pub(crate) async fn write(
        mut self,
        address: String,
        acks: UnboundedSender<()>,
    ) -> Outcome<Self> {
        self.start_note()?;
        for note in &mut self.notes {
            note.sent_before |= note.under_way.take().is_some();
        }
        let Some(mut conn) = Conn::open(&address, &self.identity, self.cursor).await? else {
            return Ok(self);
        };
        self.cursor = Some(kept(self.cursor, &conn.welcome)?);
        loop {
            self.push(&mut conn).await?;
            match conn.next().await? {
                None => return Ok(self),
                Some(ServerMessage::Ack {
                    batch, seq, cursor, ..
                }) => {
                    self.acknowledge(batch, seq)?;
                    self.advance(cursor)?;
                    // Nobody listens any more once the blow was struck.
                    let _ = acks.send(());
                }
                Some(ServerMessage::Entries { upto, .. }) => self.advance(upto)?,
                Some(ServerMessage::Nack { why, .. }) => {
                    return Err(format!("honest work was refused: {why}").into());
                }
                Some(_) => {}
            }
        }
    }

    fn start_note(&mut self) -> Outcome<()> {
        let actor = Actor::new(self.identity.device.parse()?, self.dice.bytes());
        let seed = NoteSeed {
            form: "t1".to_owned(),
            form_version: 1,
            tallies: [FIELD.to_owned()].into(),
            ..NoteSeed::default()
        };
        let person = self.identity.person.parse()?;
        let (document, first) = Document::create_note(actor, person, &seed, Timestamp(1))?;
        let first = PushBody::Changes(vec![first.bytes]);
        self.notes.push(Note {
            doc: DocId::from_bytes(self.dice.bytes()),
            document,
            waiting: [first, PushBody::Share(Visibility::Team)].into(),
            sent_before: false,
            under_way: None,
            told: Vec::new(),
            shared: None,
        });
        Ok(())
    }

    /// Sends what may be sent: all that waits, and something new in the newest notes.
    async fn push(&mut self, conn: &mut Conn) -> Outcome<()> {
        let newest = self.notes.len().saturating_sub(NOTES);
        for (at, note) in self.notes.iter_mut().enumerate() {
            if note.under_way.is_some() {
                continue;
            }
            if note.waiting.is_empty() && at >= newest {
                note.write(&mut self.dice)?;
            }
            if let Some(body) = note.waiting.front() {
                self.batches += 1;
                let batch = BatchId(self.batches);
                note.under_way = Some(batch);
                let push = ClientMessage::Push {
                    batch,
                    space: self.identity.space.parse()?,
                    doc: note.doc,
                    kind: DocKind::Note,
                    body: body.clone(),
                };
                conn.send(&push).await;
            }
        }
        Ok(())
    }

    fn acknowledge(&mut self, batch: BatchId, seq: Seq) -> Outcome<()> {
        let mut notes = self.notes.iter_mut();
        let note = notes.find(|note| note.under_way == Some(batch));
        let note = note.ok_or("an answer to no question")?;
        note.under_way = None;
        let repeated = std::mem::take(&mut note.sent_before);
        match note.waiting.pop_front() {
            Some(PushBody::Changes(changes)) => {
                note.told.extend(changes.into_iter().map(|change| Told {
                    change,
                    seq,
                    repeated,
                }));
            }
            Some(PushBody::Share(_)) => note.shared = Some(seq),
            Some(PushBody::Heal { .. } | PushBody::HealPacked { .. }) | None => {
                return Err("nothing was pushed".into());
            }
        }
        Ok(())
    }

    /// What was said to be sent up to here is stored: a cursor never goes back.
    fn advance(&mut self, to: Seq) -> Outcome<()> {
        let cursor = self.cursor.as_mut().ok_or("no Welcome")?;
        if to < cursor.cursor {
            return Err(format!("the cursor went back from {:?} to {to:?}", cursor.cursor).into());
        }
        cursor.cursor = to;
        Ok(())
    }

    /// Looks for everything that was acknowledged in what a device of this person, or
    /// of another when `by_others`, reads from the beginning.
    pub(crate) fn check(
        &self,
        found: &BTreeMap<DocId, Vec<(Seq, Vec<u8>)>>,
        by_others: bool,
    ) -> Outcome<()> {
        for note in &self.notes {
            match (by_others, note.shared) {
                (true, None) => {}
                (true, shared) => note.check(found.get(&note.doc), shared)?,
                (false, _) => note.check(found.get(&note.doc), None)?,
            }
        }
        Ok(())
    }
}

impl Note {
    fn write(&mut self, dice: &mut Dice) -> Outcome<()> {
        let mut changes = Vec::new();
        for _ in 0..=dice.below(CHANGES) {
            let edit = Edit::Tally {
                field: FIELD.to_owned(),
                by: 1,
            };
            let change = self.document.edit(&[edit], Timestamp(1))?;
            let (change, _) = change.ok_or("a tap is a change")?;
            changes.push(change.bytes);
        }
        self.waiting.push_back(PushBody::Changes(changes));
        Ok(())
    }

    /// What is found is what was written, in order, at least as far as acknowledged, and
    /// nothing before its position: a page gathers a document's changes at the last of
    /// theirs. `from` is where readers that came later begin.
    fn check(&self, found: Option<&Vec<(Seq, Vec<u8>)>>, from: Option<Seq>) -> Outcome<()> {
        let doc = self.doc;
        let waiting = self.waiting.iter().flat_map(|body| match body {
            PushBody::Changes(changes) => changes.as_slice(),
            PushBody::Share(_) | PushBody::Heal { .. } | PushBody::HealPacked { .. } => &[],
        });
        let mut written = self.told.iter().map(|told| &told.change).chain(waiting);
        let found = found.map(Vec::as_slice).unwrap_or_default();
        if found.len() < self.told.len() {
            let (has, told) = (found.len(), self.told.len());
            return Err(format!("{doc}: {told} changes were acknowledged, {has} are there").into());
        }
        for (seq, change) in found {
            if written.next() != Some(change) {
                return Err(format!("{doc}: at {seq:?} stands what was not written then").into());
            }
        }
        if !found.is_sorted_by_key(|(seq, _)| *seq) {
            return Err(format!("{doc}: what is found is not in the order of positions").into());
        }
        for (told, (seq, _)) in self.told.iter().zip(found) {
            // One that was sent again may have been written at its first time.
            let expected = told.seq.max(from.unwrap_or_default());
            if !told.repeated && *seq < expected {
                return Err(format!("{doc}: told {expected:?}, found at {seq:?}").into());
            }
        }
        Ok(())
    }
}

/// A device that only reads, live, and keeps its cursor from connection to connection.
#[derive(Debug)]
pub(crate) struct Follower {
    pub(crate) identity: Identity,
    pub(crate) cursor: Option<SpaceCursor>,
    pub(crate) seen: BTreeMap<DocId, Vec<(Seq, Vec<u8>)>>,
}

impl Follower {
    /// Takes in what comes until the server is gone.
    pub(crate) async fn follow(mut self, address: String) -> Outcome<Self> {
        let Some(mut conn) = Conn::open(&address, &self.identity, self.cursor).await? else {
            return Ok(self);
        };
        let mut cursor = kept(self.cursor, &conn.welcome)?;
        while let Some(message) = conn.next().await? {
            if let ServerMessage::Entries { upto, entries, .. } = message {
                if upto < cursor.cursor {
                    return Err("the follower's cursor went back".into());
                }
                for (entry, _) in entries {
                    take(&mut self.seen, sent(entry)?);
                }
                cursor.cursor = upto;
            }
            self.cursor = Some(cursor);
        }
        Ok(self)
    }
}

/// Sorts what was read by document.
pub(crate) fn take(seen: &mut BTreeMap<DocId, Vec<(Seq, Vec<u8>)>>, changes: Vec<Sent>) {
    for (seq, doc, change) in changes {
        seen.entry(doc).or_default().push((seq, change));
    }
}

/// The cursor to go on with: a server that was killed is the same one, and has at least
/// what it said that it has.
fn kept(cursor: Option<SpaceCursor>, welcome: &SpaceWelcome) -> Outcome<SpaceCursor> {
    let start = SpaceCursor {
        space: welcome.space,
        incarnation: welcome.incarnation,
        cursor: Seq::default(),
    };
    let cursor = cursor.unwrap_or(start);
    if cursor.incarnation != welcome.incarnation {
        return Err("the log began a new life".into());
    }
    if welcome.head < cursor.cursor {
        let (head, cursor) = (welcome.head, cursor.cursor);
        return Err(format!("the log ends at {head:?}, before a cursor at {cursor:?}").into());
    }
    Ok(cursor)
}
