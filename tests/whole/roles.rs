//! What a role does not allow is refused before anything is written, not after it was
//! sent: a note that was kept for review is work that somebody must sort out.

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::json;

use crate::contract::refused;
use crate::links::host_link;
use crate::merge::new_note;

#[test]
fn a_host_reads_what_is_shared_with_everyone_and_writes_nothing() -> Outcome<()> {
    let server = Server::start()?;
    let author = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let host = HeadlessDevice::join(&host_link(&server)?, "Pine County")?;
    let (shared, kept) = (new_note(&author)?, new_note(&author)?);
    author.ok(&["share", &shared, "--with", "space"])?;
    author.ok(&["share", &kept, "--with", "team"])?;
    author.ok(&["sync"])?;
    host.ok(&["sync"])?;
    let visits = host.json(&["visits", "--json"])?;
    let notes = visits[0]["notes"].as_array().cloned().unwrap_or_default();
    let ids: Vec<_> = notes.iter().map(|note| note["id"].clone()).collect();
    assert_eq!(ids, [json!(shared)], "only what was shared with the host");

    let script = host.script(&json!([{"tally": "partner_talk", "by": 1}]))?;
    let said = refused(&host.run(&["edit", &shared, "--script", &script])?)?;
    assert!(said.contains("to read"), "{said}");
    let visit = visits[0]["id"].as_str().ok_or("a visit")?;
    let args = [
        "new-note", "--visit", visit, "--stop", "stop-2", "--form", "t1",
    ];
    assert!(refused(&host.run(&args)?)?.contains("host"));
    refused(&host.run(&["share", &shared, "--with", "team"])?)?;
    let status = host.json(&["status", "--json"])?;
    assert_eq!(status["counts"]["review"], json!(0), "{status}");
    Ok(())
}

#[test]
fn what_more_people_have_read_is_not_taken_back() -> Outcome<()> {
    let server = Server::start()?;
    let author = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let note = new_note(&author)?;
    for with in ["team", "team", "space", "space"] {
        author.ok(&["share", &note, "--with", with])?;
    }
    let said = refused(&author.run(&["share", &note, "--with", "team"])?)?;
    assert!(said.contains("cannot be taken back"), "{said}");
    author.ok(&["sync"])?;
    let shown = author.json(&["show", &note, "--json"])?;
    assert_eq!(
        (&shown["visibility"], &shown["state"]),
        (&json!("space"), &json!("durable"))
    );
    Ok(())
}
