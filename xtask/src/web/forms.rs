//! The forms that come with Rounds, as files that the page fetches when one is opened:
//! each as JSON, and a list of them.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, anyhow};
use rounds_forms::tool::{FormFile, Target, convert};
use rounds_forms::xform::json::from_json;
use rounds_forms::xform::model::{Definition, Item, Label, Part, TextForm};
use rounds_forms::{LIBRARY_ABOUT, LIBRARY_SHEETS};
use serde_json::{Map, Value, json};

use super::sources::Sources;

/// Languages of the page, by code.
const LANGUAGES: [&str; 2] = ["en", "es"];

/// All files of the library; the list refers to the others.
///
/// # Errors
/// When a sheet of the library is no form, or nothing is said about it.
pub(super) fn library() -> Result<Sources> {
    let about: Value = serde_json::from_str(LIBRARY_ABOUT).context("forms/library/about.json")?;
    let mut sources = Sources::new();
    let mut list = Vec::new();
    for (id, sheet) in LIBRARY_SHEETS {
        let text = converted(id, sheet)?;
        let form = from_json(&text).map_err(|problems| anyhow!("{id}: {problems:?}"))?;
        let about = about
            .get(id)
            .with_context(|| format!("about.json lacks {id}"))?;
        list.push(listed(id, about, &form));
        // On one line: nobody reads it, and it is smaller.
        let compact: Value = serde_json::from_str(&text)?;
        sources.insert(file(id), compact.to_string().into_bytes());
    }
    let list = Value::from(list).to_string();
    sources.insert(file("list"), list.into_bytes());
    Ok(sources)
}

fn file(id: &str) -> String {
    format!("forms/form-{id}.json")
}

fn converted(id: &str, sheet: &str) -> Result<String> {
    let file = FormFile {
        name: &format!("{id}.md"),
        bytes: sheet.as_bytes(),
        beside: &|_| None,
    };
    let converted = convert(&file, Target::Json);
    let converted = converted.map_err(|lines| anyhow!("{id}: {}", lines.join("; ")))?;
    Ok(String::from_utf8(converted.bytes)?)
}

fn listed(id: &str, about: &Value, form: &Definition) -> Value {
    let languages = form.languages.iter().filter(|name| !name.is_empty());
    let called = languages.map(|name| name.split(" (").next().unwrap_or(name));
    let mut row = Map::new();
    for key in ["name", "about", "minutes"] {
        row.insert(key.to_owned(), about.get(key).cloned().unwrap_or_default());
    }
    row.insert("id".to_owned(), json!(id));
    row.insert("questions".to_owned(), json!(form.questions()));
    row.insert("languages".to_owned(), json!(called.collect::<Vec<_>>()));
    row.insert("parts".to_owned(), json!(parts(form)));
    let asset = format!("{{{{ASSET:{}}}}}", file(id));
    row.insert("file".to_owned(), json!(asset));
    row.into()
}

/// The labels of the outermost groups and repeats, by language.
fn parts(form: &Definition) -> BTreeMap<&'static str, Vec<String>> {
    let all = LANGUAGES.map(|code| {
        let ending = format!("({code})");
        let language = form.languages.iter().find(|name| name.ends_with(&ending));
        let label = |item: &Item| match item {
            Item::Group(group) => words(form, language?, group.label.as_ref()?),
            Item::Repeat(_) | Item::Control(_) => None,
        };
        (code, form.body.iter().filter_map(label).collect())
    });
    all.into_iter().collect()
}

/// A label that needs no record.
fn words(form: &Definition, language: &str, label: &Label) -> Option<String> {
    let text = match label {
        Label::Plain(text) => text,
        Label::Itext(id) => form.texts.get(language, id)?.get(&TextForm::Long)?,
        Label::Computed(_) => return None,
    };
    match text.parts.as_slice() {
        [Part::Literal(words)] => Some(words.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_listed_with_its_file_in_both_languages() -> Result<()> {
        let sources = library()?;
        let list: Value = serde_json::from_slice(&sources["forms/form-list.json"])?;
        let list = list.as_array().context("a list")?;
        assert_eq!(list.len(), LIBRARY_SHEETS.len());
        for form in list {
            let id = form["id"].as_str().context("an id")?;
            assert!(sources.contains_key(&file(id)), "{id}");
            assert!(form["questions"].as_u64() > Some(0), "{form}");
            for key in ["name", "about", "parts"] {
                for code in LANGUAGES {
                    let said = &form[key][code];
                    assert!(!said.is_null() && *said != json!([]), "{id}: {key} {code}");
                }
            }
        }
        Ok(())
    }
}
