//! Rounds' own types, as docs/FORMS.md explains them.

use super::form;
use crate::sheet::own;

const DOCUMENT: &str = include_str!("../../../../docs/FORMS.md");

#[test]
fn the_example_in_the_document_is_a_form() -> Result<(), String> {
    let blocks = DOCUMENT.split("```");
    let example = blocks.filter(|block| block.contains("| survey |"));
    let text: String = example.collect();
    let form = form(&text)?;
    assert_eq!(form.questions(), 5);
    Ok(())
}

#[test]
fn the_document_explains_every_word() {
    let unexplained = own::names().filter(|word| {
        !DOCUMENT.contains(&format!("`{word}")) && !DOCUMENT.contains(&format!(" {word}"))
    });
    assert_eq!(unexplained.collect::<Vec<_>>(), Vec::<&str>::new());
    let known = |word: &str| own::names().any(|name| word.starts_with(name));
    let words = DOCUMENT.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let unknown: Vec<&str> = words
        .filter(|word| word.starts_with("rounds-") && *word != "rounds-" && !known(word))
        .collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

#[test]
fn a_word_that_does_not_fit_is_told_with_its_row() {
    let told = form(
        "| survey |
         | | type | name | label | appearance |
         | | text | a | A | rounds-tally |
         | | integer | b | B | rounds-taly |
         | | select_one l | c | C | rounds-who |
         | | begin_repeat | r | R | rounds-evidence |
         | | text | d | D | multiline |
         | | end_repeat | | | |
         | choices |
         | | list_name | name | label |
         | | l | x | X |",
    );
    let lines = told.err().unwrap_or_default();
    let places: Vec<&str> = lines
        .lines()
        .filter_map(|line| line.split(": ").next())
        .collect();
    let expected = [
        "survey:2:appearance",
        "survey:3:appearance",
        "survey:4:appearance",
        "survey:5:appearance",
    ];
    assert_eq!(places, expected, "{lines}");
    for said in [
        "goes with an integer only",
        "is no word of Rounds",
        "belongs inside of a repeat",
        "it needs a text with rounds-text",
    ] {
        assert!(lines.contains(said), "{said}: {lines}");
    }
}
