//! Patterns of `regex()`: matched in time that grows with the text alone, so without
//! looking ahead and behind and without references back.

use regex_lite::{Regex, RegexBuilder};

use crate::limits;

/// A pattern that can be matched.
///
/// # Errors
/// What of it is not known or too large, in words.
pub(crate) fn pattern(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text)
        .size_limit(limits::PATTERN_BYTES)
        .build()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_patterns_fit_and_large_ones_do_not() {
        for text in [
            "^[A-Za-z ]{2,100}$",
            "^.{1,255}$",
            r"^\+?[0-9]{7,15}$",
            r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$",
        ] {
            assert!(pattern(text).is_ok(), "{text}");
        }
        for text in ["[", "(?=a)", r"(a)\1", "(a{100}){100}"] {
            assert!(pattern(text).is_err(), "{text}");
        }
    }
}
