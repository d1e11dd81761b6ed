//! A database of an older version is brought up to date whole or not at all, whatever
//! stops that, and never under a server that runs on it.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rounds_faulty_disk::{Disk, Trouble, integrity, run, schema};
use rounds_server::store::sqlite::{FILE, IfMissing, SqliteStore};
use rounds_server::store::{Log as _, Position, Reader, StorePage};
use rounds_tests::process::{Outcome, Server};
use sync_core::access::Role;
use sync_core::ids::{PersonId, SpaceId};
use tempfile::TempDir;

use crate::refused::{command, contains, done, refused};
use crate::seeds::{Dice, each, number, seeds};

const SCHEMA: &str = include_str!("../../server/src/store/sqlite/migrations/0001_initial.sql");
const ROWS: &str = include_str!("../../server/src/store/sqlite/tests/version_1.sql");

/// Documents like one that is there, so that the way to the new schema takes long
/// enough to be stopped: their numbers begin at 10, their entries after the visit's.
const MORE: &str = "
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000)
    INSERT INTO doc SELECT 10 + n, CAST(printf('%016d', n) AS BLOB), 1, kind, owner, visibility, heads, bytes,
        18 + 3 * n, shared, team_since, space_since FROM n, doc WHERE number = 2;
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000)
    INSERT INTO entry SELECT (1 << 40) + 15 + 3 * n + rank, 10 + n, device, accepted, share,
        changes FROM n, (SELECT *, row_number() OVER (ORDER BY id) AS rank FROM entry WHERE doc = 2);
    INSERT INTO change SELECT doc, CAST(printf('%032d', id) AS BLOB), id & ((1 << 40) - 1) FROM entry WHERE doc > 10;
    UPDATE space SET head = 9018 WHERE number = 1;
";

/// Bytes of a page that is read.
const PAGE: usize = 10_000_000;

/// A reader who sees every kind of entry: some as they are, some with a share.
const READER: Reader = Reader {
    space: SpaceId::from_bytes([1; 16]),
    person: PersonId::from_bytes([0xA; 16]),
    role: Role::Facilitator,
};

/// A folder as version 1 left it, with `more` in it.
fn version_1(more: &str) -> Outcome<TempDir> {
    let dir = tempfile::tempdir()?;
    let statements = format!(
        "PRAGMA journal_mode = WAL; BEGIN; {SCHEMA} {ROWS} {more} PRAGMA user_version = 1; COMMIT;"
    );
    run(&dir.path().join(FILE), &statements)?;
    Ok(dir)
}

fn read(dir: &Path) -> Outcome<StorePage> {
    let store = SqliteStore::open(dir, IfMissing::Refuse)?;
    store.audit()?;
    Ok(store.read_page(READER, Position::default(), PAGE)?)
}

#[test]
fn a_power_cut_leaves_the_old_schema_or_the_new() -> Outcome<()> {
    let whole = version_1("")?;
    let disk = Disk::watch(whole.path())?;
    let told = read(whole.path())?;
    let operations = disk.operations();
    let newest = schema(&whole.path().join(FILE))?;
    let (mut old, mut between, mut new) = (0, 0, 0);
    each("a_power_cut_leaves_the_old_schema", seeds(), |dice| {
        let dir = version_1("")?;
        let disk = Disk::watch(dir.path())?;
        disk.plan(Trouble::PowerCut, dice.below(operations), 1);
        // It fails, or was done before the power went.
        drop(SqliteStore::open(dir.path(), IfMissing::Refuse));
        let after = tempfile::tempdir()?;
        for (name, bytes) in disk.survivors(&mut |bound| dice.below(bound)) {
            std::fs::write(after.path().join(name), bytes)?;
        }
        let file = after.path().join(FILE);
        integrity(&file)?;
        match schema(&file)? {
            1 => old += 1,
            found if found == newest => new += 1,
            // Each step is a transaction of its own.
            found if (2..newest).contains(&found) => between += 1,
            other => return Err(format!("schema {other}").into()),
        }
        match read(after.path())? == told {
            true => Ok(()),
            false => Err("it reads differently".into()),
        }
    })?;
    println!(
        "{operations} operations; {old} cuts left the old schema, {new} the new one, \
         {between} one between"
    );
    Ok(())
}

