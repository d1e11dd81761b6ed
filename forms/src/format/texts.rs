//! Reading texts for people and lists by language.

use std::collections::BTreeMap;

use crate::format::reader::{Item, Object, Reading};
use crate::limits::{JUDGMENT_WORDS, LABEL_UNITS, LANGUAGE_BYTES, LANGUAGES};
use crate::localized::Localized;
use crate::problem::Problem;

/// A text that must be there.
pub(super) fn required(
    object: &mut Object<'_>,
    key: &'static str,
    reading: &mut Reading,
) -> Option<Localized> {
    let item = object.required(key, reading)?;
    localized(&item, reading)
}

/// A text that may be left out.
pub(super) fn optional(
    object: &mut Object<'_>,
    key: &'static str,
    reading: &mut Reading,
) -> Option<Localized> {
    let item = object.optional(key)?;
    localized(&item, reading)
}

fn localized(item: &Item<'_>, reading: &mut Reading) -> Option<Localized> {
    let mut texts = BTreeMap::new();
    for (language, text) in item.object(reading)?.entries() {
        if !is_listed(language, &text.path, reading) {
            continue;
        }
        let Some(words) = text.text(reading) else {
            continue;
        };
        if words.trim().is_empty() {
            reading.report(&text.path, Problem::EmptyText(language.to_owned()));
        }
        within(words, &text.path, reading);
        texts.insert(language.to_owned(), words.to_owned());
    }
    let text = Localized::new(&reading.default_language, texts);
    if text.is_none() {
        let language = reading.default_language.clone();
        reading.report(&item.path, Problem::NoText(language));
    }
    text
}

fn within(words: &str, path: &str, reading: &mut Reading) {
    let length = words.encode_utf16().count();
    if length > LABEL_UNITS {
        let limit = LABEL_UNITS;
        reading.report(path, Problem::TextTooLong { length, limit });
    }
}

fn is_listed(language: &str, path: &str, reading: &mut Reading) -> bool {
    let known = reading.languages.iter().any(|listed| listed == language);
    if !known {
        let shown = super::reader::shortened(language);
        reading.report(path, Problem::UnlistedLanguage(shown));
    }
    known
}

/// The `languages` of a form.
pub(super) fn languages(object: &mut Object<'_>, reading: &mut Reading) -> Option<Vec<String>> {
    let item = object.required("languages", reading)?;
    let mut languages = Vec::new();
    for item in item.list("languages", 1, LANGUAGES, reading)? {
        let code = language(&item, reading)?;
        if languages.contains(&code) {
            reading.report(&item.path, Problem::RepeatedLanguage(code));
        } else {
            languages.push(code);
        }
    }
    Some(languages)
}

/// A language code: letters, then groups of letters and digits, as in `pt-BR`.
pub(super) fn language(item: &Item<'_>, reading: &mut Reading) -> Option<String> {
    let text = item.text(reading)?;
    let mut groups = text.split('-');
    let main = groups.next().unwrap_or_default();
    let good = (2..=3).contains(&main.len())
        && main.bytes().all(|b| b.is_ascii_lowercase())
        && groups.all(|group| {
            (2..=8).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_alphanumeric())
        })
        && text.len() <= LANGUAGE_BYTES;
    if good {
        return Some(text.to_owned());
    }
    let shown = super::reader::shortened(text);
    reading.report(&item.path, Problem::BadLanguage(shown));
    None
}

/// The `judgment_words` of a form.
pub(super) fn judgment_words(
    object: &mut Object<'_>,
    reading: &mut Reading,
) -> BTreeMap<String, Vec<String>> {
    let mut lists = BTreeMap::new();
    let Some(object) = object
        .optional("judgment_words")
        .and_then(|item| item.object(reading))
    else {
        return lists;
    };
    for (language, list) in object.entries() {
        if !is_listed(language, &list.path, reading) {
            continue;
        }
        let items = list.list("words", 0, JUDGMENT_WORDS, reading);
        let mut words = Vec::new();
        for item in items.unwrap_or_default() {
            let Some(word) = item.text(reading) else {
                continue;
            };
            if !word.chars().any(char::is_alphanumeric) {
                reading.report(&item.path, Problem::EmptyText(language.to_owned()));
            }
            within(word, &item.path, reading);
            words.push(word.to_owned());
        }
        lists.insert(language.to_owned(), words);
    }
    lists
}
