//! What is wrong with a sheet, and where, for the person who wrote it.

use std::fmt;

use super::element::Place;
use super::fault::Fault;
use super::table::SheetKind;
use crate::limits;
use crate::xform::model::Origin;

/// One thing to mend, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetProblem {
    /// The sheet where it would be mended.
    pub sheet: SheetKind,
    /// From 1, the header's row; 1 also for what belongs to no row.
    pub row: u32,
    /// The column by its header.
    pub column: String,
    /// What is wrong.
    pub fault: Fault,
}

impl SheetProblem {
    /// A problem that was found in the form model, back in the sheet it came from.
    #[must_use]
    pub fn of_origin(origin: Origin, column: &str, message: String) -> Self {
        let place = Place::of(origin);
        Self {
            sheet: place.sheet,
            row: place.row.max(1),
            column: column.to_owned(),
            fault: Fault::Filling(message),
        }
    }
}

/// `SHEET:ROW:COLUMN: message`, on one line.
impl fmt::Display for SheetProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = one_line(&self.column);
        let column = if column.is_empty() { "A" } else { &column };
        let message = one_line(&self.fault.to_string());
        let (sheet, row) = (self.sheet.name(), self.row);
        write!(f, "{sheet}:{row}:{column}: {message}")
    }
}

impl std::error::Error for SheetProblem {}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Collects what is wrong, so that a person can mend it all at once.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<SheetProblem>,
}

impl Problems {
    /// Notes one fault.
    pub(super) fn add(&mut self, sheet: SheetKind, row: u32, column: &str, fault: Fault) {
        let problem = SheetProblem {
            sheet,
            row,
            column: column.to_owned(),
            fault,
        };
        if self.list.len() < limits::PROBLEMS && !self.list.contains(&problem) {
            self.list.push(problem);
        }
    }

    /// Notes one fault of the survey sheet.
    pub(super) fn survey(&mut self, row: u32, column: &str, fault: Fault) {
        self.add(SheetKind::Survey, row, column, fault);
    }

    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in the order of sheets, rows and columns.
    #[must_use]
    pub(super) fn into_list(mut self) -> Vec<SheetProblem> {
        self.list
            .sort_by_key(|problem| (problem.sheet, problem.row));
        self.list
    }
}
