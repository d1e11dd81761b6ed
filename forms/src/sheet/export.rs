//! From the form model back to an XLSForm, which other tools open.
//!
//! What XLSForm cannot say is refused by name and never dropped: the workbook is read
//! back, and unless it gives the same form, nothing is handed out. *The same* is what
//! [`facts`] compares; [`normal`] says what may be written in another way.

mod actions;
mod bind;
mod choices;
mod facts;
mod first;
mod head;
mod itemset;
mod line;
mod normal;
mod place;
mod question;
mod reference;
mod refusal;
mod rows;
mod survey;
mod texts;
mod xlsx;
mod zip;

pub use first::first_model;
pub use refusal::{Note, Refusal};

use super::read::read;
use crate::xform::model::Definition;
use facts::difference;
use normal::normal;
use survey::Writer;

/// A workbook, and what its reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The bytes of an .xlsx file: the same for the same form, always.
    pub bytes: Vec<u8>,
    /// What is written in another way than the form had it.
    pub notes: Vec<Note>,
}

/// Writes a form as an XLSForm workbook.
///
/// # Errors
/// What XLSForm cannot say.
pub fn to_xlsform(form: &Definition) -> Result<Exported, Vec<Refusal>> {
    let (form, notes) = normal(form);
    let book = Writer::write(&form)?;
    let bytes = xlsx::workbook(&book);
    let again = read(&bytes, "form.xlsx").map_err(|problems| {
        let said = problems.iter().map(ToString::to_string);
        said.map(Refusal::NotReadBack).collect::<Vec<Refusal>>()
    })?;
    match difference(&form, &normal(&again).0) {
        None => Ok(Exported { bytes, notes }),
        Some(what) => Err(vec![Refusal::Changed(what)]),
    }
}

/// Where two forms differ in what they mean; none when they are the same form.
///
/// Not compared: where something stood in its file, the ids of texts, the order of values
/// that no person sees, typographic quotes and the blanks around a text. A text without
/// a language counts as one in every language, choices in a question as a list.
#[must_use]
pub fn differ(one: &Definition, other: &Definition) -> Option<String> {
    difference(&normal(one).0, &normal(other).0)
}

#[cfg(test)]
mod tests;
