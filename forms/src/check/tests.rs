//! Values and entries that pass, and the sentences for those that do not.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};

use super::*;
use crate::storage::Storage;
use crate::{Form, library};

fn forms() -> Vec<Form> {
    library().unwrap()
}

fn check(field: &str, value: &Value) -> Result<CheckedValue, FieldError> {
    check_value(&forms()[0], field, value)
}

#[test]
fn answers_that_fit_pass() {
    let cases = [
        ("number_of_students", json!(24), Some(Single::Int(24))),
        ("number_of_students", json!(0), Some(Single::Int(0))),
        ("number_of_students", json!(200), Some(Single::Int(200))),
        (
            "grade",
            json!("grade_8"),
            Some(Single::Text("grade_8".to_owned())),
        ),
        (
            "explain_reasoning",
            json!("providing"),
            Some(Single::Text("providing".to_owned())),
        ),
        (
            "date",
            json!("2026-10-21"),
            Some(Single::Text("2026-10-21".to_owned())),
        ),
        (
            "time_in",
            json!("10:30:00"),
            Some(Single::Text("10:30".to_owned())),
        ),
        (
            "school",
            json!("cedar"),
            Some(Single::Text("cedar".to_owned())),
        ),
        ("grade", Value::Null, None),
    ];
    for (field, value, single) in cases {
        assert_eq!(
            check(field, &value).map(|v| v.to_single()),
            Ok(single),
            "{field}"
        );
    }
    let several = ["ell", "inclusion"].map(str::to_owned).into();
    assert_eq!(
        check("class_type", &json!(["ell", "inclusion", "ell"])),
        Ok(CheckedValue::Choices(several))
    );
    assert_eq!(
        check("standards", &json!("8.EE.7")),
        Ok(CheckedValue::Text("8.EE.7".to_owned()))
    );
}

#[test]
fn answers_that_do_not_fit_are_refused_with_what_is_allowed() {
    let cases = [
        ("teacher_name", json!("x")),
        ("look_fors", json!("x")),
        ("focus_of_inquiry", json!("x")),
        ("partner_talk", json!(3)),
        ("evidence_log", json!("x")),
        ("number_of_students", json!(201)),
        ("number_of_students", json!(-1)),
        ("number_of_students", json!("24")),
        ("number_of_students", json!(2.5)),
        ("number_of_students", json!(1e300)),
        ("objectives_given", json!("written")),
        ("objectives_given", json!(["posted"])),
        ("class_type", json!("ell")),
        ("class_type", json!(["ell", 3])),
        ("class_type", json!(["ell", "gifted"])),
        ("explain_reasoning", json!("good")),
        ("date", json!("2026-02-30")),
        ("date", json!("21.10.2026")),
        ("time_in", json!("25:00")),
        ("time_in", json!(1030)),
        ("standards", json!({"en": "x"})),
        ("standards", json!("x".repeat(20_001))),
        ("school", json!("")),
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|(field, value)| check(field, value).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    this form has no field "teacher_name"; its fields are visit_no, school, date, time_in, time_out, participants, grade, subject, number_of_students, class_type, number_of_teachers, standards, objectives_given, objectives, evidence_log, explain_reasoning, task_asks_more, use_others_ideas, know_the_purpose, partner_talk, one_student_answers, all_answer_together, student_asks_question, wonderings, clarity_check
    "look_fors" is a group of questions and takes no answer
    "focus_of_inquiry" is a text that is only shown and takes no answer
    "partner_talk" is a count; write it with {"tally": …, "by": 1}
    "evidence_log" is a log of entries; write it with {"evidence": {…}}
    "number_of_students" takes a whole number from 0 to 200, not 201
    "number_of_students" takes a whole number from 0 to 200, not -1
    "number_of_students" takes a whole number, not a text in quotes
    "number_of_students" takes a whole number, not a number with a fraction or too many digits
    "number_of_students" takes a whole number, not a number with a fraction or too many digits
    "written" is no option of "objectives_given"; choose from posted, spoken, none
    "objectives_given" takes an option's id, not a list
    "class_type" takes a list of options' ids, not a text in quotes
    "class_type" takes a list of options' ids, not a number
    "gifted" is no option of "class_type"; choose from sped, ell, sei, inclusion, regular
    "good" is no option of "explain_reasoning"; choose from not_observed, developing, providing, sustaining
    "2026-02-30" is no answer for "date": there is no such day
    "21.10.2026" is no answer for "date": write a date as 2026-10-21
    "25:00" is no answer for "time_in": there is no such time
    "time_in" takes a time in quotes, not a number
    "standards" takes a text in quotes, not an object
    the answer to "standards" has 20001 characters, and at most 20000 are allowed
    "" is no option of "school"; choose from the ids of the visit
    "#);
}

#[test]
fn a_date_with_a_time_is_kept_without_a_zone() {
    let json = r#"{"id": "f", "version": 1, "title": {"en": "F"}, "default_language": "en",
      "languages": ["en"], "counts": true, "parts": [{"id": "all", "label": {"en": "All"},
      "fields": [{"id": "when", "kind": "date_time", "label": {"en": "L"}}]}]}"#;
    let form = Form::from_json(json).unwrap();
    let good = check_value(&form, "when", &json!("2026-10-21T10:30")).map(|v| v.to_single());
    assert_eq!(good, Ok(Some(Single::Text("2026-10-21T10:30".to_owned()))));
    assert!(check_value(&form, "when", &json!("2026-10-21T10:30Z")).is_err());
}

