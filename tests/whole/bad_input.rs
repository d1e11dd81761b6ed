//! What is wrong in an edit script is refused in one line that says what and where, and
//! nothing is lost or half applied.

use std::collections::BTreeMap;

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::{Value, json};

use crate::contract::refused;
use crate::merge::new_note;

/// A device with a note that has something in every kind of field.
struct Written {
    device: HeadlessDevice,
    note: String,
    entry: String,
    gone: String,
}

impl Written {
    fn new(server: &Server) -> Outcome<Self> {
        let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
        let note = new_note(&device)?;
        let entry = json!({"who": "students", "mode": "saw", "text": "Pairs.", "tags": []});
        device.edit(
            &note,
            &json!([
                {"text": "objectives", "at": 0, "insert": "a😀b"},
                {"evidence": entry}, {"evidence": entry},
            ]),
        )?;
        let shown = device.json(&["show", &note, "--json"])?;
        let id = |at: usize| {
            let id = shown["entries"][at]["id"].as_str();
            id.map(str::to_owned).ok_or("an entry id")
        };
        let (entry, gone) = (id(0)?, id(1)?);
        device.edit(&note, &json!([{"evidence_delete": gone}]))?;
        Ok(Self {
            device,
            note,
            entry,
            gone,
        })
    }

    /// All files of the device, so that "nothing changed" is meant literally.
    fn files(&self) -> Outcome<BTreeMap<String, Vec<u8>>> {
        let mut files = BTreeMap::new();
        for file in std::fs::read_dir(self.device.data())? {
            let file = file?;
            let name = file.file_name().to_string_lossy().into_owned();
            if !["script.json", "lock"].contains(&&*name) {
                files.insert(name, std::fs::read(file.path())?);
            }
        }
        Ok(files)
    }

    /// Runs a script of which something is wrong; what was said about it.
    fn refuses(&self, script: &[u8]) -> Outcome<String> {
        let before = self.files()?;
        let path = self.device.data().join("script.json");
        std::fs::write(&path, script)?;
        let path = path.display().to_string();
        let output = self.device.run(&["edit", &self.note, "--script", &path])?;
        let said = refused(&output)?;
        assert_eq!(self.files()?, before, "{said}");
        Ok(said)
    }

    /// As [`Written::refuses`] for a third step after two that are right.
    fn refuses_third(&self, step: &Value, expected: &str) -> Outcome<()> {
        let good = json!({"tally": "partner_talk", "by": 1});
        let entry = json!({"evidence": {"who": "room", "mode": "saw", "text": "x", "tags": []}});
        let script = json!([good, entry, step]).to_string();
        let said = self.refuses(script.as_bytes())?;
        assert!(said.contains("script[2]"), "{step}: {said}");
        assert!(
            said.contains(expected),
            "{step} should say {expected}: {said}"
        );
        Ok(())
    }
}

#[test]
fn a_step_that_answers_wrongly_changes_nothing() -> Outcome<()> {
    let server = Server::start()?;
    let written = Written::new(&server)?;
    let long = "x".repeat(20_001);
    let cases = [
        (json!({"set": "nope", "value": 1}), "no field \"nope\""),
        (json!({"set": "look_fors", "value": 1}), "group"),
        (
            json!({"set": "focus_of_inquiry", "value": "x"}),
            "only shown",
        ),
        (json!({"set": "partner_talk", "value": 1}), "tally"),
        (json!({"set": "grade", "value": "grade_99"}), "choose from"),
        (json!({"set": "grade", "value": 5}), ".value"),
        (json!({"set": "class_type", "value": ["ell", "zzz"]}), "zzz"),
        (json!({"set": "class_type", "value": "ell"}), ".value"),
        (
            json!({"set": "number_of_students", "value": -1}),
            "0 to 200",
        ),
        (
            json!({"set": "number_of_students", "value": "ten"}),
            "whole number",
        ),
        (
            json!({"set": "number_of_students", "value": true}),
            "true or false",
        ),
        (json!({"set": "date", "value": "2026-02-30"}), "no such day"),
        (json!({"set": "time_in", "value": "25:00"}), "no such time"),
        (json!({"set": "standards", "value": long}), "20000"),
        (json!({"set": "grade"}), ".value: is missing"),
        (json!({"tally": "partner_talk", "by": "two"}), ".by"),
        (
            json!({"tally": "partner_talk", "by": 2_000_000}),
            "too much",
        ),
        (json!({"tally": "objectives", "by": 1}), "is a text"),
        (json!({"tally": "partner_talk"}), ".by: is missing"),
        (
            json!({"choose": "explain_reasoning", "value": "developing"}),
            "no two answers",
        ),
        (json!({"choose": "partner_talk", "value": 1}), "is a count"),
        (
            json!({"choose": "explain_reasoning", "value": "superb"}),
            "superb",
        ),
    ];
    for (step, expected) in cases {
        written.refuses_third(&step, expected)?;
    }
    Ok(())
}

