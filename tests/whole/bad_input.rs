//! What is wrong is refused in one line that says what and where, and nothing is lost.

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::json;

use crate::merge::new_note;

#[test]
fn a_bad_script_changes_nothing_and_says_what_is_wrong() -> Outcome<()> {
    let server = Server::start()?;
    let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let note = new_note(&device)?;
    let before = device.json(&["show", &note, "--json"])?;
    let good = json!({"tally": "partner_talk", "by": 1});
    let cases = [
        (
            json!([good, {"tally": "no_such_field", "by": 1}]),
            "no_such_field",
        ),
        (
            json!([good, {"set": "explain_reasoning", "value": "superb"}]),
            "superb",
        ),
        (
            json!([good, {"text": "objectives", "at": 5, "delete": 0, "insert": "x"}]),
            "objectives",
        ),
        (
            json!([good, {"evidence_edit": "none", "text": "x"}]),
            "none",
        ),
        (json!([good, {"tally": "partner_talk", "by": "two"}]), "[1]"),
        (
            json!([good, {"tally": "partner_talk", "by": 1, "extra": 1}]),
            "[1]",
        ),
        (json!({"tally": "partner_talk", "by": 1}), "list"),
    ];
    for (script, said) in cases {
        let file = device.script(&script)?;
        let output = device.run(&["edit", &note, "--script", &file])?;
        let stderr = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{script}: {stderr}");
        assert_eq!(stderr.trim().lines().count(), 1, "{script}: {stderr}");
        assert!(
            stderr.contains(said),
            "{script} should name {said}: {stderr}"
        );
        assert_eq!(device.json(&["show", &note, "--json"])?, before, "{script}");
    }
    Ok(())
}

#[test]
fn a_wrong_or_used_up_link_is_refused_with_what_to_do() -> Outcome<()> {
    let server = Server::start()?;
    let link = server.join_link("observer-1")?;
    let (base, _) = link.split_once('#').ok_or("a link has a fragment")?;
    let wrong = format!("{base}#1111111111111111111111");
    let refused = HeadlessDevice::join(&wrong, "Ana P.")
        .err()
        .ok_or("a wrong link joined")?;
    assert!(refused.to_string().contains("link"), "{refused}");
    Ok(())
}
