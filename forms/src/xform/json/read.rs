//! From JSON to the form model. Nothing of it is trusted: paths, depths and expressions
//! are checked, and sizes are within the limits of the other importers.

mod body;
mod record;

use super::VERSION;
use super::layout::{self, Datum, Form, Label, Part, Text, To, When};
use crate::limits::{JSON_FILE_BYTES, PROBLEMS};
use crate::xform::model::{
    self, Action, ActionKind, Data, DataId, Definition, Event, NodeId, Origin, SecondaryInstance,
    Source, TextForm,
};
use crate::xpath::Expression;

/// Why JSON is no usable form, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct JsonProblem {
    /// `LINE:COLUMN` of the file, or the part of the form.
    pub place: String,
    /// A sentence without a full stop.
    pub message: String,
}

/// Reads a form.
///
/// # Errors
/// Everything that is wrong, at most [`PROBLEMS`].
pub fn from_json(text: &str) -> Result<Definition, Vec<JsonProblem>> {
    let one = |place: String, message: String| Err(vec![JsonProblem { place, message }]);
    if text.len() > JSON_FILE_BYTES {
        let message = format!("a form may have at most {JSON_FILE_BYTES} bytes");
        return one("1:1".to_owned(), message);
    }
    let form: Form = match serde_json::from_str(text) {
        Ok(form) => form,
        Err(error) => {
            let place = format!("{}:{}", error.line().max(1), error.column().max(1));
            return one(place, format!("this is no form in JSON: {error}"));
        }
    };
    if form.rounds_form != VERSION {
        let message = format!(
            "rounds_form is {}, and this program reads {VERSION}",
            form.rounds_form
        );
        return one("rounds_form".to_owned(), message);
    }
    let mut reader = Reader::default();
    let definition = reader.form(form);
    if reader.problems.is_empty() {
        Ok(definition)
    } else {
        Err(reader.problems)
    }
}

#[derive(Debug, Default)]
struct Reader {
    form: Definition,
    problems: Vec<JsonProblem>,
}

impl Reader {
    fn form(&mut self, form: Form) -> Definition {
        self.form = Definition {
            title: form.title,
            form_id: form.form_id,
            version: form.version,
            style: form.style,
            settings: form.settings,
            unplaced: form.unplaced,
            ..Definition::default()
        };
        self.languages(form.languages, form.default_language);
        self.record(&form.record);
        if !self.problems.is_empty() {
            return Definition::default();
        }
        self.templates(&form.record);
        self.form.initial = self.contents("new", &form.new, NodeId::ROOT);
        self.form.body = self.body(form.body);
        for (at, list) in form.lists.into_iter().enumerate() {
            self.list(at, list);
        }
        for (language, ids) in form.texts {
            for (id, variants) in ids {
                for (variant, text) in variants {
                    let place = format!("texts {language} {id}");
                    let text = self.text(&place, text);
                    let variant = TextForm::named(Some(&variant));
                    self.form.texts.set(&language, &id, variant, text);
                }
            }
        }
        for (at, action) in form.actions.into_iter().enumerate() {
            self.action(&format!("actions[{at}]"), action);
        }
        std::mem::take(&mut self.form)
    }

