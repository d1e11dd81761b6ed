//! What is wrong is told with sheet, row and column.

use super::form;

/// The places of the problems in a sheet, without their sentences.
fn places(text: &str) -> Vec<String> {
    let lines = form(text)
        .map(|_| String::new())
        .unwrap_or_else(|lines| lines);
    let place = |line: &str| line.split(": ").next().unwrap_or_default().to_owned();
    lines.lines().map(place).collect()
}

/// A survey with the columns type, name, label and one more, and a list `yn`.
fn survey(column: &str, rows: &str) -> String {
    format!(
        "| survey |\n| | type | name | label | {column} |\n{rows}\n\
         | choices |\n| | list_name | name | label |\n| | yn | yes | Yes |\n| | yn | no | No |\n"
    )
}

/// A column, rows, and the place of the problem.
const UNUSABLE: &[(&str, &str, &str)] = &[
    ("hint", "| | texxt | a | A | |", "survey:2:type"),
    ("hint", "| | text | | A | |", "survey:2:name"),
    ("hint", "| | | a | A | |", "survey:2:type"),
    ("hint", "| | text | 1a | A | |", "survey:2:name"),
    ("hint", "| | text | meta | A | |", "survey:2:name"),
    (
        "hint",
        "| | text | a | A | |\n| | date | a | A | |",
        "survey:3:name",
    ),
    ("hint", "| | text | a | | |", "survey:2:label"),
    ("hint", "| | select_one | a | A | |", "survey:2:type"),
    (
        "hint",
        "| | select_one nowhere | a | A | |",
        "survey:2:type",
    ),
    (
        "hint",
        "| | select_one_from_file a.txt | a | A | |",
        "survey:2:type",
    ),
    (
        "hint",
        "| | begin group | g | G | |\n| | text | a | A | |",
        "survey:2:type",
    ),
    (
        "hint",
        "| | text | a | A | |\n| | end repeat | | | |",
        "survey:3:type",
    ),
    (
        "hint",
        "| | begin repeat | data | R | |\n| | end repeat | | | |",
        "survey:2:name",
    ),
    ("hint", "| | include | a | A | |", "survey:2:type"),
    (
        "calculation",
        "| | calculate | a | | |",
        "survey:2:calculation",
    ),
    (
        "calculation",
        "| | calculate | a | | ${a} + 1 |",
        "survey:2:calculation",
    ),
    (
        "relevant",
        "| | text | a | A | ${b} = 1 |",
        "survey:2:relevant",
    ),
    (
        "relevant",
        "| | text | a | A | ${ a } = 1 |",
        "survey:2:relevant",
    ),
    (
        "relevant",
        "| | text | a | A | 1 = = 2 |",
        "survey:2:relevant",
    ),
    ("trigger", "| | text | a | A | b |", "survey:2:trigger"),
    ("trigger", "| | text | a | A | ${b} |", "survey:2:trigger"),
    (
        "choice_filter",
        "| | select_one yn or_other | a | A | name = 'no' |",
        "survey:2:choice_filter",
    ),
    (
        "parameters",
        "| | text | a | A | rows |",
        "survey:2:parameters",
    ),
    (
        "parameters",
        "| | text | a | A | rows=many |",
        "survey:2:parameters",
    ),
    (
        "parameters",
        "| | text | a | A | size=3 |",
        "survey:2:parameters",
    ),
    (
        "parameters",
        "| | range | a | A | start=1 end=2 step=0 |",
        "survey:2:parameters",
    ),
    (
        "parameters",
        "| | range | a | A | start=1 end=2 step=3 |",
        "survey:2:parameters",
    ),
    (
        "parameters",
        "| | select_one yn | a | A | seed=1 |",
        "survey:2:parameters",
    ),
    (
        "parameters",
        "| | audit | | | location-priority=balanced |",
        "survey:2:parameters",
    ),
];

#[test]
fn rows_that_cannot_be_used() {
    for (column, rows, place) in UNUSABLE {
        assert_eq!(places(&survey(column, rows)), [*place], "{column} {rows}");
    }
}

#[test]
fn all_is_told_at_once() {
    let text = survey(
        "relevant",
        "| | texxt | a | A | |\n| | text | b | B | ${c} |\n| | integer | | D | |",
    );
    assert_eq!(
        places(&text),
        ["survey:2:type", "survey:3:relevant", "survey:4:name"]
    );
}

#[test]
fn sheets_and_columns_that_are_missing() {
    for (text, place) in [
        (
            "| choices |\n| | list_name | name |\n| | yn | yes |",
            "survey:1:type",
        ),
        (
            "| survey |\n| | name | label |\n| | a | A |",
            "survey:1:type",
        ),
        (
            "| survey |\n| | type | name | caption | label |\n| | text | a | A | A |",
            "survey:1:label",
        ),
    ] {
        let found = places(text);
        // A column named by its own word is taken in place of an older word for it.
        if text.contains("caption") {
            assert!(found.is_empty(), "{found:?}");
        } else {
            assert_eq!(found, [place], "{text}");
        }
    }
    let text = "| survey |\n| | type | name | label |\n| | select_one yn | a | A |\n\
                | choice |\n| | list_name | name |\n| | yn | yes |";
    let problems = form(text)
        .map(|_| String::new())
        .unwrap_or_else(|lines| lines);
    assert!(problems.contains("but one named \"choice\""), "{problems}");
}

#[test]
fn choices_that_cannot_be_used() {
    let start = "| survey |\n| | type | name | label |\n| | select_multiple l | a | A |\n\
                 | choices |\n| | list_name | name | label |\n";
    for (rows, place) in [
        ("| | l | | X |", "choices:2:name"),
        ("| | l | x | X |\n| | l | x | Y |", "choices:3:name"),
        ("| | l | x | X |\n| | l | y z | Y |", "choices:3:name"),
        ("| | l | x | ${b} |", "choices:2:label"),
    ] {
        let found = places(&format!("{start}{rows}"));
        assert!(found.contains(&place.to_owned()), "{rows}: {found:?}");
    }
    let twice = format!(
        "{start}| | l | x | X |\n| | l | x | Y |\n| settings |\n\
                         | | allow_choice_duplicates |\n| | yes |"
    );
    assert!(places(&twice).is_empty());
}

#[test]
fn entities_that_cannot_be_used() {
    let survey = "| survey |\n| | type | name | label | save_to |\n| | text | a | A | {} |\n";
    let entities = "| entities |\n| | list_name | label | entity_id | update_if |\n";
    for (property, row, place) in [
        ("name", "| | trees | ${a} | | |", "survey:2:save_to"),
        ("other#x", "| | trees | ${a} | | |", "survey:2:save_to"),
        ("x", "| | trees | | | |", "entities:2:label"),
        ("x", "| | __trees | ${a} | | |", "entities:2:list_name"),
        ("x", "| | trees | ${a} | | true() |", "entities:2:entity_id"),
    ] {
        let text = format!("{}{entities}{row}", survey.replace("{}", property));
        assert_eq!(places(&text), [place], "{property} {row}");
    }
    let alone = survey.replace("{}", "x");
    assert_eq!(places(&alone), ["survey:2:save_to"]);
}
