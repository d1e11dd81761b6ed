//! Tables of conditions with answers, and that the result never varies.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::library;

/// Read once: the random tests ask for it some hundred times.
static T1: LazyLock<Form> = LazyLock::new(|| library().unwrap().remove(0));

fn answers(values: &[(&str, AnswerValue)]) -> Answers {
    Answers {
        values: values
            .iter()
            .map(|(id, value)| ((*id).to_owned(), value.clone()))
            .collect(),
        linked: BTreeMap::new(),
    }
}

fn choice(id: &str) -> AnswerValue {
    AnswerValue::Choice(id.to_owned())
}

fn level(id: &str) -> AnswerValue {
    AnswerValue::Level(id.to_owned())
}

fn ids(names: &[Name]) -> Vec<&str> {
    names.iter().map(Name::as_str).collect()
}

/// A form with fields that conditions can ask about, and `target` with `condition`.
fn form_with(condition: &str) -> Form {
    let json = r#"{"id": "f", "version": 1, "title": {"en": "F"}, "default_language": "en",
      "languages": ["en"], "counts": true,
      "parts": [{"id": "all", "label": {"en": "All"}, "fields": [
        {"id": "number", "kind": "integer", "label": {"en": "L"}},
        {"id": "words", "kind": "text", "label": {"en": "L"}},
        {"id": "one", "kind": "select_one", "label": {"en": "L"}, "options": [
          {"id": "a", "label": {"en": "A"}}, {"id": "b", "label": {"en": "B"}}]},
        {"id": "many", "kind": "select_many", "label": {"en": "L"}, "options": [
          {"id": "a", "label": {"en": "A"}}, {"id": "b", "label": {"en": "B"}}]},
        {"id": "scale", "kind": "rating", "label": {"en": "L"}, "levels": [
          {"id": "low", "label": {"en": "A"}}, {"id": "mid", "label": {"en": "B"}},
          {"id": "high", "label": {"en": "C"}}]},
        {"id": "taps", "kind": "tally", "label": {"en": "L"}},
        {"id": "log", "kind": "evidence_log", "label": {"en": "L"}, "holds": "evidence"},
        {"id": "day", "kind": "date", "label": {"en": "L"}},
        {"id": "hour", "kind": "time", "label": {"en": "L"}},
        {"id": "moment", "kind": "date_time", "label": {"en": "L"}},
        {"id": "target", "kind": "text", "label": {"en": "L"}, "required": true,
         "relevant": CONDITION}
      ]}]}"#;
    Form::from_json(&json.replace("CONDITION", condition)).unwrap()
}

fn applies(condition: &str, values: &[(&str, AnswerValue)]) -> bool {
    evaluate(&form_with(condition), &answers(values)).is_relevant("target")
}

