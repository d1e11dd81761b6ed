//! A text as words, with what was said by someone else marked.

use super::small::small_letter;

/// A word of a text: letters and digits, with apostrophes inside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// First byte in the whole text.
    pub(super) start: usize,
    /// Byte after the last one.
    pub(super) end: usize,
    /// Whether it stands between quotation marks.
    pub(super) quoted: bool,
}

/// The words of a text in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut quotes = Quotes::default();
    let mut previous = None;
    let mut characters = text.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let inside = character.is_alphanumeric() || joins(previous, character, next);
        match (inside, start) {
            (true, None) => start = Some(place),
            (false, Some(begun)) => {
                push(text, begun, place, quotes.open, &mut found);
                start = None;
            }
            _ => {}
        }
        quotes.see(character, previous);
        previous = Some(character);
    }
    if let Some(begun) = start {
        push(text, begun, text.len(), quotes.open, &mut found);
    }
    found
}

fn push<'a>(text: &'a str, start: usize, end: usize, quoted: bool, found: &mut Vec<Word<'a>>) {
    if let Some(word) = text.get(start..end) {
        found.push(Word {
            text: word,
            start,
            end,
            quoted,
        });
    }
}

/// An apostrophe between letters, or an accent written as its own character.
fn joins(previous: Option<char>, character: char, next: Option<char>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let accent = ('\u{300}'..='\u{36f}').contains(&character);
    accent || (matches!(character, '\'' | '’') && letter(previous) && letter(next))
}

#[derive(Default)]
struct Quotes {
    open: bool,
}

impl Quotes {
    /// Straight marks open after a space and close otherwise; curved ones say it.
    fn see(&mut self, character: char, previous: Option<char>) {
        let after_gap = previous.is_none_or(|c| !c.is_alphanumeric() && !is_end_mark(c));
        match character {
            '“' | '«' | '„' => self.open = true,
            '”' | '»' => self.open = false,
            '"' if self.open => self.open = false,
            '"' if after_gap => self.open = true,
            _ => {}
        }
    }
}

const fn is_end_mark(character: char) -> bool {
    matches!(character, '.' | ',' | '!' | '?' | '…' | '"')
}

/// Small letters without the accents that people leave out when they write fast.
pub(super) fn folded(word: &str) -> String {
    word.chars()
        .map(small_letter)
        .filter(|c| !('\u{300}'..='\u{302}').contains(c))
        .map(|c| match c {
            'á' | 'à' => 'a',
            'é' | 'è' => 'e',
            'í' | 'ì' => 'i',
            'ó' | 'ò' => 'o',
            'ú' | 'ù' | 'ü' => 'u',
            '’' => '\'',
            other => other,
        })
        .collect()
}
