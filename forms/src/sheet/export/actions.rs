//! Values set when something happens: computed defaults, triggers, places and sound.

use std::collections::BTreeMap;

use super::refusal::Refusal;
use super::rows::{Cells, put};
use super::survey::Writer;
use crate::sheet::dynamic::is_dynamic;
use crate::sheet::tree::Style;
use crate::xform::model::{ActionKind, Definition, Event, NodeId};
use crate::xpath::Expression;

/// What happens to a value besides a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Geopoint,
    Audio,
    /// When an answer changes.
    Located,
}

/// What happens to one value.
#[derive(Debug, Default)]
struct Of<'d> {
    /// Set when a record begins, and when a repeat grows.
    first: Vec<&'d Expression>,
    grown: Vec<&'d Expression>,
    /// Set when the answer of a question changes; without an expression it is cleared.
    changed: Vec<(NodeId, Option<&'d Expression>)>,
    located: Vec<NodeId>,
    deed: Option<Deed>,
    /// What a sheet cannot say.
    other: Option<&'static str>,
}

/// All actions by the value that they set.
#[derive(Debug, Default)]
pub(super) struct Deeds<'d>(BTreeMap<NodeId, Of<'d>>);

impl<'d> Deeds<'d> {
    pub(super) fn of(form: &'d Definition) -> Self {
        let mut all = Self::default();
        for action in &form.actions {
            let of = all.0.entry(action.target).or_default();
            for event in &action.events {
                of.add(&action.kind, *event);
            }
        }
        all
    }

    /// What happens to a value, if it is not set to a text.
    pub(super) fn deed(&self, node: NodeId) -> Option<Deed> {
        let of = self.0.get(&node)?;
        of.deed
            .or((!of.located.is_empty()).then_some(Deed::Located))
    }

    /// Whether a value is computed by an action.
    pub(super) fn computes(&self, node: NodeId) -> bool {
        let of = self.0.get(&node);
        of.is_some_and(|of| {
            !of.first.is_empty() || of.changed.iter().any(|(_, value)| value.is_some())
        })
    }
}

impl<'d> Of<'d> {
    fn add(&mut self, kind: &'d ActionKind, event: Event) {
        match (kind, event) {
            (ActionKind::SetValue(value), Event::FirstLoad) => self.first.push(value),
            (ActionKind::SetValue(value), Event::NewRepeat(_)) => self.grown.push(value),
            (ActionKind::SetValue(value), Event::ValueChanged(by)) => {
                self.changed.push((by, Some(value)));
            }
            (ActionKind::SetText(text), Event::ValueChanged(by)) if text.is_empty() => {
                self.changed.push((by, None));
            }
            (ActionKind::SetGeopoint, Event::ValueChanged(by)) => self.located.push(by),
            (ActionKind::SetGeopoint, Event::FirstLoad) => self.deed = Some(Deed::Geopoint),
            (ActionKind::RecordAudio, Event::Load) => self.deed = Some(Deed::Audio),
            (ActionKind::SetText(_), _) => self.other = Some("to a fixed text by an event"),
            (_, Event::Load) => self.other = Some("whenever a record is opened"),
            _ => self.other = Some("by an event that questions of this type do not know"),
        }
    }
}

impl Writer<'_> {
    /// The cells `default`, `trigger` and `calculation`.
    pub(super) fn deeds(&mut self, cells: &mut Cells, id: NodeId, kind: &str) {
        let text = self.defaults.get(&id).cloned().unwrap_or_default();
        let path = self.form.shape.path(id);
        let Some(of) = self.deeds.0.remove(&id) else {
            put(cells, "default", text);
            return;
        };
        if let Some(what) = of.other {
            self.refuse(Refusal::Action(path.clone(), what));
        }
        match of.first.as_slice() {
            [] => put(cells, "default", text),
            [value] => {
                let value = self.expression(value, id, Style::default());
                if !text.is_empty() {
                    self.refuse(Refusal::Action(path.clone(), "to a text and then computed"));
                }
                if !is_dynamic(&value, kind) {
                    let what = "to an answer as it begins";
                    self.refuse(Refusal::Action(path.clone(), what));
                }
                put(cells, "default", value);
            }
            _ => {
                let what = "twice when a record begins";
                self.refuse(Refusal::Action(path.clone(), what));
            }
        }
        if of.first.is_empty() && !of.grown.is_empty() {
            let what = "when a repeat grows and not when a record begins";
            self.refuse(Refusal::Action(path.clone(), what));
        }
        self.triggers(cells, &of, &path);
    }

    fn triggers(&mut self, cells: &mut Cells, of: &Of<'_>, path: &str) {
        let by = of
            .changed
            .iter()
            .map(|(by, _)| *by)
            .chain(of.located.iter().copied());
        let mut names: Vec<String> = Vec::new();
        for node in by {
            let name = format!("${{{}}}", self.name_of(node));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        put(cells, "trigger", names.join(", "));
        let values: Vec<_> = of
            .changed
            .iter()
            .filter_map(|(by, value)| value.map(|value| (value, *by)))
            .collect();
        if values.is_empty() {
            return;
        }
        let several = "by several questions in different ways";
        if values.len() < of.changed.len() || !of.located.is_empty() {
            self.refuse(Refusal::Action(path.to_owned(), several));
        }
        // Its paths are seen from the question that changes.
        match self.shared(&values, Style::default()) {
            Some(value) => put(cells, "calculation", value),
            None => self.refuse(Refusal::Action(path.to_owned(), several)),
        }
    }
}
