//! Why a command could not do its work.

use std::fmt;

/// One line for a person.
#[derive(Debug)]
pub(super) struct Failure(String);

impl Failure {
    pub(super) fn new(line: impl fmt::Display) -> Self {
        Self(line.to_string().replace('\n', " "))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}
