//! `rounds device` to the letter, as a script that calls it relies on: arguments in any
//! order, the promised keys and nothing else on stdout, exit code 0, or 2 with one line.

use std::collections::BTreeSet;
use std::process::Output;

use rounds_tests::process::{HeadlessDevice, Outcome, Server, binary};
use serde_json::{Value, json};

use crate::merge::new_note;

/// Runs `rounds` with arguments as written.
fn rounds(args: &[&str]) -> Outcome<Output> {
    Ok(std::process::Command::new(binary()?).args(args).output()?)
}

/// What a refused call says: one line, and nothing on stdout.
pub(crate) fn refused(output: &Output) -> Outcome<String> {
    let said = String::from_utf8(output.stderr.clone())?;
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(output.stdout.is_empty(), "{:?}", output.stdout);
    Ok(said)
}

fn keys(value: &Value) -> BTreeSet<&str> {
    let object = value.as_object().into_iter().flatten();
    object.map(|(key, _)| key.as_str()).collect()
}

fn assert_has(value: &Value, expected: &[&str]) {
    let keys = keys(value);
    for key in expected {
        assert!(keys.contains(key), "no {key} in {value}");
    }
}

#[test]
fn the_folder_may_be_named_first_or_last() -> Outcome<()> {
    let server = Server::start()?;
    let link = server.join_link("observer-1")?;
    let (one, two) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let (one, two) = (
        one.path().display().to_string(),
        two.path().display().to_string(),
    );
    let first = ["device", "--data", &one, "join", &link, "--name", "Ana P."];
    let last = ["device", "join", &link, "--name", "Ben O.", "--data", &two];
    for args in [&first[..], &last[..]] {
        let output = rounds(args)?;
        assert_eq!(output.status.code(), Some(0), "{args:?}: {output:?}");
        assert!(
            output.stdout.is_empty() && output.stderr.is_empty(),
            "{output:?}"
        );
    }
    for args in [
        &["device", "--data", &one, "visits", "--json"][..],
        &["device", "visits", "--json", "--data", &two],
    ] {
        let visits: Value = serde_json::from_slice(&rounds(args)?.stdout)?;
        assert_eq!(visits.as_array().map(Vec::len), Some(1), "{visits}");
    }
    Ok(())
}

#[test]
fn every_answer_has_the_keys_that_were_promised() -> Outcome<()> {
    let server = Server::start()?;
    let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let note = new_note(&device)?;
    let visits = device.json(&["visits", "--json"])?;
    assert_has(&visits[0], &["id", "title", "stops", "forms", "notes"]);
    assert_has(&visits[0]["stops"][0], &["id", "label"]);
    assert_has(&visits[0]["forms"][0], &["id", "title"]);
    let row = &visits[0]["notes"][0];
    assert_has(row, &["id", "stop", "form", "author", "state"]);
    let said = (&row["id"], &row["form"], &row["author"], &row["state"]);
    let expected = (
        &json!(note),
        &json!("t1"),
        &json!("Ana P."),
        &json!("saved"),
    );
    assert_eq!(said, expected);

    let synced = device.json(&["sync", "--timeout", "10s"])?;
    let exactly = [
        "ms",
        "round_trips",
        "messages_up",
        "messages_down",
        "bytes_up",
        "bytes_down",
        "pushed",
        "acked",
        "received",
    ];
    assert_eq!(keys(&synced), BTreeSet::from(exactly), "{synced}");
    assert!(
        keys(&synced).iter().all(|key| synced[key].is_u64()),
        "{synced}"
    );

    let status = device.json(&["status", "--json"])?;
    let row = &status["notes"][0];
    assert_has(row, &["id", "saved", "sent", "durable"]);
    assert_eq!(row["durable"], json!(true), "{row}");
    let export = device.json(&["export", "--json"])?;
    let documents = export["visits"][0]["documents"].as_array().cloned();
    let exported = documents.unwrap_or_default();
    assert!(
        exported.iter().any(|doc| doc["id"] == json!(note)),
        "{export}"
    );
    Ok(())
}

