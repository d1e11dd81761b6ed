//! The JSON format of a form, read strictly.
//!
//! Anything that this page does not name is refused, with a [`FormProblem`] for each
//! place. Bounds are in [`crate::limits`]. Ids are `[a-z][a-z0-9_]*`, at most 64
//! bytes, and never change with the wording: notes and exports hold them.
//!
//! **Texts for people** are objects from language to text: `{"en": "Grade", "es":
//! "Grado"}`. The default language must be there; others may be missing and then fall
//! back to it.
//!
//! # The form
//!
//! | key | what |
//! |---|---|
//! | `id`, `version` | id, and a whole number from 1 |
//! | `title`, `about` | texts; `about` says where the form comes from, and may be left out |
//! | `default_language`, `languages` | `"en"`, `["en", "es"]` |
//! | `counts` | `false` switches every tally off |
//! | `judgment_words` | by language, words that judge: `{"en": ["good", "well managed"]}`; may be left out |
//! | `parts` | in order: `{"id", "label", "fields": […]}` |
//!
//! # A field
//!
//! `id`, `kind`, `label`; and where wanted `hint`, `required` (`true`: must be
//! answered before the note goes beyond its team), `relevant` (a condition), `fill`.
//!
//! | `kind` | besides |
//! |---|---|
//! | `group` | `fields` |
//! | `text` | `multiline` |
//! | `integer` | `min`, `max` |
//! | `select_one`, `select_many` | `options`: `[{"id", "label"}]`, or `options_from`: `"schools"` or `"team"` of the visit |
//! | `rating` | `levels`, lowest first: `[{"id", "label", "descriptor", "absent"}]`; `needs_evidence`. `"absent": true` marks the level that says that nothing was seen: it asks for no evidence |
//! | `tally` | |
//! | `evidence_log` | `holds`: `"evidence"` or `"wonderings"`; `who`, `modes`, `tags`: options, left out if the log has no such column; `elapsed` |
//! | `note` | `shows`: `"focus"` or `"stop"`; `pinned` |
//! | `date`, `time`, `date_time` | |
//!
//! `fill` is what the app writes by itself: `visit_number` (integer), `school`
//! (`select_one` from schools), `author` (choice from the team), `today` (date), `now`
//! and `now_on_tap` (time, `date_time`).
//!
//! # A condition
//!
//! `{"field": "objective", "is": "!=", "value": "none"}`, where `is` is one of `=`,
//! `!=`, `<`, `<=`, `>`, `>=`, `selected`, `not-selected`, `answered`, `empty` (the
//! last two without `value`); or `{"all": […]}`, `{"any": […]}`, `{"not": {…}}`.
//! Levels are ordered as listed. A field that does not apply counts as empty. Of an
//! empty answer `!=`, `not-selected` and `empty` hold, all others do not.
//!
//! ```
//! use rounds_forms::{Form, Problem};
//!
//! let json = r#"{
//!   "id": "hallway", "version": 1, "title": {"en": "Hallway note"},
//!   "default_language": "en", "languages": ["en"], "counts": true,
//!   "parts": [{"id": "all", "label": {"en": "All"}, "fields": [
//!     {"id": "seen", "kind": "evidence_log", "label": {"en": "Seen"}, "holds": "evidence"}
//!   ]}]
//! }"#;
//! let form = Form::from_json(json).expect("the form above is sound");
//! assert_eq!(Form::from_json(&form.to_json()), Ok(form));
//!
//! let problems = Form::from_json(&json.replace("hallway", "Hallway")).unwrap_err();
//! assert!(matches!(problems[0].problem, Problem::BadName(_)));
//! assert_eq!(problems[0].path, "id");
//! ```

mod condition;
mod field;
mod form;
mod graph;
mod json;
mod kind;
mod meaning;
mod reader;
mod texts;

use crate::limits::FORM_BYTES;
use crate::model::Form;
use crate::problem::{FormProblem, Problem};

impl Form {
    /// Reads a form.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in the order of the file, at most
    /// [`crate::limits::PROBLEMS`]. Conditions and what fields need of one another are
    /// looked at once the rest is right.
    pub fn from_json(text: &str) -> Result<Self, Vec<FormProblem>> {
        let whole = |problem| {
            vec![FormProblem {
                path: String::new(),
                field: None,
                problem,
            }]
        };
        if text.len() > FORM_BYTES {
            return Err(whole(Problem::TooLarge {
                bytes: text.len(),
                limit: FORM_BYTES,
            }));
        }
        let root: json::Node = serde_json::from_str(text).map_err(|error| {
            whole(Problem::NotJson {
                line: error.line(),
                column: error.column(),
                what: json::what_the_reader_met(&error),
            })
        })?;
        form::read(&root)
    }

    /// Writes the form in the same format. Reading it again gives an equal form.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Fails only for keys that are not text or a writer that fails; neither is here.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
