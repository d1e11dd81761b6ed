//! What the form commands print.

use super::*;

const FORM: &str = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">
<h:head><h:title>Visit</h:title><model><instance><d id=\"visit\"><who/><town/><label/><generated_table_list_label_3/></d></instance>
<instance id=\"towns\" src=\"jr://file-csv/towns.csv\"/>
<instance id=\"shapes\" src=\"jr://file/shapes.geojson\"/>
<instance id=\"people\" src=\"jr://file/people.xml\"/>
<itext><translation lang=\"English\"/><translation lang=\"Deutsch\"/></itext>
<bind nodeset=\"/d/town\" calculate=\"instance('towns')/root/item[name = /d/who]/label\"/>
<bind nodeset=\"/d/label\" calculate=\"concat(instance('shapes')/root/item[name = 'x']/geometry, '|', instance('people')/root/item/name)\"/>
</model></h:head><h:body><input ref=\"/d/who\"/></h:body></h:html>";

fn beside(name: &str) -> Option<Vec<u8>> {
    let text = match name {
        "towns.csv" => "\u{feff}name,label\nk,\"Köln, \"\"am\"\" Rhein\"\n",
        "shapes.geojson" => {
            r#"{"features":[{"properties":{"name":"x"},"geometry":{"type":"LineString","coordinates":[[1.5,2],[3,4]]}}]}"#
        }
        "people.xml" => "<root><item><name>Kim</name></item></root>",
        _ => return None,
    };
    Some(text.as_bytes().to_vec())
}

fn file(bytes: &[u8]) -> FormFile<'_> {
    FormFile {
        name: "visit.xml",
        bytes,
        beside: &beside,
    }
}

fn filled_with(script: &str, language: Option<&str>, now: &str) -> Output {
    let request = FillRequest {
        script,
        language,
        now,
    };
    fill(&file(FORM.as_bytes()), &request)
}

#[test]
fn a_usable_form_is_summed_up() {
    let output = check(&file(FORM.as_bytes()), true);
    let expected = "{\"form_id\":\"visit\",\"languages\":[\"English\",\"Deutsch\"],\"questions\":1,\"title\":\"Visit\",\"version\":\"\"}\n";
    assert_eq!(
        (output.stdout.as_str(), output.stderr.as_str(), output.code),
        (expected, "", 0)
    );
    let plain = check(&file(FORM.as_bytes()), false);
    assert_eq!(plain.stdout, "Visit: a form with 1 questions\n");
}

#[test]
fn what_is_wrong_goes_to_stderr_one_problem_a_line() {
    let broken = FORM
        .replace("/d/who]", "/d/who\n")
        .replace("visit\"><who", "visit\"><x/><x/><who");
    for bytes in [broken.as_bytes(), b"<a>\n\xff</a>", b"", b"<a/>"] {
        let output = check(&file(bytes), true);
        assert_eq!((output.code, output.stdout.as_str()), (1, ""));
        for line in output.stderr.lines() {
            let mut parts = line.splitn(3, ':');
            let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
            assert!(number().is_some() && number().is_some(), "{line}");
        }
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_circle_is_placed_in_the_file() {
    let text = FORM
        .replace("name = /d/who]", "name = /d/label]")
        .replace("[name = 'x']", "[name = /d/town]");
    let output = check(&file(text.as_bytes()), false);
    assert!(
        output.stderr.starts_with("8:") && output.stderr.contains("circle"),
        "{}",
        output.stderr
    );
}

#[test]
fn a_script_fills_and_files_beside_the_form_are_read() {
    let output = filled_with(
        "[{\"set\":\"/d/who\",\"value\":\"k\"}]",
        Some("Deutsch"),
        "2026-03-14T09:26:53Z",
    );
    assert_eq!(output.code, 0, "{}", output.stderr);
    let read: Value = serde_json::from_str(&output.stdout).unwrap_or_default();
    let at = |place: usize| {
        read.pointer(&format!("/nodes/{place}/value"))
            .and_then(Value::as_str)
    };
    assert_eq!(at(1), Some("Köln, \"am\" Rhein"));
    assert_eq!(at(2), Some("2 1.5 0 0; 4 3 0 0|Kim"));
    // A heading above a table is no answer.
    assert_eq!(at(3), None);
}

#[test]
fn what_cannot_be_filled_is_said() {
    let now = "2026-03-14T09:26:53Z";
    let table = [
        (
            "[{\"set\":\"/d/x\",\"value\":\"\"}]",
            None,
            now,
            "step 1: /d/x: the record has no such place",
        ),
        ("[{\"put\":1}]", None, now, "--script: "),
        (
            "[]",
            Some("Suomi"),
            now,
            "--lang: the form has no language \"Suomi\"; it has: English, Deutsch",
        ),
        ("[]", None, "today", "--now: write a time as"),
        ("[]", None, "2026-03-14T09:26:53", "--now: write a time as"),
    ];
    for (script, language, now, said) in table {
        let output = filled_with(script, language, now);
        assert_eq!(output.code, 1);
        assert!(output.stderr.starts_with(said), "{}", output.stderr);
    }
}

#[test]
fn labels_of_a_list_follow_the_answers_in_them() {
    let sheet = "| survey |
        | | type | name | label | calculation |
        | | text | who | Who | |
        | | select_one l | what | What | |
        | | calculate | shown | | jr:choice-name(${what}, '${what}') |
        | choices |
        | | list_name | name | label |
        | | l | x | [${who}] X |";
    let script = r#"[{"set":"/data/what","value":"x"},{"set":"/data/who","value":"Kim"}]"#;
    let file = FormFile {
        name: "form.md",
        bytes: sheet.as_bytes(),
        beside: &beside,
    };
    let request = FillRequest {
        script,
        language: None,
        now: "2026-03-14T09:26:53Z",
    };
    let output = fill(&file, &request);
    let read: Value = serde_json::from_str(&output.stdout).unwrap_or_default();
    let shown = read.pointer("/nodes/2/value").and_then(Value::as_str);
    assert_eq!(shown, Some("[Kim] X"), "{}", output.stdout);
}

#[test]
fn what_a_conversion_leaves_out_is_said() {
    let sheet = "| survey |
        | | type | name | label | save_to |
        | | text | kind | Kind | species |
        | entities |
        | | list_name | label |
        | | trees | ${kind} |";
    let of = |name, bytes| FormFile {
        name,
        bytes,
        beside: &beside,
    };
    let json = convert(&of("form.md", sheet.as_bytes()), Target::Json).unwrap_or_default();
    assert!(
        json.notes
            .iter()
            .any(|note| note.contains("a list of entities")),
        "{:?}",
        json.notes
    );
    let refused = convert(&of("form.md", sheet.as_bytes()), Target::Xlsform).err();
    let refused = refused.unwrap_or_default().join(" ");
    assert!(refused.contains("a list of entities"), "{refused}");
    let first = crate::library_json("t1").unwrap_or_default();
    let book = convert(&of("t1.json", first.as_bytes()), Target::Xlsform).unwrap_or_default();
    let checked = check(&of("t1.xlsx", &book.bytes), true);
    assert!(checked.stdout.contains("\"form_id\":\"t1\""), "{checked:?}");
    assert!(
        book.notes
            .iter()
            .any(|note| note.contains("judgment words"))
    );
}