#[test]
fn a_step_that_writes_wrongly_changes_nothing() -> Outcome<()> {
    let server = Server::start()?;
    let written = Written::new(&server)?;
    let (entry, gone) = (&written.entry, &written.gone);
    let long = "x".repeat(20_001);
    let text = |at: i64, delete: i64| json!({"text": "objectives", "at": at, "delete": delete, "insert": "x"});
    let noted = |who: &str, mode: &str, tags: Value| json!({"evidence": {"who": who, "mode": mode, "text": "x", "tags": tags}});
    let cases = [
        (text(9, 0), ".at: \"objectives\" has 4 UTF-16 units"),
        (text(-1, 0), ".at"),
        (text(1, 9), ".delete"),
        (text(2, 0), ".at: falls between the two halves"),
        (text(1, 1), ".delete: falls between the two halves"),
        (
            json!({"text": "grade", "at": 0, "insert": "x"}),
            "choice of one",
        ),
        (
            json!({"text": "objectives", "at": 0, "insert": long}),
            "20000",
        ),
        (
            json!({"text": "objectives", "insert": "x"}),
            ".at: is missing",
        ),
        (noted("dog", "saw", json!([])), "\"dog\" is no option"),
        (noted("room", "smelt", json!([])), "\"smelt\" is no option"),
        (
            noted("room", "saw", json!(["nope"])),
            "\"nope\" is no option",
        ),
        (noted("room", "saw", json!("reasoning")), ".evidence.tags"),
        (
            json!({"evidence": {"who": "room", "mode": "saw"}}),
            ".evidence.text: is missing",
        ),
        (
            json!({"evidence": {"text": "x", "photo": 1}}),
            ".evidence.photo",
        ),
        (json!({"evidence": {"text": long}}), "20000"),
        (json!({"evidence": "x"}), "not an object"),
        (
            json!({"evidence_edit": "none", "text": "x"}),
            "no entry \"none\"",
        ),
        (json!({"evidence_edit": entry, "text": long}), "20000"),
        (json!({"evidence_edit": entry}), ".text: is missing"),
        (json!({"evidence_edit": gone, "text": "x"}), "is deleted"),
        (json!({"evidence_delete": gone}), "is deleted"),
        (json!({"evidence_delete": 7}), ".evidence_delete"),
        (json!({"sing": 1}), "none of"),
        (
            json!({"tally": "partner_talk", "by": 1, "extra": 1}),
            ".extra: does not belong here",
        ),
        (
            json!({"set": "grade", "value": "grade_5", "tally": "partner_talk"}),
            "does not belong",
        ),
        (json!("set"), "a text, not an object"),
        (json!(null), "null, not an object"),
    ];
    for (step, expected) in cases {
        written.refuses_third(&step, expected)?;
    }
    Ok(())
}

#[test]
fn a_file_that_is_no_script_changes_nothing() -> Outcome<()> {
    let server = Server::start()?;
    let written = Written::new(&server)?;
    let deep = "[".repeat(100_000);
    let huge = format!("[{}]", " ".repeat(5 * 1024 * 1024));
    let cases: [(&[u8], &str); 11] = [
        (b"", "line 1"),
        (b"[{", "line 1"),
        (b"[] []", "trailing"),
        (b"{}", "not a list"),
        (
            b"[{\"set\":\"grade\",\"set\":\"grade\",\"value\":null}]",
            "given twice",
        ),
        (b"[{\"tally\":\"partner_talk\",\"by\":1.5}]", "whole number"),
        (
            b"[{\"tally\":\"partner_talk\",\"by\":99999999999999999999}]",
            "number",
        ),
        (
            b"[{\"text\":\"objectives\",\"at\":0,\"insert\":\"\\ud83d\"}]",
            "line 1",
        ),
        (b"\xff\xfe", "UTF-8"),
        (deep.as_bytes(), "line 1"),
        (huge.as_bytes(), "at most"),
    ];
    for (script, expected) in cases {
        let said = written.refuses(script)?;
        assert!(said.contains(expected), "should say {expected}: {said}");
    }
    let nowhere = written
        .device
        .data()
        .join("none.json")
        .display()
        .to_string();
    let run = written
        .device
        .run(&["edit", &written.note, "--script", &nowhere])?;
    assert!(refused(&run)?.contains("none.json"));
    Ok(())
}
