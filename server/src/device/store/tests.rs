//! Stops at every byte, flipped bits, two processes, full and read-only folders.

use std::fs;
use std::path::Path;

use super::*;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn put(table: Table, key: &[u8], value: &[u8]) -> Write {
    Write::Put(Row {
        table,
        key: key.to_vec(),
        value: value.to_vec(),
    })
}

/// Three transactions; the last one replaces, deletes and adds.
fn transactions() -> [Vec<Write>; 3] {
    [
        vec![
            put(Table::Spaces, b"s", b"one"),
            put(Table::Docs, b"d1", b"old"),
        ],
        vec![
            put(Table::Chunks, b"d1/1", b"first"),
            put(Table::Chunks, b"d2/1", b"other"),
        ],
        vec![
            put(Table::Docs, b"d1", b"new"),
            Write::Delete {
                table: Table::Chunks,
                key: b"d1/1".to_vec(),
            },
            put(Table::Chunks, b"d1/2", b"second"),
        ],
    ]
}

fn write_all(dir: &Path) -> Result<Vec<u64>, StoreError> {
    let mut store = Store::open(dir)?;
    let mut ends = Vec::new();
    for writes in transactions() {
        store.append(&writes)?;
        store.sync()?;
        ends.push(store.end);
    }
    Ok(ends)
}

/// Everything that a store says, as text.
fn contents(store: &Store) -> Result<String, StoreError> {
    let mut rows = store.rows();
    rows.extend(store.chunks(b"")?);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(rows
        .iter()
        .map(|row| {
            format!(
                "{}:{}={} ",
                row.table.name(),
                text(&row.key),
                text(&row.value)
            )
        })
        .collect())
}

const BEFORE_LAST: &str = "spaces:s=one docs:d1=old chunks:d1/1=first chunks:d2/1=other ";
const AFTER_LAST: &str = "spaces:s=one docs:d1=new chunks:d1/2=second chunks:d2/1=other ";

#[test]
fn rows_come_back_and_chunks_are_found_by_prefix() -> Outcome {
    let dir = tempfile::tempdir()?;
    write_all(dir.path())?;
    let store = Store::open(dir.path())?;
    assert_eq!(contents(&store)?, AFTER_LAST);
    let found = store.chunks(b"d1/")?;
    assert_eq!(found.len(), 1);
    assert_eq!(store.chunks(b"none")?, []);
    Ok(())
}

#[test]
fn a_stop_at_every_byte_of_the_last_transaction_loses_nothing_before_it() -> Outcome {
    let dir = tempfile::tempdir()?;
    let ends = write_all(dir.path())?;
    let whole = fs::read(files::journal(dir.path()))?;
    for end in usize::try_from(ends[1])?..whole.len() {
        let torn = tempfile::tempdir()?;
        fs::write(files::journal(torn.path()), &whole[..end])?;
        assert_eq!(
            contents(&Store::open_to_read(torn.path())?)?,
            BEFORE_LAST,
            "read at {end}"
        );
        let mut store = Store::open(torn.path())?;
        assert_eq!(contents(&store)?, BEFORE_LAST, "at {end}");
        store.append(&transactions()[2])?;
        store.sync()?;
        drop(store);
        assert_eq!(
            contents(&Store::open(torn.path())?)?,
            AFTER_LAST,
            "again at {end}"
        );
    }
    Ok(())
}

#[test]
fn a_stop_while_the_file_was_made_leaves_an_empty_store() -> Outcome {
    for length in 0..HEADER.len() {
        let dir = tempfile::tempdir()?;
        fs::write(files::journal(dir.path()), &HEADER[..length])?;
        let mut store = Store::open(dir.path())?;
        assert_eq!(contents(&store)?, "");
        store.append(&transactions()[0])?;
        store.sync()?;
        drop(store);
        assert_eq!(Store::open(dir.path())?.rows().len(), 2);
    }
    Ok(())
}

#[test]
fn a_flipped_bit_never_shows_a_wrong_row() -> Outcome {
    let dir = tempfile::tempdir()?;
    let ends = write_all(dir.path())?;
    let path = files::journal(dir.path());
    let whole = fs::read(&path)?;
    let last = usize::try_from(ends[1])?;
    for bit in 0..whole.len() * 8 {
        let (at, mask) = (bit / 8, 1 << (bit % 8));
        let mut flipped = whole.clone();
        flipped[at] ^= mask;
        fs::write(&path, &flipped)?;
        match Store::open_to_read(dir.path()) {
            Ok(store) => {
                assert!(at >= last, "bit {bit} went unnoticed");
                assert_eq!(contents(&store)?, BEFORE_LAST, "bit {bit}");
            }
            Err(StoreError::Damaged { .. } | StoreError::Foreign(_) | StoreError::Newer { .. }) => {
                assert!(at < last, "bit {bit} of the last transaction");
            }
            Err(other) => return Err(other.into()),
        }
        assert_eq!(fs::read(&path)?, flipped, "bit {bit} was touched");
    }
    Ok(())
}

