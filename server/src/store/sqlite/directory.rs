//! People, devices, sessions and visits in SQLite.

use rusqlite::{Connection, OptionalExtension as _, Row};
use sync_core::access::Role;
use sync_core::ids::{DeviceId, PersonId, SpaceId};
use sync_core::log::{Append, Refusal};
use sync_core::time::Timestamp;

use super::SqliteStore;
use super::tx::SqliteTx;
use super::values::{device_id, int, person_id, role, space_id, time};
use crate::store::{
    Device, Directory, Member, Person, ServerIds, Session, StoreError, TokenHash, Visit,
};

impl Directory for SqliteStore {
    fn server_ids(&self) -> ServerIds {
        self.ids.clone()
    }

    fn create_network(&self, name: &str, now: Timestamp) -> Result<(), StoreError> {
        self.write(|conn| {
            let sql = "INSERT INTO network (name, created) VALUES (?1, ?2)
                       ON CONFLICT (name) DO NOTHING";
            match conn.execute(sql, (name, int(now.0)))? {
                0 => Err(StoreError::Exists(format!("the network \"{name}\""))),
                _ => Ok(()),
            }
        })
    }

    fn networks(&self) -> Result<Vec<String>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT name FROM network ORDER BY name")?;
            let names = statement.query_map([], |row| row.get(0))?;
            Ok(names.collect::<Result<_, _>>()?)
        })
    }

    fn create_visit(
        &self,
        visit: &Visit,
        document: &[Append],
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, StoreError> {
        self.write_if(|conn| {
            insert_space(conn, visit, now)?;
            let (mut tx, mut histories) = (SqliteTx::new(conn, now), self.histories());
            for append in document {
                if let Err(refusal) = tx.append(&mut histories, append)? {
                    return Ok(Err(refusal));
                }
            }
            tx.flush()?;
            Ok(Ok(()))
        })
    }

    fn visits(&self) -> Result<Vec<Visit>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT space.id, network.name, title, starts, ends FROM space
                       JOIN network ON network.number = space.network
                       ORDER BY starts, title, space.number";
            many(conn, sql, [], visit)
        })
    }

    fn visit(&self, space: SpaceId) -> Result<Option<Visit>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT space.id, network.name, title, starts, ends FROM space
                       JOIN network ON network.number = space.network WHERE space.id = ?1";
            one(conn, sql, [space.as_bytes()], visit)
        })
    }

    fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT id, name, team FROM person WHERE id = ?1";
            one(conn, sql, [id.as_bytes()], |row| {
                Ok(Person {
                    id: person_id(row, 0)?,
                    name: row.get(1)?,
                    team: row.get(2)?,
                })
            })
        })
    }

    fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT id, person, label, kind, shared FROM device WHERE id = ?1";
            one(conn, sql, [id.as_bytes()], |row| {
                Ok(Device {
                    id: device_id(row, 0)?,
                    person: person_id(row, 1)?,
                    label: row.get(2)?,
                    kind: row.get(3)?,
                    shared: row.get(4)?,
                })
            })
        })
    }

    fn memberships(&self, person: PersonId) -> Result<Vec<(SpaceId, Role)>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT space.id, role FROM member
                       JOIN space ON space.number = member.space
                       WHERE person = ?1 ORDER BY space.id";
            many(conn, sql, [person.as_bytes()], |row| {
                Ok((space_id(row, 0)?, role(row, 1)?))
            })
        })
    }

    fn members(&self, space: SpaceId) -> Result<Vec<Member>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT person, role FROM member
                       WHERE space = (SELECT number FROM space WHERE id = ?1) ORDER BY person";
            many(conn, sql, [space.as_bytes()], |row| {
                Ok(Member {
                    person: person_id(row, 0)?,
                    role: role(row, 1)?,
                })
            })
        })
    }

    fn session(&self, token: TokenHash, now: Timestamp) -> Result<Option<Session>, StoreError> {
        self.read(|conn| one(conn, SESSION, (token.0, int(now.0)), session))
    }

    fn extend_session(&self, token: TokenHash, expires: Timestamp) -> Result<(), StoreError> {
        self.write(|conn| {
            let sql = "UPDATE session SET expires = ?2 WHERE token = ?1";
            conn.execute(sql, (token.0, int(expires.0)))?;
            Ok(())
        })
    }

    fn renew_session(
        &self,
        device: DeviceId,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        self.write(|conn| {
            let sql = "INSERT INTO session (token, device, created, expires)
                       SELECT ?1, device, created, expires FROM session
                       WHERE device = ?2 AND expires > ?3 ORDER BY expires DESC LIMIT 1";
            conn.execute(sql, (token.0, device.as_bytes(), int(now.0)))?;
            one(conn, SESSION, (token.0, int(now.0)), session)
        })
    }

    fn end_session(&self, token: TokenHash) -> Result<bool, StoreError> {
        self.write(|conn| {
            let sql = "DELETE FROM session
                       WHERE device = (SELECT device FROM session WHERE token = ?1)";
            let ended = conn.execute(sql, [token.0])?;
            Ok(ended > 0)
        })
    }
}

const SESSION: &str = "SELECT session.device, person, shared, session.created, expires,
                              removed IS NOT NULL
                       FROM session JOIN device ON device.id = session.device
                       WHERE token = ?1 AND expires > ?2";

fn session(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        device: device_id(row, 0)?,
        person: person_id(row, 1)?,
        shared: row.get(2)?,
        created: time(row, 3)?,
        expires: time(row, 4)?,
        removed: row.get(5)?,
    })
}

fn insert_space(conn: &Connection, visit: &Visit, now: Timestamp) -> Result<(), StoreError> {
    let sql = "SELECT number FROM network WHERE name = ?1";
    let network: Option<i64> = conn
        .query_row(sql, [&visit.network], |row| row.get(0))
        .optional()?;
    let Some(network) = network else {
        let name = &visit.network;
        return Err(StoreError::Other(format!("there is no network \"{name}\"")));
    };
    let sql = "INSERT INTO space (id, network, title, starts, ends, created)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING";
    let id = visit.space.as_bytes();
    let row = (
        id,
        network,
        &visit.title,
        &visit.starts,
        &visit.ends,
        int(now.0),
    );
    match conn.execute(sql, row)? {
        0 => Err(StoreError::Exists(format!("the visit {}", visit.space))),
        _ => Ok(()),
    }
}

fn visit(row: &Row<'_>) -> Result<Visit, StoreError> {
    Ok(Visit {
        space: space_id(row, 0)?,
        network: row.get(1)?,
        title: row.get(2)?,
        starts: row.get(3)?,
        ends: row.get(4)?,
    })
}

/// The first row of a query as a value.
pub(super) fn one<T>(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(read).transpose()
}

/// All rows of a query as values.
pub(super) fn many<T>(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        values.push(read(row)?);
    }
    Ok(values)
}
