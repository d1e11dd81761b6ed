//! Opening the file: permissions, settings, version and a check of the whole.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use sync_core::ids::{DeviceId, Incarnation, PersonId};
use sync_core::receipt::ReceiptKey;

use super::error::io;
use super::{FILE, IfMissing, migrate};
use crate::random;
use crate::store::{ServerIds, StoreError};

/// The oldest SQLite without the WAL-reset bug, which could corrupt a database.
const MIN_SQLITE: i32 = 3_051_003;

/// How long a connection waits for another process, such as `rounds backup`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes that the write-ahead log keeps on disk after a checkpoint.
const JOURNAL_BYTES: i64 = 64 * 1024 * 1024;

/// KiB of page cache of the writer, and of each reader: all together stay far below
/// the 64 MiB that the server may use with 100,000 notes.
const WRITER_CACHE_KIB: i64 = 8 * 1024;
const READER_CACHE_KIB: i64 = 2 * 1024;

/// Prepared statements kept per connection; there are about sixty in all.
const STATEMENTS: usize = 64;

/// Opens, or makes, the database for writing.
pub(super) fn open_writer(dir: &Path, if_missing: IfMissing) -> Result<Connection, StoreError> {
    let found = rusqlite::version_number();
    if found < MIN_SQLITE {
        let text = rusqlite::version();
        return Err(StoreError::Other(format!(
            "SQLite {text} can corrupt databases: build with 3.51.3 or newer"
        )));
    }
    let file = dir.join(FILE);
    let is_new = !file.exists();
    if is_new && if_missing == IfMissing::Refuse {
        return Err(StoreError::Missing(dir.display().to_string()));
    }
    make_private(dir, &file)?;
    let conn = Connection::open_with_flags(&file, flags())?;
    prepare(&conn, WRITER_CACHE_KIB)?;
    migrate::refuse_newer(&conn)?;
    if !is_new {
        quick_check(&conn)?;
    }
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "secure_delete", "ON")?;
    // SQLite answers with the new value, so it is a query for rusqlite.
    conn.pragma(None, "journal_size_limit", JOURNAL_BYTES, |_| Ok(()))?;
    Ok(conn)
}

/// Opens another connection that never writes.
pub(super) fn open_reader(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(file, flags)?;
    prepare(&conn, READER_CACHE_KIB)?;
    conn.pragma_update(None, "query_only", "ON")?;
    Ok(conn)
}

/// Reads the whole file and compares its structure with itself.
pub(super) fn quick_check(conn: &Connection) -> Result<(), StoreError> {
    let verdict: String = conn.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        let first = verdict.lines().next().unwrap_or_default();
        Err(StoreError::Corrupt(first.to_owned()))
    }
}

/// Who the server is; drawn when the database is new.
pub(super) fn server_ids(conn: &mut Connection) -> Result<ServerIds, StoreError> {
    Ok(ServerIds {
        device: DeviceId::from_bytes(meta(conn, "device")?),
        person: PersonId::from_bytes(meta(conn, "person")?),
        incarnation: Incarnation::from_bytes(meta(conn, "incarnation")?),
        receipt_key: ReceiptKey::from_bytes(meta(conn, "receipt_key")?),
    })
}

fn meta<const N: usize>(conn: &Connection, key: &str) -> Result<[u8; N], StoreError> {
    let sql = "SELECT value FROM meta WHERE key = ?1";
    let found = conn.query_row(sql, [key], |row| row.get(0)).optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    let drawn = random::bytes::<N>();
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2)";
    conn.execute(sql, (key, drawn))?;
    Ok(drawn)
}

fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn prepare(conn: &Connection, cache_kib: i64) -> Result<(), StoreError> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.pragma_update(None, "foreign_keys", "ON")?;
    conn.pragma_update(None, "trusted_schema", "OFF")?;
    // Without it SQLite prepares some statements again for every value that is bound,
    // because another plan might suit that value better.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "cache_size", -cache_kib)?;
    conn.pragma(None, "mmap_size", 0, |_| Ok(()))?;
    Ok(())
}

/// Makes the data folder, for this user only, when there is none.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(dir: &Path) -> Result<(), StoreError> {
    if !dir.exists() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        let (made, shown) = (builder.create(dir), dir.display());
        made.map_err(|error| io(&format!("cannot make the folder {shown}"), &error))?;
    }
    Ok(())
}

/// Makes the folder 0700 and the file 0600, when they are new.
fn make_private(dir: &Path, file: &Path) -> Result<(), StoreError> {
    let shown = dir.display();
    make_folder(dir)?;
    if !file.exists() {
        let mut options = fs::OpenOptions::new();
        let opened = options.write(true).create_new(true).mode(0o600).open(file);
        opened.map_err(|error| io(&format!("cannot make a file in {shown}"), &error))?;
    }
    let metadata = fs::metadata(file).map_err(|error| io("cannot read the database", &error))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        let private = fs::Permissions::from_mode(0o600);
        let set = fs::set_permissions(file, private);
        set.map_err(|error| io("cannot protect the database", &error))?;
    }
    Ok(())
}
