//! Removed devices and the inbox in SQLite.

use rusqlite::{Connection, Row};
use sync_core::ids::{DeviceId, PersonId, SpaceId};
use sync_core::time::Timestamp;

use super::SqliteStore;
use super::directory::{many, one};
use super::values::{damaged, device_id, int, number, person_id, space_id, time};
use crate::store::{
    Decision, Device, Inbox, KEPT_OF_DEVICE, Keep, Kept, KeptPart, NewKept, StoreError,
};

impl Inbox for SqliteStore {
    fn remove_device(&self, device: DeviceId, now: Timestamp) -> Result<bool, StoreError> {
        self.write(|conn| {
            let sql = "UPDATE device SET removed = ?2 WHERE id = ?1 AND removed IS NULL";
            Ok(conn.execute(sql, (device.as_bytes(), int(now.0)))? > 0)
        })
    }

    fn readmit_device(&self, device: DeviceId) -> Result<bool, StoreError> {
        self.write(|conn| {
            let sql = "UPDATE device SET removed = NULL WHERE id = ?1 AND removed IS NOT NULL";
            Ok(conn.execute(sql, [device.as_bytes()])? > 0)
        })
    }

    fn is_removed(&self, device: DeviceId) -> Result<bool, StoreError> {
        self.read(|conn| {
            let sql = "SELECT removed IS NOT NULL FROM device WHERE id = ?1";
            let found = one(conn, sql, [device.as_bytes()], |row| Ok(row.get(0)?))?;
            Ok(found.unwrap_or(false))
        })
    }

    fn devices(&self, space: SpaceId) -> Result<Vec<(Device, Option<Timestamp>)>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT device.id, device.person, label, kind, shared, removed
                       FROM device JOIN member ON member.person = device.person
                       WHERE member.space = (SELECT number FROM space WHERE id = ?1)
                       ORDER BY device.id";
            many(conn, sql, [space.as_bytes()], device)
        })
    }

    fn keep(&self, file: &NewKept) -> Result<Keep, StoreError> {
        self.write(|conn| {
            let sql = "SELECT number,
                              EXISTS (SELECT 1 FROM kept WHERE file = number AND state = 2)
                       FROM kept_file WHERE hash = ?1";
            let known = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let known: Option<(i64, bool)> = one(conn, sql, [file.hash], known)?;
            if known.is_some_and(|(_, discarded)| !discarded) {
                return Ok(Keep::Kept);
            }
            let known = known.map(|(number, _)| number);
            let sql = "SELECT count(DISTINCT number) FROM kept_file
                       JOIN kept ON kept.file = number
                       WHERE device = ?1 AND state = 0 AND number IS NOT ?2";
            let of = (file.device.as_bytes(), known);
            let waiting = one(conn, sql, of, |row| number(row, 0))?;
            if waiting.unwrap_or(0) >= KEPT_OF_DEVICE {
                return Ok(Keep::Full);
            }
            if let Some(known) = known {
                return ask_again(conn, known, &file.bytes);
            }
            let sql = "INSERT INTO kept_file (hash, device, person, received, bytes)
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            conn.execute(
                sql,
                (
                    file.hash,
                    file.device.as_bytes(),
                    file.person.as_bytes(),
                    int(file.received.0),
                    &file.bytes,
                ),
            )?;
            let row = conn.last_insert_rowid();
            for part in &file.parts {
                let sql = "INSERT INTO kept (file, space, docs, changes)
                           SELECT ?1, number, ?3, ?4 FROM space WHERE id = ?2
                           ON CONFLICT (file, space) DO NOTHING";
                let space = part.space.as_bytes();
                conn.execute(sql, (row, space, int(part.docs), int(part.changes)))?;
            }
            Ok(Keep::Kept)
        })
    }

    fn kept(&self, space: SpaceId) -> Result<Vec<Kept>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT kept_file.number, space.id, docs, changes, device, person, received,
                              state
                       FROM kept JOIN kept_file ON kept_file.number = file
                       JOIN space ON space.number = kept.space
                       WHERE space.id = ?1 ORDER BY kept_file.number";
            many(conn, sql, [space.as_bytes()], kept)
        })
    }

    fn kept_bytes(&self, file: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT bytes FROM kept_file WHERE number = ?1 AND length(bytes) > 0";
            one(conn, sql, [int(file)], |row| Ok(row.get(0)?))
        })
    }

    fn decide(
        &self,
        file: u64,
        space: SpaceId,
        decision: Decision,
        (by, now): (PersonId, Timestamp),
    ) -> Result<bool, StoreError> {
        self.write(|conn| {
            let sql = "UPDATE kept SET state = ?3, by = ?4, decided = ?5
                       WHERE file = ?1 AND state = 0
                       AND space = (SELECT number FROM space WHERE id = ?2)";
            let row = (
                int(file),
                space.as_bytes(),
                decision.code(),
                by.as_bytes(),
                int(now.0),
            );
            let decided = conn.execute(sql, row)? > 0;
            let sql = "UPDATE kept_file SET bytes = x'' WHERE length(bytes) > 0
                       AND NOT EXISTS (SELECT 1 FROM kept WHERE file = number AND state = 0)";
            conn.execute(sql, ())?;
            Ok(decided)
        })
    }
}

/// What was discarded of a file waits once more, and its bytes are here again.
fn ask_again(conn: &Connection, file: i64, bytes: &[u8]) -> Result<Keep, StoreError> {
    let sql = "UPDATE kept_file SET bytes = ?2 WHERE number = ?1";
    conn.execute(sql, (file, bytes))?;
    let sql = "UPDATE kept SET state = 0, by = NULL, decided = NULL
               WHERE file = ?1 AND state = 2";
    conn.execute(sql, [file])?;
    Ok(Keep::Kept)
}

fn device(row: &Row<'_>) -> Result<(Device, Option<Timestamp>), StoreError> {
    let removed: Option<i64> = row.get(5)?;
    let device = Device {
        id: device_id(row, 0)?,
        person: person_id(row, 1)?,
        label: row.get(2)?,
        kind: row.get(3)?,
        shared: row.get(4)?,
    };
    let removed = removed.map(|at| Timestamp(at.unsigned_abs()));
    Ok((device, removed))
}

fn kept(row: &Row<'_>) -> Result<Kept, StoreError> {
    Ok(Kept {
        file: number(row, 0)?,
        part: KeptPart {
            space: space_id(row, 1)?,
            docs: number(row, 2)?,
            changes: number(row, 3)?,
        },
        device: device_id(row, 4)?,
        person: person_id(row, 5)?,
        received: time(row, 6)?,
        decision: Decision::from_code(row.get(7)?)
            .ok_or_else(|| damaged("a decision is unknown"))?,
    })
}
