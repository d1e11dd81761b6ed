//! The forms that come with Rounds.

use crate::model::Form;
use crate::problem::FormProblem;

const T1: &str = include_str!("../library/t1.json");
const T3: &str = include_str!("../library/t3.json");

/// All forms that come with Rounds: T1 classroom script, T3 student conversation.
///
/// # Errors
///
/// None in a build that passed its tests, which read every one of them.
pub fn library() -> Result<Vec<Form>, Vec<FormProblem>> {
    [T1, T3].into_iter().map(Form::from_json).collect()
}

/// The definition of the form with this id, as it is put into a visit.
#[must_use]
pub fn library_json(id: &str) -> Option<&'static str> {
    match id {
        "t1" => Some(T1),
        "t3" => Some(T3),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
