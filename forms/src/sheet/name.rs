//! Names of questions, and how alike two words are.

/// Whether this can be the name of an element: a letter or `_` first, then letters,
/// digits, `_`, `-`, `.`; one colon may separate a prefix.
#[must_use]
pub(crate) fn is_name(text: &str) -> bool {
    let mut parts = text.split(':');
    let first = parts.next().is_some_and(is_plain_name);
    let second = parts.next().is_none_or(is_plain_name);
    first && second && parts.next().is_none()
}

/// A name without a prefix.
#[must_use]
pub(super) fn is_plain_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(begins_name) && chars.all(continues_name)
}

/// Whether a name can begin with it.
#[must_use]
pub(super) fn begins_name(c: char) -> bool {
    matches!(c, 'A'..='Z' | '_' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// Whether a name can go on with it.
#[must_use]
pub(super) fn continues_name(c: char) -> bool {
    begins_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}'
            | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// How many letters must be changed, added or removed to make one word of the other.
#[must_use]
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            let change = diagonal + usize::from(x != *y);
            left = change.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["a", "_1", "år-2.b", "x:y", "名"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "1a", "a b", "share%", "a:b:c", "-a", "a:"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn distances() {
        assert_eq!(distance("survey", "survey"), 0);
        assert_eq!(distance("survy", "survey"), 1);
        assert_eq!(distance("choice", "choices"), 1);
        assert_eq!(distance("stetings", "settings"), 2);
    }
}
