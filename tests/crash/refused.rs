//! Data folders and backups that cannot be used: one clear line, exit code 2, and
//! everything left as it was.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rounds_server::store::Directory as _;
use rounds_server::store::sqlite::{FILE, IfMissing, SqliteStore};
use rounds_tests::process::{Outcome, Server, binary};
use tempfile::TempDir;

use crate::seeds::{Dice, number};

/// Where a database says which schema it has, and the sizes of its pages.
const SCHEMA_AT: usize = 60;
const PAGE: usize = 4_096;

/// Restores that are killed.
const RESTORES: u64 = 20;

/// No user's: who may write nothing but what all may write.
const NOBODY: u32 = 65_534;

#[test]
fn a_folder_in_use_is_refused() -> Outcome<()> {
    let server = Server::start()?;
    let data = server.data();
    let said = refused(&["serve", "--listen", "127.0.0.1:0"], data)?;
    contains(&said, &["another server runs on", "--data"])?;
    let url = format!("http://{}/readyz", server.address());
    ureq::get(&url).call()?;
    // Whoever has the lock has the folder, also before there is a database in it.
    let empty = tempfile::tempdir()?;
    let lock = fs::File::create(empty.path().join("serve.lock"))?;
    lock.lock()?;
    let said = refused(&["serve", "--listen", "127.0.0.1:0"], empty.path())?;
    contains(&said, &["another server runs on"])?;
    absent(&empty.path().join(FILE))
}

#[test]
fn a_newer_database_is_refused_by_every_command() -> Outcome<()> {
    let data = database()?;
    let file = data.path().join(FILE);
    let mut bytes = fs::read(&file)?;
    let version = bytes.get_mut(SCHEMA_AT..SCHEMA_AT + 4).ok_or("a header")?;
    version.copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&file, &bytes)?;
    for command in COMMANDS {
        let said = refused(command, data.path())?;
        contains(
            &said,
            &["newer version of rounds", "schema 99", "start that version"],
        )?;
    }
    same(&fs::read(&file)?, &bytes)
}

#[test]
fn a_damaged_page_is_refused_by_every_command() -> Outcome<()> {
    let data = database()?;
    let file = data.path().join(FILE);
    let mut bytes = fs::read(&file)?;
    for page in bytes.chunks_mut(PAGE).skip(2).step_by(3) {
        page.iter_mut().take(64).for_each(|byte| *byte = 0xFF);
    }
    fs::write(&file, &bytes)?;
    for command in COMMANDS {
        let said = refused(command, data.path())?;
        contains(&said, &["damaged", "restore a backup"])?;
    }
    same(&fs::read(&file)?, &bytes)?;
    fs::write(&file, bytes.get(..bytes.len() / 2).ok_or("half")?)?;
    contains(&refused(COMMANDS[0], data.path())?, &["restore a backup"])
}

