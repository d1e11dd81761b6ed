//! Rescue files: a device that cannot connect hands its unsent work over in a file, and
//! any device of a member brings it to the server, in the first one's name.

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::{Value, json};

use crate::contract::refused;
use crate::merge::new_note;

const WORDS: &str = "Desks in groups of four.";

/// A device with a note of its own that the server has never seen, and its rescue file.
fn stranded(server: &Server) -> Outcome<(HeadlessDevice, String, String)> {
    let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let note = new_note(&device)?;
    let entry = json!([{"evidence": {"who": "students", "mode": "saw", "text": WORDS}}]);
    device.edit(&note, &entry)?;
    device.ok(&["share", &note, "--with", "team"])?;
    let file = device.data().join("rescue.json").display().to_string();
    let saved = device.json(&["rescue", &file])?;
    assert!(saved["changes"].as_u64() >= Some(2), "{saved}");
    Ok((device, note, file))
}

fn shown(device: &HeadlessDevice, note: &str) -> Outcome<String> {
    device.ok(&["sync"])?;
    Ok(device.json(&["show", note, "--json"])?.to_string())
}

#[test]
fn another_device_brings_what_was_stranded_and_twice_does_no_harm() -> Outcome<()> {
    let server = Server::start()?;
    let (device, note, file) = stranded(&server)?;
    let bearer = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben O.")?;
    let first = bearer.json(&["open-rescue", &file])?;
    assert_eq!(first["refused"], json!([]), "{first}");
    assert_eq!(bearer.json(&["open-rescue", &file])?, first, "twice");

    // It is on the server, shared as its owner wanted, and still its owner's.
    let third = HeadlessDevice::join(&server.join_link("facilitator")?, "Priya K.")?;
    let text = shown(&third, &note)?;
    assert!(text.contains(WORDS) && text.contains("Ana P."), "{text}");

    // The device that comes back later has nothing to add.
    let after = shown(&device, &note)?;
    assert_eq!(after.matches(WORDS).count(), 1, "{after}");
    let status = device.json(&["status", "--json"])?;
    assert_eq!(status["counts"]["waiting"], json!(0), "{status}");
    Ok(())
}

#[test]
fn what_a_file_says_is_believed_only_with_its_devices_signature() -> Outcome<()> {
    let server = Server::start()?;
    let (device, _, file) = stranded(&server)?;
    let whole: Value = serde_json::from_slice(&std::fs::read(&file)?)?;
    assert!(
        whole["notes"].to_string().contains(WORDS),
        "people can read it"
    );
    let sealed = whole["sealed"][0].as_str().ok_or("sealed bytes")?;

    let other = Server::start()?;
    let stranger = HeadlessDevice::join(&other.join_link("observer-1")?, "Ben O.")?;
    let said = refused(&stranger.run(&["open-rescue", &file])?)?;
    assert!(said.contains("another server"), "{said}");

    let (most, last) = sealed.split_at(sealed.len() - 1);
    let other_digit = if last == "0" { "1" } else { "0" };
    // The first builds wrote one part, and no list.
    for (bytes, why) in [
        (format!("{most}{other_digit}"), "or was changed"),
        (sealed[..sealed.len() - 64].to_owned(), "damaged"),
        (sealed.replacen("524e", "524f", 1), "not a rescue file"),
        ("zz".to_owned(), "not a rescue file"),
    ] {
        let changed = device.data().join("changed.json");
        let text = json!({"format": "rounds-rescue", "sealed": bytes}).to_string();
        std::fs::write(&changed, text)?;
        let path = changed.display().to_string();
        let said = refused(&device.run(&["open-rescue", &path])?)?;
        assert!(said.contains(why), "{why}: {said}");
    }
    let said = refused(&device.run(&["rescue", &file])?)?;
    assert!(said.contains("exists"), "never over another file: {said}");
    Ok(())
}
