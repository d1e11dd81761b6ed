//! What of a form is stored where. How it merges is tested where notes are (`note`).

use super::*;
use crate::sheet;
use crate::xpath::Moment;

fn form(sheet: &str) -> (Plan, Ties) {
    let read = sheet::read(sheet.as_bytes(), "form.md");
    let plan = read.map(Plan::new);
    let Ok(Ok(plan)) = plan else {
        panic!("{plan:?}");
    };
    let ties = Ties::of(&plan);
    (plan, ties)
}

fn settings() -> Settings {
    Settings {
        now: Moment {
            millis: 1_774_000_000_000,
            offset: 0,
        },
        seed: 3,
        language: None,
        properties: Vec::new(),
    }
}

fn begun(form: &(Plan, Ties)) -> (Bound<'_>, Beginning) {
    Bound::begin(&form.0, &form.1, settings())
}

#[test]
fn keys_are_names_where_a_name_is_the_only_one() {
    let form = form(
        "| survey | type | name | label |\n\
         | | text | who | Who |\n\
         | | begin_group | one | One |\n\
         | | text | same | Same |\n\
         | | end_group | | |\n\
         | | begin_group | two | Two |\n\
         | | text | same | Same |\n\
         | | end_group | | |\n\
         | | begin_repeat | house | House |\n\
         | | text | name | Name |\n\
         | | end_repeat | | |\n",
    );
    let (mut bound, beginning) = begun(&form);
    let texts: Vec<&str> = beginning.texts.iter().map(String::as_str).collect();
    assert_eq!(texts, ["one/same", "two/same", "who"]);
    let Some(RecordEdit::Add(house)) = beginning
        .edits
        .iter()
        .find(|edit| matches!(edit, RecordEdit::Add(_)))
    else {
        panic!("{beginning:?}");
    };
    assert_eq!(
        (
            house.id.as_str(),
            house.repeat.as_str(),
            house.parent.as_str()
        ),
        ("first-1", "house", "")
    );
    assert!(house.texts.contains("name"));
    let set = |path: &str, value: &str| Step::Set {
        path: path.to_owned(),
        value: value.to_owned(),
    };
    let edits = bound.step(&set("/data/house[1]/name", "North"), "x");
    let expected = RecordEdit::Text {
        key: flat("first-1", "name"),
        at: 0,
        delete: 0,
        insert: "North".to_owned(),
    };
    assert_eq!(edits, Ok(vec![expected]));
    assert_eq!(bound.key_of("/data/two/same"), Some("two/same"));
    assert_eq!(bound.path_of("two/same").as_deref(), Some("/data/two/same"));
}

#[test]
fn long_names_have_short_keys_that_differ() {
    let long = "a_name_that_somebody_made_longer_than_anybody_can_read_in_one_go";
    let sheet = format!(
        "| survey | type | name | label |\n| | text | {long}_1 | A |\n| | text | {long}_2 | B |\n"
    );
    let form = form(&sheet);
    let (_, beginning) = begun(&form);
    assert_eq!(beginning.texts.len(), 2);
    let most = crate::limits::RECORD_KEY_BYTES;
    assert!(
        beginning.texts.iter().all(|key| key.len() <= most),
        "{beginning:?}"
    );
    let place = ties::counted(&ties::counted("", &long.repeat(2), 3), long, 12);
    assert!(place.len() <= crate::limits::RECORD_PLACE_BYTES, "{place}");
}

