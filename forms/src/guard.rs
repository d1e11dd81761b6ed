//! Two nudges while an entry is written: a word that judges, and what may be a name.
//!
//! Both are hints. They never stop anyone, and a miss is better than a wrong alarm
//! in every second entry.

mod judgment;
mod person;
mod small;
mod words;

pub use judgment::{judgment_word, judgment_words};
pub use person::possible_name;
pub use small::small_letters;

/// A stretch of a text. Positions are UTF-16 units, as documents and pages count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words as written.
    pub word: String,
    /// Where they start.
    pub start: usize,
    /// Where they end, exclusive.
    pub end: usize,
}

impl Span {
    /// The span of bytes `start..end` of `text`; both must be character boundaries.
    fn of(text: &str, start: usize, end: usize) -> Option<Self> {
        let before = text.get(..start)?;
        let word = text.get(start..end)?;
        let start = before.encode_utf16().count();
        Some(Self {
            word: word.to_owned(),
            start,
            end: start + word.encode_utf16().count(),
        })
    }
}

#[cfg(test)]
mod tests;
