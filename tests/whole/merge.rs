//! The main job without a screen: apart, offline, merged, acknowledged.

use std::collections::BTreeSet;

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::{Value, json};

#[test]
fn two_devices_write_apart_and_find_one_note() -> Outcome<()> {
    let mut server = Server::start()?;
    let one = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let two = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben O.")?;
    let note = shared_note(&one)?;
    two.ok(&["sync"])?;

    server.take_away()?;
    one.edit(
        &note,
        &script("Desks in groups of four.", "One. ", 2, "developing"),
    )?;
    two.edit(
        &note,
        &script("Objective on the board.", "Two. ", 3, "providing"),
    )?;
    let status = one.json(&["status", "--json"])?;
    let row = &status["notes"][0];
    assert_eq!(
        (&row["saved"], &row["durable"]),
        (&json!(true), &json!(false)),
        "{row}"
    );
    assert_eq!(
        one.run(&["sync", "--timeout", "1s"])?.status.code(),
        Some(2)
    );

    server.bring_back()?;
    for device in [&one, &two, &one] {
        device.ok(&["sync"])?;
    }
    // What was acknowledged is on disk: the server dies at once and tells a third.
    server.take_away()?;
    server.bring_back()?;
    let late = HeadlessDevice::join(&server.join_link("facilitator")?, "Priya K.")?;
    for device in [&one, &two, &late] {
        merged(&device.json(&["show", &note, "--json"])?);
    }

    let choice = json!([{"choose": "explain_reasoning", "value": "providing"}]);
    one.edit(&note, &choice)?;
    one.ok(&["sync"])?;
    two.ok(&["sync"])?;
    let shown = two.json(&["show", &note, "--json"])?;
    assert_eq!(
        shown["answers"]["explain_reasoning"]["value"],
        json!("providing")
    );
    Ok(())
}

#[test]
fn a_private_note_reaches_only_its_author() -> Outcome<()> {
    let server = Server::start()?;
    let one = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let two = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben O.")?;
    let note = new_note(&one)?;
    one.ok(&["sync"])?;
    two.ok(&["sync"])?;
    let seen = two.json(&["visits", "--json"])?;
    assert_eq!(seen[0]["notes"], json!([]));
    one.ok(&["share", &note, "--with", "team"])?;
    one.ok(&["sync"])?;
    two.ok(&["sync"])?;
    let seen = two.json(&["visits", "--json"])?;
    assert_eq!(seen[0]["notes"][0]["id"], json!(note));
    Ok(())
}

#[test]
fn nothing_changed_costs_two_small_messages() -> Outcome<()> {
    let server = Server::start()?;
    let one = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    shared_note(&one)?;
    one.ok(&["sync"])?;
    let stats = one.json(&["sync"])?;
    let messages = stats["messages_up"]
        .as_u64()
        .zip(stats["messages_down"].as_u64());
    assert_eq!(messages, Some((1, 1)), "{stats}");
    let bytes = stats["bytes_up"].as_u64().zip(stats["bytes_down"].as_u64());
    assert!(bytes.is_some_and(|(up, down)| up + down <= 300), "{stats}");
    Ok(())
}

/// A note at the first classroom; its id.
pub(crate) fn new_note(device: &HeadlessDevice) -> Outcome<String> {
    let visits = device.json(&["visits", "--json"])?;
    let visit = visits[0]["id"].as_str().ok_or("a visit")?;
    let stops = visits[0]["stops"].as_array().ok_or("stops")?;
    let has_form = |stop: &&Value| {
        stop["forms"]
            .as_array()
            .is_some_and(|f| f.contains(&json!("t1")))
    };
    let stop = stops.iter().find(has_form).ok_or("a classroom")?;
    let stop = stop["id"].as_str().ok_or("a stop id")?;
    device.ok(&["new-note", "--visit", visit, "--stop", stop, "--form", "t1"])
}

fn shared_note(device: &HeadlessDevice) -> Outcome<String> {
    let note = new_note(device)?;
    device.ok(&["share", &note, "--with", "team"])?;
    device.ok(&["sync"])?;
    Ok(note)
}

fn script(entry: &str, text: &str, taps: i64, level: &str) -> Value {
    json!([
        {"evidence": {"who": "students", "mode": "saw", "text": entry, "tags": []}},
        {"text": "objectives", "at": 0, "delete": 0, "insert": text},
        {"tally": "partner_talk", "by": taps},
        {"set": "explain_reasoning", "value": level},
    ])
}

fn merged(note: &Value) {
    let entries: BTreeSet<&str> = note["entries"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|e| e["text"].as_str())
        .collect();
    assert_eq!(
        entries,
        ["Desks in groups of four.", "Objective on the board."].into(),
        "{note}"
    );
    let text = note["answers"]["objectives"]["value"]
        .as_str()
        .unwrap_or_default();
    assert!(text.contains("One. ") && text.contains("Two. "), "{text}");
    assert_eq!(note["answers"]["partner_talk"]["value"], json!(5), "{note}");
    let answer = &note["answers"]["explain_reasoning"];
    assert_eq!(note["conflicts"]["explain_reasoning"], answer["candidates"]);
    let candidates = answer["candidates"].as_array();
    let said: BTreeSet<(&str, &str)> = candidates
        .into_iter()
        .flatten()
        .filter_map(|c| Some((c["value"].as_str()?, c["name"].as_str()?)))
        .collect();
    assert_eq!(
        said,
        [("developing", "Ana P."), ("providing", "Ben O.")].into(),
        "{note}"
    );
    assert_eq!(note["state"], json!("durable"), "{note}");
}
