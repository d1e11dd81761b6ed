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

/// The eight forms of the practice as sheets: id, and the sheet as Markdown tables, which
/// `rounds form convert` makes a workbook of.
pub const LIBRARY_SHEETS: [(&str, &str); 8] = [
    ("t1", include_str!("../library/t1.md")),
    ("t2", include_str!("../library/t2.md")),
    ("t3", include_str!("../library/t3.md")),
    ("t4", include_str!("../library/t4.md")),
    ("t5", include_str!("../library/t5.md")),
    ("t6", include_str!("../library/t6.md")),
    ("t7", include_str!("../library/t7.md")),
    ("t8", include_str!("../library/t8.md")),
];

/// What each of them is called, what it is for and how many minutes it takes, as JSON by
/// id, in English and Spanish.
pub const LIBRARY_ABOUT: &str = include_str!("../library/about.json");

#[cfg(test)]
mod tests;