#[test]
fn a_shown_note_says_everything_that_was_written() -> Outcome<()> {
    let server = Server::start()?;
    let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let note = new_note(&device)?;
    let entry =
        json!({"who": "students", "mode": "quote", "text": "¿Por qué? 😀", "tags": ["reasoning"]});
    let written = json!([
        {"set": "number_of_students", "value": 24}, {"set": "class_type", "value": ["ell", "sped"]},
        {"set": "date", "value": "2026-11-24"}, {"set": "standards", "value": "4.NF.1"},
        {"text": "objectives", "at": 0, "delete": 0, "insert": "a😀c"},
        {"text": "objectives", "at": 3, "delete": 1, "insert": "b"},
        {"tally": "partner_talk", "by": 3}, {"tally": "partner_talk", "by": -1},
        {"evidence": entry},
        {"evidence": {"who": "room", "mode": "saw", "text": "Gone.", "tags": []}},
    ]);
    device.edit(&note, &written)?;
    let shown = device.json(&["show", &note, "--json"])?;
    let id = |at: usize| shown["entries"][at]["id"].as_str().ok_or("an entry id");
    let (kept, gone) = (id(0)?, id(1)?);
    device.edit(
        &note,
        &json!([{"evidence_edit": kept, "text": "Why?"}, {"evidence_delete": gone}]),
    )?;
    let shown = device.json(&["show", &note, "--json"])?;
    let value = |field: &str| shown["answers"][field]["value"].clone();
    assert_eq!(value("number_of_students"), json!(24));
    assert_eq!(value("class_type"), json!(["ell", "sped"]));
    assert_eq!(
        (value("date"), value("standards")),
        (json!("2026-11-24"), json!("4.NF.1"))
    );
    assert_eq!(
        (value("objectives"), value("partner_talk")),
        (json!("a😀b"), json!(2))
    );
    let (first, second) = (&shown["entries"][0], &shown["entries"][1]);
    let told = (
        &first["who"],
        &first["mode"],
        &first["text"],
        &first["tags"],
    );
    assert_eq!(
        told,
        (
            &json!("students"),
            &json!("quote"),
            &json!("Why?"),
            &json!(["reasoning"])
        )
    );
    assert_eq!(first["by"]["name"], json!("Ana P."));
    assert_eq!(
        (&first["deleted"], &second["deleted"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&second["id"], &second["text"]),
        (&json!(gone), &json!("Gone."))
    );
    assert_eq!(
        (&shown["author"]["name"], &shown["conflicts"]),
        (&json!("Ana P."), &json!({}))
    );
    Ok(())
}

#[test]
fn a_mistyped_call_is_told_in_one_line() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("none").display().to_string();
    let cases: [(&[&str], &str); 12] = [
        (&[], "command is missing"),
        (&["sing"], "sing"),
        (&["device"], "command is missing"),
        (&["device", "sing"], "sing"),
        (&["device", "visits", "--json"], "--data"),
        (&["device", "--data", &data, "visits", "--json"], "join"),
        (
            &["device", "--data", &data, "join", "http://h/join#x"],
            "--name",
        ),
        (
            &["device", "--data", &data, "join", "hello", "--name", "A"],
            "join link",
        ),
        (
            &["device", "--data", &data, "sync", "--timeout", "soon"],
            "10s",
        ),
        (
            &["device", "--data", &data, "share", "x", "--with", "all"],
            "team",
        ),
        (&["device", "--data", &data, "edit", "x"], "--script"),
        (
            &["serve", "--data", &data, "--listen", "localhost"],
            "127.0.0.1:8080",
        ),
    ];
    for (args, expected) in cases {
        let said = refused(&rounds(args)?)?;
        assert!(said.contains(expected), "{args:?}: {said}");
    }
    for args in [&["--help"][..], &["device", "--help"], &["--version"]] {
        let output = rounds(args)?;
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(
            !output.stdout.is_empty() && output.stderr.is_empty(),
            "{args:?}"
        );
    }
    Ok(())
}

#[test]
fn without_its_server_a_device_says_so_and_keeps_everything() -> Outcome<()> {
    let mut server = Server::start()?;
    let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let link = server.join_link("observer-2")?;
    server.take_away()?;
    let note = new_note(&device)?;
    let said = refused(&device.run(&["sync", "--timeout", "1s"])?)?;
    assert!(
        said.contains("cannot be reached") && said.contains("saved"),
        "{said}"
    );
    let late = HeadlessDevice::new()?;
    let said = refused(&late.run(&["join", &link, "--name", "Ben O."])?)?;
    assert!(said.contains("cannot be reached"), "{said}");
    server.bring_back()?;
    device.ok(&["sync"])?;
    assert_eq!(
        device.json(&["show", &note, "--json"])?["state"],
        json!("durable")
    );
    late.ok(&["join", &link, "--name", "Ben O."])?;
    Ok(())
}
