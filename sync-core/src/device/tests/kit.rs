//! A device whose storage and server a test plays by hand.

use std::collections::{BTreeMap, VecDeque};

use crate::access::{DocKind, DocMeta, Role, Visibility};
use crate::device::{
    CloseReason, Device, DeviceConfig, Event, Input, Misuse, Output, Row, Table, Write,
};
use crate::doc::{Edit, NoteSeed};
use crate::ids::{
    BatchId, ChangeHash, ConnId, DeviceId, DocId, Incarnation, OpId, PersonId, Seq, SpaceId,
};
use crate::log::{Entry, EntryBody};
use crate::receipt::Receipt;
use crate::time::Timestamp;
use crate::wire::{ClientMessage, PushBody, ServerMessage, SpaceWelcome};

pub(super) const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);
pub(super) const ME: PersonId = PersonId::from_bytes([2; 16]);
pub(super) const OTHER: PersonId = PersonId::from_bytes([3; 16]);
pub(super) const FIRST_LIFE: Incarnation = Incarnation::from_bytes([4; 16]);
pub(super) const NEXT_LIFE: Incarnation = Incarnation::from_bytes([5; 16]);
pub(super) const RECEIPT: Receipt = Receipt::from_bytes([6; 16]);

pub(super) fn note(number: u8) -> DocId {
    DocId::from_bytes([number; 16])
}

/// A device, its storage, and what it asked for.
pub(super) struct Rig {
    pub(super) device: Device,
    pub(super) now: u64,
    pub(super) disk: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    /// Asked of the storage and not answered.
    pub(super) asked: VecDeque<Output>,
    sent: Vec<ClientMessage>,
    events: Vec<Event>,
    pub(super) conn: Option<ConnId>,
    pub(super) disconnected: Vec<ConnId>,
    nonce: u8,
}

impl Rig {
    /// A device that was never connected.
    pub(super) fn new() -> Self {
        Self::start(BTreeMap::new(), 1, 0)
    }

    fn start(disk: BTreeMap<(Table, Vec<u8>), Vec<u8>>, nonce: u8, now: u64) -> Self {
        let config = DeviceConfig {
            device: DeviceId::from_bytes([9; 16]),
            person: ME,
            nonce: [nonce; 8],
            seed: 7,
            build: "test".to_owned(),
        };
        let rows = disk
            .iter()
            .filter(|((table, _), _)| *table != Table::Chunks);
        let device = Device::new(config, rows.map(row).collect()).expect("rows are whole");
        Self {
            device,
            now,
            disk,
            asked: VecDeque::new(),
            sent: Vec::new(),
            events: Vec::new(),
            conn: None,
            disconnected: Vec::new(),
            nonce,
        }
    }

    /// A device that is connected, in one space whose log is empty.
    pub(super) fn live() -> Self {
        let mut rig = Self::new();
        rig.connect();
        rig.welcome(FIRST_LIFE, 0, 0);
        rig.store();
        rig.sent();
        rig.events();
        rig
    }

    /// The process ends at once and another starts on what its storage holds.
    pub(super) fn crash(self) -> Self {
        Self::start(self.disk, self.nonce + 1, self.now)
    }

    pub(super) fn try_give(&mut self, input: Input) -> Result<(), Misuse> {
        let mut out = Vec::new();
        self.device.handle(Timestamp(self.now), input, &mut out)?;
        for output in out {
            match output {
                Output::Send { bytes, .. } => {
                    self.sent
                        .push(ClientMessage::decode(&bytes).expect("frames can be read"));
                }
                Output::Notify(event) => self.events.push(event),
                Output::Connect { conn } => self.conn = Some(conn),
                Output::Disconnect { conn } => self.disconnected.push(conn),
                ask @ (Output::Persist { .. } | Output::Load { .. }) => self.asked.push_back(ask),
            }
        }
        Ok(())
    }

    pub(super) fn give(&mut self, input: Input) {
        self.try_give(input).expect("the test keeps the contract");
    }

    /// Opens a connection; what is sent before Welcome is in `sent`.
    pub(super) fn connect(&mut self) {
        self.give(Input::ConnectNow);
        let conn = self.conn.expect("it connects");
        self.give(Input::Connected { conn });
    }

    pub(super) fn lose(&mut self) {
        let (conn, why) = (self.conn.expect("it was connected"), CloseReason::Lost);
        self.give(Input::Closed { conn, why });
    }

    pub(super) fn hear(&mut self, message: &ServerMessage) {
        let conn = self.conn.expect("it is connected");
        let bytes = message.encode();
        self.give(Input::Received { conn, bytes });
    }

    pub(super) fn welcome(&mut self, incarnation: Incarnation, head: u64, fingerprint: u128) {
        let space = SpaceWelcome {
            space: SPACE,
            role: Role::Observer,
            incarnation,
            head: Seq(head),
            fingerprint,
        };
        self.hear(&welcome(vec![space], 64));
    }

