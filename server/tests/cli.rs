//! The operator's commands as processes: exit code 0, or 2 with one line on stderr.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn rounds(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rounds"))
        .args(args)
        .current_dir(dir)
        .env_clear()
        .output()
        .unwrap()
}

fn done(dir: &Path, args: &[&str]) -> String {
    let output = rounds(dir, args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The one line that a refused command says.
fn refused(dir: &Path, args: &[&str]) -> String {
    let output = rounds(dir, args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{args:?}: {said}");
    said
}

const VISIT: &str = include_str!("../src/demo/visit.toml");

fn with_visit() -> TempDir {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("visit.toml"), VISIT).unwrap();
    done(dir.path(), &["network", "create", "Hills", "--data", "d"]);
    let create = [
        "visit",
        "create",
        "--network",
        "Hills",
        "--from",
        "visit.toml",
        "--data",
        "d",
    ];
    let made = done(dir.path(), &create);
    assert!(made.starts_with("visit "), "{made}");
    dir
}

#[test]
fn a_visit_file_with_mistakes_makes_nothing() {
    let dir = TempDir::new().unwrap();
    let path = dir.path();
    done(path, &["network", "create", "Hills", "--data", "d"]);
    let bad = VISIT.replacen("venue = \"lakeview\"", "venue = \"lakevew\"", 1);
    std::fs::write(path.join("bad.toml"), bad).unwrap();
    let create = [
        "visit",
        "create",
        "--network",
        "Hills",
        "--from",
        "bad.toml",
        "--data",
        "d",
    ];
    let said = refused(path, &create);
    assert!(
        said.contains("stop.venue") && said.contains("lakevew"),
        "{said}"
    );
    assert_eq!(done(path, &["visit", "list", "--data", "d"]), "");
    let unknown = [
        "visit",
        "create",
        "--network",
        "Hill",
        "--from",
        "bad.toml",
        "--data",
        "d",
    ];
    refused(path, &unknown);
}

#[test]
fn links_are_made_listed_and_taken_back() {
    let dir = with_visit();
    let visit = "Fall visit to Pine County";
    let create = [
        "join",
        "create",
        "--visit",
        visit,
        "--role",
        "host",
        "--team",
        "Pine County",
        "--uses",
        "3",
        "--data",
        "d",
        "--public-url",
        "https://rounds.example.org",
    ];
    let made = done(dir.path(), &create);
    assert!(
        made.starts_with("https://rounds.example.org/join#"),
        "{made}"
    );
    let code = made.split_whitespace().nth(2).unwrap();
    let list = ["join", "list", "--visit", visit, "--data", "d"];
    assert!(done(dir.path(), &list).starts_with("open host \"Pine County\" 0 of 3"));
    done(dir.path(), &["join", "revoke", code, "--data", "d"]);
    assert!(done(dir.path(), &list).starts_with("revoked"));
    refused(dir.path(), &["join", "revoke", "0000-0000", "--data", "d"]);
    let boss = [
        "join", "create", "--visit", visit, "--role", "boss", "--data", "d",
    ];
    assert!(refused(dir.path(), &boss).contains("observer"));
    let none = [
        "join", "create", "--visit", "none", "--role", "host", "--data", "d",
    ];
    assert!(refused(dir.path(), &none).contains("visit list"));
}

#[test]
fn a_backup_restores_into_an_empty_folder_only_and_only_whole() {
    let dir = with_visit();
    let path = dir.path();
    done(path, &["backup", "--to", "b.db", "--data", "d"]);
    assert!(refused(path, &["backup", "--to", "b.db", "--data", "d"]).contains("exists"));
    refused(path, &["restore", "--from", "b.db", "--data", "d"]);
    done(path, &["restore", "--from", "b.db", "--data", "e"]);
    let list = |data| done(path, &["visit", "list", "--data", data]);
    assert_eq!(list("d"), list("e"));
    assert!(done(path, &["doctor", "--data", "e"]).contains("integrity  ok"));

    let mut bytes = std::fs::read(path.join("b.db")).unwrap();
    bytes[5000] ^= 1;
    std::fs::write(path.join("b.db"), bytes).unwrap();
    let said = refused(path, &["restore", "--from", "b.db", "--data", "f"]);
    assert!(said.contains("manifest"), "{said}");
    assert!(!path.join("f").exists());
    std::fs::remove_file(path.join("b.db.manifest.json")).unwrap();
    refused(path, &["restore", "--from", "b.db", "--data", "f"]);
}

#[test]
fn a_folder_that_cannot_be_served_is_refused_with_one_line() {
    let dir = with_visit();
    let path = dir.path();
    assert!(refused(path, &["doctor", "--data", "none"]).contains("--data"));
    assert!(refused(path, &["serve"]).contains("--data"));
    std::fs::write(path.join("c.toml"), "data = \"d\"\nlissten = 1\n").unwrap();
    assert!(refused(path, &["serve", "--config", "c.toml"]).contains("lissten"));
    std::fs::write(path.join("d/rounds.db"), "some text of another program").unwrap();
    let said = refused(path, &["serve", "--data", "d", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("restore a backup"), "{said}");
    std::fs::write(path.join("file"), "").unwrap();
    refused(
        path,
        &["serve", "--data", "file/d", "--listen", "127.0.0.1:0"],
    );
}
