//! What is refused, in which words, and that nothing makes the reader fall over.

#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use crate::limits;
use crate::{Form, library, library_json};

/// A form of one part with these fields, as JSON.
fn form_of(fields: &str) -> String {
    format!(
        r#"{{"id": "f", "version": 1, "title": {{"en": "F"}}, "default_language": "en",
        "languages": ["en", "es"], "counts": true,
        "parts": [{{"id": "all", "label": {{"en": "All"}}, "fields": [{fields}]}}]}}"#
    )
}

/// A field with `more` keys.
fn field(id: &str, kind: &str, more: &str) -> String {
    format!(r#"{{"id": "{id}", "kind": "{kind}", "label": {{"en": "L"}}{more}}}"#)
}

fn told(json: &str) -> String {
    match Form::from_json(json) {
        Ok(form) => format!("ok: {}", form.id()),
        Err(problems) => problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// What is told of a form with these fields.
fn told_of(fields: &[String]) -> String {
    told(&form_of(&fields.join(",")))
}

fn number() -> String {
    field("n", "integer", "")
}

fn shown_when(condition: &str) -> String {
    field("t", "text", &format!(r#", "relevant": {condition}"#))
}

#[test]
fn the_library_survives_writing_and_reading() {
    for form in library().unwrap() {
        assert_eq!(Form::from_json(&form.to_json()), Ok(form));
    }
}

#[test]
fn what_is_written_keeps_every_key_of_the_file() {
    for id in ["t1", "t3"] {
        let file = library_json(id).unwrap();
        let written = Form::from_json(file).unwrap().to_json();
        let file: serde_json::Value = serde_json::from_str(file).unwrap();
        let written: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(written, file);
    }
}

#[test]
fn what_is_not_json_is_told_with_its_place() {
    insta::assert_snapshot!(told("{\n  \"id\": \"a\",,"), @r#"the form: this is not JSON: look at line 2, column 13 (key must be a string)"#);
    insta::assert_snapshot!(told(""), @r#"the form: this is not JSON: look at line 1, column 0 (EOF while parsing a value)"#);
    insta::assert_snapshot!(told("[]"), @r#"the form: this must be an object in { }, and it is a list in [ ]"#);
    insta::assert_snapshot!(told(&"[".repeat(1000)), @r#"the form: this is not JSON: look at line 1, column 128 (recursion limit exceeded)"#);
}

#[test]
fn the_head_is_strict() {
    insta::assert_snapshot!(told("{}"), @r#"the form: "languages" is missing"#);
    let good = form_of(&number());
    let changed = |from: &str, to: &str| told(&good.replacen(from, to, 1));
    let all = [
        changed(r#""version": 1"#, r#""version": 0"#),
        changed(r#""version": 1"#, r#""version": 1.5"#),
        changed(r#""version": 1"#, r#""version": 1, "colour": "red""#),
        changed(r#""version": 1"#, r#""version": 1, "version": 2"#),
        changed(r#""id": "f""#, r#""id": "Form 1""#),
        changed(r#"["en", "es"]"#, r#"["es"]"#),
        changed(r#"["en", "es"]"#, r#"["en", "English"]"#),
        changed(r#"["en", "es"]"#, r#"["en", "en"]"#),
        changed(r#"{"en": "F"}"#, r#"{"es": "F"}"#),
        changed(r#"{"en": "F"}"#, r#"{"en": "F", "fr": "F"}"#),
        changed(r#"{"en": "F"}"#, r#"{"en": " "}"#),
        changed(r#"{"en": "F"}"#, r#""F""#),
        changed(r#""counts": true"#, r#""counts": "yes""#),
        changed(
            r#""counts": true"#,
            r#""counts": true, "judgment_words": {"en": ["good", "-"], "fr": []}"#,
        ),
        changed(r#""id": "n""#, r#""id": "all""#),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    version: this number must be 1 or more
    version: this must be a whole number, and it is a number with a fraction or too many digits
    the form: "colour" has no meaning here; what can stand here is "languages", "default_language", "id", "version", "title", "about", "counts", "judgment_words" and "parts"
    the form: "version" is written twice here, keep one
    id: "Form 1" cannot be an id: begin with a small letter a to z, then small letters, digits and _, at most 64 in all
    default_language: the form does not list the language "en" under "languages"
    languages[1]: "English" is not a language code such as en, es or pt-BR
    languages[1]: the language "en" is listed twice, keep one
    title: the text in the form's own language ("en") is missing
    title.fr: the form does not list the language "fr" under "languages"
    title.en: the text in "en" is empty, write it or leave it out
    title: this must be an object in { }, and it is a text in quotes
    counts: this must be true or false, and it is a text in quotes
    judgment_words.en[1]: the text in "en" is empty, write it or leave it out
    judgment_words.fr: the form does not list the language "fr" under "languages"
    parts[0].fields[0] (field all): the id "all" is already used by parts[0], give this one another
    "#);
}

#[test]
fn fields_are_strict() {
    let option = r#"{"id": "a", "label": {"en": "A"}}"#;
    let cases = [
        field("n", "number", ""),
        field("N", "integer", ""),
        field("n", "integer", r#", "maximum": 3"#),
        field("n", "integer", r#", "min": 4, "max": 3"#),
        field("n", "integer", r#", "min": "4""#),
        field("n", "text", r#", "min": 4"#),
        field("n", "select_one", ""),
        field("n", "select_one", r#", "options": []"#),
        field(
            "n",
            "select_many",
            &format!(r#", "options": [{option}, {option}]"#),
        ),
        field(
            "n",
            "select_one",
            &format!(r#", "options": [{option}], "options_from": "team""#),
        ),
        field("n", "select_one", r#", "options_from": "teachers""#),
        field("n", "rating", &format!(r#", "levels": [{option}]"#)),
        field("n", "evidence_log", ""),
        field("n", "evidence_log", r#", "holds": "evidence", "who": []"#),
        field("n", "group", r#", "fields": []"#),
        field("n", "note", r#", "shows": "teacher""#),
        r#"{"id": "n", "label": {"en": "L"}}"#.to_owned(),
        r#"{"id": "n", "kind": "text"}"#.to_owned(),
        "3".to_owned(),
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|case| told_of(std::slice::from_ref(case)))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    parts[0].fields[0].kind (field n): "number" is not known here, choose one of "group", "text", "integer", "select_one", "select_many", "rating", "tally", "evidence_log", "note", "date", "time" and "date_time"
    parts[0].fields[0].id: "N" cannot be an id: begin with a small letter a to z, then small letters, digits and _, at most 64 in all
    parts[0].fields[0] (field n): "maximum" has no meaning here; what can stand here is "id", "label", "hint", "required", "relevant", "fill", "kind", "min" and "max"
    parts[0].fields[0] (field n): the smallest number allowed (4) is larger than the largest (3)
    parts[0].fields[0].min (field n): this must be a whole number, and it is a text in quotes
    parts[0].fields[0] (field n): "min" has no meaning here; what can stand here is "id", "label", "hint", "required", "relevant", "fill", "kind" and "multiline"
    parts[0].fields[0] (field n): write either "options" or "options_from" here, exactly one of them
    parts[0].fields[0].options (field n): this list of options needs at least 1, and it has 0
    parts[0].fields[0].options[1].id (field n): the id "a" is already used by another in this list, give this one another
    parts[0].fields[0] (field n): write either "options" or "options_from" here, exactly one of them
    parts[0].fields[0].options_from (field n): "teachers" is not known here, choose one of "schools" and "team"
    parts[0].fields[0].levels (field n): this list of levels needs at least 2, and it has 1
    parts[0].fields[0] (field n): "holds" is missing
    parts[0].fields[0].who (field n): this list of options needs at least 1, and it has 0
    parts[0].fields[0].fields (field n): this list of fields needs at least 1, and it has 0
    parts[0].fields[0].shows (field n): "teacher" is not known here, choose one of "focus" and "stop"
    parts[0].fields[0] (field n): "kind" is missing
    parts[0].fields[0] (field n): "label" is missing
    parts[0].fields[0]: this must be an object in { }, and it is a whole number
    "#);
}

#[test]
fn fields_must_fit_one_another() {
    let levels = r#"[{"id": "a", "label": {"en": "A"}}, {"id": "b", "label": {"en": "B"}}]"#;
    let wonderings = field("w", "evidence_log", r#", "holds": "wonderings""#);
    let rating = format!(r#", "levels": {levels}, "needs_evidence": true"#);
    let all = [
        told_of(&[number(), number()]),
        told_of(&[field("n", "tally", r#", "required": true"#)]),
        told_of(&[field("n", "note", r#", "required": true"#)]),
        told_of(&[field("n", "text", r#", "fill": "today""#)]),
        told_of(&[field("n", "text", r#", "fill": "name""#)]),
        told_of(&[wonderings, field("r", "rating", &rating)]),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    parts[0].fields[1] (field n): the id "n" is already used by parts[0].fields[0], give this one another
    parts[0].fields[0].required (field n): this is a count, which cannot be required
    parts[0].fields[0].required (field n): this is a text that is only shown, which cannot be required
    parts[0].fields[0].fill (field n): the app cannot fill a text with "today"
    parts[0].fields[0].fill (field n): "name" is not known here, choose one of "visit_number", "school", "author", "today", "now" and "now_on_tap"
    parts[0].fields[1].needs_evidence (field r): this asks for linked entries, but the form has no log that holds evidence
    "#);
}

#[test]
fn conditions_are_strict() {
    let choice = field(
        "c",
        "select_one",
        r#", "options": [{"id": "a", "label": {"en": "A"}}]"#,
    );
    let conditions = [
        "{}",
        r#"{"field": "n"}"#,
        r#"{"field": "n", "is": "answered", "value": 1}"#,
        r#"{"field": "n", "is": "like", "value": 1}"#,
        r#"{"field": "n", "is": "="}"#,
        r#"{"field": "n", "is": "=", "value": null}"#,
        r#"{"field": "n", "is": "=", "value": "1"}"#,
        r#"{"field": "n", "is": "selected", "value": 1}"#,
        r#"{"field": "gone", "is": "answered"}"#,
        r#"{"field": "c", "is": "=", "value": "b"}"#,
        r#"{"field": "c", "is": "<", "value": "a"}"#,
        r#"{"all": []}"#,
        r#"{"all": [{"field": "n", "is": "answered"}], "any": []}"#,
        r#"{"not": [{"field": "n", "is": "answered"}]}"#,
    ];
    let told: Vec<String> = conditions
        .iter()
        .map(|condition| told_of(&[number(), choice.clone(), shown_when(condition)]))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    parts[0].fields[2].relevant (field t): a condition has exactly one of "field", "all", "any" and "not"
    parts[0].fields[2].relevant (field t): "is" is missing
    parts[0].fields[2].relevant.value (field t): "answered" is asked without a "value", take it away
    parts[0].fields[2].relevant.is (field t): "like" is not known here, choose one of "=", "!=", "<", "<=", ">", ">=", "selected", "not-selected", "answered" and "empty"
    parts[0].fields[2].relevant (field t): "value" is missing
    parts[0].fields[2].relevant.value (field t): this must be a text in quotes or a whole number, and it is null
    parts[0].fields[2].relevant (field t): "n" is never "1"; compare it with a whole number without quotes
    parts[0].fields[2].relevant (field t): "selected" cannot be asked about "n", which is a number
    parts[0].fields[2].relevant (field t): the condition asks about "gone", and the form has no such field
    parts[0].fields[2].relevant (field t): "c" is never "b"; compare it with one of "a"
    parts[0].fields[2].relevant (field t): "<" cannot be asked about "c", which is a choice of one
    parts[0].fields[2].relevant.all (field t): this list of conditions needs at least 1, and it has 0
    parts[0].fields[2].relevant (field t): a condition has exactly one of "field", "all", "any" and "not"
    parts[0].fields[2].relevant.not (field t): this must be an object in { }, and it is a list in [ ]
    "#);
}

#[test]
fn conditions_that_wait_for_one_another_are_refused() {
    let on = |id: &str, other: &str| {
        let condition = format!(r#", "relevant": {{"field": "{other}", "is": "answered"}}"#);
        field(id, "text", &condition)
    };
    let inner = field("inner", "text", "");
    let group =
        format!(r#", "fields": [{inner}], "relevant": {{"field": "inner", "is": "answered"}}"#);
    let all = [
        told_of(&[on("a", "a")]),
        told_of(&[on("x", "a"), on("a", "b"), on("b", "c"), on("c", "a")]),
        told_of(&[field("g", "group", &group)]),
        told_of(&[on("a", "b"), on("b", "c"), field("c", "text", "")]),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    parts[0].fields[0].relevant (field a): these fields wait for one another, so none could ever be shown: a → a
    parts[0].fields[1].relevant (field a): these fields wait for one another, so none could ever be shown: a → b → c → a
    parts[0].fields[0].relevant (field g): these fields wait for one another, so none could ever be shown: g → inner → g
    ok: f
    "#);
}

#[test]
fn bounds_hold_at_the_limit_and_one_past_it() {
    let texts = |count: usize| -> Vec<String> {
        (0..count)
            .map(|n| field(&format!("f{n}"), "text", ""))
            .collect()
    };
    assert_eq!(told_of(&texts(limits::FIELDS)), "ok: f");
    assert!(told_of(&texts(limits::FIELDS + 1)).contains("at most 512"));

    let options = |count: usize| {
        let list: Vec<String> = (0..count)
            .map(|n| format!(r#"{{"id": "o{n}", "label": {{"en": "O"}}}}"#))
            .collect();
        told_of(&[field(
            "c",
            "select_one",
            &format!(r#", "options": [{}]"#, list.join(",")),
        )])
    };
    assert_eq!(options(limits::OPTIONS), "ok: f");
    assert!(options(limits::OPTIONS + 1).contains("at most 200"));

    let nested = |depth: usize| {
        let inner = field("inner", "text", "");
        let group = |inner, n| {
            field(
                &format!("g{n}"),
                "group",
                &format!(r#", "fields": [{inner}]"#),
            )
        };
        told_of(&[(0..depth).fold(inner, group)])
    };
    assert_eq!(nested(limits::GROUP_DEPTH), "ok: f");
    assert!(nested(limits::GROUP_DEPTH + 1).contains("at most 4"));

    let negated = |depth: usize| {
        let test = r#"{"field": "n", "is": "answered"}"#.to_owned();
        let not = |inner, _| format!(r#"{{"not": {inner}}}"#);
        told_of(&[number(), shown_when(&(0..depth).fold(test, not))])
    };
    assert_eq!(negated(limits::CONDITION_DEPTH), "ok: f");
    assert!(negated(limits::CONDITION_DEPTH + 1).contains("at most 8"));

    let padded = |bytes: usize| {
        let form = form_of(&number());
        told(&format!("{form}{}", " ".repeat(bytes - form.len())))
    };
    assert_eq!(padded(limits::FORM_BYTES), "ok: f");
    assert!(padded(limits::FORM_BYTES + 1).contains("at most 262144"));
}

#[test]
fn the_same_id_is_found_anywhere_in_the_form() {
    let group = field("g", "group", &format!(r#", "fields": [{}]"#, number()));
    let told = told_of(&[group, number()]);
    assert_eq!(
        told,
        "parts[0].fields[1] (field n): the id \"n\" is already used by \
         parts[0].fields[0].fields[0], give this one another"
    );
}

#[test]
fn a_hostile_form_gets_a_bounded_answer() {
    let key = "x".repeat(100_000);
    let many: Vec<String> = (0..1000).map(|n| format!(r#""k{n}": 1"#)).collect();
    let json = format!(
        "{{\"languages\": [\"en\"], \"default_language\": \"en\", \"{key}\": 1, {}}}",
        many.join(",")
    );
    let problems = Form::from_json(&json).unwrap_err();
    assert_eq!(problems.len(), limits::PROBLEMS);
    assert!(problems.iter().all(|p| p.to_string().len() < 1000));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        prop_assert!(Form::from_json(&text).is_err());
    }

    /// Cuts, doubles and swaps pieces of a real form.
    #[test]
    fn a_damaged_form_is_read_or_refused(
        cuts in proptest::collection::vec((any::<proptest::sample::Index>(), 0_usize..40, 0_u8..3), 1..8),
        second in any::<bool>(),
    ) {
        let json = library_json(if second { "t3" } else { "t1" }).unwrap();
        let mut chars: Vec<char> = json.chars().collect();
        for (at, length, how) in cuts {
            let at = at.index(chars.len());
            let end = (at + length).min(chars.len());
            let piece: Vec<char> = chars[at..end].to_vec();
            match how {
                0 => drop(chars.drain(at..end)),
                1 => drop(chars.splice(at..at, piece)),
                _ => chars[at..end].reverse(),
            }
        }
        let damaged: String = chars.into_iter().collect();
        match Form::from_json(&damaged) {
            Ok(form) => prop_assert_eq!(Form::from_json(&form.to_json()), Ok(form)),
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }

    /// Replaces single values of a real form by others, which keeps it JSON.
    #[test]
    fn a_form_with_other_values_is_read_or_refused(
        at in any::<proptest::sample::Index>(),
        other in prop_oneof![Just("null"), Just("-1"), Just("\"before\""), Just("[]"), Just("{}"), Just("1e99")],
    ) {
        let json = library_json("t1").unwrap();
        let values: Vec<_> = json.match_indices('"').map(|(place, _)| place).collect();
        let start = values[at.index(values.len() - 1)];
        let end = json[start + 1..].find('"').map_or(json.len(), |n| start + n + 2);
        let changed = format!("{}{other}{}", &json[..start], &json[end..]);
        if let Ok(form) = Form::from_json(&changed) {
            prop_assert_eq!(Form::from_json(&form.to_json()), Ok(form));
        }
    }
}
