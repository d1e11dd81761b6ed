//! What is set when a record begins, a repeat grows or an answer changes.

use std::collections::BTreeMap;

use super::Lower;
use crate::sheet::element::{Effect, Element, Kind};
use crate::sheet::fault::Fault;
use crate::sheet::tree::{Id, Style};
use crate::sheet::value::Cell;
use crate::xform::model::{Action, ActionKind, Event};

/// What is set when something happens later, by what happens.
#[derive(Default)]
struct Waiting<'a> {
    /// Computed defaults by the repeat they stand in.
    defaults: BTreeMap<Id, Vec<Id>>,
    /// By the name of the question whose answer changes.
    triggered: BTreeMap<&'a str, Vec<Id>>,
}

impl Lower<'_, '_> {
    /// Those of the whole form first, then those of the body from top to bottom.
    pub(super) fn actions(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        let mut waiting = Waiting::default();
        for (id, node) in self.parts.tree.iter() {
            let element = &node.element;
            if element.dynamic {
                let kind = self.default(id, element);
                actions.extend(kind.and_then(|kind| self.action(id, kind, Event::FirstLoad)));
                if let Some(repeat) = self.tree().repeat_around(id) {
                    waiting.defaults.entry(repeat).or_default().push(id);
                }
            }
            for name in &element.trigger {
                waiting.triggered.entry(name).or_default().push(id);
            }
            let effect = match element.effect {
                Some(Effect::Geopoint) => Some((ActionKind::SetGeopoint, Event::FirstLoad)),
                Some(Effect::Audio) => Some((ActionKind::RecordAudio, Event::Load)),
                None => None,
            };
            actions.extend(effect.and_then(|(kind, event)| self.action(id, kind, event)));
        }
        self.body_actions(0, &waiting, &mut actions);
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

    fn body_actions(&mut self, id: Id, waiting: &Waiting<'_>, actions: &mut Vec<Action>) {
        let Some(node) = self.tree().get(id) else {
            return;
        };
        let element = &node.element;
        if let (Kind::Question(_), Some(targets)) =
            (&element.kind, waiting.triggered.get(element.name.as_str()))
        {
            self.triggered(id, element, targets, actions);
        }
        for child in &node.children {
            self.body_actions(*child, waiting, actions);
        }
        // Computed defaults of the questions of a repeat, but not of repeats within it.
        let defaults = waiting.defaults.get(&id).map_or(&[][..], Vec::as_slice);
        for target in defaults {
            let kind = self.element(*target);
            let kind = kind.and_then(|element| self.default(*target, element));
            let event = self.node(id).map(Event::NewRepeat);
            if let (Some(kind), Some(event)) = (kind, event) {
                actions.extend(self.action(*target, kind, event));
            }
        }
    }

    /// The questions that this one sets when its answer changes; places come last.
    fn triggered(&mut self, id: Id, trigger: &Element, targets: &[Id], actions: &mut Vec<Action>) {
        let Some(event) = self.node(id).map(Event::ValueChanged) else {
            return;
        };
        let mut places = Vec::new();
        for target in targets.iter().copied() {
            let Some(element) = self.element(target) else {
                continue;
            };
            let geopoint = element.type_name == "background-geopoint";
            if !trigger.is_shown() {
                let calculated = trigger.type_name == "calculate" || has_control(trigger);
                if calculated && !geopoint {
                    let fault = Fault::TriggerNotShown(trigger.name.clone());
                    let row = element.place.row;
                    self.problems.survey(row, "trigger", fault);
                }
                continue;
            }
            if geopoint {
                places.extend(self.action(target, ActionKind::SetGeopoint, event));
                continue;
            }
            let kind = match element.bound("calculate").cloned() {
                None => Some(ActionKind::SetText(String::new())),
                Some(cell) => self.computed(&cell, id, target),
            };
            actions.extend(kind.and_then(|kind| self.action(target, kind, event)));
        }
        actions.append(&mut places);
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
