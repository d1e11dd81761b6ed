//! The smallest replacement between two texts, so that what others write beside it stays.

use super::types::RecordEdit;

/// What turns `old` into `new` at `key`, in UTF-16 units.
pub(super) fn between(key: &str, old: &str, new: &str) -> RecordEdit {
    let start: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let old_rest = old.get(start..).unwrap_or_default();
    let new_rest = new.get(start..).unwrap_or_default();
    let end: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let middle = |rest: &str| {
        let to = rest.len().saturating_sub(end);
        rest.get(..to).unwrap_or_default().to_owned()
    };
    RecordEdit::Text {
        key: key.to_owned(),
        at: units(old.get(..start).unwrap_or_default()),
        delete: units(&middle(old_rest)),
        insert: middle(new_rest),
    }
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
