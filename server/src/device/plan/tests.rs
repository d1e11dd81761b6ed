//! Scripts against one small form: what they become, and how each refusal reads.

use sync_core::doc::{Candidate, EntryView, Register, VenueView};
use sync_core::ids::{DeviceId, PersonId};

use super::*;
use crate::device::script;

const FORM: &str = r#"{
  "id": "t", "version": 1, "title": {"en": "T"}, "languages": ["en"], "default_language": "en", "counts": true,
  "parts": [{"id": "p", "label": {"en": "P"}, "fields": [
    {"id": "school", "kind": "select_one", "label": {"en": "S"}, "options_from": "schools"},
    {"id": "grade", "kind": "select_one", "label": {"en": "G"},
     "options": [{"id": "g4", "label": {"en": "4"}}, {"id": "g5", "label": {"en": "5"}}]},
    {"id": "types", "kind": "select_many", "label": {"en": "T"},
     "options": [{"id": "ell", "label": {"en": "ELL"}}, {"id": "sped", "label": {"en": "SpEd"}}]},
    {"id": "students", "kind": "integer", "label": {"en": "N"}, "min": 0, "max": 40},
    {"id": "objectives", "kind": "text", "label": {"en": "O"}},
    {"id": "late", "kind": "text", "label": {"en": "L"}},
    {"id": "choral", "kind": "tally", "label": {"en": "C"}},
    {"id": "log", "kind": "evidence_log", "label": {"en": "E"}, "holds": "evidence",
     "who": [{"id": "students", "label": {"en": "S"}}], "modes": [{"id": "heard", "label": {"en": "H"}}],
     "tags": [{"id": "talk", "label": {"en": "T"}}]}
  ]}]
}"#;

fn note() -> NoteView {
    let candidate = |value: &str, who: u8| Candidate {
        value: Value::Text(value.to_owned()),
        device: DeviceId::from_bytes([who; 16]),
        by: PersonId::from_bytes([who; 16]),
        at: Timestamp(1),
    };
    let conflict = Register(vec![candidate("g4", 1), candidate("g5", 2)]);
    let answers = [
        ("grade", Answer::Single(conflict)),
        ("types", Answer::Choices(BTreeSet::from(["ell".to_owned()]))),
        ("objectives", Answer::Text("a😀b".to_owned())),
        ("choral", Answer::Tally(1)),
    ];
    let entry = |id: &str, deleted| EntryView {
        id: id.to_owned(),
        field: "log".to_owned(),
        at: Timestamp(1),
        elapsed_ms: None,
        who: Register::default(),
        mode: Register::default(),
        text: "x".to_owned(),
        tags: BTreeSet::new(),
        by: PersonId::from_bytes([1; 16]),
        deleted,
    };
    NoteView {
        form: "t".to_owned(),
        form_version: 1,
        stop: Register::default(),
        author: PersonId::from_bytes([1; 16]),
        created: Timestamp(1),
        answers: answers
            .map(|(field, answer)| (field.to_owned(), answer))
            .into(),
        entries: vec![entry("e1", false), entry("gone", true)],
        instances: Vec::new(),
        links: BTreeMap::new(),
        choices: Vec::new(),
    }
}

fn planned(text: &str) -> Result<Vec<Edit>, String> {
    let form = Form::from_json(FORM).map_err(|problems| format!("{problems:?}"))?;
    let visit = VisitView {
        venues: vec![VenueView {
            id: "north".to_owned(),
            name: "North".to_owned(),
        }],
        ..VisitView::default()
    };
    let steps = script::parse(text).map_err(|error| error.to_string())?;
    plan(&form, &visit, &note(), steps, Timestamp(7)).map_err(|error| error.to_string())
}

fn text_edit(at: usize, delete: usize, insert: &str) -> Edit {
    Edit::Text {
        field: "objectives".to_owned(),
        at,
        delete,
        insert: insert.to_owned(),
    }
}

fn set(field: &str, value: Option<Value>) -> Edit {
    Edit::Set {
        field: field.to_owned(),
        value,
    }
}

