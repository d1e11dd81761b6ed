//! The forms that a visit file names: of the library by id, others by path.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use rounds_forms::limits::FORM_FILE_BYTES;
use rounds_forms::tool::{self, FormFile};
use rounds_forms::xform::json::{is_definition, to_json};
use rounds_forms::xform::model::Definition;
use rounds_forms::{Form, LIBRARY_SHEETS, library_json};
use sync_core::doc::form_fits;
use sync_core::limits;
use toml::Spanned;

use super::check::Checker;

/// What the names of form files end in.
const ENDINGS: [&str; 6] = ["xlsx", "xls", "csv", "md", "xml", "json"];

/// Id, version and definition, as the visit brings them.
type Brought = (String, u64, String);

/// Id, version and definition of each form; what cannot be read is noted.
pub(super) fn load(
    checker: &mut Checker<'_>,
    names: &[Spanned<String>],
    dir: &Path,
) -> Vec<Brought> {
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

fn read(name: &str, dir: &Path) -> Result<Brought, String> {
    let ending = Path::new(name).extension().map(|e| e.to_string_lossy());
    let ending = ending.map(|ending| ending.to_ascii_lowercase());
    if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
        return file(name, dir);
    }
    if let Some(text) = library_json(name) {
        return first(name, text);
    }
    let sheet = LIBRARY_SHEETS.iter().find(|(id, _)| *id == name);
    let (id, sheet) = sheet.ok_or_else(|| unknown(name))?;
    any(name, &format!("{id}.md"), sheet.as_bytes(), &|_| None)
}

fn file(name: &str, dir: &Path) -> Result<Brought, String> {
    let path = dir.join(name);
    let bytes = bytes(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let text = std::str::from_utf8(&bytes).ok();
    let json = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"));
    if let Some(text) = text.filter(|text| json && !is_definition(text)) {
        return first(name, text);
    }
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let beside = |other: &str| {
        // A base name only: a form cannot reach outside of its folder.
        let plain = Path::new(other)
            .file_name()
            .is_some_and(|plain| plain == other);
        let read = plain.then(|| self::bytes(&folder.join(other)).ok());
        read.flatten()
            .filter(|bytes| bytes.len() <= FORM_FILE_BYTES)
    };
    let base = path.file_name().map(|base| base.to_string_lossy());
    any(name, &base.unwrap_or_default(), &bytes, &beside)
}

/// A form of the first model, as it was written.
fn first(name: &str, text: &str) -> Result<Brought, String> {
    let form = Form::from_json(text).map_err(|problems| {
        let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
        unsound(name, &all)
    })?;
    Ok((form.id().to_string(), form.version(), text.to_owned()))
}

/// A form of any tool.
fn any(
    name: &str,
    base: &str,
    bytes: &[u8],
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Brought, String> {
    let file = FormFile {
        name: base,
        bytes,
        beside,
    };
    let loaded = tool::load(&file).map_err(|problems| unsound(name, &problems))?;
    let definition = loaded.plan.definition();
    let id = id(name, definition)?;
    let json = to_json(definition).map_err(|why| unsound(name, &[why.to_string()]))?;
    form_fits(&id, &json).map_err(|why| {
        format!("\"{name}\" is too large for a visit: {why}; leave out long lists or languages")
    })?;
    // A version that is no whole number is in the definition; here it only tells two
    // versions of one form apart, and a visit has each form once.
    let version = definition.version.trim().parse().unwrap_or(1);
    Ok((id, version, json))
}

fn id(name: &str, definition: &Definition) -> Result<String, String> {
    let id = definition.form_id.trim();
    let most = limits::KEY_BYTES;
    if id.is_empty() || id.len() > most || id.chars().any(char::is_control) {
        return Err(format!(
            "\"{name}\" needs a form_id of 1 to {most} letters, so that stops can name it"
        ));
    }
    Ok(id.to_owned())
}

fn unsound(name: &str, problems: &[String]) -> String {
    let problems: Vec<String> = problems
        .iter()
        .map(|problem| problem.replace(['\n', '\r'], " "))
        .collect();
    format!("\"{name}\" is not a sound form: {}", problems.join("; "))
}

/// The bytes of a file, one more than allowed at most: who reads it then refuses it.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = FORM_FILE_BYTES as u64 + 1;
    let opened = std::fs::File::open(path)?;
    opened.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unknown(name: &str) -> String {
    let ids: Vec<_> = LIBRARY_SHEETS.iter().map(|(id, _)| *id).collect();
    format!(
        "there is no form \"{name}\" in the library, only {}; a file's name ends in .{}",
        ids.join(", "),
        ENDINGS.join(", .")
    )
}
