//! What the nudges find, and what they leave alone.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::{Form, library};

/// Read once: the random tests ask for it some hundred times.
static T1: LazyLock<Form> = LazyLock::new(|| library().unwrap().remove(0));

fn found(language: &str, text: &str) -> Vec<String> {
    judgment_words(&T1, language, text)
        .into_iter()
        .map(|span| span.word)
        .collect()
}

#[test]
fn words_of_the_list_are_found_whole_and_in_any_case() {
    let cases: [(&str, &[&str]); 12] = [
        ("Students at the back table are engaged in", &["engaged"]),
        (
            "Good pacing. It seemed GREAT!",
            &["Good", "seemed", "GREAT"],
        ),
        (
            "A well-managed room, students were well behaved",
            &["well-managed", "well behaved"],
        ),
        ("Teacher should have asked", &["should have"]),
        ("Six pairs talk.", &[]),
        ("They said goodbye to the greater number", &[]),
        ("“That’s a good idea” says one student", &[]),
        ("\"That's a good idea\" says one, which was nice", &["nice"]),
        ("T: “Great, who can", &[]),
        ("One: «good», the rest: good", &["good"]),
        ("well. Managed by two", &[]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(found("en", text), expected, "{text}");
    }
}

#[test]
fn each_language_has_its_own_list_and_accents_may_be_left_out() {
    assert_eq!(
        found("es", "La clase parecía aburrida"),
        ["parecía", "aburrida"]
    );
    assert_eq!(
        found("es-MX", "Los niños parecian motivados"),
        ["parecian", "motivados"]
    );
    assert_eq!(found("es", "The lesson was good"), Vec::<String>::new());
    assert_eq!(found("fr", "The lesson was good"), ["good"]);
}

#[test]
fn positions_are_utf16_units() {
    let span = judgment_word(&T1, "en", "🙂 é: good work").unwrap();
    assert_eq!((span.word.as_str(), span.start, span.end), ("good", 6, 10));
}

#[test]
fn a_title_and_a_name_may_be_a_name() {
    let cases = [
        ("Thank you, Ms. Ray, may I go next?", Some("Ms. Ray")),
        ("Mr. X asks two students", Some("Mr. X")),
        ("Mr X asks two students", Some("Mr X")),
        ("then mrs. lee writes", Some("mrs. lee")),
        ("La Sra. de la Cruz pregunta", Some("Sra. de la Cruz")),
        (
            "La maestra pregunta; Maestra Ana contesta",
            Some("Maestra Ana"),
        ),
        ("Sra. García López escribe", Some("Sra. García López")),
        ("Dr. Ruiz-Vega", Some("Dr. Ruiz-Vega")),
        ("Mrs.Lee", Some("Mrs.Lee")),
        ("Miss Y reads", Some("Miss Y")),
        ("Two students miss the bus", None),
        ("Miss two questions", None),
        ("The coach says go", None),
        ("Coach and students talk", None),
        ("Thank you, Ms., may I go next?", None),
        ("Teacher asks: what is 3 ms 5?", None),
        ("T: open your books", None),
        ("after 3 ms then", None),
        ("Ms.", None),
        ("", None),
    ];
    for (text, expected) in cases {
        let word = possible_name(text).map(|span| span.word);
        assert_eq!(word.as_deref(), expected, "{text}");
    }
}

#[test]
fn the_place_of_a_name_is_in_utf16_units() {
    let span = possible_name("🙂 “Ms. Ray”").unwrap();
    assert_eq!(
        (span.word.as_str(), span.start, span.end),
        ("Ms. Ray", 4, 11)
    );
}

proptest! {
    #[test]
    fn spans_lie_in_the_text(text in "(\\PC|Ms\\. A|good|“|\"|well managed| |🙂){0,30}") {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut spans = judgment_words(&T1, "en", &text);
        spans.extend(possible_name(&text));
        for span in spans {
            let inside = String::from_utf16(&units[span.start..span.end]);
            prop_assert_eq!(inside.ok(), Some(span.word));
        }
    }
}