fn toggle(option: &str, on: bool) -> Edit {
    Edit::Toggle {
        field: "types".to_owned(),
        option: option.to_owned(),
        on,
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn assert_planned(cases: impl IntoIterator<Item = (&'static str, Vec<Edit>)>) {
    for (script, expected) in cases {
        assert_eq!(planned(script), Ok(expected), "{script}");
    }
}

fn assert_refused<const N: usize>(cases: [(&str, &str); N]) {
    for (script, expected) in cases {
        let said = planned(script).err().unwrap_or_default();
        assert!(said.starts_with(expected), "{script}: {said}");
    }
}

#[test]
fn set_and_text_become_the_smallest_edits() {
    assert_planned([
        (
            r#"[{"set":"students","value":24}]"#,
            vec![set("students", Some(Value::Int(24)))],
        ),
        (
            r#"[{"set":"students","value":null}]"#,
            vec![set("students", None)],
        ),
        (
            r#"[{"set":"school","value":"north"}]"#,
            vec![set("school", Some(Value::Text(text("north"))))],
        ),
        (
            r#"[{"set":"types","value":["sped"]}]"#,
            vec![toggle("ell", false), toggle("sped", true)],
        ),
        (r#"[{"set":"types","value":["ell"]}]"#, vec![]),
        (
            r#"[{"set":"objectives","value":"a😀!b"}]"#,
            vec![text_edit(3, 0, "!")],
        ),
        (
            r#"[{"set":"objectives","value":null}]"#,
            vec![text_edit(0, 4, "")],
        ),
        (
            r#"[{"set":"objectives","value":"a😁b"}]"#,
            vec![text_edit(1, 2, "😁")],
        ),
        (
            r#"[{"text":"objectives","at":4,"delete":0,"insert":"c"},{"text":"objectives","at":5,"delete":0,"insert":"d"}]"#,
            vec![text_edit(4, 0, "c"), text_edit(5, 0, "d")],
        ),
    ]);
}

#[test]
fn every_other_step_becomes_its_edit() {
    let draft = EntryDraft {
        field: text("log"),
        at: Timestamp(7),
        elapsed_ms: None,
        who: Some(text("students")),
        mode: Some(text("heard")),
        text: text("3/4"),
        tags: BTreeSet::from([text("talk")]),
    };
    assert_planned([
        (
            r#"[{"choose":"grade","value":"g5"}]"#,
            vec![Edit::Choose {
                field: text("grade"),
                value: Value::Text(text("g5")),
            }],
        ),
        (
            r#"[{"tally":"choral","by":-2}]"#,
            vec![Edit::Tally {
                field: text("choral"),
                by: -2,
            }],
        ),
        (
            r#"[{"evidence":{"who":"students","mode":"heard","text":"3/4","tags":["talk"]}}]"#,
            vec![Edit::AddEntry(draft)],
        ),
        (
            r#"[{"evidence_edit":"e1","text":"y"},{"evidence_delete":"e1"}]"#,
            vec![
                Edit::EntryText {
                    id: text("e1"),
                    text: text("y"),
                },
                Edit::EntryDeleted {
                    id: text("e1"),
                    deleted: true,
                },
            ],
        ),
    ]);
}

#[test]
fn a_refused_value_names_the_step_and_the_member() {
    assert_refused([
        (
            r#"[{"set":"teacher","value":"x"}]"#,
            "script[0].set: this form has no field \"teacher\"",
        ),
        (
            r#"[{"tally":"choral","by":1},{"set":"grade","value":"g9"}]"#,
            "script[1].value: \"g9\" is no option of \"grade\"; choose from g4, g5",
        ),
        (
            r#"[{"set":"school","value":"south"}]"#,
            "script[0].value: \"south\" is no option",
        ),
        (
            r#"[{"set":"students","value":41}]"#,
            "script[0].value: \"students\" takes a whole number from 0 to 40, not 41",
        ),
        (
            r#"[{"set":"students","value":"x"}]"#,
            "script[0].value: \"students\" takes a whole number, not a text",
        ),
        (
            r#"[{"set":"choral","value":1}]"#,
            "script[0].set: \"choral\" is a count; write it with {\"tally\"",
        ),
        (
            r#"[{"set":"late","value":"x"}]"#,
            "script[0].set: this note was started without \"late\"",
        ),
    ]);
}

#[test]
fn a_refused_text_names_the_position() {
    assert_refused([
        (
            r#"[{"text":"late","at":0,"insert":"x"}]"#,
            "script[0].text: this note was started without \"late\"",
        ),
        (
            r#"[{"text":"grade","at":0,"insert":"x"}]"#,
            "script[0].text: \"grade\" is a choice of one; write it with {\"set\"",
        ),
        (
            r#"[{"text":"objectives","at":5,"insert":"x"}]"#,
            "script[0].at: \"objectives\" has 4 UTF-16 units, so 5 is beyond its end",
        ),
        (
            r#"[{"text":"objectives","at":3,"delete":2}]"#,
            "script[0].delete: \"objectives\" has 4 UTF-16 units; cannot remove 2 at 3",
        ),
        (
            r#"[{"text":"objectives","at":2,"insert":"x"}]"#,
            "script[0].at: falls between the two halves",
        ),
        (
            r#"[{"text":"objectives","at":1,"delete":1}]"#,
            "script[0].delete: falls between the two halves",
        ),
    ]);
}

#[test]
fn a_refused_tally_choice_or_entry_names_its_member() {
    assert_refused([
        (
            r#"[{"tally":"objectives","by":1}]"#,
            "script[0].tally: \"objectives\" is a text; write it with",
        ),
        (
            r#"[{"tally":"choral","by":1000001}]"#,
            "script[0].by: 1000001 is too much at once",
        ),
        (
            r#"[{"tally":"choral","by":-9223372036854775808}]"#,
            "script[0].by: -9223372036854775808 is too much",
        ),
        (
            r#"[{"choose":"students","value":3}]"#,
            "script[0].choose: \"students\" has no two answers",
        ),
        (
            r#"[{"choose":"grade","value":null}]"#,
            "script[0].choose: \"grade\" does not hold one value",
        ),
        (
            r#"[{"evidence":{"who":"teacher","text":"x"}}]"#,
            "script[0].evidence: \"teacher\" is no option of \"log.who\"",
        ),
        (
            r#"[{"evidence":{"field":"grade","text":"x"}}]"#,
            "script[0].evidence: \"grade\" is a choice of one",
        ),
        (
            r#"[{"evidence_edit":"e2","text":"x"}]"#,
            "script[0].evidence_edit: this note has no entry \"e2\"",
        ),
        (
            r#"[{"evidence_delete":"e2"}]"#,
            "script[0].evidence_delete: this note has no entry \"e2\"",
        ),
        (
            r#"[{"evidence_edit":"gone","text":"x"}]"#,
            "script[0].evidence_edit: the entry \"gone\" is deleted",
        ),
        (
            r#"[{"evidence_delete":"e1"},{"evidence_delete":"e1"}]"#,
            "script[1].evidence_delete: the entry \"e1\" is deleted",
        ),
        (
            r#"[{"set":"grade","value":"g4"},{"choose":"grade","value":"g5"}]"#,
            "script[1].choose: \"grade\" has no two answers",
        ),
    ]);
}

#[test]
fn texts_end_at_their_limit() {
    let step = |units: usize| {
        format!(
            r#"[{{"text":"objectives","at":0,"delete":4,"insert":"{}"}}]"#,
            "x".repeat(units)
        )
    };
    assert!(planned(&step(limits::TEXT_UNITS)).is_ok());
    let said = planned(&step(limits::TEXT_UNITS + 1))
        .err()
        .unwrap_or_default();
    assert!(
        said.starts_with("script[0].insert: \"objectives\" would have 20001"),
        "{said}"
    );
}
