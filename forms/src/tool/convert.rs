//! A form in another format.

use super::FormFile;
use super::load::{Read, plan, read};
use crate::sheet::export::to_xlsform;
use crate::xform::json::to_json;
use crate::xform::model::{Definition, Node, each_control};

/// What a form is converted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A workbook, .xlsx.
    Xlsform,
    Json,
}

/// A converted form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    pub bytes: Vec<u8>,
    /// What is written in another way than the form had it, a line each.
    pub notes: Vec<String>,
}

/// Converts a form that can be used. Files beside it stay files.
///
/// # Errors
/// One line for each problem of the form, or for each thing that the other format cannot
/// say.
pub fn convert(file: &FormFile<'_>, to: Target) -> Result<Converted, Vec<String>> {
    let Read {
        definition,
        format,
        mut notes,
    } = read(file)?;
    let plan = plan(definition, &format)?;
    let definition = plan.definition();
    notes.extend(left_out(definition));
    match to {
        Target::Json => match to_json(definition) {
            Ok(json) => Ok(Converted {
                bytes: json.into_bytes(),
                notes,
            }),
            Err(problem) => Err(vec![problem.to_string()]),
        },
        Target::Xlsform => match to_xlsform(definition) {
            Ok(exported) => {
                notes.extend(exported.notes.iter().map(ToString::to_string));
                Ok(Converted {
                    bytes: exported.bytes,
                    notes,
                })
            }
            Err(refusals) => Err(refusals.iter().map(ToString::to_string).collect()),
        },
    }
}

/// What the form model itself does not hold of a form.
fn left_out(form: &Definition) -> Vec<String> {
    let mut notes = Vec::new();
    let entity = |node: &Node| node.attributes.iter().any(|(name, _)| name == "dataset");
    if form.shape.iter().any(|(_, node)| entity(node)) {
        notes.push(
            "the form adds to a list of entities; when it does so (create_if, update_if, entity_id) is not kept".to_owned(),
        );
    }
    let mut queries = false;
    each_control(&form.body, &mut |control| {
        queries |= control.attributes.iter().any(|(name, _)| name == "query");
    });
    if queries {
        notes.push("the choices on the sheet external_choices are not kept".to_owned());
    }
    notes
}