#[test]
fn an_empty_answer_only_meets_what_asks_for_none() {
    let cases = [
        (r#"{"field": "number", "is": "=", "value": 1}"#, false),
        (r#"{"field": "number", "is": "!=", "value": 1}"#, true),
        (r#"{"field": "number", "is": "<", "value": 1}"#, false),
        (r#"{"field": "number", "is": ">=", "value": 1}"#, false),
        (r#"{"field": "number", "is": "answered"}"#, false),
        (r#"{"field": "number", "is": "empty"}"#, true),
        (
            r#"{"field": "many", "is": "selected", "value": "a"}"#,
            false,
        ),
        (
            r#"{"field": "many", "is": "not-selected", "value": "a"}"#,
            true,
        ),
        (r#"{"not": {"field": "number", "is": "empty"}}"#, false),
    ];
    for (condition, expected) in cases {
        assert_eq!(applies(condition, &[]), expected, "{condition}");
    }
}

#[test]
fn every_kind_is_compared_in_its_own_way() {
    let both = AnswerValue::Choices(["a", "b"].map(str::to_owned).into());
    let cases = [
        ("number", "=", "3", AnswerValue::Int(3), true),
        ("number", "<", "3", AnswerValue::Int(3), false),
        ("number", "<=", "3", AnswerValue::Int(3), true),
        ("number", ">", "-3", AnswerValue::Int(-2), true),
        (
            "words",
            "=",
            r#""yes""#,
            AnswerValue::Text("yes".to_owned()),
            true,
        ),
        (
            "words",
            "!=",
            r#""yes""#,
            AnswerValue::Text("no".to_owned()),
            true,
        ),
        ("one", "=", r#""a""#, choice("a"), true),
        ("one", "!=", r#""a""#, choice("b"), true),
        ("one", "selected", r#""a""#, choice("a"), true),
        ("many", "selected", r#""b""#, both.clone(), true),
        ("many", "not-selected", r#""b""#, both, false),
        ("scale", ">=", r#""mid""#, level("high"), true),
        ("scale", ">=", r#""mid""#, level("low"), false),
        ("scale", "<", r#""high""#, level("mid"), true),
        ("scale", "<", r#""high""#, level("gone"), false),
        ("taps", ">", "2", AnswerValue::Tally(3), true),
        ("log", ">=", "2", AnswerValue::EntryCount(2), true),
        ("log", ">=", "2", AnswerValue::EntryCount(u64::MAX), true),
        (
            "day",
            "<",
            r#""2026-10-21""#,
            AnswerValue::Date("2026-09-30".parse().unwrap()),
            true,
        ),
        (
            "hour",
            ">",
            r#""09:59""#,
            AnswerValue::Time("10:00".parse().unwrap()),
            true,
        ),
        (
            "moment",
            "=",
            r#""2026-10-21T10:30""#,
            AnswerValue::DateTime("2026-10-21T10:30:00".parse().unwrap()),
            true,
        ),
    ];
    for (field, is, value, answer, expected) in cases {
        let condition = format!(r#"{{"field": "{field}", "is": "{is}", "value": {value}}}"#);
        assert_eq!(
            applies(&condition, &[(field, answer)]),
            expected,
            "{condition}"
        );
    }
}

#[test]
fn conditions_are_joined_by_all_any_and_not() {
    let number = r#"{"field": "number", "is": ">", "value": 1}"#;
    let words = r#"{"field": "words", "is": "answered"}"#;
    let two = ("number", AnswerValue::Int(2));
    let text = ("words", AnswerValue::Text("x".to_owned()));
    let all = format!(r#"{{"all": [{number}, {words}]}}"#);
    let any = format!(r#"{{"any": [{number}, {words}]}}"#);
    let none = format!(r#"{{"not": {{"any": [{number}, {words}]}}}}"#);
    assert!(applies(&all, &[two.clone(), text.clone()]));
    assert!(!applies(&all, std::slice::from_ref(&two)));
    assert!(applies(&any, std::slice::from_ref(&two)));
    assert!(!applies(&any, &[]));
    assert!(!applies(&none, &[text]));
    assert!(applies(&none, &[]));
}

#[test]
fn a_blank_text_and_no_taps_are_no_answer() {
    let answered = |field: &str| format!(r#"{{"field": "{field}", "is": "answered"}}"#);
    assert!(!applies(
        &answered("words"),
        &[("words", AnswerValue::Text("  \n".to_owned()))]
    ));
    assert!(!applies(
        &answered("taps"),
        &[("taps", AnswerValue::Tally(0))]
    ));
    assert!(!applies(
        &answered("log"),
        &[("log", AnswerValue::EntryCount(0))]
    ));
    assert!(applies(
        &answered("number"),
        &[("number", AnswerValue::Int(0))]
    ));
}

#[test]
fn answers_written_apart_hide_no_question() {
    let apart = AnswerValue::Several(vec![choice("a"), choice("b")]);
    for id in ["a", "b"] {
        let equal = format!(r#"{{"field": "one", "is": "=", "value": "{id}"}}"#);
        let unequal = format!(r#"{{"field": "one", "is": "!=", "value": "{id}"}}"#);
        assert!(applies(&equal, &[("one", apart.clone())]));
        assert!(applies(&unequal, &[("one", apart.clone())]));
    }
}

#[test]
fn a_field_that_does_not_apply_counts_as_empty_and_keeps_its_answer() {
    let mut given = answers(&[
        ("objectives_given", choice("none")),
        ("objectives", AnswerValue::Text("I can explain".to_owned())),
    ]);
    assert!(!evaluate(&T1, &given).is_relevant("objectives"));
    given
        .values
        .insert("objectives_given".to_owned(), choice("posted"));
    let filled = evaluate(&T1, &given);
    assert!(filled.is_relevant("objectives"));
    assert!(given.values.contains_key("objectives"));
}

#[test]
fn a_chain_of_conditions_is_followed_and_groups_carry_what_they_hold() {
    let json = r#"{"id": "f", "version": 1, "title": {"en": "F"}, "default_language": "en",
      "languages": ["en"], "counts": false,
      "parts": [{"id": "all", "label": {"en": "All"}, "fields": [
        {"id": "last", "kind": "text", "label": {"en": "L"}, "required": true,
         "relevant": {"field": "inner", "is": "answered"}},
        {"id": "group", "kind": "group", "label": {"en": "L"},
         "relevant": {"field": "first", "is": "=", "value": 1}, "fields": [
           {"id": "inner", "kind": "text", "label": {"en": "L"}},
           {"id": "taps", "kind": "tally", "label": {"en": "L"}}]},
        {"id": "first", "kind": "integer", "label": {"en": "L"}}
      ]}]}"#;
    let form = Form::from_json(json).unwrap();
    let mut given = answers(&[
        ("first", AnswerValue::Int(1)),
        ("inner", AnswerValue::Text("x".to_owned())),
        ("taps", AnswerValue::Tally(4)),
    ]);
    let filled = evaluate(&form, &given);
    assert_eq!(ids(&filled.required_empty), ["last"]);
    assert!(filled.is_relevant("inner"));
    assert!(!filled.is_relevant("taps"), "this form does not count");

    given.values.insert("first".to_owned(), AnswerValue::Int(2));
    let filled = evaluate(&form, &given);
    assert!(!filled.is_relevant("inner"));
    assert!(filled.required_empty.is_empty());
}

#[test]
fn a_level_without_an_entry_is_open_unless_it_says_that_nothing_was_seen() {
    let mut given = answers(&[
        ("explain_reasoning", level("providing")),
        ("task_asks_more", level("not_observed")),
        (
            "use_others_ideas",
            AnswerValue::Several(vec![level("not_observed"), level("sustaining")]),
        ),
        (
            "clarity_check",
            AnswerValue::Choices(["checked".to_owned()].into()),
        ),
    ]);
    let filled = evaluate(&T1, &given);
    assert_eq!(
        ids(&filled.evidence_missing),
        ["explain_reasoning", "use_others_ideas"]
    );
    assert_eq!(filled.open().len(), 2);

    given.linked.insert("explain_reasoning".to_owned(), 1);
    given.linked.insert("use_others_ideas".to_owned(), 0);
    assert_eq!(
        ids(&evaluate(&T1, &given).evidence_missing),
        ["use_others_ideas"]
    );
}

#[test]
fn answers_that_do_not_fit_are_told() {
    let given = answers(&[
        ("visit_no", AnswerValue::Int(0)),
        ("number_of_students", AnswerValue::Int(201)),
        ("number_of_teachers", AnswerValue::Text("two".to_owned())),
        ("grade", choice("grade_13")),
        (
            "class_type",
            AnswerValue::Choices(["ell", "newer"].map(str::to_owned).into()),
        ),
        ("explain_reasoning", level("superb")),
        ("date", AnswerValue::Text("yesterday".to_owned())),
        ("school", choice("any_school_of_the_visit")),
        ("no_such_field", AnswerValue::Int(1)),
    ]);
    let told: Vec<String> = evaluate(&T1, &given)
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.field, problem.misfit))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    visit_no: must be 1 or more, and is 0
    date: this is not a date
    grade: "grade_13" is no option of this question
    number_of_students: must be 200 or less, and is 201
    class_type: "newer" is no option of this question
    number_of_teachers: this is not a number
    explain_reasoning: "superb" is no option of this question
    "#);
}

#[test]
fn an_untouched_note_has_one_open_question() {
    let filled = evaluate(&T1, &Answers::default());
    assert_eq!(ids(&filled.required_empty), ["clarity_check"]);
    assert_eq!(filled.relevant.len(), T1.walk().len());
}

#[test]
fn stored_texts_become_answers_by_the_kind_of_their_field() {
    let form = &*T1;
    let read = |field: &str, text: &str| AnswerValue::from_text(form.field(field).unwrap(), text);
    assert_eq!(read("grade", "grade_8"), choice("grade_8"));
    assert_eq!(read("explain_reasoning", "providing"), level("providing"));
    assert_eq!(
        read("date", "2026-10-21"),
        AnswerValue::Date("2026-10-21".parse().unwrap())
    );
    assert_eq!(read("date", "soon"), AnswerValue::Text("soon".to_owned()));
    assert_eq!(
        read("standards", "8.EE.7"),
        AnswerValue::Text("8.EE.7".to_owned())
    );
}

fn any_answer() -> impl Strategy<Value = AnswerValue> {
    let id = || {
        prop_oneof![
            Just("none"),
            Just("posted"),
            Just("providing"),
            Just("not_observed"),
            Just("ell"),
            Just("checked"),
            Just("grade_8"),
            Just(""),
            Just("x"),
        ]
        .prop_map(str::to_owned)
    };
    let one = prop_oneof![
        "\\PC{0,5}".prop_map(AnswerValue::Text),
        any::<i64>().prop_map(AnswerValue::Int),
        id().prop_map(AnswerValue::Choice),
        id().prop_map(AnswerValue::Level),
        proptest::collection::btree_set(id(), 0..3).prop_map(AnswerValue::Choices),
        any::<i64>().prop_map(AnswerValue::Tally),
        any::<u64>().prop_map(AnswerValue::EntryCount),
    ];
    one.prop_recursive(2, 6, 3, |inner| {
        proptest::collection::vec(inner, 0..3).prop_map(AnswerValue::Several)
    })
}

proptest! {
    #[test]
    fn evaluation_is_the_same_every_time_and_open_questions_apply(
        given in proptest::collection::vec((any::<proptest::sample::Index>(), any_answer()), 0..40),
    ) {
        let form = &*T1;
        let fields: Vec<String> =
            form.walk().iter().map(|p| p.field.id.to_string()).collect();
        let mut answers = Answers::default();
        for (at, answer) in given {
            answers.values.insert(at.get(&fields).clone(), answer);
        }
        let filled = evaluate(form, &answers);
        prop_assert_eq!(&filled, &evaluate(form, &answers));
        for id in filled.open() {
            prop_assert!(filled.relevant.contains(id));
        }
    }
}