#[test]
fn a_kill_leaves_the_old_schema_or_the_new() -> Outcome<()> {
    let whole = version_1(MORE)?;
    let began = Instant::now();
    done(&["visit", "list"], whole.path())?;
    let takes = u64::try_from(began.elapsed().as_micros())?;
    let told = read(whole.path())?;
    let newest = schema(&whole.path().join(FILE))?;
    let mut dice = Dice::of(number("ROUNDS_CRASH_FIRST", 1));
    let (mut old, mut between, mut new) = (0, 0, 0);
    for _ in 0..number("ROUNDS_CRASH_ROUNDS", 100).div_ceil(5) {
        let dir = version_1(MORE)?;
        let mut killed = command(&["visit", "list"], dir.path())?
            .stdout(Stdio::null())
            .spawn()?;
        std::thread::sleep(Duration::from_micros(dice.below(takes)));
        killed.kill()?;
        killed.wait()?;
        let file = dir.path().join(FILE);
        match schema(&file)? {
            1 => old += 1,
            found if found == newest => new += 1,
            // Each step is a transaction of its own.
            found if (2..newest).contains(&found) => between += 1,
            other => return Err(format!("schema {other}").into()),
        }
        integrity(&file)?;
        if read(dir.path())? != told {
            return Err("it reads differently".into());
        }
        done(&["doctor"], dir.path())?;
    }
    println!(
        "of {takes} us: {old} kills left the old schema, {new} the new one, {between} one between"
    );
    Ok(())
}

/// The server here is of this build; what makes its database look old is its number.
#[test]
fn no_command_changes_the_schema_under_a_server() -> Outcome<()> {
    let server = Server::start()?;
    let file = server.data().join(FILE);
    let known = schema(&file)?;
    let beside: [&[&str]; 2] = [&["visit", "list"], &["doctor"]];
    for command in beside {
        done(command, server.data())?;
    }
    run(&file, "PRAGMA user_version = 1")?;
    for command in beside {
        let said = refused(command, server.data())?;
        contains(
            &said,
            &["a server runs on", "older version", "stop that server"],
        )?;
    }
    assert_eq!(schema(&file)?, 1, "nothing was changed");
    let copies = tempfile::tempdir()?;
    let copy = copies.path().join("copy");
    let to = copy.to_str().ok_or("a name in UTF-8")?;
    done(&["backup", "--to", to], server.data())?;
    assert_eq!(schema(&copy)?, 1, "a backup is of the schema that is there");
    run(&file, &format!("PRAGMA user_version = {known}"))?;
    ureq::get(&format!("http://{}/readyz", server.address())).call()?;
    done(&["doctor"], server.data())
}

#[test]
fn a_backup_of_the_old_schema_is_restored_into_the_new() -> Outcome<()> {
    let old = version_1("")?;
    let copies = tempfile::tempdir()?;
    let (copy, again) = (copies.path().join("copy"), copies.path().join("again"));
    let copied = copy.to_str().ok_or("a name in UTF-8")?;
    done(&["backup", "--to", copied], old.path())?;
    assert_eq!(schema(&old.path().join(FILE))?, 1);
    done(&["restore", "--from", copied], &again)?;
    done(&["doctor"], &again)?;
    let restored = read(&again)?;
    let brought = read(old.path())?;
    let newest = schema(&old.path().join(FILE))?;
    assert!(newest > 1);
    assert_eq!(schema(&again.join(FILE))?, newest);
    match restored == brought {
        true => Ok(()),
        false => Err("it reads differently".into()),
    }
}
