//! `setvalue` and its kin.

use super::Reader;
use super::xml::{self, Element};
use crate::xform::model::{Action, ActionKind, Event, NodeId};
use crate::xpath::Expression;

/// An action element, and where it was found. Read at the end, when all repeats are
/// known.
pub(super) struct Found<'a> {
    element: Element<'a>,
    here: NodeId,
    /// The question around it.
    question: Option<NodeId>,
    /// The repeat around it.
    repeat: Option<NodeId>,
}

const ACTIONS: &[&str] = &["setvalue", "setgeopoint", "recordaudio"];

impl<'a> Reader<'a> {
    pub(super) fn find_actions(
        &mut self,
        parent: Element<'a>,
        here: NodeId,
        question: Option<NodeId>,
        repeat: Option<NodeId>,
    ) {
        for element in xml::elements(parent) {
            let name = element.tag_name().name();
            if ACTIONS.contains(&name) {
                self.actions.push(Found {
                    element,
                    here,
                    question,
                    repeat,
                });
            } else if name == "action" {
                self.find_actions(element, here, question, repeat);
            }
        }
    }

    pub(super) fn take_actions(&mut self) {
        for found in std::mem::take(&mut self.actions) {
            if let Some(action) = self.action(&found) {
                self.definition.actions.push(action);
            }
        }
    }

    fn action(&mut self, found: &Found<'a>) -> Option<Action> {
        let element = found.element;
        let origin = xml::origin(element);
        let name = element.tag_name().name();
        let named = ["ref", "bind", "nodeset"]
            .iter()
            .any(|name| xml::attribute(element, name).is_some());
        if !named {
            self.problem(
                origin,
                format!("<{name}> does not say what to set: it needs a ref"),
            );
            return None;
        }
        let target = self.node_of(element, found.here)?;
        let kind = match name {
            "setvalue" => self.set_value(element)?,
            "setgeopoint" => ActionKind::SetGeopoint,
            _ => ActionKind::RecordAudio,
        };
        let events = xml::attribute(element, "event").unwrap_or_default();
        let events = events
            .split_whitespace()
            .filter_map(|event| self.event(event, found, target));
        let events = events.collect();
        Some(Action {
            kind,
            events,
            target,
            origin,
        })
    }

    fn set_value(&mut self, element: Element<'a>) -> Option<ActionKind> {
        let value = xml::attribute(element, "value");
        if value.is_some_and(|value| !value.trim().is_empty()) {
            let expression: Option<Expression> = self.expression(element, "value");
            return expression.map(ActionKind::SetValue);
        }
        Some(ActionKind::SetText(xml::all_text(element)))
    }

    fn event(&self, name: &str, found: &Found<'a>, target: NodeId) -> Option<Event> {
        match name {
            "odk-instance-first-load" | "xforms-ready" => Some(Event::FirstLoad),
            "odk-instance-load" => Some(Event::Load),
            "odk-new-repeat" | "jr-insert" => found
                .repeat
                .or_else(|| self.repeat_above(target))
                .map(Event::NewRepeat),
            "xforms-value-changed" => found.question.map(Event::ValueChanged),
            _ => None,
        }
    }

    fn repeat_above(&self, node: NodeId) -> Option<NodeId> {
        let shape = &self.definition.shape;
        let parent = |id: &NodeId| shape.get(*id).and_then(|node| node.parent);
        std::iter::successors(Some(node), parent)
            .find(|id| shape.get(*id).is_some_and(|node| node.repeat.is_some()))
    }
}