#[test]
fn each_kind_of_question_has_its_storage() {
    let form = form(
        "| survey | type | name | label | appearance | calculation | repeat_count | readonly |\n\
         | | text | words | W | | | | |\n\
         | | integer | taps | T | rounds-tally | | | |\n\
         | | integer | rooms | R | | | | |\n\
         | | select_multiple l | many | M | | | | |\n\
         | | select_one l | one | O | | | | |\n\
         | | rank l | order | K | | | | |\n\
         | | note | shown | N | | | | |\n\
         | | calculate | twice | | | ${rooms} * 2 | | |\n\
         | | calculate | stamp | | | if(. = '', ${rooms}, .) | | |\n\
         | | calculate | day | | | today() | | |\n\
         | | begin_repeat | evidence | E | rounds-evidence | | | |\n\
         | | text | said | S | rounds-text | | | |\n\
         | | end_repeat | | | | | | |\n\
         | | begin_repeat | counted | C | rounds-evidence | | 2 | |\n\
         | | text | inside | I | rounds-text | | | |\n\
         | | end_repeat | | | | | | |\n\
         | choices | list_name | name | label |\n| | l | a | A |\n| | l | b | B |\n",
    );
    let (plan, ties) = &form;
    let shape = &plan.definition().shape;
    let storage = |name: &str| {
        let mut found = shape.iter().filter(|(_, node)| node.name == name);
        found.next().and_then(|(id, _)| ties.storage(id))
    };
    let table = [
        ("words", Some(Storage::Text)),
        ("taps", Some(Storage::Tally)),
        ("rooms", Some(Storage::Single)),
        ("many", Some(Storage::Options)),
        ("one", Some(Storage::Single)),
        ("order", Some(Storage::Single)),
        ("shown", Some(Storage::Single)),
        ("twice", None),
        ("stamp", Some(Storage::Single)),
        ("day", Some(Storage::Single)),
        ("said", Some(Storage::Entry(EntryPart::Text))),
        ("counted", None),
    ];
    for (name, expected) in table {
        assert_eq!(storage(name), expected, "{name}");
    }
    let (bound, beginning) = begun(&form);
    assert!(beginning.texts.contains("words") && !beginning.texts.contains("inside"));
    assert!(
        bound
            .states()
            .iter()
            .all(|state| !state.node.path.contains("evidence"))
    );
    let logs: Vec<&str> = ties.logs().map(|(_, key)| key).collect();
    assert_eq!(logs, ["evidence"], "the form counts the other one itself");
}

#[test]
fn the_eight_forms_of_the_practice_are_begun_and_taken_up_again() {
    for (id, sheet) in crate::LIBRARY_SHEETS {
        let form = form(sheet);
        let (bound, beginning) = begun(&form);
        assert!(!beginning.texts.is_empty(), "{id}");
        let again = Bound::open(&form.0, &form.1, settings(), bound.record.clone());
        assert_eq!(again.states(), bound.states(), "{id}");
    }
}

#[test]
fn a_log_says_what_it_asks_in_every_language() {
    let (_, sheet) = crate::LIBRARY_SHEETS[0];
    let (plan, ties) = form(sheet);
    let Some((node, key)) = ties.main_log(&plan) else {
        panic!("T1 has a log");
    };
    assert_eq!(key, "evidence_log");
    let log = ties.log(&plan, node, settings());
    assert!(log.elapsed);
    assert_eq!(log.holds, crate::model::Holds::Evidence);
    let said = |choices: &[crate::model::Choice], language: &str| -> Vec<String> {
        let words =
            |choice: &crate::model::Choice| format!("{} {}", choice.id, choice.label.get(language));
        choices.iter().map(words).collect()
    };
    assert!(said(&log.who, "en").contains(&"teacher Teacher".to_owned()));
    assert!(said(&log.who, "es").contains(&"teacher Docente".to_owned()));
    assert!(!log.modes.is_empty() && !log.tags.is_empty());
}

#[test]
fn a_log_in_one_language_and_with_values_that_entries_cannot_keep() {
    let (plan, ties) = form(
        "| survey | type | name | label | appearance |\n\
         | | begin_repeat | seen | Seen | rounds-evidence |\n\
         | | select_one who | by | Who | rounds-who |\n\
         | | text | words | Words | rounds-text |\n\
         | | end_repeat | | | |\n\
         | choices | list_name | name | label |\n\
         | | who | child | Child |\n\
         | | who | 1 | One |\n",
    );
    let Some((node, _)) = ties.main_log(&plan) else {
        panic!("the form has a log");
    };
    let log = ties.log(&plan, node, settings());
    let who: Vec<&str> = log.who.iter().map(|who| who.label.get("es")).collect();
    assert_eq!(who, ["Child"]);
    assert!(log.modes.is_empty() && !log.elapsed);
}

#[test]
fn a_form_says_what_the_app_answers() {
    let (_, sheet) = crate::LIBRARY_SHEETS[0];
    let (plan, ties) = form(sheet);
    let given = ties.given(&plan);
    let paths: Vec<(Given, &str)> = given
        .iter()
        .map(|(given, path)| (*given, path.rsplit('/').next().unwrap_or_default()))
        .collect();
    assert_eq!(
        paths,
        [
            (Given::VisitNumber, "visit_no"),
            (Given::School, "school"),
            (Given::Author, "participants"),
        ]
    );
}
