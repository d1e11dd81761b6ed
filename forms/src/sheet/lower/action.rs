//! What is set when a record begins, a repeat grows or an answer changes.

use super::Lower;
use crate::sheet::element::{Effect, Element, Kind};
use crate::sheet::fault::Fault;
use crate::sheet::tree::{Id, Style};
use crate::sheet::value::Cell;
use crate::xform::model::{Action, ActionKind, Event};

impl Lower<'_, '_> {
    /// Those of the whole form first, then those of the body from top to bottom.
    pub(super) fn actions(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        for (id, node) in self.parts.tree.iter() {
            let element = &node.element;
            if element.dynamic {
                let kind = self.default(id, element);
                actions.extend(kind.and_then(|kind| self.action(id, kind, Event::FirstLoad)));
            }
            let effect = match element.effect {
                Some(Effect::Geopoint) => Some((ActionKind::SetGeopoint, Event::FirstLoad)),
                Some(Effect::Audio) => Some((ActionKind::RecordAudio, Event::Load)),
                None => None,
            };
            actions.extend(effect.and_then(|(kind, event)| self.action(id, kind, event)));
        }
        self.body_actions(0, &mut actions);
        actions
    }

    fn action(&self, target: Id, kind: ActionKind, event: Event) -> Option<Action> {
        Some(Action {
            kind,
            events: vec![event],
            target: self.node(target)?,
            origin: self.element(target)?.place.origin(),
        })
    }

    fn default(&mut self, id: Id, element: &Element) -> Option<ActionKind> {
        let cell = element.default.as_ref()?;
        let expression = self.expression(cell, id, Style::default())?;
        Some(ActionKind::SetValue(expression))
    }

    fn body_actions(&mut self, id: Id, actions: &mut Vec<Action>) {
        let Some(node) = self.tree().get(id) else {
            return;
        };
        if matches!(node.element.kind, Kind::Question(_)) {
            self.triggered(id, &node.element, actions);
        }
        for child in &node.children {
            self.body_actions(*child, actions);
        }
        if node.element.kind == Kind::Repeat {
            self.new_repeat(id, actions);
        }
    }

    /// Computed defaults of the questions of a repeat, but not of repeats within it.
    fn new_repeat(&mut self, repeat: Id, actions: &mut Vec<Action>) {
        let Some(event) = self.node(repeat).map(Event::NewRepeat) else {
            return;
        };
        for (id, node) in self.parts.tree.iter() {
            if node.element.dynamic && self.tree().repeat_around(id) == Some(repeat) {
                let kind = self.default(id, &node.element);
                actions.extend(kind.and_then(|kind| self.action(id, kind, event)));
            }
        }
    }

    /// The questions that this one sets when its answer changes.
    fn triggered(&mut self, id: Id, trigger: &Element, actions: &mut Vec<Action>) {
        let names = |element: &Element| element.trigger.contains(&trigger.name);
        let all = self
            .parts
            .tree
            .iter()
            .filter(|(_, node)| names(&node.element));
        let Some(event) = self.node(id).map(Event::ValueChanged) else {
            return;
        };
        for (target, node) in all {
            let element = &node.element;
            let place = element.place;
            let geopoint = element.type_name == "background-geopoint";
            if !trigger.is_shown() {
                let calculated = trigger.type_name == "calculate" || has_control(trigger);
                if calculated && !geopoint {
                    let fault = Fault::TriggerNotShown(trigger.name.clone());
                    self.problems.survey(place.row, "trigger", fault);
                }
                continue;
            }
            let cell = element.bound("calculate").cloned();
            let kind = match cell {
                _ if geopoint => Some(ActionKind::SetGeopoint),
                None => Some(ActionKind::SetText(String::new())),
                Some(cell) => self.computed(&cell, id, target),
            };
            actions.extend(kind.and_then(|kind| self.action(target, kind, event)));
        }
    }

    /// The calculation of the question that is set, seen from its trigger.
    fn computed(&mut self, cell: &Cell, trigger: Id, target: Id) -> Option<ActionKind> {
        let place = self.element(target)?.place;
        let written = self
            .tree()
            .with_paths(&cell.text, Some(trigger), Style::default());
        let text = written
            .map_err(|fault| self.fault(place, cell, fault))
            .ok()?;
        self.parse(&text, target, cell).map(ActionKind::SetValue)
    }
}

fn has_control(element: &Element) -> bool {
    matches!(&element.kind, Kind::Question(kind) if kind.control.is_some())
}
