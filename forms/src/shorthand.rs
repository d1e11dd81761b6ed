//! Script shorthand at the start of an entry: `T: ` is the teacher, a quotation mark
//! is a quote.

use crate::model::{Choice, Log};

/// What the start of an entry's text says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shorthand<'a> {
    /// Who or what, if the text begins with a letter and a colon: an option of the log.
    pub who: Option<&'a str>,
    /// How it is known, if the words begin with a quotation mark: an option of the log.
    pub mode: Option<&'a str>,
    /// UTF-16 units to take off the start of the text: the letter, colon and spaces. The
    /// quotation mark belongs to the words and stays.
    pub remove: usize,
}

/// The letters with the ids that a log's `who` options have for them.
const LETTERS: [(char, &str); 4] = [
    ('T', "teacher"),
    ('S', "students"),
    ('K', "task"),
    ('R', "room"),
];

/// The id of the mode for a quote.
const QUOTE: &str = "quote";

/// Reads the shorthand at the start of `text`, for what `log` has: a log without
/// `teacher` does not know `T: `. Small letters count too.
///
/// `None` if there is none. The colon needs a space after it: until then the person
/// may still be writing something else.
#[must_use]
pub fn shorthand<'a>(log: &'a Log, text: &str) -> Option<Shorthand<'a>> {
    let (who, words) = letter(log, text).map_or((None, text), |(who, rest)| (Some(who), rest));
    let quoted = words.starts_with(['"', '“', '”', '«', '„']);
    let mode = option(&log.modes, QUOTE).filter(|_| quoted);
    if who.is_none() && mode.is_none() {
        return None;
    }
    let removed = text.len() - words.len();
    Some(Shorthand {
        who,
        mode,
        remove: text.get(..removed)?.encode_utf16().count(),
    })
}

fn letter<'a, 't>(log: &'a Log, text: &'t str) -> Option<(&'a str, &'t str)> {
    let mut characters = text.chars();
    let written = characters.next()?.to_ascii_uppercase();
    let (_, id) = LETTERS.iter().find(|(letter, _)| *letter == written)?;
    let rest = characters.as_str().strip_prefix(':')?;
    let words = rest.trim_start_matches([' ', '\u{a0}']);
    (words.len() < rest.len()).then_some((option(&log.who, id)?, words))
}

fn option<'a>(options: &'a [Choice], id: &str) -> Option<&'a str> {
    let found = options.iter().find(|option| option.id == *id)?;
    Some(found.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Form, library};

    fn read(form: &Form, log: &str, text: &str) -> Option<(Option<String>, Option<String>, usize)> {
        let logs = form.logs();
        let (_, log) = logs.iter().find(|(id, _)| **id == *log)?;
        shorthand(log, text).map(|s| {
            (
                s.who.map(str::to_owned),
                s.mode.map(str::to_owned),
                s.remove,
            )
        })
    }

    #[test]
    fn letters_set_who_and_a_quotation_mark_sets_quote() {
        let forms = library().unwrap_or_default();
        let form = &forms[0];
        let some = |who: Option<&str>, mode: Option<&str>, remove| {
            Some((who.map(str::to_owned), mode.map(str::to_owned), remove))
        };
        let cases = [
            ("T: opens the book", some(Some("teacher"), None, 3)),
            ("s: six pairs talk", some(Some("students"), None, 3)),
            ("K:  card sort", some(Some("task"), None, 4)),
            ("R: ", some(Some("room"), None, 3)),
            ("\"Tell me\"", some(None, Some("quote"), 0)),
            ("“Dime”", some(None, Some("quote"), 0)),
            ("«Dime»", some(None, Some("quote"), 0)),
            ("T: “Tell me", some(Some("teacher"), Some("quote"), 3)),
            ("T:", None),
            ("T:opens", None),
            ("T opens", None),
            (" T: opens", None),
            ("X: opens", None),
            ("", None),
            ("🙂", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read(form, "evidence_log", text), expected, "{text}");
        }
    }

    #[test]
    fn a_log_without_the_column_has_no_shorthand() {
        let forms = library().unwrap_or_default();
        assert_eq!(read(&forms[0], "wonderings", "T: why"), None);
        assert_eq!(read(&forms[1], "quotes", "“why”"), None);
    }
}
