//! Ids of forms, fields, options and levels.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::limits::NAME_BYTES;

/// An id in a form: `[a-z][a-z0-9_]*`, at most [`NAME_BYTES`] bytes.
///
/// Ids are written into notes and exports, so they never change with the wording.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Name(String);

/// Why a text is not a [`Name`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" cannot be an id: begin with a small letter a to z, then small letters, digits and _, \
     at most 64 in all"
)]
pub struct NameError(pub String);

impl Name {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase());
        let goes_on_well = text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if starts_well && goes_on_well && text.len() <= NAME_BYTES {
            return Ok(Self(text.to_owned()));
        }
        // A hostile id may be long; the message shows its beginning.
        Err(NameError(text.chars().take(NAME_BYTES + 1).collect()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_small_letters_digits_and_underscores() {
        let longest = "a".repeat(NAME_BYTES);
        for good in ["a", "visit_no", "grade_8", longest.as_str()] {
            assert!(good.parse::<Name>().is_ok(), "{good}");
        }
        let too_long = "a".repeat(NAME_BYTES + 1);
        for bad in [
            "",
            "8",
            "_a",
            "Visit",
            "a-b",
            "a b",
            "año",
            too_long.as_str(),
        ] {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
    }
}