    /// Entries by another person of the team, each one change.
    pub(super) fn entries(&mut self, upto: u64, head: u64, entries: Vec<Entry>) {
        let entries = entries.into_iter().map(|entry| (entry, RECEIPT)).collect();
        let (upto, head) = (Seq(upto), Seq(head));
        self.hear(&ServerMessage::Entries {
            space: SPACE,
            upto,
            head,
            entries,
        });
    }

    pub(super) fn ack(&mut self, batch: BatchId, seq: u64, cursor: u64) {
        let (seq, cursor) = (Seq(seq), Seq(cursor));
        let heads = vec![head(seq)];
        self.hear(&ServerMessage::Ack {
            batch,
            seq,
            cursor,
            heads,
        });
    }

    /// Answers everything that the storage was asked, until nothing is left.
    pub(super) fn store(&mut self) {
        while let Some(ask) = self.asked.pop_front() {
            match ask {
                Output::Persist { op, writes } => {
                    self.write(writes);
                    self.give(Input::Persisted { op });
                }
                Output::Load { op, prefix, .. } => {
                    let rows = self.read(&prefix);
                    self.give(Input::Loaded { op, rows });
                }
                _ => {}
            }
        }
    }

    pub(super) fn write(&mut self, writes: Vec<Write>) {
        for write in writes {
            match write {
                Write::Put(row) => self.disk.insert((row.table, row.key), row.value),
                Write::Delete { table, key } => self.disk.remove(&(table, key)),
            };
        }
    }

    pub(super) fn read(&self, prefix: &[u8]) -> Vec<Row> {
        let chunks = self
            .disk
            .iter()
            .filter(|((table, key), _)| *table == Table::Chunks && key.starts_with(prefix));
        chunks.map(row).collect()
    }

    /// The writes that wait for an answer, and their number.
    pub(super) fn next_write(&mut self) -> (OpId, Vec<Write>) {
        match self.asked.pop_front() {
            Some(Output::Persist { op, writes }) => (op, writes),
            other => panic!("no write was asked for, but {other:?}"),
        }
    }

    /// What was sent since the last look.
    pub(super) fn sent(&mut self) -> Vec<ClientMessage> {
        std::mem::take(&mut self.sent)
    }

    /// The pushes among what was sent since the last look.
    pub(super) fn pushes(&mut self) -> Vec<(BatchId, DocId, PushBody)> {
        let sent = self.sent().into_iter();
        sent.filter_map(|message| match message {
            ClientMessage::Push {
                batch, doc, body, ..
            } => Some((batch, doc, body)),
            _ => None,
        })
        .collect()
    }

    /// The only push since the last look.
    pub(super) fn push(&mut self) -> (BatchId, PushBody) {
        let mut pushes = self.pushes();
        assert_eq!(pushes.len(), 1, "{pushes:?}");
        let (batch, _, body) = pushes.remove(0);
        (batch, body)
    }

    pub(super) fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Starts a note of one's own; nothing is stored yet.
    pub(super) fn create(&mut self, doc: DocId) {
        let seed = NoteSeed {
            form: "t1".to_owned(),
            form_version: 1,
            tallies: ["talking".to_owned()].into(),
            ..NoteSeed::default()
        };
        self.give(Input::CreateNote {
            doc,
            space: SPACE,
            seed,
        });
    }

    /// Counts one more; nothing is stored yet.
    pub(super) fn tap(&mut self, doc: DocId) {
        let edits = vec![Edit::Tally {
            field: "talking".to_owned(),
            by: 1,
        }];
        self.give(Input::Edit { doc, edits });
    }

    /// A note of one's own that the server has, at position 1.
    pub(super) fn durable(doc: DocId) -> Self {
        let mut rig = Self::live();
        rig.create(doc);
        rig.store();
        let (batch, _) = rig.push();
        rig.ack(batch, 1, 1);
        rig.store();
        rig
    }
}

pub(super) fn welcome(spaces: Vec<SpaceWelcome>, push_window: u64) -> ServerMessage {
    let (build, server_time) = ("test".to_owned(), Timestamp(0));
    ServerMessage::Welcome {
        build,
        server_time,
        push_window,
        spaces,
    }
}

/// Stands for the heads of a document as of a position.
pub(super) fn head(seq: Seq) -> ChangeHash {
    ChangeHash([seq.0 as u8; 32])
}

/// An entry of a note that somebody else shared with the team.
pub(super) fn theirs(doc: DocId, seq: u64, change: Vec<u8>) -> Entry {
    let meta = DocMeta {
        kind: DocKind::Note,
        owner: OTHER,
        visibility: Visibility::Team,
    };
    let (seq, body) = (Seq(seq), EntryBody::Changes(vec![change]));
    Entry {
        seq,
        doc,
        meta,
        heads: vec![head(seq)],
        body,
    }
}

fn row(((table, key), value): (&(Table, Vec<u8>), &Vec<u8>)) -> Row {
    Row {
        table: *table,
        key: key.clone(),
        value: value.clone(),
    }
}