#[test]
fn a_visit_that_is_known_limits_its_lists() {
    let visit = VisitLists {
        schools: Some(["cedar", "juniper"].map(str::to_owned).into()),
        team: None,
    };
    let check = |field: &str, value| check_value_with(&forms()[0], field, &value, &visit);
    assert!(check("school", json!("cedar")).is_ok());
    assert_eq!(
        check("school", json!("pine")).unwrap_err().to_string(),
        "\"pine\" is no option of \"school\"; choose from cedar, juniper"
    );
    assert!(check("participants", json!(["anyone"])).is_ok());
}

#[test]
fn a_step_must_write_in_the_way_of_its_field() {
    let form = &forms()[0];
    let told = |field: &str, storage| {
        check_storage(form, field, storage).map_or_else(|e| e.to_string(), |f| f.id.to_string())
    };
    let all = [
        told("standards", Storage::Text),
        told("partner_talk", Storage::Tally),
        told("grade", Storage::Text),
        told("standards", Storage::Tally),
        told("partner_talk", Storage::Text),
        told("wonderings", Storage::Text),
        told("counts", Storage::Tally),
        told("gone", Storage::Tally).chars().take(40).collect(),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    standards
    partner_talk
    "grade" is a choice of one; write it with {"set": …, "value": …}
    "standards" is a text; write it with {"text": …} or {"set": …}
    "partner_talk" is a count; write it with {"tally": …, "by": 1}
    "wonderings" is a log of entries; write it with {"evidence": {…}}
    "counts" is a group of questions and takes no answer
    this form has no field "gone"; its field
    "#);
}

#[test]
fn entries_go_to_the_main_log_with_its_columns() {
    let forms = forms();
    let tags = ["reasoning".to_owned(), "reasoning".to_owned()];
    let entry = EntryInput {
        who: Some("students"),
        mode: Some("heard"),
        text: "Six pairs talk.",
        tags: &tags,
        ..EntryInput::default()
    };
    let checked = check_entry(&forms[0], &entry).unwrap();
    assert_eq!(checked.field, "evidence_log");
    assert_eq!(checked.tags.len(), 1);

    let bare = EntryInput {
        text: "“Because”",
        ..EntryInput::default()
    };
    assert_eq!(check_entry(&forms[1], &bare).unwrap().field, "quotes");
    let wondering = EntryInput {
        field: Some("wonderings"),
        ..bare
    };
    assert_eq!(
        check_entry(&forms[0], &wondering).unwrap().field,
        "wonderings"
    );
}

#[test]
fn entries_that_do_not_fit_are_refused() {
    let forms = forms();
    let long = "x".repeat(20_001);
    let tags = ["math".to_owned()];
    let cases = [
        (
            0,
            EntryInput {
                who: Some("principal"),
                ..EntryInput::default()
            },
        ),
        (
            0,
            EntryInput {
                mode: Some("felt"),
                ..EntryInput::default()
            },
        ),
        (
            0,
            EntryInput {
                tags: &tags,
                ..EntryInput::default()
            },
        ),
        (
            1,
            EntryInput {
                who: Some("students"),
                ..EntryInput::default()
            },
        ),
        (
            0,
            EntryInput {
                field: Some("grade"),
                ..EntryInput::default()
            },
        ),
        (
            0,
            EntryInput {
                text: &long,
                ..EntryInput::default()
            },
        ),
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|(form, entry)| check_entry(&forms[*form], entry).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "principal" is no option of "evidence_log.who"; choose from students, teacher, task, room
    "felt" is no option of "evidence_log.mode"; choose from saw, heard, quote, count, artifact
    "math" is no option of "evidence_log.tags"; choose from objectives, discussion, reasoning, task_demand
    entries of "quotes" have no who
    "grade" is a choice of one; write it with {"set": …, "value": …}
    the answer to "evidence_log" has 20001 characters, and at most 20000 are allowed
    "#);
}

#[test]
fn the_seed_names_what_the_first_change_makes() {
    let seed = forms()[0].seed();
    insta::assert_snapshot!(format!("{seed:#?}"), @r#"
    Seed {
        texts: {
            "objectives",
            "standards",
        },
        tallies: {
            "all_answer_together",
            "one_student_answers",
            "partner_talk",
            "student_asks_question",
        },
        choices: {
            "clarity_check",
            "class_type",
            "participants",
        },
    }
    "#);
    assert_eq!(forms()[0].storage("grade"), Some(Storage::Single));
    assert_eq!(forms()[0].storage("look_fors"), Some(Storage::None));
    assert_eq!(forms()[0].storage("gone"), None);
}
