//! A server whose devices and store a test plays by hand.

use std::collections::VecDeque;

use crate::access::{DocKind, DocMeta, Role, Visibility};
use crate::doc::{Document, NoteSeed};
use crate::ids::{
    Actor, BatchId, ChangeHash, ConnId, DeviceId, DocId, Incarnation, OpId, PersonId, Seq, SpaceId,
};
use crate::log::{Appended, Entry, EntryBody, Refusal};
use crate::receipt::ReceiptKey;
use crate::server::{Input, Output, Server, ServerConfig, Session, SpaceStatus};
use crate::time::Timestamp;
use crate::wire::{ClientMessage, PushBody, ServerMessage, SpaceCursor};

pub(super) const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);
pub(super) const LIFE: Incarnation = Incarnation::from_bytes([4; 16]);

pub(super) fn doc() -> DocId {
    DocId::from_bytes([2; 16])
}

pub(super) fn key() -> ReceiptKey {
    ReceiptKey::from_bytes([8; 32])
}

/// The person of a connection; people are numbered as their first connection.
pub(super) fn person(number: u64) -> PersonId {
    PersonId::from_bytes([number as u8; 16])
}

pub(super) fn device(number: u64) -> DeviceId {
    DeviceId::from_bytes([number as u8; 16])
}

/// A server, what it sent, and what it asked of its store.
pub(super) struct Rig {
    pub(super) server: Server,
    sent: Vec<(u64, ServerMessage)>,
    pub(super) closed: Vec<(u64, u16)>,
    pub(super) asked: VecDeque<Output>,
    pub(super) largest_frame: usize,
}

impl Rig {
    pub(super) fn new() -> Self {
        let config = ServerConfig {
            build: "test".to_owned(),
            seed: 1,
            receipt_key: key(),
        };
        Self {
            server: Server::new(config),
            sent: Vec::new(),
            closed: Vec::new(),
            asked: VecDeque::new(),
            largest_frame: 0,
        }
    }

    pub(super) fn give(&mut self, input: Input) {
        let mut out = Vec::new();
        self.server.handle(Timestamp(0), input, &mut out);
        for output in out {
            match output {
                Output::Send { conn, bytes } => {
                    self.largest_frame = self.largest_frame.max(bytes.len());
                    let message = ServerMessage::decode(&bytes).expect("frames can be read");
                    self.sent.push((conn.0, message));
                }
                Output::Close { conn, code, .. } => self.closed.push((conn.0, code)),
                ask => self.asked.push_back(ask),
            }
        }
    }

    pub(super) fn connect(&mut self, conn: u64, role: Role) {
        let (device, person) = (device(conn), person(conn));
        let session = Session {
            device,
            person,
            spaces: vec![(SPACE, role)],
        };
        self.give(Input::Connected {
            conn: ConnId(conn),
            session,
        });
    }

    pub(super) fn hear(&mut self, conn: u64, message: &ClientMessage) {
        let bytes = message.encode();
        self.give(Input::Received {
            conn: ConnId(conn),
            bytes,
        });
    }

    pub(super) fn hello(&mut self, conn: u64, incarnation: Incarnation, cursor: u64) {
        let (build, device) = ("test".to_owned(), device(conn));
        let spaces = vec![SpaceCursor {
            space: SPACE,
            incarnation,
            cursor: Seq(cursor),
        }];
        self.hear(
            conn,
            &ClientMessage::Hello {
                build,
                device,
                spaces,
            },
        );
    }

    /// Answers the question how the space stands.
    pub(super) fn spaces(&mut self, head: u64) {
        let Some(Output::ReadSpaces { op, .. }) = self.asked.pop_front() else {
            panic!("the spaces were not asked for");
        };
        let status = SpaceStatus {
            incarnation: LIFE,
            head: Seq(head),
            fingerprint: 0,
        };
        self.give(Input::Spaces {
            op,
            spaces: vec![status],
        });
    }

    /// A connection that has everything up to `head`.
    pub(super) fn live(&mut self, conn: u64, role: Role, head: u64) {
        self.connect(conn, role);
        self.hello(conn, LIFE, head);
        self.spaces(head);
        self.sent(conn);
    }

    pub(super) fn push(&mut self, conn: u64, batch: u64, body: PushBody) {
        let (batch, space, doc) = (BatchId(batch), SPACE, doc());
        let kind = DocKind::Note;
        self.hear(
            conn,
            &ClientMessage::Push {
                batch,
                space,
                doc,
                kind,
                body,
            },
        );
    }

    /// The number of the append that was asked for next.
    pub(super) fn append(&mut self) -> OpId {
        match self.asked.pop_front() {
            Some(Output::Append { op, .. }) => op,
            other => panic!("no append was asked for, but {other:?}"),
        }
    }

    pub(super) fn appended(&mut self, op: OpId, entry: Option<Entry>, seq: u64) {
        let appended = Appended {
            seq: Seq(seq),
            heads: vec![ChangeHash([1; 32])],
            meta: meta(person(1), Visibility::Private),
            entry,
        };
        self.give(Input::Appended {
            op,
            result: Ok(appended),
        });
    }

    pub(super) fn refuse(&mut self, op: OpId, why: Refusal) {
        self.give(Input::Appended {
            op,
            result: Err(why),
        });
    }

    /// Person 1 wrote `entry`: pushed on connection 1, appended and fanned out.
    pub(super) fn wrote(&mut self, entry: Entry) {
        let seq = entry.seq.0;
        self.push(1, seq, changes(1));
        let op = self.append();
        self.appended(op, Some(entry), seq);
    }

    /// What was sent on a connection since the last look.
    pub(super) fn sent(&mut self, conn: u64) -> Vec<ServerMessage> {
        let (mine, others) = std::mem::take(&mut self.sent)
            .into_iter()
            .partition(|s| s.0 == conn);
        self.sent = others;
        let mine: Vec<(u64, ServerMessage)> = mine;
        mine.into_iter().map(|(_, message)| message).collect()
    }
}

pub(super) fn meta(owner: PersonId, visibility: Visibility) -> DocMeta {
    DocMeta {
        kind: DocKind::Note,
        owner,
        visibility,
    }
}

/// An entry of a note of person 1.
pub(super) fn entry(seq: u64, visibility: Visibility, body: EntryBody) -> Entry {
    let (meta, heads) = (meta(person(1), visibility), vec![ChangeHash([1; 32])]);
    Entry {
        seq: Seq(seq),
        doc: doc(),
        meta,
        heads,
        body,
    }
}

pub(super) fn bytes(size: usize) -> EntryBody {
    EntryBody::Changes(vec![vec![7; size]])
}

/// The first change of a note by the device of a connection.
pub(super) fn change(conn: u64) -> Vec<u8> {
    let actor = Actor::new(device(conn), [0; 8]);
    let seed = NoteSeed {
        form: "t1".to_owned(),
        ..NoteSeed::default()
    };
    let made = Document::create_note(actor, person(conn), &seed, Timestamp(1));
    made.expect("a note can be made").1.bytes
}

pub(super) fn changes(conn: u64) -> PushBody {
    PushBody::Changes(vec![change(conn)])
}
