//! Notes of a visit taken off a device and fetched again, against a real server.

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::json;

use crate::contract::refused;
use crate::merge::new_note;

const WORDS: &str = "Desks in groups of four.";

fn visit(device: &HeadlessDevice) -> Outcome<(String, String, usize)> {
    let visits = device.json(&["visits", "--json"])?;
    let (visit, notes) = (
        &visits[0],
        visits[0]["notes"].as_array().map_or(0, Vec::len),
    );
    let id = visit["id"].as_str().ok_or("no visit")?;
    let kept = visit["kept"].as_str().unwrap_or("here");
    Ok((id.to_owned(), kept.to_owned(), notes))
}

#[test]
fn notes_leave_a_device_come_again_and_can_be_written_on() -> Outcome<()> {
    let server = Server::start()?;
    let ana = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let (id, _, _) = visit(&ana)?;
    let note = new_note(&ana)?;
    let entry = json!([{"evidence": {"who": "students", "mode": "saw", "text": WORDS}}]);
    ana.edit(&note, &entry)?;
    ana.ok(&["share", &note, "--with", "team"])?;

    // What waits is sent first, then everything goes in one step.
    ana.ok(&["set-aside", &id])?;
    assert_eq!(visit(&ana)?, (id.clone(), "aside".to_owned(), 0));
    let said = refused(&ana.run(&["show", &note, "--json"])?)?;
    assert!(said.contains("no note"), "{said}");
    let said = refused(&ana.run(&["set-aside", &id])?)?;
    assert!(said.contains("already"), "{said}");

    // What a colleague adds meanwhile is not fetched.
    let ben = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben O.")?;
    ben.edit(
        &note,
        &json!([{"evidence": {"who": "students", "mode": "saw", "text": "Ben saw it."}}]),
    )?;
    ben.ok(&["sync"])?;
    ana.ok(&["sync"])?;
    assert_eq!(visit(&ana)?, (id.clone(), "aside".to_owned(), 0));

    ana.ok(&["take-up", &id])?;
    assert_eq!(visit(&ana)?, (id, "here".to_owned(), 1));
    ana.edit(
        &note,
        &json!([{"evidence": {"who": "students", "mode": "saw", "text": "And on."}}]),
    )?;
    ana.ok(&["sync"])?;
    ben.ok(&["sync"])?;
    for device in [&ana, &ben] {
        let text = device.json(&["show", &note, "--json"])?.to_string();
        for words in [WORDS, "Ben saw it.", "And on."] {
            assert_eq!(text.matches(words).count(), 1, "{text}");
        }
    }
    let status = ana.json(&["status", "--json"])?;
    assert_eq!(status["counts"]["waiting"], json!(0), "{status}");
    Ok(())
}

#[test]
fn without_the_server_nothing_leaves() -> Outcome<()> {
    let server = Server::start()?;
    let ana = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let (id, _, _) = visit(&ana)?;
    new_note(&ana)?;
    ana.ok(&["sync"])?;
    drop(server);
    let said = refused(&ana.run(&["set-aside", &id])?)?;
    assert!(said.contains("cannot be reached"), "{said}");
    assert_eq!(visit(&ana)?, (id, "here".to_owned(), 1));
    Ok(())
}