/// The structure of the file is sound, so that it can be served; the doctor finds it.
#[test]
fn a_byte_that_changed_in_a_note_is_found_by_the_doctor() -> Outcome<()> {
    let data = database()?;
    let file = data.path().join(FILE);
    let mut bytes = fs::read(&file)?;
    let label = b"Welcome with the host team";
    let found = bytes.windows(label.len()).position(|part| part == label);
    let byte = found.and_then(|at| bytes.get_mut(at));
    *byte.ok_or("the sample visit's first stop")? ^= 1;
    fs::write(&file, &bytes)?;
    let output = command(&["doctor"], data.path())?.output()?;
    let said = String::from_utf8(output.stderr)?;
    contains(
        &said,
        &["damaged", "position 1 of visit", "restore a backup"],
    )?;
    match (output.status.code(), said.lines().count()) {
        (Some(2), 1) => same(&fs::read(&file)?, &bytes),
        other => Err(format!("{other:?}: {said}").into()),
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_refused() -> Outcome<()> {
    let data = database()?;
    let outside = tempfile::tempdir()?;
    let program = outside.path().join("rounds");
    fs::copy(binary()?, &program)?;
    for (path, mode) in [
        (outside.path().to_owned(), 0o755),
        (program.clone(), 0o755),
        (data.path().join(FILE), 0o444),
        (data.path().to_owned(), 0o555),
    ] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    let inside = data.path().join("new");
    for (command, folder) in [
        (COMMANDS[0], data.path()),
        (COMMANDS[1], data.path()),
        (COMMANDS[0], &inside),
    ] {
        let mut run = Command::new(&program);
        // The system's rules do not hold for root.
        if is_root()? {
            run.uid(NOBODY).gid(NOBODY);
        }
        run.args(command).arg("--data").arg(folder);
        let said = refused_run(&mut run)?;
        contains(&said, &["cannot be written", "write access"])?;
    }
    fs::set_permissions(data.path(), fs::Permissions::from_mode(0o700))?;
    Ok(())
}

#[test]
fn damaged_backups_are_refused_and_leave_nothing() -> Outcome<()> {
    let data = database()?;
    let dir = tempfile::tempdir()?;
    let good = dir.path().join("good");
    done(&["backup", "--to", text(&good)?], data.path())?;
    let (bytes, manifest) = (fs::read(&good)?, fs::read_to_string(manifest_of(&good))?);
    let half = bytes.get(..bytes.len() / 2).ok_or("half")?;
    let mut flipped = bytes.clone();
    *flipped.get_mut(PAGE + 10).ok_or("a page")? ^= 1;
    let cases: [(&str, &[u8], &str, &str); 5] = [
        (
            "truncated",
            half,
            &manifest,
            "not the file that its manifest describes",
        ),
        (
            "flipped",
            &flipped,
            &manifest,
            "not the file that its manifest describes",
        ),
        (
            "empty",
            &[],
            &manifest,
            "not the file that its manifest describes",
        ),
        ("other", &bytes, "{\"bytes\": 1}", "manifest.json"),
        (
            "half",
            &bytes,
            manifest.get(..20).ok_or("a manifest")?,
            "manifest.json",
        ),
    ];
    for (name, bytes, manifest, says) in cases {
        let backup = dir.path().join(name);
        fs::write(&backup, bytes)?;
        fs::write(manifest_of(&backup), manifest)?;
        let into = dir.path().join("into");
        let said = refused(&["restore", "--from", text(&backup)?], &into)?;
        contains(&said, &[says]).map_err(|error| format!("{name}: {error}"))?;
        absent(&into)?;
    }
    Ok(())
}

/// SQLite would play the journal of one database into another.
#[test]
fn a_journal_without_its_database_stops_a_restore() -> Outcome<()> {
    let data = database()?;
    let dir = tempfile::tempdir()?;
    let backup = dir.path().join("backup");
    done(&["backup", "--to", text(&backup)?], data.path())?;
    let into = dir.path().join("into");
    fs::create_dir(&into)?;
    fs::write(into.join(format!("{FILE}-wal")), "of another database")?;
    let said = refused(&["restore", "--from", text(&backup)?], &into)?;
    contains(&said, &["journal", "move"])?;
    absent(&into.join(FILE))
}

#[test]
fn a_restore_that_is_killed_leaves_nothing_or_all() -> Outcome<()> {
    let mut dice = Dice::of(number("ROUNDS_CRASH_FIRST", 1));
    let data = database()?;
    let dir = tempfile::tempdir()?;
    let backup = dir.path().join("backup");
    done(&["backup", "--to", text(&backup)?], data.path())?;
    let old = SqliteStore::open(data.path(), IfMissing::Refuse)?.server_ids();
    let args = ["restore", "--from", text(&backup)?];
    let began = std::time::Instant::now();
    done(&args, &dir.path().join("undisturbed"))?;
    let usual = u64::try_from(began.elapsed().as_micros())?;
    for round in 0..RESTORES {
        let into = dir.path().join(format!("into-{round}"));
        let mut process = command(&args, &into)?.stdout(Stdio::null()).spawn()?;
        std::thread::sleep(Duration::from_micros(dice.below(usual * 2)));
        process.kill()?;
        process.wait()?;
        if !into.join(FILE).exists() {
            done(&args, &into)?;
        }
        let new = SqliteStore::open(&into, IfMissing::Refuse)?.server_ids();
        if new.incarnation == old.incarnation || new.device != old.device {
            return Err(format!("round {round}: half a restore is there").into());
        }
    }
    Ok(())
}

#[test]
fn a_backup_that_does_not_fit_leaves_no_file() -> Outcome<()> {
    let data = database()?;
    let dir = tempfile::tempdir()?;
    let backup = dir.path().join("backup");
    let script = "trap '' XFSZ; ulimit -S -f 64; exec \"$@\"";
    let mut run = Command::new("sh");
    run.args(["-c", script, "sh"]).arg(binary()?);
    run.args(["backup", "--to", text(&backup)?, "--data"])
        .arg(data.path());
    refused_run(&mut run)?;
    absent(&backup)?;
    absent(&manifest_of(&backup))
}

/// What looks at a data folder.
const COMMANDS: [&[&str]; 3] = [
    &["serve", "--listen", "127.0.0.1:0"],
    &["doctor"],
    &["visit", "list"],
];

/// A folder with the sample visit, whose server ended well.
fn database() -> Outcome<TempDir> {
    let mut server = Server::start()?;
    server.take_away()?;
    let data = tempfile::tempdir()?;
    for entry in fs::read_dir(server.data())? {
        let entry = entry?;
        fs::copy(entry.path(), data.path().join(entry.file_name()))?;
    }
    // Moves what is in the journal into the database.
    done(&["doctor"], data.path())?;
    Ok(data)
}

pub(crate) fn command(args: &[&str], data: &Path) -> Outcome<Command> {
    let mut command = Command::new(binary()?);
    command.args(args).arg("--data").arg(data);
    Ok(command)
}

pub(crate) fn done(args: &[&str], data: &Path) -> Outcome<()> {
    let output = command(args, data)?.output()?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}

pub(crate) fn refused(args: &[&str], data: &Path) -> Outcome<String> {
    refused_run(&mut command(args, data)?).map_err(|error| format!("{args:?}: {error}").into())
}

/// The one line that a command says when it refuses.
fn refused_run(command: &mut Command) -> Outcome<String> {
    let output = command.output()?;
    let said = String::from_utf8(output.stderr)?;
    match (output.status.code(), said.lines().count()) {
        (Some(2), 1) if output.stdout.is_empty() => Ok(said),
        (code, _) => Err(format!("exit code {code:?}, and it said: {said}").into()),
    }
}

pub(crate) fn contains(said: &str, parts: &[&str]) -> Outcome<()> {
    match parts.iter().find(|part| !said.contains(**part)) {
        None => Ok(()),
        Some(part) => Err(format!("it should say {part:?}: {said}").into()),
    }
}

fn absent(path: &Path) -> Outcome<()> {
    match path.exists() {
        false => Ok(()),
        true => Err(format!("{} should not be there", path.display()).into()),
    }
}

fn same(one: &[u8], other: &[u8]) -> Outcome<()> {
    match one == other {
        true => Ok(()),
        false => Err("the file was changed".into()),
    }
}

fn manifest_of(backup: &Path) -> PathBuf {
    backup.with_added_extension("manifest.json")
}

fn text(path: &Path) -> Outcome<&str> {
    Ok(path.to_str().ok_or("a plain path")?)
}

/// Whether the system's rules about files do not hold for this process.
fn is_root() -> Outcome<bool> {
    let output = Command::new("id").arg("-u").output()?;
    Ok(output.stdout.trim_ascii() == b"0")
}
