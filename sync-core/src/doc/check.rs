//! The bounds of what an edit may write.

use crate::doc::edit::EditError;
use crate::doc::view::Value;
use crate::limits;

/// The most that a tally can hold, either way: any sum of honest tallies fits an `i64`.
pub(super) const TALLY_MAX: i64 = 1_000_000_000;

/// An id inside a document: a field, an option, a stop.
pub(super) fn key(what: &str, text: &str) -> Result<(), EditError> {
    length(what, text.len(), limits::KEY_BYTES)
}

/// A short text value.
pub(super) fn short(what: &str, text: &str) -> Result<(), EditError> {
    length(what, text.len(), limits::VALUE_BYTES)
}

/// The value of a register.
pub(super) fn value(what: &str, value: &Value) -> Result<(), EditError> {
    match value {
        Value::Text(text) => short(what, text),
        Value::Int(_) => Ok(()),
    }
}

/// `length` within `limit`, in the unit that the limit has.
pub(super) fn length(what: &str, length: usize, limit: usize) -> Result<(), EditError> {
    if length > limit {
        return Err(EditError::TooLong {
            what: what.to_owned(),
            length,
            limit,
        });
    }
    Ok(())
}
