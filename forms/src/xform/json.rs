//! The form model as JSON: everything that a form says, for tools and for the app.
//!
//! Trees are lists in the order of the form, each row with its depth, so that reading
//! needs no recursion. Expressions are texts; nodes are named by their paths.

mod layout;
mod read;
mod write;

pub use read::{JsonProblem, from_json};
pub use write::{Unwritable, to_json};

/// The number that begins each file of this format.
pub const VERSION: u32 = 2;

/// Whether a JSON text claims to be of this format.
#[must_use]
pub fn is_definition(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        rounds_form: Option<serde_json::Value>,
    }
    serde_json::from_str(text).is_ok_and(|head: Head| head.rounds_form.is_some())
}

#[cfg(all(test, feature = "import"))]
mod tests;
