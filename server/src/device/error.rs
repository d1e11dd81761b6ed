//! What a command says when it could not do its work: one line, with what to do.

use std::fmt;

use super::store::StoreError;

/// Why a command ended with exit code 2. Displays as one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure(String);

/// What a command returns.
pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// Says `text`; line breaks in it become spaces.
    pub(crate) fn new(text: impl fmt::Display) -> Self {
        let text = text.to_string();
        Self(
            text.split(['\n', '\r'])
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(error)
    }
}
