//! Words from the form's list that judge instead of saying what was seen or heard.

use crate::guard::Span;
use crate::guard::words::{Word, folded, words};
use crate::localized::pick;
use crate::model::Form;

/// The first judgment word of a text. See [`judgment_words`].
#[must_use]
pub fn judgment_word(form: &Form, language: &str, text: &str) -> Option<Span> {
    judgment_words(form, language, text).into_iter().next()
}

/// All judgment words of a text, in order, by the form's list for `language`, else
/// for its default language.
///
/// Whole words only; capitals and accents do not matter. What stands between
/// quotation marks is someone else's word and therefore evidence: it is left alone.
#[must_use]
pub fn judgment_words(form: &Form, language: &str, text: &str) -> Vec<Span> {
    let Some(list) = pick(form.judgment_lists(), language, form.default_language()) else {
        return Vec::new();
    };
    let phrases: Vec<Vec<String>> = list
        .iter()
        .map(|phrase| words(phrase).iter().map(|w| folded(w.text)).collect())
        .collect();
    let written = words(text);
    let said: Vec<String> = written.iter().map(|word| folded(word.text)).collect();
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(first) = written.get(at) {
        let length = phrases
            .iter()
            .filter(|phrase| said.get(at..).is_some_and(|rest| rest.starts_with(phrase)))
            .filter(|phrase| !first.quoted && stands_together(text, &written, at, phrase.len()))
            .map(Vec::len)
            .max()
            .unwrap_or(0);
        if length > 0
            && let Some(last) = written.get(at + length - 1)
        {
            spans.extend(Span::of(text, first.start, last.end));
        }
        at += length.max(1);
    }
    spans
}

/// Whether only spaces and hyphens stand between the words of a phrase.
fn stands_together(text: &str, written: &[Word<'_>], at: usize, length: usize) -> bool {
    let phrase = written.get(at..at + length).unwrap_or_default();
    phrase.windows(2).all(|pair| match pair {
        [left, right] => text
            .get(left.end..right.start)
            .is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{a0}'))),
        _ => true,
    })
}
