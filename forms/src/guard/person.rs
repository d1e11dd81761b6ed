//! What may be the name of a person: a title with a name after it.

use crate::guard::Span;
use crate::guard::small::small_letters;
use crate::guard::words::{Word, words};

/// Titles that are nothing else, so that small letters do not matter.
const PLAIN: [&str; 9] = ["mr", "mrs", "ms", "mx", "sr", "sra", "srta", "profa", "dra"];

/// Titles that are also other words: written large, with a name written large.
const ALSO_WORDS: [&str; 20] = [
    "Dr",
    "Prof",
    "Miss",
    "Mister",
    "Coach",
    "Principal",
    "Professor",
    "Señor",
    "Señora",
    "Señorita",
    "Don",
    "Doña",
    "Maestro",
    "Maestra",
    "Profe",
    "Profesor",
    "Profesora",
    "Director",
    "Directora",
    "Seño",
];

/// Small words inside a name.
const PARTICLES: [&str; 8] = ["de", "la", "las", "los", "del", "van", "von", "y"];

/// Words of a name after its title that are taken along at most, particles not counted.
const NAME_WORDS: usize = 2;

/// The first stretch of a text that may name a person: "Ms. Ray", "Sra. de la Cruz".
///
/// First names alone are not recognized.
#[must_use]
pub fn possible_name(text: &str) -> Option<Span> {
    let written = words(text);
    written.iter().enumerate().find_map(|(place, title)| {
        let rest = written.get(place + 1..)?;
        let plain = PLAIN.contains(&small_letters(title.text).as_str());
        if !plain && !ALSO_WORDS.contains(&title.text) {
            return None;
        }
        // "3 ms then" is no title: without a capital it needs its point.
        let marked = title.text.starts_with(char::is_uppercase)
            || text
                .get(title.end..)
                .is_some_and(|after| after.starts_with('.'));
        let first = rest.first()?;
        if !follows_title(text, title, first) {
            return None;
        }
        let end = end_of_name(text, rest, plain && marked)?;
        Span::of(text, title.start, end)
    })
}

/// A point and spaces, or spaces alone.
fn follows_title(text: &str, title: &Word<'_>, first: &Word<'_>) -> bool {
    let Some(gap) = text.get(title.end..first.start) else {
        return false;
    };
    let spaces = gap.strip_prefix('.').unwrap_or(gap);
    !gap.is_empty() && spaces.chars().all(|c| matches!(c, ' ' | '\u{a0}'))
}

/// The byte after the name that begins with the first of `rest`.
fn end_of_name(text: &str, rest: &[Word<'_>], small_is_fine: bool) -> Option<usize> {
    let mut end = None;
    let mut taken = 0;
    let mut previous: Option<&Word<'_>> = None;
    for word in rest {
        let joined = previous.is_none_or(|before| {
            text.get(before.end..word.start)
                .is_some_and(|gap| matches!(gap, " " | "-" | "\u{a0}"))
        });
        if !joined || taken == NAME_WORDS {
            break;
        }
        let large = word.text.starts_with(char::is_uppercase);
        let particle = PARTICLES.contains(&small_letters(word.text).as_str());
        let first_small = small_is_fine && taken == 0 && word.text.starts_with(char::is_alphabetic);
        if large || (first_small && !particle) {
            taken += 1;
            end = Some(word.end);
        } else if !particle {
            break;
        }
        previous = Some(word);
    }
    end
}
