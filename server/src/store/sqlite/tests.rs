//! SQLite against the common suite, and what only a file can do wrong.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::{FILE, FolderLock, IfMissing, SqliteStore, check_file, copy_database, migrate};
use crate::store::conformance::kit::{ANN, Writer, put, try_put, visit};
use crate::store::{Directory as _, MemoryStore, Store as _, StoreError, conformance};
use sync_core::access::Visibility;
use sync_core::log::Refusal;
use sync_core::time::Timestamp;

fn open(dir: &TempDir) -> SqliteStore {
    SqliteStore::open(dir.path(), IfMissing::Create).unwrap()
}

#[test]
fn sqlite_conforms() {
    let mut dirs = Vec::new();
    conformance::run(|| {
        let dir = TempDir::new().unwrap();
        let store = open(&dir);
        dirs.push(dir);
        store
    });
}

#[test]
fn memory_conforms() {
    let dir = TempDir::new().unwrap();
    let ids = open(&dir).server_ids();
    conformance::run(|| MemoryStore::new(ids.clone()));
}

#[test]
fn files_are_private() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let store = SqliteStore::open(&data, IfMissing::Create).unwrap();
    store.write_probe().unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for name in [FILE, "rounds.db-wal", "rounds.db-shm"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
}

#[test]
fn it_remembers_after_reopening() {
    let dir = TempDir::new().unwrap();
    let ids = {
        let store = open(&dir);
        store.create_network("Lakeshore", Timestamp(1)).unwrap();
        store.server_ids()
    };
    let store = open(&dir);
    assert_eq!(store.server_ids(), ids);
    assert_eq!(store.networks().unwrap(), ["Lakeshore"]);
    store.renew_incarnation().unwrap();
    drop(store);
    let renewed = open(&dir).server_ids();
    assert_ne!(renewed.incarnation, ids.incarnation);
    assert_eq!(renewed.receipt_key, ids.receipt_key);
}

#[test]
fn a_history_is_read_again_after_reopening() {
    let dir = TempDir::new().unwrap();
    let mut note = Writer::note(ANN, 1);
    {
        let store = open(&dir);
        visit(&store);
        put(&store, note.write(10));
        put(&store, note.write(10));
    }
    let store = open(&dir);
    assert_eq!(try_put(&store, note.hostile()), Err(Refusal::Unreadable));
    put(&store, note.write(10));
    let kept = store.histories().bytes();
    assert!((1..10_000).contains(&kept), "{kept} bytes in memory");
}

/// SQLite would prepare a statement with a join again for every value.
#[test]
fn statements_are_prepared_once() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    visit(&store);
    let sql = "SELECT doc.number FROM doc JOIN space ON space.number = doc.space WHERE doc.id = ?1";
    let again = |conn: &rusqlite::Connection| {
        for value in 0..10 {
            conn.prepare_cached(sql)
                .and_then(|mut statement| statement.exists([[value; 16]]))
                .unwrap();
        }
        let kept = conn.prepare_cached(sql).unwrap();
        kept.get_status(rusqlite::StatementStatus::RePrepare)
    };
    assert_eq!(again(&store.writer()), 0);
    assert_eq!(store.read(|tx| Ok(again(tx))), Ok(0));
}

#[test]
fn the_audit_finds_what_does_not_fit() {
    let damages = [
        ("UPDATE entry SET previous = 0", "another one"),
        ("UPDATE doc SET heads = zeroblob(32)", "another one"),
        ("UPDATE doc SET last = 2", "of no document"),
        ("UPDATE entry SET doc = 7 WHERE previous = 1", "is missing"),
        (
            "UPDATE entry SET previous = 9 WHERE previous = 1",
            "disorder",
        ),
        (
            "DELETE FROM entry WHERE previous = 1",
            "missing at position 3",
        ),
        ("UPDATE space SET head = 9", "ends too early"),
    ];
    for (damage, says) in damages {
        let dir = TempDir::new().unwrap();
        let store = open(&dir);
        visit(&store);
        let mut note = Writer::note(ANN, 1);
        put(&store, note.write(10));
        put(&store, note.write(10));
        put(&store, note.share(Visibility::Team));
        store.audit().unwrap();
        store.writer().execute(damage, []).unwrap();
        let found = store.audit().unwrap_err().to_string();
        assert!(found.contains(says), "{damage}: {found}");
    }
}

#[test]
fn a_missing_database_is_not_made_by_accident() {
    let dir = TempDir::new().unwrap();
    let error = SqliteStore::open(dir.path(), IfMissing::Refuse).unwrap_err();
    assert!(error.to_string().contains("--data"), "{error}");
    assert!(!dir.path().join(FILE).exists());
}

#[test]
fn a_newer_database_is_refused_and_untouched() {
    let dir = TempDir::new().unwrap();
    drop(open(&dir));
    let file = dir.path().join(FILE);
    let conn = rusqlite::Connection::open(&file).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    let error = SqliteStore::open(dir.path(), IfMissing::Create).unwrap_err();
    assert_eq!(
        error,
        StoreError::Newer {
            found: 99,
            known: migrate::KNOWN
        }
    );
}

#[test]
fn a_damaged_file_is_refused_with_advice() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    for name in 0..200 {
        let name = format!("network {name}");
        store.create_network(&name, Timestamp(1)).unwrap();
    }
    store.close().unwrap();
    drop(store);
    let file = dir.path().join(FILE);
    let mut bytes = std::fs::read(&file).unwrap();
    for page in bytes.chunks_mut(4096).skip(2) {
        page[..64].fill(0xFF);
    }
    std::fs::write(&file, bytes).unwrap();
    let error = SqliteStore::open(dir.path(), IfMissing::Create).unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
    assert!(error.to_string().contains("restore a backup"), "{error}");
    std::fs::write(&file, b"not a database, but some text of another program").unwrap();
    let error = SqliteStore::open(dir.path(), IfMissing::Create).unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
}

#[test]
fn a_copy_is_a_whole_database() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    store.create_network("Lakeshore", Timestamp(1)).unwrap();
    let copy = dir.path().join("copy");
    copy_database(dir.path(), &copy).unwrap();
    check_file(&copy).unwrap();
    assert!(
        copy_database(dir.path(), &copy).is_err(),
        "an old copy is not overwritten"
    );
    let empty = dir.path().join("empty");
    std::fs::write(&empty, b"").unwrap();
    assert!(check_file(&empty).is_err());
}

#[test]
fn a_full_disk_is_said_and_nothing_is_written() {
    let dir = TempDir::new().unwrap();
    let store = open(&dir);
    // Less than there are, so that it cannot grow at all.
    store.limit_pages(1);
    let mut made = 0;
    let error = loop {
        let name = format!("{made} {}", "x".repeat(400));
        match store.create_network(&name, Timestamp(1)) {
            Ok(()) => made += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(error, StoreError::Full);
    assert_eq!(store.networks().unwrap().len(), made);
}

mod version_1;
