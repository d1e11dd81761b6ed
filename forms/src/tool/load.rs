//! From a file to a form that can be filled.

use super::FormFile;
use crate::sheet::{self, SheetProblem};
use crate::xform::external::read_external;
use crate::xform::fill::Plan;
use crate::xform::read::{ReadProblem, read_xform};

/// A form that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub plan: Plan,
}

/// Reads a form of any format: sheets by the ending of the file's name, else an XForm.
///
/// # Errors
/// One line for each problem, beginning with its place.
pub fn load(file: &FormFile<'_>) -> Result<Loaded, Vec<String>> {
    if sheet::is_sheet(file.name) {
        xlsform(file)
    } else {
        xform(file)
    }
}

fn xlsform(file: &FormFile<'_>) -> Result<Loaded, Vec<String>> {
    let lines = |problems: Vec<SheetProblem>| -> Vec<String> {
        problems.iter().map(SheetProblem::to_string).collect()
    };
    let mut definition = sheet::read(file.bytes, file.name).map_err(lines)?;
    read_external(&mut definition, file.beside);
    let plan = Plan::new(definition).map_err(|problem| {
        let message = problem.message.clone();
        let problem = SheetProblem::of_origin(problem.origin, problem.part, message);
        lines(vec![problem])
    })?;
    Ok(Loaded { plan })
}

fn xform(file: &FormFile<'_>) -> Result<Loaded, Vec<String>> {
    let text = std::str::from_utf8(file.bytes).map_err(|error| {
        let before = file.bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        vec![format!(
            "{line}:1: the file is not UTF-8 text; save it again with the encoding UTF-8"
        )]
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = |problems: Vec<ReadProblem>| -> Vec<String> {
        problems.iter().map(ReadProblem::to_string).collect()
    };
    let mut definition = read_xform(text).map_err(lines)?;
    read_external(&mut definition, file.beside);
    let plan = Plan::new(definition)
        .map_err(|problem| lines(vec![ReadProblem::at(text, problem.origin, problem.message)]))?;
    Ok(Loaded { plan })
}
