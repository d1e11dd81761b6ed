//! `rounds form`: form files of other tools are judged, filled and converted on the
//! command line.

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

#[test]
fn a_form_becomes_a_workbook_and_json_and_both_are_read_again() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("rooms.md"), FORM)?;
    let to = |kind: &'static str, file: &'static str| {
        form(
            folder.path(),
            &["convert", "rooms.md", "--to", kind, "--out", file],
        )
    };
    for (kind, file) in [("xlsform", "rooms.xlsx"), ("json", "rooms.json")] {
        let done = to(kind, file)?;
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        assert!(done.stdout.is_empty() && done.stderr.is_empty(), "{done:?}");
        let checked = form(folder.path(), &["check", file, "--json"])?;
        let summary: Value = serde_json::from_slice(&checked.stdout)?;
        let said = (&summary["form_id"], &summary["questions"]);
        assert_eq!(said, (&json!("rooms"), &json!(2)), "{file}");
    }
    // Without --out the bytes go to stdout, the same ones.
    let piped = form(folder.path(), &["convert", "rooms.json", "--to", "xlsform"])?;
    assert_eq!(
        piped.stdout,
        std::fs::read(folder.path().join("rooms.xlsx"))?
    );
    Ok(())
}

#[test]
fn what_a_sheet_cannot_say_is_refused_and_nothing_is_written() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let xml = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head>\
        <model><instance><d id=\"f\"><a/></d></instance></model></h:head><h:body><input ref=\"/d/a\"/></h:body></h:html>";
    std::fs::write(folder.path().join("bare.xml"), xml)?;
    let args = [
        "convert",
        "bare.xml",
        "--to",
        "xlsform",
        "--out",
        "bare.xlsx",
    ];
    let refused = form(folder.path(), &args)?;
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr)?;
    let expected =
        "/d/a: the question has neither a label nor a hint, and a sheet needs one of them\n";
    assert_eq!(said, expected);
    assert!(!folder.path().join("bare.xlsx").exists());
    let other = form(folder.path(), &["convert", "bare.xml", "--to", "pdf"])?;
    assert_eq!(other.status.code(), Some(2));
    Ok(())
}
