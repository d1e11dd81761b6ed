//! The forms that come with Rounds have the fields of their paper models.

#![expect(clippy::unwrap_used, reason = "tests")]

#[cfg(feature = "import")]
mod sheets;

use super::*;

/// One line a field: part, id, kind, and what a screen must know.
fn outline(form: &Form) -> String {
    let mut lines = String::new();
    for placed in form.walk() {
        let field = placed.field;
        let indent = if placed.parent.is_some() { "  " } else { "" };
        let marks = [
            (field.required, " required"),
            (field.relevant.is_some(), " conditional"),
        ];
        let marks: String = marks
            .iter()
            .filter_map(|(on, mark)| on.then_some(*mark))
            .collect();
        lines += &format!(
            "{}: {indent}{} {}{marks}\n",
            placed.part.id,
            field.id,
            field.kind.spelling()
        );
    }
    lines
}

/// Paths of texts that are not in both languages.
fn untranslated(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(object) => {
            if object.contains_key("en") != object.contains_key("es") {
                found.push(path.to_owned());
            }
            for (key, value) in object {
                untranslated(value, &format!("{path}.{key}"), found);
            }
        }
        serde_json::Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                untranslated(value, &format!("{path}[{place}]"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_text_is_in_english_and_spanish() {
    let mut found = Vec::new();
    for json in [T1, T3] {
        untranslated(&serde_json::from_str(json).unwrap(), "", &mut found);
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn each_form_is_found_by_its_id() {
    for form in library().unwrap() {
        let json = library_json(form.id().as_str()).unwrap();
        assert_eq!(Form::from_json(json), Ok(form));
    }
    assert_eq!(library_json("t2"), None);
}

#[test]
fn the_fields_of_t1_are_those_of_the_scripting_sheet() {
    let forms = library().unwrap();
    insta::assert_snapshot!(outline(&forms[0]), @r#"
    before: visit_no integer
    before: school select_one
    before: date date
    before: time_in time
    before: time_out time
    before: participants select_many
    before: grade select_one
    before: subject select_one
    before: number_of_students integer
    before: class_type select_many
    before: number_of_teachers integer
    before: standards text
    before: objectives_given select_one
    before: objectives text conditional
    in_the_room: focus_of_inquiry note
    in_the_room: evidence_log evidence_log
    in_the_room: look_fors group
    in_the_room:   explain_reasoning rating
    in_the_room:   task_asks_more rating
    in_the_room:   use_others_ideas rating
    in_the_room:   know_the_purpose rating
    in_the_room: counts group
    in_the_room:   partner_talk tally
    in_the_room:   one_student_answers tally
    in_the_room:   all_answer_together tally
    in_the_room:   student_asks_question tally
    after: wonderings evidence_log
    after: clarity_check select_many required
    "#);
}

#[test]
fn the_fields_of_t3_are_those_of_the_student_conversation() {
    let forms = library().unwrap();
    insta::assert_snapshot!(outline(&forms[1]), @r#"
    before: stop note
    before: setting select_one
    before: student_count integer
    before: grade select_many
    conversation: what_learning text
    conversation: why_learning text
    conversation: how_know_good text
    conversation: need_help text
    conversation: working_on text
    conversation: interesting select_one
    conversation: quotes evidence_log
    after: level rating
    "#);
}
