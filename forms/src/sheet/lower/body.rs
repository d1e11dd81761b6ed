//! What a person sees.

use super::Lower;
use super::itemset::is_place;
use crate::sheet::element::{Element, Kind};
use crate::sheet::fault::Fault;
use crate::sheet::tree::{Id, Style};
use crate::sheet::value::Cell;
use crate::xform::model::{
    Choices, Control, ControlKind, Group, Item, Label, RangeSpan, RepeatView,
};

impl Lower<'_, '_> {
    pub(super) fn body(&mut self) -> Vec<Item> {
        self.items(0)
    }

    fn items(&mut self, id: Id) -> Vec<Item> {
        let Some(node) = self.tree().get(id) else {
            return Vec::new();
        };
        node.children
            .iter()
            .filter_map(|child| self.item(*child))
            .collect()
    }

    fn item(&mut self, id: Id) -> Option<Item> {
        let element = self.element(id)?;
        match &element.kind {
            Kind::Question(_) if element.is_shown() => self.control(id, element).map(Item::Control),
            Kind::Group | Kind::Flat | Kind::Loop(_) => Some(Item::Group(self.group(id, element))),
            Kind::Repeat => {
                let inside = RepeatView {
                    node: self.node(id)?,
                    label: None,
                    appearance: element.appearance().to_owned(),
                    children: self.items(id),
                    origin: element.place.origin(),
                };
                Some(Item::Group(Group {
                    node: self.node(id),
                    appearance: String::new(),
                    label: self.label(id, element),
                    hint: None,
                    children: vec![Item::Repeat(inside)],
                    origin: element.place.origin(),
                }))
            }
            _ => None,
        }
    }

    fn group(&mut self, id: Id, element: &Element) -> Group {
        Group {
            node: self.node(id).filter(|_| element.kind != Kind::Flat),
            label: element
                .label
                .is_some()
                .then(|| self.label(id, element))
                .flatten(),
            hint: None,
            appearance: element.appearance().to_owned(),
            children: self.items(id),
            origin: element.place.origin(),
        }
    }

    fn label(&mut self, id: Id, element: &Element) -> Option<Label> {
        if element.needs_itext() {
            return Some(Label::Itext(format!("{}:label", self.tree().path(id))));
        }
        let cell = element
            .label
            .as_ref()?
            .each("")
            .first()
            .map(|(_, cell)| (*cell).clone())?;
        Some(Label::Plain(self.text(&cell, Some(id), element.place)))
    }

    fn hint(&mut self, id: Id, element: &Element, of_type: Option<&str>) -> Option<Label> {
        let translated = element
            .hint
            .as_ref()
            .is_some_and(|words| words.is_translated());
        if translated || element.guidance.is_some() {
            return Some(Label::Itext(format!("{}:hint", self.tree().path(id))));
        }
        let given = element.hint.as_ref().and_then(|words| {
            let each = words.each("");
            each.first().map(|(_, cell)| (*cell).clone())
        });
        let cell = given.or_else(|| of_type.map(|text| Cell::new(text, usize::MAX)))?;
        Some(Label::Plain(self.text(&cell, Some(id), element.place)))
    }

    fn control(&mut self, id: Id, element: &Element) -> Option<Control> {
        let Kind::Question(kind) = &element.kind else {
            return None;
        };
        let label = self.label(id, element);
        let hint = self.hint(id, element, kind.hint);
        let only_guidance = element.hint.is_none() && kind.hint.is_none();
        if label.is_none() && only_guidance && element.appearance() != "label" {
            let column = self.parts.columns.header_of(&["label"]);
            let fault = Fault::NoLabel(element.name.clone());
            self.problems.survey(element.place.row, column, fault);
        }
        let has = |medium: &str| element.media.iter().any(|(key, _)| key == medium);
        if has("big-image") && !has("image") {
            self.problems
                .survey(element.place.row, "big-image", Fault::BigImageAlone);
        }
        let control = kind.control?;
        let range = (control == ControlKind::Range).then(|| range(element));
        let query = self.query(id, element);
        let attributes = self.control_attributes(id, element, query);
        Some(Control {
            kind: control,
            node: self.node(id)?,
            label,
            hint,
            appearance: element.appearance().to_owned(),
            choices: self.choices(id, element, control),
            range,
            media_type: kind.media.map(str::to_owned),
            attributes,
            origin: element.place.origin(),
        })
    }

    fn choices(&mut self, id: Id, element: &Element, control: ControlKind) -> Choices {
        let select = matches!(
            control,
            ControlKind::SelectOne | ControlKind::SelectMultiple | ControlKind::Rank
        );
        if select {
            return self.list(id, element);
        }
        let places = element.itemset.clone().filter(|_| is_place(element));
        let places = places.and_then(|list| self.itemset(id, element, &list));
        places.map_or(Choices::None, Choices::Itemset)
    }

    fn control_attributes(
        &mut self,
        id: Id,
        element: &Element,
        query: Option<String>,
    ) -> Vec<(String, String)> {
        let known = [
            "appearance",
            "jr:count",
            "start",
            "end",
            "step",
            "tag",
            "mediatype",
        ];
        let mut attributes = Vec::new();
        for (key, cell) in &element.control {
            if known.contains(&key.as_str()) {
                continue;
            }
            let name = key.rsplit(':').next().unwrap_or(key);
            let text = self.with_paths(&cell.text, id, Style::default(), cell);
            attributes.push((name.to_owned(), text.unwrap_or_default()));
        }
        attributes.extend(query.map(|query| ("query".to_owned(), query)));
        attributes
    }
}

fn range(element: &Element) -> RangeSpan {
    let text = |key| element.controlled(key).map(|cell| cell.text.clone());
    RangeSpan {
        start: text("start").unwrap_or_default(),
        end: text("end").unwrap_or_default(),
        step: text("step").unwrap_or_default(),
    }
}
