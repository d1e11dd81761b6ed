//! Join links in SQLite.

use rusqlite::{Connection, Row, Transaction};
use sync_core::access::Role;
use sync_core::ids::SpaceId;
use sync_core::log::{Appended, Histories};

use super::SqliteStore;
use super::directory::{many, one};
use super::tx::SqliteTx;
use super::values::{int, number, role, space_id, time};
use crate::store::rows::stronger;
use crate::store::{CodeHash, JoinLink, JoinRefusal, JoinRequest, Joins, NewLink, StoreError};

impl Joins for SqliteStore {
    fn create_link(&self, new: &NewLink) -> Result<(), StoreError> {
        self.write(|conn| {
            let NewLink {
                link,
                code,
                created,
            } = new;
            if find(conn, link.secret)?.is_some() || find(conn, *code)?.is_some() {
                return Err(StoreError::Exists("a link with this code".to_owned()));
            }
            let sql = "INSERT INTO join_link (secret, code, space, role, team, issuer, max_uses,
                                              used, expires, revoked, created)
                       SELECT ?1, ?2, number, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
                       FROM space WHERE id = ?3";
            let made = conn.execute(
                sql,
                rusqlite::params![
                    link.secret.0,
                    code.0,
                    link.space.as_bytes(),
                    link.role.code(),
                    link.team,
                    link.issuer,
                    int(link.max_uses),
                    int(link.used),
                    int(link.expires.0),
                    link.revoked,
                    int(created.0),
                ],
            )?;
            match made {
                0 => Err(StoreError::Other(format!(
                    "there is no visit {}",
                    link.space
                ))),
                _ => Ok(()),
            }
        })
    }

    fn link(&self, secret_or_code: CodeHash) -> Result<Option<JoinLink>, StoreError> {
        self.read(|conn| find(conn, secret_or_code))
    }

    fn links(&self, space: SpaceId) -> Result<Vec<JoinLink>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT secret, space.id, role, team, issuer, max_uses, used, expires,
                              revoked
                       FROM join_link JOIN space ON space.number = join_link.space
                       WHERE space.id = ?1 ORDER BY join_link.number DESC";
            many(conn, sql, [space.as_bytes()], link)
        })
    }

    fn revoke_link(&self, secret_or_code: CodeHash) -> Result<bool, StoreError> {
        self.write(|conn| {
            let sql = "UPDATE join_link SET revoked = 1 WHERE secret = ?1 OR code = ?1";
            Ok(conn.execute(sql, [secret_or_code.0])? > 0)
        })
    }

    fn join(&self, request: &JoinRequest) -> Result<Result<Appended, JoinRefusal>, StoreError> {
        self.write_if(|conn| join(conn, &mut self.histories(), request))
    }
}

fn join(
    conn: &Transaction<'_>,
    histories: &mut Histories,
    request: &JoinRequest,
) -> Result<Result<Appended, JoinRefusal>, StoreError> {
    let Some(link) = find(conn, request.secret)? else {
        return Ok(Err(JoinRefusal::Unknown));
    };
    let before = membership(conn, request, link.space)?;
    if before.is_none()
        && let Err(refusal) = link.check(request.now)
    {
        return Ok(Err(refusal));
    }
    let mut tx = SqliteTx::new(conn, request.now);
    let appended = match tx.append(histories, &request.append)? {
        Ok(appended) => appended,
        Err(refusal) => return Ok(Err(JoinRefusal::Visit(refusal))),
    };
    tx.flush()?;
    if before.is_none() {
        let sql = "UPDATE join_link SET used = used + 1 WHERE secret = ?1";
        conn.prepare_cached(sql)?.execute([link.secret.0])?;
    }
    write_rows(conn, request, &link, stronger(before, link.role))?;
    Ok(Ok(appended))
}

fn membership(
    conn: &Connection,
    request: &JoinRequest,
    space: SpaceId,
) -> Result<Option<Role>, StoreError> {
    let sql = "SELECT role FROM member
               WHERE person = ?1 AND space = (SELECT number FROM space WHERE id = ?2)";
    let key = (request.person.id.as_bytes(), space.as_bytes());
    one(conn, sql, key, |row| role(row, 0))
}

fn write_rows(
    conn: &Connection,
    request: &JoinRequest,
    link: &JoinLink,
    role: Role,
) -> Result<(), StoreError> {
    let JoinRequest {
        person,
        device,
        session,
        now,
        ..
    } = request;
    let now = int(now.0);
    let sql = "INSERT INTO person (id, name, team, created) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (id) DO UPDATE SET name = excluded.name, team = excluded.team";
    let row = (person.id.as_bytes(), &person.name, &person.team, now);
    conn.prepare_cached(sql)?.execute(row)?;
    let sql = "INSERT INTO device (id, person, label, kind, shared, created)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING";
    conn.prepare_cached(sql)?.execute((
        device.id.as_bytes(),
        device.person.as_bytes(),
        &device.label,
        &device.kind,
        device.shared,
        now,
    ))?;
    let sql = "INSERT INTO session (token, device, created, expires) VALUES (?1, ?2, ?3, ?4)";
    conn.prepare_cached(sql)?.execute((
        request.token.0,
        session.device.as_bytes(),
        int(session.created.0),
        int(session.expires.0),
    ))?;
    let sql = "INSERT INTO member (person, space, role, joined)
               SELECT ?1, number, ?3, ?4 FROM space WHERE id = ?2
               ON CONFLICT (person, space) DO UPDATE SET role = excluded.role";
    let row = (
        person.id.as_bytes(),
        link.space.as_bytes(),
        role.code(),
        now,
    );
    conn.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

fn find(conn: &Connection, hash: CodeHash) -> Result<Option<JoinLink>, StoreError> {
    let sql = "SELECT secret, space.id, role, team, issuer, max_uses, used, expires, revoked
               FROM join_link JOIN space ON space.number = join_link.space
               WHERE secret = ?1 OR code = ?1";
    one(conn, sql, [hash.0], link)
}

fn link(row: &Row<'_>) -> Result<JoinLink, StoreError> {
    Ok(JoinLink {
        secret: CodeHash(row.get(0)?),
        space: space_id(row, 1)?,
        role: role(row, 2)?,
        team: row.get(3)?,
        issuer: row.get(4)?,
        max_uses: number(row, 5)?,
        used: number(row, 6)?,
        expires: time(row, 7)?,
        revoked: row.get(8)?,
    })
}
