//! A database that version 1 wrote: opened by this build it reads the same, and goes on.
//!
//! `version_1.sql` is what the last program of that version left after [`first_half`].
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use rusqlite::Connection;
use sync_core::access::{DocKind, Role, Visibility};
use sync_core::ids::{DocId, SpaceId};
use sync_core::log::{AppendBody, Refusal};
use tempfile::TempDir;

use super::{FILE, FolderLock, IfMissing, SqliteStore, check_file, copy_database, migrate};
use crate::store::conformance::kit::{
    ANN, BEN, HOST, NOW, SPACE, Writer, join_request, link, put, read_all, try_put, visit_row,
    visit_writer,
};
use crate::store::{Directory as _, MemoryStore, Reader, Store, StoreError};

/// A second visit, so that positions are those of several logs.
const OTHER: SpaceId = SpaceId::from_bytes([2; 16]);

/// Everyone who writes, with what they wrote last.
struct People {
    visit: Writer,
    private: Writer,
    team: Writer,
    helper: Writer,
    all: Writer,
    elsewhere: Writer,
}

impl People {
    fn new() -> Self {
        let shared = DocId::from_bytes([2; 16]);
        Self {
            visit: visit_writer(),
            private: Writer::note(ANN, 1),
            team: Writer::note(ANN, 2),
            helper: Writer::of(shared, BEN, Role::Observer),
            all: Writer::note(BEN, 3),
            elsewhere: Writer::note(BEN, 4),
        }
    }
}

/// What was written by the program of version 1.
fn first_half(store: &dyn Store, people: &mut People) {
    store.create_network("Lakeshore", NOW).unwrap();
    let mut first = people.visit.write(30);
    first.kind = DocKind::Visit;
    let made = store.create_visit(&visit_row(SPACE, "Fall visit"), &[first], NOW);
    assert_eq!(made, Ok(Ok(())));
    let made = store.create_visit(&visit_row(OTHER, "Spring visit"), &[], NOW);
    assert_eq!(made, Ok(Ok(())));
    store.create_link(&link(1)).unwrap();
    for person in [ANN, BEN] {
        let request = join_request(1, person, &mut people.visit);
        assert!(matches!(store.join(&request), Ok(Ok(_))));
    }
    for bytes in [5, 300, 200] {
        put(store, people.private.write(bytes));
        put(store, people.team.write(bytes));
        put(store, people.all.write(10));
        elsewhere(store, people);
    }
    let together = (0..30).map(|at| people.team.change(at * 10)).collect();
    put(store, people.team.append(AppendBody::Changes(together)));
    put(store, people.team.share(Visibility::Team));
    put(store, people.helper.write(40));
    put(store, people.all.share(Visibility::Team));
    put(store, people.all.write(11));
    put(store, people.all.share(Visibility::Space));
}

/// What comes after it.
fn second_half(store: &dyn Store, people: &mut People) {
    put(store, people.team.write(12));
    put(store, people.helper.write(13));
    put(store, people.private.write(14));
    put(store, people.private.share(Visibility::Space));
    put(store, people.all.write(15));
    elsewhere(store, people);
}

fn elsewhere(store: &dyn Store, people: &mut People) {
    let mut append = people.elsewhere.write(20);
    append.space = OTHER;
    put(store, append);
}

/// The folder as version 1 left it.
fn version_1() -> TempDir {
    let dir = TempDir::new().unwrap();
    let conn = Connection::open(dir.path().join(FILE)).unwrap();
    let schema = include_str!("../migrations/0001_initial.sql");
    let rows = include_str!("version_1.sql");
    let mark = "PRAGMA user_version = 1; PRAGMA journal_mode = WAL;";
    conn.execute_batch(&format!("BEGIN; {schema} {rows} COMMIT; {mark}"))
        .unwrap();
    dir
}

