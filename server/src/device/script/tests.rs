//! What a script may say, and how each mistake is named.

use super::*;

fn refusal(text: &str) -> String {
    parse(text)
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn set(field: &str, value: Given) -> Step {
    Step::Set {
        field: text(field),
        value,
    }
}

fn text_step(at: usize, delete: usize, insert: &str) -> Step {
    Step::Text {
        field: text("objectives"),
        at,
        delete,
        insert: text(insert),
    }
}

#[test]
fn steps_that_answer_a_field_are_read() {
    let script = r#"[
        {"set":"grade","value":"g5"}, {"value":null,"set":"grade"},
        {"set":"class_type","value":["sped","ell"]}, {"set":"students","value":24},
        {"text":"objectives","at":3,"delete":2,"insert":"ab"}, {"text":"objectives","at":0},
        {"tally":"choral","by":-1}, {"choose":"level","value":"providing"}
    ]"#;
    let types = Given::List(vec![text("sped"), text("ell")]);
    let expected = [
        set("grade", Given::Text(text("g5"))),
        set("grade", Given::Nothing),
        set("class_type", types),
        set("students", Given::Int(24)),
        text_step(3, 2, "ab"),
        text_step(0, 0, ""),
        Step::Tally {
            field: text("choral"),
            by: -1,
        },
        Step::Choose {
            field: text("level"),
            value: Given::Text(text("providing")),
        },
    ];
    assert_eq!(parse(script).unwrap_or_default(), expected);
}

#[test]
fn steps_that_write_entries_are_read() {
    let script = r#"[
        {"evidence":{"who":"students","mode":"heard","text":"3/4","tags":["talk"]}},
        {"evidence":{"text":"?","field":"wonderings"}},
        {"evidence_edit":"e1","text":"new"}, {"evidence_delete":"e1"}
    ]"#;
    let entry = Evidence {
        field: None,
        who: Some(text("students")),
        mode: Some(text("heard")),
        text: text("3/4"),
        tags: vec![text("talk")],
    };
    let wondering = Evidence {
        field: Some(text("wonderings")),
        text: text("?"),
        ..Evidence::default()
    };
    let expected = [
        Step::Evidence(entry),
        Step::Evidence(wondering),
        Step::EvidenceEdit {
            id: text("e1"),
            text: text("new"),
        },
        Step::EvidenceDelete { id: text("e1") },
    ];
    assert_eq!(parse(script).unwrap_or_default(), expected);
}

#[test]
fn every_mistake_says_where_it_is() {
    let cases = [
        ("", "not a script: EOF"),
        ("{}", "not a script: it is an object, not a list"),
        ("[1]", "script[0]: it is a number, not an object"),
        (
            "[{}]",
            "script[0]: none of evidence_edit, evidence_delete, evidence, set, text, tally, choose",
        ),
        (r#"[{"set":"a"}]"#, "script[0].value: is missing"),
        (
            r#"[{"set":1,"value":1}]"#,
            "script[0].set: must be a text, not a number",
        ),
        (
            r#"[{"tally":"a","by":1},{"tally":"a","by":"x"}]"#,
            "script[1].by: must be a whole number, not a text",
        ),
        (
            r#"[{"set":"a","value":true}]"#,
            "script[0].value: must be a text, a number, a list of texts or null, not true or false",
        ),
        (
            r#"[{"set":"a","value":["x",1]}]"#,
            "script[0].value[1]: must be a text, not a number",
        ),
        (
            r#"[{"set":"a","value":1,"by":2}]"#,
            "script[0].by: does not belong here",
        ),
        (
            r#"[{"set":"a","value":1,"tally":"b"}]"#,
            "script[0].tally: does not belong here",
        ),
        (r#"[{"text":"a","at":-1}]"#, "script[0].at: -1 is below 0"),
        (r#"[{"text":"a","insert":"x"}]"#, "script[0].at: is missing"),
        (
            r#"[{"evidence":"x"}]"#,
            "script[0].evidence: it is a text, not an object",
        ),
        (
            r#"[{"evidence":{"who":"t"}}]"#,
            "script[0].evidence.text: is missing",
        ),
        (
            r#"[{"evidence":{"text":"x","teacher":"y"}}]"#,
            "script[0].evidence.teacher: does not belong here",
        ),
        (
            r#"[{"evidence":{"text":"x","tags":"y"}}]"#,
            "script[0].evidence.tags: must be a list of texts, not a text",
        ),
        (r#"[{"evidence_edit":"e"}]"#, "script[0].text: is missing"),
        (
            r#"[{"set":"a","set":"b","value":1}]"#,
            "\"set\" is given twice",
        ),
    ];
    for (script, expected) in cases {
        let said = refusal(script);
        assert!(
            said.starts_with(expected) || said.contains(expected) && expected.contains("twice"),
            "{script}: {said}"
        );
    }
}

#[test]
fn deep_nesting_is_refused_before_it_costs_anything() {
    let deep = "[".repeat(100_000);
    assert!(refusal(&deep).contains("recursion limit"));
}

#[test]
fn a_file_that_is_too_large_or_missing_is_named() -> std::io::Result<()> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("script.json");
    let said = read(&path)
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(said.contains("script.json: No such file"), "{said}");
    std::fs::write(
        &path,
        " ".repeat(usize::try_from(SCRIPT_BYTES).unwrap_or_default() + 1),
    )?;
    let said = read(&path)
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(said.contains("at most 4194304 bytes"), "{said}");
    Ok(())
}
