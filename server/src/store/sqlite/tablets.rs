//! What a visit's team may know of its devices, in SQLite.

use rusqlite::Row;
use sync_core::ids::{DeviceId, SpaceId};
use sync_core::time::Timestamp;

use super::SqliteStore;
use super::directory::many;
use super::values::{device_id, int, person_id};
use crate::store::{Device, StoreError, Tablet, Tablets};

impl Tablets for SqliteStore {
    fn heard(&self, devices: &[(DeviceId, Timestamp)]) -> Result<(), StoreError> {
        self.write(|conn| {
            let sql = "UPDATE device SET heard = ?2
                       WHERE id = ?1 AND (heard IS NULL OR heard < ?2)";
            let mut statement = conn.prepare_cached(sql)?;
            for (device, at) in devices {
                statement.execute((device.as_bytes(), int(at.0)))?;
            }
            Ok(())
        })
    }

    fn prepared(&self, device: DeviceId, space: SpaceId, now: Timestamp) -> Result<(), StoreError> {
        self.write(|conn| {
            let sql = "INSERT INTO prepared (space, device, at)
                       SELECT space.number, device.id, ?3 FROM space, device
                       WHERE space.id = ?2 AND device.id = ?1
                       ON CONFLICT (space, device) DO UPDATE SET at = max(at, excluded.at)";
            conn.execute(sql, (device.as_bytes(), space.as_bytes(), int(now.0)))?;
            Ok(())
        })
    }

    fn tablets(&self, space: SpaceId) -> Result<Vec<Tablet>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT device.id, device.person, label, kind, shared, person.name, heard,
                              prepared.at
                       FROM member JOIN person ON person.id = member.person
                       JOIN device ON device.person = member.person
                       LEFT JOIN prepared ON prepared.space = member.space
                            AND prepared.device = device.id
                       WHERE member.space = (SELECT number FROM space WHERE id = ?1)
                       AND removed IS NULL
                       ORDER BY device.id";
            many(conn, sql, [space.as_bytes()], tablet)
        })
    }
}

fn tablet(row: &Row<'_>) -> Result<Tablet, StoreError> {
    let time = |at| -> Result<Option<Timestamp>, StoreError> {
        let value: Option<i64> = row.get(at)?;
        Ok(value.map(|value| Timestamp(value.unsigned_abs())))
    };
    Ok(Tablet {
        device: Device {
            id: device_id(row, 0)?,
            person: person_id(row, 1)?,
            label: row.get(2)?,
            kind: row.get(3)?,
            shared: row.get(4)?,
        },
        name: row.get(5)?,
        heard: time(6)?,
        prepared: time(7)?,
    })
}
