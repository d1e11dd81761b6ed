//! Small values for the checks.
#![expect(clippy::expect_used, reason = "checks panic by design")]

use sha2::{Digest as _, Sha256};
use sync_core::access::{DocKind, Role, Visibility};
use sync_core::gate::{self, CheckedChange};
use sync_core::ids::{Actor, ChangeHash, DeviceId, DocId, PersonId, Seq, SpaceId};
use sync_core::log::{Append, AppendBody, Appended, Author, Entry, EntryBody, Refusal};
use sync_core::time::Timestamp;

use crate::store::{
    CodeHash, Device, JoinLink, JoinRequest, NewLink, Person, Position, Reader, Session, Store,
    TokenHash, Visit,
};

pub(crate) const NOW: Timestamp = Timestamp(1_000_000);
pub(crate) const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);
pub(crate) const ANN: PersonId = PersonId::from_bytes([0xA; 16]);
pub(crate) const BEN: PersonId = PersonId::from_bytes([0xB; 16]);
pub(crate) const HOST: PersonId = PersonId::from_bytes([0xC; 16]);

/// Someone who writes: a document's changes follow one another.
pub(crate) struct Writer {
    pub(crate) doc: DocId,
    pub(super) by: Author,
    seq: u64,
    last: Option<ChangeHash>,
}

impl Writer {
    /// A note of `person`, numbered so that notes differ.
    pub(crate) fn note(person: PersonId, number: u8) -> Self {
        let doc = DocId::from_bytes([number; 16]);
        Self::of(doc, person, Role::Observer)
    }

    pub(crate) fn of(doc: DocId, person: PersonId, role: Role) -> Self {
        let device = DeviceId::from_bytes(*person.as_bytes());
        let by = Author {
            device,
            person,
            role,
        };
        Self {
            doc,
            by,
            seq: 0,
            last: None,
        }
    }

    /// The next change, with a message of `bytes` bytes, on top of this writer's last.
    pub(crate) fn change(&mut self, bytes: usize) -> CheckedChange {
        self.seq += 1;
        let actor = Actor::new(self.by.device, *b"conforms");
        let checked = change(self.last, actor, self.seq, bytes);
        self.last = Some(checked.hash);
        checked
    }

    pub(crate) fn append(&self, body: AppendBody) -> Append {
        let kind = DocKind::Note;
        Append {
            space: SPACE,
            doc: self.doc,
            kind,
            by: self.by,
            body,
        }
    }

    /// An append of what looks like the next change and builds on operations that nobody
    /// made.
    pub(crate) fn hostile(&self) -> Append {
        let actor = Actor::new(self.by.device, *b"conforms");
        let change = change_from(self.last, actor, self.seq + 1, 9, 10);
        self.append(AppendBody::Changes(vec![change]))
    }

    /// An append of one new change of `bytes` bytes.
    pub(crate) fn write(&mut self, bytes: usize) -> Append {
        let change = self.change(bytes);
        self.append(AppendBody::Changes(vec![change]))
    }

    pub(crate) fn share(&self, with: Visibility) -> Append {
        self.append(AppendBody::Share(with))
    }
}

/// A change without operations, which only its message makes large.
pub(crate) fn change(
    last: Option<ChangeHash>,
    actor: Actor,
    seq: u64,
    bytes: usize,
) -> CheckedChange {
    change_from(last, actor, seq, 1, bytes)
}

/// A change whose first operation would have the number `start`, at most 127.
pub(crate) fn change_from(
    last: Option<ChangeHash>,
    actor: Actor,
    seq: u64,
    start: u8,
    bytes: usize,
) -> CheckedChange {
    let mut data = vec![u8::from(last.is_some())];
    data.extend(last.iter().flat_map(|hash| hash.0));
    data.push(24);
    data.extend(actor.to_bytes());
    data.extend(number(seq));
    // The first operation's number, the time and the length of the message.
    data.extend([start, 0]);
    data.extend(number(bytes as u64));
    data.extend(std::iter::repeat_n(PADDING, bytes));
    // No other actors, no columns.
    data.extend([0, 0]);
    let hashed = [vec![1], number(data.len() as u64), data].concat();
    let checksum = Sha256::digest(&hashed);
    let chunk = [&[0x85, 0x6f, 0x4a, 0x83], &checksum[..4], &hashed].concat();
    gate::check(chunk).expect("the gate lets it pass")
}

