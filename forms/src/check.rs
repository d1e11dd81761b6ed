//! Whether a value from outside (an edit script) fits a field of a form.

mod entry;
mod error;
mod value;

pub use entry::{CheckedEntry, EntryInput, check_entry};
pub use error::FieldError;
pub use value::{CheckedValue, Single, VisitLists, check_storage, check_value, check_value_with};

#[cfg(test)]
mod tests;
