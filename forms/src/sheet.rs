//! XLSForms: forms that people write in a spreadsheet.
//!
//! [`read`] takes an .xlsx, .xls, .csv or .md file and makes the form model of it, with
//! the meaning that pyxform gives to sheets. What cannot be used is told with sheet, row
//! and column, all at once where that is possible.
//!
//! The way of a sheet: [`mod@table`] (cells), [`mod@header`] (what columns mean),
//! [`mod@survey`] (a tree of elements), [`mod@tree`] (loops written out, references), at
//! last [`mod@lower`] (the form model).

mod alias;
mod choices;
mod decimal;
mod dynamic;
mod element;
mod entities;
pub mod export;
mod fault;
mod header;
mod lower;
pub(crate) mod name;
mod own;
mod parameters;
mod problem;
mod question_type;
mod read;
mod reference;
mod settings;
mod survey;
mod table;
mod tree;
mod value;

pub use fault::{Fault, Similar};
pub use problem::SheetProblem;
pub use read::{is_sheet, read};
pub use table::SheetKind;

#[cfg(test)]
mod tests;