    fn problem(&mut self, place: &str, message: impl Into<String>) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(JsonProblem {
                place: place.to_owned(),
                message: message.into(),
            });
        }
    }

    fn languages(&mut self, languages: Vec<String>, default: Option<String>) {
        for (at, language) in languages.iter().enumerate() {
            if languages.iter().take(at).any(|other| other == language) {
                let message = format!("the language \"{language}\" is listed twice");
                self.problem("languages", message);
            }
        }
        if let Some(default) = &default
            && !languages.contains(default)
        {
            let message = format!("\"{default}\" is none of the languages");
            self.problem("default_language", message);
        }
        self.form.languages = languages;
        self.form.default_language = default;
    }

    fn expression(&mut self, place: &str, source: &str, origin: Origin) -> Option<Expression> {
        let parsed = Expression::parse(source, origin);
        parsed
            .map_err(|error| {
                let message = format!("\"{source}\" cannot be understood: {error}");
                self.problem(place, message);
            })
            .ok()
    }

    fn optional(
        &mut self,
        place: &str,
        source: Option<&String>,
        origin: Origin,
    ) -> Option<Expression> {
        self.expression(place, source?, origin)
    }

    fn label(&mut self, place: &str, label: Label, origin: Origin) -> Option<model::Label> {
        Some(match label {
            Label::Text(text) => model::Label::Plain(self.text(place, text)),
            Label::Id(id) => model::Label::Itext(id),
            Label::Expression(source) => {
                model::Label::Computed(self.expression(place, &source, origin)?)
            }
        })
    }

    fn text(&mut self, place: &str, text: Text) -> model::Text {
        let parts = match text {
            Text::Plain(text) => return model::Text::literal(&text),
            Text::Parts(parts) => parts,
        };
        let parts = parts.into_iter().filter_map(|part| match part {
            Part::Text(text) => Some(model::Part::Literal(text)),
            Part::Value(source) => {
                let value = self.expression(place, &source, Origin::default())?;
                Some(model::Part::Output(value.into()))
            }
        });
        model::Text {
            parts: parts.collect(),
        }
    }

    /// The node of a path.
    fn node(&mut self, place: &str, path: &str) -> Option<NodeId> {
        let found = self.lookup(path);
        if found.is_none() {
            self.problem(place, format!("the record has no {path}"));
        }
        found
    }

    fn lookup(&self, path: &str) -> Option<NodeId> {
        let mut names = path.strip_prefix('/')?.split('/');
        let root = self.form.shape.get(NodeId::ROOT)?;
        let mut at = (names.next() == Some(&root.name)).then_some(NodeId::ROOT)?;
        for name in names {
            at = self.form.shape.child(at, name)?;
        }
        Some(at)
    }

    fn list(&mut self, at: usize, list: layout::List) {
        let place = format!("lists[{at}]");
        let source = match list.file {
            Some(_) if !list.items.is_empty() => {
                self.problem(&place, "a list is a file or has items, not both");
                return;
            }
            Some(file) => Source::External(file),
            None => Source::Inline(self.data(&place, list.items)),
        };
        self.form.secondary.push(SecondaryInstance {
            id: list.id,
            source,
            origin: Origin::default(),
        });
    }

    fn data(&mut self, place: &str, rows: Vec<Datum>) -> Data {
        let mut data = Data::default();
        let mut open: Vec<DataId> = Vec::new();
        for row in rows {
            let inside = row.depth <= open.len() && (row.depth > 0 || data.is_empty());
            if !inside {
                self.problem(place, format!("the depth {} fits nowhere", row.depth));
                return Data::default();
            }
            open.truncate(row.depth);
            let id = data.add(open.last().copied(), &row.name, &row.text);
            if let Some(node) = data.get_mut(id) {
                node.attributes = row.attributes;
            }
            open.push(id);
        }
        data
    }

    fn action(&mut self, place: &str, action: layout::Action) {
        let Some(target) = self.node(place, &action.set) else {
            return;
        };
        let kind = match action.to {
            To::Value(source) => {
                let value = self.expression(place, &source, Origin(target.0));
                let Some(value) = value else { return };
                ActionKind::SetValue(value)
            }
            To::Text(text) => ActionKind::SetText(text),
            To::Place => ActionKind::SetGeopoint,
            To::Sound => ActionKind::RecordAudio,
        };
        let mut events = Vec::new();
        for when in action.when {
            events.extend(match when {
                When::RecordBegins => Some(Event::FirstLoad),
                When::RecordOpens => Some(Event::Load),
                When::Grows(path) => self.node(place, &path).map(Event::NewRepeat),
                When::Changes(path) => self.node(place, &path).map(Event::ValueChanged),
            });
        }
        self.form.actions.push(Action {
            kind,
            events,
            target,
            origin: Origin(target.0),
        });
    }
}
