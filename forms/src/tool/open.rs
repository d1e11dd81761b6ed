//! A form file for a program that fills forms: the form model as JSON, or what is wrong
//! with the file, each thing with its place.

use super::FormFile;
use super::load::{Format, Read, read};
use crate::sheet::{self, SheetProblem};
use crate::xform::external::read_external;
use crate::xform::fill::Plan;
use crate::xform::json::to_json;
use crate::xform::read::ReadProblem;

/// A form that can be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub title: String,
    /// The form model, as [`crate::xform::json`] reads it.
    pub json: String,
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileProblem {
    /// The sheet; empty in a file that has none.
    pub sheet: String,
    /// The row of the sheet or the line of the text, from 1; 0 where neither is known.
    pub row: u32,
    /// The column by its header, in a text by its number; empty where it is not known.
    pub column: String,
    /// A sentence without a full stop.
    pub message: String,
}

/// Reads a form of any format, told by the ending of the file's name.
///
/// # Errors
/// Everything that is wrong with it.
pub fn open(file: &FormFile<'_>) -> Result<Opened, Vec<FileProblem>> {
    let Read {
        mut definition,
        format,
        ..
    } = if sheet::is_sheet(file.name) {
        let found = sheet::read(file.bytes, file.name);
        let definition =
            found.map_err(|all| all.iter().map(FileProblem::from).collect::<Vec<_>>())?;
        Read::new(definition, Format::Sheet)
    } else {
        read(file).map_err(|lines| lines.iter().map(|line| of_line(line)).collect::<Vec<_>>())?
    };
    read_external(&mut definition, file.beside);
    let plan = Plan::new(definition).map_err(|problem| {
        let (origin, message) = (problem.origin, problem.message);
        vec![match format {
            Format::Sheet => {
                FileProblem::from(&SheetProblem::of_origin(origin, problem.part, message))
            }
            Format::Xml(text) => of_line(&ReadProblem::at(text, origin, message).to_string()),
            Format::Json => of_line(&message),
        }]
    })?;
    let definition = plan.definition();
    let json = to_json(definition).map_err(|error| vec![of_line(&error.to_string())])?;
    Ok(Opened {
        title: definition.title.clone(),
        json,
    })
}

impl From<&SheetProblem> for FileProblem {
    fn from(problem: &SheetProblem) -> Self {
        Self {
            sheet: problem.sheet.name().to_owned(),
            row: problem.row,
            column: problem.column.clone(),
            message: problem.fault.to_string(),
        }
    }
}

/// `LINE:COLUMN: message`, or a message without such a place.
fn of_line(line: &str) -> FileProblem {
    let placed = line.split_once(": ").and_then(|(place, message)| {
        let (row, column) = place.split_once(':')?;
        let row = row.parse().ok()?;
        let column: u32 = column.parse().ok()?;
        Some((row, column.to_string(), message))
    });
    let (row, column, message) = placed.unwrap_or((0, String::new(), line));
    FileProblem {
        sheet: String::new(),
        row,
        column,
        message: message.to_owned(),
    }
}