/// Both stores say the same to everyone, whatever the size of a page.
fn reads_the_same(one: &dyn Store, other: &dyn Store) {
    assert_eq!(one.counts(), other.counts());
    assert_eq!(one.visits(), other.visits());
    let everyone = [
        (ANN, Role::Observer),
        (BEN, Role::Facilitator),
        (HOST, Role::Host),
    ];
    for (space, (person, role)) in [SPACE, OTHER]
        .into_iter()
        .flat_map(|space| everyone.map(|who| (space, who)))
    {
        let reader = Reader {
            space,
            person,
            role,
        };
        for bytes in [1, 500, 5_000, 100_000] {
            assert_eq!(read_all(one, reader, bytes), read_all(other, reader, bytes));
        }
        assert_eq!(one.read_digests(reader), other.read_digests(reader));
        let asked = [(space, role)];
        let statuses = |store: &dyn Store| store.space_statuses(person, &asked);
        assert_eq!(statuses(one), statuses(other));
    }
    for number in 0..=5 {
        let doc = DocId::from_bytes([number; 16]);
        assert_eq!(one.read_doc(doc), other.read_doc(doc));
    }
    let visit = DocId::visit(SPACE);
    assert_eq!(one.read_doc(visit), other.read_doc(visit));
    for number in [1, 2] {
        let person = [ANN, BEN][number - 1];
        let token = join_request(1, person, &mut visit_writer()).token;
        assert_eq!(one.session(token, NOW), other.session(token, NOW));
    }
}

#[test]
fn what_version_1_wrote_reads_the_same_and_goes_on() {
    let dir = version_1();
    let store = SqliteStore::open(dir.path(), IfMissing::Refuse).unwrap();
    let (memory, mut people) = (MemoryStore::new(store.server_ids()), People::new());
    first_half(&memory, &mut people);
    reads_the_same(&store, &memory);
    store.audit().unwrap();

    // What is there already is known, what has no place there is refused.
    let mut again = People::new();
    let old: Vec<_> = (0..3)
        .map(|at| again.private.change([5, 300, 200][at]))
        .collect();
    let repeated = put(&store, again.private.append(AppendBody::Changes(old)));
    assert_eq!(repeated.entry, None);
    let mut gap = Writer::note(ANN, 1);
    for _ in 0..4 {
        gap.change(1);
    }
    assert_eq!(try_put(&store, gap.write(1)), Err(Refusal::SequenceGap));

    let mut same = People::new();
    first_half(&MemoryStore::new(store.server_ids()), &mut same);
    second_half(&store, &mut same);
    second_half(&memory, &mut people);
    reads_the_same(&store, &memory);
    store.audit().unwrap();
    drop(store);
    let store = SqliteStore::open(dir.path(), IfMissing::Refuse).unwrap();
    reads_the_same(&store, &memory);
}

#[test]
fn the_schema_is_not_changed_under_a_server() {
    let dir = version_1();
    let running = FolderLock::take(dir.path()).unwrap().unwrap();
    let refused = SqliteStore::open(dir.path(), IfMissing::Refuse).unwrap_err();
    let known = migrate::KNOWN;
    assert!(matches!(refused, StoreError::InUse { found: 1, .. }));
    assert!(
        refused.to_string().contains("stop that server"),
        "{refused}"
    );
    // A backup needs no new schema, and has the old one.
    let copy = dir.path().join("copy");
    copy_database(dir.path(), &copy).unwrap();
    check_file(&copy).unwrap();
    let schema = |file: &Path| migrate::version(&Connection::open(file).unwrap()).unwrap();
    assert_eq!(schema(&copy), 1);
    assert_eq!(schema(&dir.path().join(FILE)), 1);
    // The server itself may.
    drop(SqliteStore::open_locked(dir.path(), &running).unwrap());
    assert_eq!(schema(&dir.path().join(FILE)), known);
    // And what is up to date needs no lock.
    drop(SqliteStore::open(dir.path(), IfMissing::Refuse).unwrap());
}
