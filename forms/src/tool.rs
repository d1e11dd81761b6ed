//! What `rounds form` does, as pure functions: bytes in, texts and an exit code out.

mod convert;
mod load;
mod open;
mod script;

use serde_json::{Value, json};

use crate::xform::fill::{Filling, Plan, Settings, is_heading};
use crate::xform::model::Definition;
use crate::xpath::Moment;
pub use convert::{Converted, Target, convert};
pub use load::{Loaded, load};
pub use open::{FileProblem, Opened, open};

/// A form file and what lies beside it.
pub struct FormFile<'a> {
    /// The name without folders.
    pub name: &'a str,
    pub bytes: &'a [u8],
    /// A file in the same folder, by its base name.
    pub beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

impl std::fmt::Debug for FormFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormFile")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What the command prints, and its exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    pub code: u8,
}

impl Output {
    /// What is wrong, one problem a line; the exit code says so.
    #[must_use]
    pub fn refused(lines: impl IntoIterator<Item = String>) -> Self {
        let mut stderr = String::new();
        for line in lines {
            // One problem a line, whatever is quoted in it.
            stderr.push_str(&line.replace(['\n', '\r'], " "));
            stderr.push('\n');
        }
        Self {
            stderr,
            code: 1,
            ..Self::default()
        }
    }

    fn printed(stdout: String) -> Self {
        Self {
            stdout,
            ..Self::default()
        }
    }
}

/// What `form fill` is asked for.
#[derive(Clone, Copy, Debug)]
pub struct FillRequest<'a> {
    /// The text of the script.
    pub script: &'a str,
    /// One of the form's languages.
    pub language: Option<&'a str>,
    /// The clock in RFC 3339.
    pub now: &'a str,
}

/// Whether a form can be used; with `json` a summary.
#[must_use]
pub fn check(file: &FormFile<'_>, json: bool) -> Output {
    let plan = match load(file) {
        Ok(loaded) => loaded.plan,
        Err(lines) => return Output::refused(lines),
    };
    let definition = plan.definition();
    if json {
        return Output::printed(format!("{}\n", summary(definition)));
    }
    let questions = definition.questions();
    Output::printed(format!(
        "{}: a form with {questions} questions\n",
        definition.title
    ))
}

fn summary(definition: &Definition) -> Value {
    let named = definition
        .languages
        .iter()
        .filter(|language| !language.is_empty());
    json!({
        "title": definition.title,
        "form_id": definition.form_id,
        "version": definition.version,
        "languages": named.collect::<Vec<&String>>(),
        "questions": definition.questions(),
    })
}

/// Fills a new record by a script and prints the state of every value.
#[must_use]
pub fn fill(file: &FormFile<'_>, request: &FillRequest<'_>) -> Output {
    let plan = match load(file) {
        Ok(loaded) => loaded.plan,
        Err(lines) => return Output::refused(lines),
    };
    match filled(&plan, request) {
        Ok(filling) => Output::printed(format!("{}\n", states(&filling))),
        Err(message) => Output::refused([message]),
    }
}

fn filled<'p>(plan: &'p Plan, request: &FillRequest<'_>) -> Result<Filling<'p>, String> {
    let steps = script::read(request.script)?;
    let now = Moment::parse_zoned(request.now).ok_or_else(|| {
        format!(
            "--now: write a time as 2026-03-14T09:26:53Z, not \"{}\"",
            request.now
        )
    })?;
    let languages = &plan.definition().languages;
    if let Some(language) = request.language
        && !languages.iter().any(|known| known == language)
    {
        let known = languages.join(", ");
        return Err(format!(
            "--lang: the form has no language \"{language}\"; it has: {known}"
        ));
    }
    let settings = Settings {
        now,
        seed: now.millis.unsigned_abs(),
        language: request.language.map(str::to_owned),
        properties: Vec::new(),
    };
    let mut filling = Filling::new(plan, settings);
    for (at, step) in steps.iter().enumerate() {
        filling
            .apply(step)
            .map_err(|error| format!("step {}: {error}", at + 1))?;
    }
    Ok(filling)
}

fn states(filling: &Filling<'_>) -> Value {
    let answers = filling
        .states()
        .into_iter()
        .filter(|state| !is_heading(&state.path));
    let nodes = answers.map(|state| {
        json!({
            "path": state.path,
            "relevant": state.relevant,
            "required": state.required,
            "readonly": state.readonly,
            "valid": state.valid,
            "value": state.value,
        })
    });
    json!({ "nodes": nodes.collect::<Vec<Value>>() })
}

#[cfg(test)]
mod tests;
