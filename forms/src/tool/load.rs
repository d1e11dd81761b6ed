//! From a file to a form that can be filled.

use super::FormFile;
use crate::model::Form;
use crate::sheet::export::first_model;
use crate::sheet::{self, SheetProblem};
use crate::xform::external::read_external;
use crate::xform::fill::Plan;
use crate::xform::json::{from_json, is_definition};
use crate::xform::model::Definition;
use crate::xform::read::{ReadProblem, read_xform};

/// A form that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub plan: Plan,
}

/// Reads a form of any format, told by the ending of the file's name, and what lies
/// beside it.
///
/// # Errors
/// One line for each problem, beginning with its place.
pub fn load(file: &FormFile<'_>) -> Result<Loaded, Vec<String>> {
    let Read {
        mut definition,
        format,
        ..
    } = read(file)?;
    read_external(&mut definition, file.beside);
    let plan = plan(definition, &format)?;
    Ok(Loaded { plan })
}

/// How a form was read, to place what is found out later.
pub(super) enum Format<'a> {
    Sheet,
    Xml(&'a str),
    Json,
}

/// A form as its file says it.
pub(super) struct Read<'a> {
    pub definition: Definition,
    pub format: Format<'a>,
    /// What of it has no place in the form model, a line each.
    pub notes: Vec<String>,
}

impl<'a> Read<'a> {
    pub(super) fn new(definition: Definition, format: Format<'a>) -> Self {
        Self {
            definition,
            format,
            notes: Vec::new(),
        }
    }
}

/// Reads the file alone.
pub(super) fn read<'a>(file: &FormFile<'a>) -> Result<Read<'a>, Vec<String>> {
    if sheet::is_sheet(file.name) {
        let read = sheet::read(file.bytes, file.name).map_err(lines)?;
        return Ok(Read::new(read, Format::Sheet));
    }
    let text = std::str::from_utf8(file.bytes).map_err(|error| {
        let before = file.bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        vec![format!(
            "{line}:1: the file is not UTF-8 text; save it again with the encoding UTF-8"
        )]
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let ending = file.name.rsplit('.').next().unwrap_or_default();
    if ending.eq_ignore_ascii_case("json") {
        return json(text);
    }
    let read = read_xform(text).map_err(lines)?;
    Ok(Read::new(read, Format::Xml(text)))
}

/// A form in JSON: the whole model, or the first model, which goes through a sheet.
fn json(text: &str) -> Result<Read<'_>, Vec<String>> {
    if is_definition(text) {
        let read = from_json(text).map_err(lines)?;
        return Ok(Read::new(read, Format::Json));
    }
    let first = Form::from_json(text).map_err(lines)?;
    let (bytes, notes) = first_model(&first);
    let definition = sheet::read(&bytes, "form.xlsx").map_err(lines)?;
    Ok(Read {
        notes,
        ..Read::new(definition, Format::Json)
    })
}

/// Makes a form ready to be filled; what is wrong then is placed as its format does.
pub(super) fn plan(definition: Definition, format: &Format<'_>) -> Result<Plan, Vec<String>> {
    let shape = matches!(format, Format::Json).then(|| definition.shape.clone());
    Plan::new(definition).map_err(|problem| {
        let message = problem.message.clone();
        vec![match format {
            Format::Sheet => {
                SheetProblem::of_origin(problem.origin, problem.part, message).to_string()
            }
            Format::Xml(text) => ReadProblem::at(text, problem.origin, message).to_string(),
            Format::Json => {
                let path = shape.map(|shape| shape.path(problem.node));
                format!("{} {}: {message}", path.unwrap_or_default(), problem.part)
            }
        }]
    })
}

fn lines<P: ToString>(problems: Vec<P>) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}
