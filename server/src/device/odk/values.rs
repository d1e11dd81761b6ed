//! The values of a note as JSON: what its form makes of its answers.

use std::collections::BTreeSet;

use rounds_forms::xform::record::ValueState;
use serde::Serialize;
use sync_core::doc::{NoteView, VisitView};

use super::super::error::Outcome;
use super::super::folder::{self, NoteForm};
use super::Filler;

/// One value of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::device) struct FieldJson {
    path: String,
    value: String,
    relevant: bool,
    required: bool,
    readonly: bool,
    valid: bool,
    conflict: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// What the form of a note makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::device) struct Values {
    /// Every value, in the order of the form.
    pub(in crate::device) fields: Vec<FieldJson>,
    /// Instances and entries that are more than the form can show at once.
    pub(in crate::device) left_out: usize,
    /// Keys of answers that count.
    relevant: BTreeSet<String>,
}

/// The values of a note; `None` when its form is of the first model, or not here.
pub(in crate::device) fn of(visit: Option<&VisitView>, note: &NoteView) -> Outcome<Option<Values>> {
    let version = Some(note.form_version);
    let form = visit.map(|visit| folder::form(visit, &note.form, version));
    let Some(Ok(NoteForm::Odk(form))) = form else {
        return Ok(None);
    };
    let bound = form.open(note, &Filler::default())?;
    Ok(Some(Values {
        fields: bound.states().into_iter().map(field).collect(),
        left_out: bound.left_out(),
        relevant: bound
            .relevant_keys()
            .into_iter()
            .map(str::to_owned)
            .collect(),
    }))
}

impl Values {
    /// Without what does not apply now.
    pub(in crate::device) fn relevant(self) -> Self {
        let fields = self.fields.into_iter();
        Self {
            fields: fields.filter(|field| field.relevant).collect(),
            ..self
        }
    }

    /// Whether the answer at a key of the note counts.
    pub(in crate::device) fn counts(&self, key: &str) -> bool {
        self.relevant.contains(key)
    }
}

fn field(state: ValueState) -> FieldJson {
    let ValueState {
        node,
        conflict,
        message,
    } = state;
    FieldJson {
        path: node.path,
        value: node.value,
        relevant: node.relevant,
        required: node.required,
        readonly: node.readonly,
        valid: node.valid,
        conflict,
        message,
    }
}
