//! The forms that a visit file names: of the library by id, others by path.

use std::collections::BTreeSet;
use std::path::Path;

use rounds_forms::{Form, library, library_json};
use toml::Spanned;

use super::check::Checker;

/// Id, version and definition of each form; what cannot be read is noted.
pub(super) fn load(
    checker: &mut Checker<'_>,
    names: &[Spanned<String>],
    dir: &Path,
) -> Vec<(String, u64, String)> {
    let mut seen = BTreeSet::new();
    let mut forms = Vec::new();
    for name in names {
        match read(name.get_ref(), dir) {
            Ok((id, ..)) if !seen.insert(id.clone()) => {
                checker.wrong("forms", name, format!("the form \"{id}\" is there twice"));
            }
            Ok(form) => forms.push(form),
            Err(what) => checker.wrong("forms", name, what),
        }
    }
    forms
}

fn read(name: &str, dir: &Path) -> Result<(String, u64, String), String> {
    let text = if name.ends_with(".json") {
        let path = dir.join(name);
        std::fs::read_to_string(&path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?
    } else {
        library_json(name)
            .map(str::to_owned)
            .ok_or_else(|| unknown(name))?
    };
    let form = Form::from_json(&text).map_err(|problems| {
        let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
        format!("\"{name}\" is not a sound form: {}", all.join("; "))
    })?;
    Ok((form.id().to_string(), form.version(), text))
}

fn unknown(name: &str) -> String {
    let shipped = library().unwrap_or_default();
    let ids: Vec<_> = shipped.iter().map(|form| form.id().to_string()).collect();
    format!(
        "there is no form \"{name}\" in the library, only {}; a file's name ends in .json",
        ids.join(", ")
    )
}
