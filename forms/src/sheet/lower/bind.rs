//! Binds: what is declared about the nodes.

use super::Lower;
use crate::sheet::element::{Element, Kind};
use crate::sheet::fault::Fault;
use crate::sheet::reference::{Reference, has_reference, references};
use crate::sheet::tree::{Id, Style};
use crate::sheet::value::{Cell, Words};
use crate::xform::model::{Bind, Label, Preload, Text, ValueType};
use crate::xpath::Expression;

/// Keys of a bind that have a place of their own in the model.
const KNOWN: &[&str] = &[
    "type",
    "relevant",
    "required",
    "readonly",
    "constraint",
    "calculate",
    "jr:constraintMsg",
    "jr:requiredMsg",
    "jr:preload",
    "jr:preloadParams",
    "saveIncomplete",
    "entities:saveto",
];

/// What is said where the app that a question calls is not there.
pub(super) const NO_APP: &str = "jr:noAppErrorString";

impl Lower<'_, '_> {
    pub(super) fn binds(&mut self) {
        let all = self.tree().iter();
        for (id, node) in all.filter(|(_, node)| node.element.kind != Kind::Flat) {
            let bind = self.bind(id, &node.element);
            let made = self.node(id);
            let shape = &mut self.builder.definition.shape;
            if let Some(node) = made.and_then(|made| shape.get_mut(made)) {
                node.bind = bind;
            }
        }
    }

    fn bind(&mut self, id: Id, element: &Element) -> Bind {
        let text = |key: &str| element.bound(key).map(|cell| cell.text.clone());
        let calculate = if element.trigger.is_empty() {
            self.check_end(element);
            self.bound(id, element, "calculate", None)
        } else {
            None
        };
        let kind = match &element.kind {
            Kind::Question(kind) => Some(kind),
            _ => None,
        };
        let readonly = kind.is_some_and(|kind| kind.readonly).then_some("true()");
        let constraint = kind.and_then(|kind| kind.constraint);
        let preload = kind.and_then(|kind| kind.preload);
        let preload_kind = text("jr:preload").or(preload.map(|(kind, _)| kind.to_owned()));
        let parameters = text("jr:preloadParams").or(preload.map(|(_, what)| what.to_owned()));
        Bind {
            value: ValueType::named(&self.value_type(id, element)),
            relevant: self.bound(id, element, "relevant", None),
            required: self.bound(id, element, "required", None),
            readonly: self.bound(id, element, "readonly", readonly),
            constraint: self.bound(id, element, "constraint", constraint),
            calculate,
            constraint_message: self.message(id, element, "jr:constraintMsg"),
            required_message: self.message(id, element, "jr:requiredMsg"),
            preload: preload_kind.map(|kind| Preload {
                kind,
                parameters: parameters.unwrap_or_default(),
            }),
            save_incomplete: text("saveIncomplete").is_some_and(|text| text == "true()"),
            save_to: text("entities:saveto"),
            others: self.others(id, element),
        }
    }

    /// What else the sheet says about the node: kept for other tools.
    fn others(&mut self, id: Id, element: &Element) -> Vec<(String, String)> {
        let mut others = Vec::new();
        for (key, words) in &element.bind {
            if KNOWN.contains(&key.as_str()) {
                continue;
            }
            let text = match words {
                Words::Plain(cell) => self.with_paths(&cell.text, id, Style::default(), cell),
                Words::Languages(_) if key == NO_APP => {
                    Some(format!("jr:itext('{}:{key}')", self.tree().path(id)))
                }
                Words::Languages(_) => continue,
            };
            let name = key.rsplit(':').next().unwrap_or(key);
            others.push((name.to_owned(), text.unwrap_or_default()));
        }
        others
    }

    /// A calculation that always needs its own result never ends; one with a condition
    /// may, and so may one that looks at another instance.
    fn check_end(&mut self, element: &Element) {
        let Some(cell) = element.bound("calculate") else {
            return;
        };
        let ends = ["if(", "once(", "coalesce(", "indexed-repeat(", "["];
        let own = references(&cell.text).is_ok_and(|found| {
            let own = |reference: &Reference<'_>| reference.name == element.name;
            found
                .iter()
                .any(|reference| own(reference) && !reference.last_saved)
        });
        if own && !ends.iter().any(|word| cell.text.contains(word)) {
            self.fault(element.place, cell, Fault::NeedsItself);
        }
    }

    fn value_type(&mut self, id: Id, element: &Element) -> String {
        let Kind::Question(kind) = &element.kind else {
            return "string".to_owned();
        };
        let Some(cell) = element.bound("type") else {
            return kind.value.to_owned();
        };
        let select = element.itemset.is_some() && matches!(kind.value, "string" | "odk:rank");
        if select
            && !matches!(cell.text.as_str(), "string" | "odk:rank")
            && let Some(element) = self.element(id)
        {
            self.fault(element.place, cell, Fault::SelectType);
        }
        cell.text.clone()
    }

    /// The expression in a column of the bind, or that of the question's type.
    fn bound(
        &mut self,
        id: Id,
        element: &Element,
        key: &str,
        of_type: Option<&str>,
    ) -> Option<Expression> {
        let given = element.bound(key).cloned();
        let mut cell = given.or_else(|| of_type.map(|text| Cell::new(text, usize::MAX)))?;
        match crate::sheet::alias::yes_no(&cell.text) {
            Some(true) => "true()".clone_into(&mut cell.text),
            Some(false) => "false()".clone_into(&mut cell.text),
            None => {}
        }
        self.expression(&cell, id, Style::default())
    }

    fn message(&self, id: Id, element: &Element, key: &str) -> Option<Label> {
        let (_, words) = element.bind.iter().find(|(name, _)| name == key)?;
        Some(match words {
            Words::Plain(cell) if !has_reference(&cell.text) => {
                Label::Plain(Text::literal(&cell.text))
            }
            _ => Label::Itext(format!("{}:{key}", self.tree().path(id))),
        })
    }
}