const PADDING: u8 = b'm';

/// The length of the message of a change made here; 0 for no bytes at all.
pub(crate) fn message_length(change: &[u8]) -> usize {
    let message = change.len().saturating_sub(2);
    let of_message = change.iter().take(message).rev();
    of_message.take_while(|byte| **byte == PADDING).count()
}

/// An unsigned LEB128 number.
fn number(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// Makes network, visit and an empty log.
pub(crate) fn visit(store: &dyn Store) {
    store.create_network("Lakeshore", NOW).expect("new network");
    let made = store.create_visit(&visit_row(SPACE, "Fall visit"), &[], NOW);
    assert_eq!(made, Ok(Ok(())));
}

pub(crate) fn visit_row(space: SpaceId, title: &str) -> Visit {
    Visit {
        space,
        network: "Lakeshore".to_owned(),
        title: title.to_owned(),
        starts: "2026-10-20".to_owned(),
        ends: "2026-10-22".to_owned(),
    }
}

/// Appends one and insists.
pub(crate) fn put(store: &dyn Store, append: Append) -> Appended {
    let result = try_put(store, append);
    result.expect("the log accepts it")
}

pub(crate) fn try_put(store: &dyn Store, append: Append) -> Result<Appended, Refusal> {
    let results = store.append_batch(&[append], NOW).expect("the store works");
    let [result] = <[_; 1]>::try_from(results).expect("one answer");
    result
}

pub(crate) fn reader(person: PersonId, role: Role) -> Reader {
    Reader {
        space: SPACE,
        person,
        role,
    }
}

/// Reads everything in pages of `max_bytes` and checks that each page moves on.
pub(crate) fn read_all(store: &dyn Store, reader: Reader, max_bytes: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = Position::default();
    loop {
        let page = store
            .read_page(reader, at, max_bytes)
            .expect("the store works");
        entries.extend(page.entries);
        if page.upto.seq == page.head {
            return entries;
        }
        assert!(page.upto > at, "a page must move on from {at:?}");
        at = page.upto;
    }
}

/// The changes of entries with the position of each, shares as an empty change.
pub(crate) fn flat(entries: &[Entry]) -> Vec<(Seq, DocId, Vec<u8>)> {
    let each = entries.iter().flat_map(|entry| {
        let changes = match &entry.body {
            EntryBody::Changes(changes) => changes.clone(),
            EntryBody::Shared | EntryBody::Packed(_) => vec![Vec::new()],
        };
        let entry = (entry.seq, entry.doc);
        changes
            .into_iter()
            .map(move |change| (entry.0, entry.1, change))
    });
    each.collect()
}

pub(crate) fn link(number: u8) -> NewLink {
    NewLink {
        link: JoinLink {
            secret: CodeHash([number; 32]),
            space: SPACE,
            role: Role::Observer,
            team: "Pine County".to_owned(),
            issuer: "Lakeshore".to_owned(),
            max_uses: 2,
            used: 0,
            expires: NOW.plus(1_000),
            revoked: false,
        },
        code: CodeHash([number | 0x80; 32]),
        created: NOW,
    }
}

/// A newcomer who uses link `number`; the visit document is written by `visit`.
pub(crate) fn join_request(number: u8, person: PersonId, visit: &mut Writer) -> JoinRequest {
    let device = DeviceId::from_bytes(*person.as_bytes());
    let mut append = visit.write(20);
    append.kind = DocKind::Visit;
    let mut token = [number; 32];
    token[..16].copy_from_slice(person.as_bytes());
    JoinRequest {
        secret: CodeHash([number; 32]),
        person: Person {
            id: person,
            name: "A. N.".to_owned(),
            team: "Pine County".to_owned(),
        },
        device: Device {
            id: device,
            person,
            label: "Tablet 4".to_owned(),
            kind: "tablet".to_owned(),
            shared: true,
        },
        token: TokenHash(token),
        session: Session {
            device,
            person,
            shared: true,
            created: NOW,
            expires: NOW.plus(500),
            removed: false,
        },
        append,
        now: NOW,
    }
}

/// The server as the writer of the visit document.
pub(crate) fn visit_writer() -> Writer {
    Writer::of(
        DocId::visit(SPACE),
        PersonId::from_bytes([0xE; 16]),
        Role::Facilitator,
    )
}