#[test]
fn a_writer_sets_a_damaged_end_aside_and_leaves_a_damaged_middle_alone() -> Outcome {
    let dir = tempfile::tempdir()?;
    let ends = write_all(dir.path())?;
    let path = files::journal(dir.path());
    let whole = fs::read(&path)?;
    let last = usize::try_from(ends[1])?;
    let mut flipped = whole.clone();
    flipped[last - 1] ^= 1;
    fs::write(&path, &flipped)?;
    assert!(matches!(
        Store::open(dir.path()),
        Err(StoreError::Damaged { .. })
    ));
    assert_eq!(fs::read(&path)?, flipped);
    let mut flipped = whole;
    flipped[last + 20] ^= 1;
    fs::write(&path, &flipped)?;
    assert_eq!(contents(&Store::open(dir.path())?)?, BEFORE_LAST);
    assert_eq!(fs::read(dir.path().join("journal.torn"))?, flipped[last..]);
    assert_eq!(fs::read(&path)?, flipped[..last]);
    Ok(())
}

#[test]
fn a_second_writer_is_told_who_the_first_is_and_readers_are_let_in() -> Outcome {
    let dir = tempfile::tempdir()?;
    let mut first = Store::open(dir.path())?;
    first.append(&transactions()[0])?;
    first.sync()?;
    let error = Store::open(dir.path())
        .err()
        .map(|e| e.to_string())
        .unwrap_or_default();
    let expected = format!("is in use by process {}", std::process::id());
    assert!(error.contains(&expected), "{error}");
    let mut reader = Store::open_to_read(dir.path())?;
    assert_eq!(reader.rows().len(), 2);
    assert!(matches!(reader.append(&[]), Err(StoreError::ReadOnly(_))));
    drop(first);
    Store::open(dir.path())?;
    Ok(())
}

#[test]
fn what_is_not_a_journal_is_left_alone() -> Outcome {
    let cases: [(&[u8], &str); 3] = [
        (b"a letter to my aunt", "not a device's journal"),
        (b"ROUNDSJ\x02later", "newer build (format 2)"),
        (b"ROUND?", "not a device's journal"),
    ];
    for (bytes, expected) in cases {
        let dir = tempfile::tempdir()?;
        fs::write(files::journal(dir.path()), bytes)?;
        let error = Store::open(dir.path())
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default();
        assert!(error.contains(expected), "{error}");
        assert_eq!(fs::read(files::journal(dir.path()))?, bytes);
    }
    let empty = tempfile::tempdir()?;
    assert!(matches!(
        Store::open_to_read(empty.path()),
        Err(StoreError::Missing(_))
    ));
    Ok(())
}

#[test]
fn compaction_keeps_every_live_row_and_shrinks_the_file() -> Outcome {
    let dir = tempfile::tempdir()?;
    let mut store = Store::open(dir.path())?;
    let big = vec![7; 64 * 1024];
    for round in 0..200_u8 {
        store.append(&[
            put(Table::Chunks, b"d/1", &big),
            put(Table::Docs, b"d", &[round]),
        ])?;
        store.append(&[put(Table::Chunks, &[b'k', round], &[round; 9])])?;
        store.sync()?;
    }
    assert!(
        store.end < compact::AT_LEAST + 256 * 1024,
        "{} bytes",
        store.end
    );
    drop(store);
    let store = Store::open(dir.path())?;
    assert_eq!(
        store.rows(),
        [Row {
            table: Table::Docs,
            key: b"d".into(),
            value: vec![199]
        }]
    );
    assert_eq!(store.chunks(b"k")?.len(), 200);
    assert_eq!(
        store.chunks(b"d/")?.first().map(|row| &row.value),
        Some(&big)
    );
    Ok(())
}

#[test]
fn a_compaction_that_stopped_halfway_is_ignored() -> Outcome {
    let dir = tempfile::tempdir()?;
    write_all(dir.path())?;
    fs::write(
        files::journal(dir.path()).with_extension("new"),
        b"ROUNDSJ\x01TXN\nhalf",
    )?;
    let mut store = Store::open(dir.path())?;
    store.compact();
    assert_eq!(contents(&store)?, AFTER_LAST);
    store.append(&[put(Table::Docs, b"d9", b"later")])?;
    store.sync()?;
    drop(store);
    assert_eq!(Store::open(dir.path())?.rows().len(), 3);
    Ok(())
}

#[test]
fn a_transaction_too_large_is_refused_and_the_next_one_works() -> Outcome {
    let dir = tempfile::tempdir()?;
    let mut store = Store::open(dir.path())?;
    let huge = vec![0; format::RECORD_BYTES];
    let refused = store.append(&[put(Table::Chunks, b"k", &huge)]);
    assert!(matches!(refused, Err(StoreError::TooLarge(_))));
    store.append(&transactions()[0])?;
    store.sync()?;
    Ok(())
}

/// `/dev/full` answers every write as a full disk does.
#[test]
fn a_full_disk_says_so() -> Outcome {
    let dir = tempfile::tempdir()?;
    let mut store = Store::open(dir.path())?;
    store.file = fs::OpenOptions::new()
        .append(true)
        .read(true)
        .open("/dev/full")?;
    let error = store
        .append(&transactions()[0])
        .err()
        .map(|e| e.to_string())
        .unwrap_or_default();
    assert!(error.contains("is full: free some space"), "{error}");
    assert_eq!(store.rows(), []);
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_made_says_what_to_do() {
    let error = StoreError::from_io(
        Path::new("/visit"),
        std::io::ErrorKind::ReadOnlyFilesystem.into(),
    );
    assert!(
        error.to_string().contains("/visit cannot be written"),
        "{error}"
    );
    let below_a_file = Store::open(Path::new("/dev/null/device"));
    assert!(
        matches!(below_a_file, Err(StoreError::Io { .. })),
        "{below_a_file:?}"
    );
}
