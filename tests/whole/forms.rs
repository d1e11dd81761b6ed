//! `rounds form`: form files of other tools are judged and filled on the command line.

use std::path::Path;
use std::process::{Command, Output};

use rounds_tests::process::{Outcome, binary};
use serde_json::{Value, json};

const FORM: &str = "\
| survey | type | name | label | relevant | constraint | calculation |
| | integer | rooms | How many rooms? | | . < 40 | |
| | text | why | Why so many? | ${rooms} > 20 | | |
| | calculate | twice | | | | ${rooms} * 2 |
";

fn form(folder: &Path, args: &[&str]) -> Outcome<Output> {
    let mut command = Command::new(binary()?);
    Ok(command
        .current_dir(folder)
        .arg("form")
        .args(args)
        .output()?)
}

#[test]
fn a_sheet_is_judged_and_filled() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("rooms.md"), FORM)?;
    let script = json!([{"set": "/data/rooms", "value": "30"}]).to_string();
    std::fs::write(folder.path().join("script.json"), script)?;

    let checked = form(folder.path(), &["check", "rooms.md", "--json"])?;
    assert_eq!(checked.status.code(), Some(0));
    let summary: Value = serde_json::from_slice(&checked.stdout)?;
    let said = (&summary["form_id"], &summary["questions"]);
    assert_eq!(said, (&json!("rooms"), &json!(2)));

    let filled = form(
        folder.path(),
        &["fill", "rooms.md", "--script", "script.json"],
    )?;
    let state: Value = serde_json::from_slice(&filled.stdout)?;
    let node = |path: &str| {
        let nodes = state["nodes"].as_array().into_iter().flatten();
        let mut found = nodes.filter(|node| node["path"] == path);
        found.next().cloned().unwrap_or_default()
    };
    assert_eq!(node("/data/why")["relevant"], json!(true));
    assert_eq!(node("/data/twice")["value"], json!("60"));
    Ok(())
}

#[test]
fn what_is_wrong_in_a_sheet_is_said_with_its_place() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let text = FORM
        .replace("| calculate |", "| calculat |")
        .replace("${rooms} > 20", "${room} > 20");
    std::fs::write(folder.path().join("rooms.md"), text)?;
    let checked = form(folder.path(), &["check", "rooms.md"])?;
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stderr)?;
    let places: Vec<_> = said.lines().map(|line| line.split(": ").next()).collect();
    assert_eq!(
        places,
        [Some("survey:3:relevant"), Some("survey:4:type")],
        "{said}"
    );
    let missing = form(folder.path(), &["check", "nothing.md"])?;
    assert_eq!(missing.status.code(), Some(2));
    Ok(())
}
