//! Tells a default that is computed from one that is a plain text.
//!
//! A default is computed when it holds an operator of arithmetic, `|`, a reference or
//! the call of a function outside of quotes. Dates and places have hyphens of their own.

use super::name::{begins_name, continues_name};

/// Whether the default of a question of type `kind` is an expression.
#[must_use]
pub(super) fn is_dynamic(text: &str, kind: &str) -> bool {
    let hyphens = matches!(
        kind,
        "date" | "dateTime" | "geopoint" | "geotrace" | "geoshape"
    );
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (token, length) = token(rest, c);
        match token {
            Token::Minus if hyphens => return false,
            Token::Minus | Token::Computed => return true,
            Token::Plain => {}
        }
        rest = rest.get(length.max(c.len_utf8())..).unwrap_or_default();
    }
    false
}

enum Token {
    /// An operator, a reference, a call.
    Computed,
    Minus,
    Plain,
}

/// The token at the start of `rest`, and its length.
fn token(rest: &str, first: char) -> (Token, usize) {
    if let Some(length) = date(rest).or_else(|| clock(rest)).or_else(|| number(rest)) {
        return (Token::Plain, length);
    }
    for word in [" mod ", " div "] {
        if rest.starts_with(word) {
            return (Token::Computed, word.len());
        }
    }
    for word in [" and ", " or "] {
        if rest.starts_with(word) {
            return (Token::Plain, word.len());
        }
    }
    match first {
        '-' => (Token::Minus, 1),
        '+' | '*' | '|' => (Token::Computed, 1),
        '\'' | '"' => {
            let inside = rest.get(1..).unwrap_or_default();
            (Token::Plain, inside.find(first).map_or(1, |end| end + 2))
        }
        '$' if is_reference(rest) => (Token::Computed, 1),
        c if begins_name(c) => named(rest),
        _ => (Token::Plain, first.len_utf8()),
    }
}

fn is_reference(rest: &str) -> bool {
    let Some(end) = rest.find('}') else {
        return false;
    };
    let text = rest.get(..=end).unwrap_or_default();
    super::reference::only_reference(text).is_some()
}

/// A name, a call or a scheme.
fn named(rest: &str) -> (Token, usize) {
    let first = plain_name(rest);
    let after = rest.get(first..).unwrap_or_default();
    let second = after.strip_prefix(':').map_or(0, plain_name);
    let length = if second > 0 {
        first + 1 + second
    } else {
        first
    };
    if rest
        .get(length..)
        .is_some_and(|after| after.starts_with('('))
    {
        return (Token::Computed, length + 1);
    }
    (Token::Plain, length)
}

fn plain_name(text: &str) -> usize {
    let begins = text.chars().next().is_some_and(begins_name);
    let end = text.find(|c| !continues_name(c)).unwrap_or(text.len());
    if begins { end } else { 0 }
}

/// The bytes of a pattern in which `9` stands for a digit.
fn matches(text: &str, pattern: &str) -> Option<usize> {
    let start = text.as_bytes().get(..pattern.len())?;
    let same = start.iter().zip(pattern.bytes()).all(|(c, p)| match p {
        b'9' => c.is_ascii_digit(),
        p => *c == p,
    });
    same.then_some(pattern.len())
}

fn date(text: &str) -> Option<usize> {
    let sign = usize::from(text.starts_with('-'));
    let length = sign + matches(text.get(sign..)?, "9999-99-99")?;
    let time = text
        .get(length..)
        .and_then(|rest| rest.strip_prefix('T'))
        .and_then(clock);
    Some(time.map_or(length, |time| length + 1 + time))
}

fn clock(text: &str) -> Option<usize> {
    let length = matches(text, "99:99:99")?;
    let rest = text.get(length..).unwrap_or_default();
    let zone = match rest.chars().next() {
        Some('Z') => 1,
        Some('+' | '-') => rest
            .get(1..)
            .and_then(|r| matches(r, "99:99"))
            .map_or(0, |n| n + 1),
        _ => 0,
    };
    Some(length + zone)
}

fn number(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let sign = usize::from(text.starts_with('-'));
    let rest = text.get(sign..)?;
    let whole = digits(rest);
    let fraction = rest
        .get(whole..)
        .and_then(|rest| rest.strip_prefix('.'))
        .map(digits);
    match (whole, fraction) {
        (0, None | Some(0)) => None,
        (whole, None) => Some(sign + whole),
        (whole, Some(fraction)) => Some(sign + whole + 1 + fraction),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_defaults() {
        for text in [
            "1 + 1",
            "now()",
            "${a}",
            "a div b",
            "x | y",
            "2 - 1",
            "- a",
            "if(1, 2, 3)",
        ] {
            assert!(is_dynamic(text, "text"), "{text}");
        }
    }

    #[test]
    fn plain_defaults() {
        for text in [
            "",
            "5",
            "-5",
            "2-1",
            "a-b",
            "2020-01-02",
            "10:00:00",
            "jr://images/a.png",
            "'1 + 1'",
            "yes and no",
            "a (b)",
            "a.b",
            "$5",
            "2020-01-02T10:00:00+02:00",
        ] {
            assert!(!is_dynamic(text, "text"), "{text}");
        }
        assert!(!is_dynamic("36.1 - 10.2", "geopoint"));
        assert!(is_dynamic("36.1 - 10.2", "decimal"));
    }
}
