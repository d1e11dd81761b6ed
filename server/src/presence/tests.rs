//! What is known of devices, and when it is written down.
#![expect(clippy::unwrap_used, reason = "tests")]

use tempfile::TempDir;

use super::*;
use crate::store::conformance::kit::{ANN, NOW, SPACE, join_request, link, visit, visit_writer};
use crate::store::sqlite::IfMissing;
use crate::store::{Joins as _, SqliteStore, Tablets as _};

const MINUTE: u64 = WRITE_EVERY_MS;

/// A store with one device, and what is known of it beside.
fn one_device(dir: &TempDir) -> (SqliteStore, Arc<Presence>, DeviceId) {
    let store = SqliteStore::open(dir.path(), IfMissing::Create).unwrap();
    visit(&store);
    store.create_link(&link(1)).unwrap();
    let request = join_request(1, ANN, &mut visit_writer());
    store.join(&request).unwrap().unwrap();
    (store, Arc::default(), request.device.id)
}

fn stored(store: &SqliteStore) -> Option<Timestamp> {
    store.tablets(SPACE).unwrap()[0].heard
}

#[test]
fn a_device_is_written_down_when_it_comes_and_goes_and_once_a_minute() {
    let dir = TempDir::new().unwrap();
    let (store, presence, device) = one_device(&dir);
    let attendance = presence.enter(device, NOW);
    presence.write(&store);
    assert_eq!(stored(&store), Some(NOW));

    attendance.heard(NOW.plus(MINUTE - 1));
    presence.write(&store);
    assert_eq!(stored(&store), Some(NOW), "not for each word");
    attendance.heard(NOW.plus(MINUTE));
    presence.write(&store);
    assert_eq!(stored(&store), Some(NOW.plus(MINUTE)));

    attendance.heard(NOW.plus(MINUTE + 5));
    drop(attendance);
    assert!(presence.of(device).is_some_and(|seen| !seen.is_connected()));
    presence.write(&store);
    assert_eq!(stored(&store), Some(NOW.plus(MINUTE + 5)), "its last word");
    assert!(presence.of(device).is_none(), "the store knows it all");
}

#[test]
fn a_device_with_two_connections_goes_with_the_second() {
    let dir = TempDir::new().unwrap();
    let (store, presence, device) = one_device(&dir);
    let first = presence.enter(device, NOW);
    let second = presence.enter(device, NOW.plus(1));
    drop(first);
    presence.write(&store);
    assert!(presence.of(device).is_some_and(Seen::is_connected));
    drop(second);
    assert!(presence.of(device).is_some_and(|seen| !seen.is_connected()));
}

#[test]
fn what_could_not_be_written_is_written_with_the_next() {
    let dir = TempDir::new().unwrap();
    let (store, presence, device) = one_device(&dir);
    drop(presence.enter(device, NOW.plus(7)));
    let file = dir.path().join(crate::store::sqlite::FILE);
    let other = rusqlite::Connection::open(file).unwrap();
    other
        .execute_batch("ALTER TABLE device RENAME COLUMN heard TO lost")
        .unwrap();
    presence.write(&store);
    assert_eq!(
        presence.of(device).map(|seen| seen.heard),
        Some(NOW.plus(7))
    );
    other
        .execute_batch("ALTER TABLE device RENAME COLUMN lost TO heard")
        .unwrap();
    presence.write(&store);
    assert_eq!(stored(&store), Some(NOW.plus(7)));
}
