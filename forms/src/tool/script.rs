//! The script of `form fill`: a list of steps.

use serde::Deserialize;

use crate::xform::fill::Step;

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Set { set: String, value: String },
    Add { add: String },
    Remove { remove: String },
}

/// The steps of a script.
pub(super) fn read(text: &str) -> Result<Vec<Step>, String> {
    let lines: Vec<Line> = serde_json::from_str(text).map_err(|error| {
        format!(
            "--script: {error}; a script is a list of {{\"set\":PATH,\"value\":TEXT}}, {{\"add\":PATH}} and {{\"remove\":PATH}}"
        )
    })?;
    let step = |line| match line {
        Line::Set { set, value } => Step::Set { path: set, value },
        Line::Add { add } => Step::Add { path: add },
        Line::Remove { remove } => Step::Remove { path: remove },
    };
    Ok(lines.into_iter().map(step).collect())
}
