//! The body: groups, repeats and questions.

use super::Reader;
use crate::limits::{JSON_DEPTH, XFORM_ELEMENTS};
use crate::xform::json::layout;
use crate::xform::model::{
    Choice, Choices, Control, ControlKind, Group, Item, ItemLabel, Itemset, NodeId, Origin,
    RangeSpan, RepeatView,
};

impl Reader {
    pub(super) fn body(&mut self, rows: Vec<layout::Item>) -> Vec<Item> {
        if rows.len() > XFORM_ELEMENTS as usize {
            self.problem("body", format!("a form has at most {XFORM_ELEMENTS} rows"));
            return Vec::new();
        }
        let mut open: Vec<Item> = Vec::new();
        let mut done: Vec<Item> = Vec::new();
        for (at, row) in rows.into_iter().enumerate() {
            let place = format!("body[{at}]");
            let depth = row.depth;
            if depth > open.len() || depth > JSON_DEPTH {
                self.problem(&place, format!("the depth {depth} fits nowhere"));
                return Vec::new();
            }
            close(&mut open, &mut done, depth);
            let Some(item) = self.item(&place, row) else {
                return Vec::new();
            };
            if matches!(item, Item::Control(_)) {
                add(&mut open, &mut done, item);
            } else {
                open.push(item);
            }
        }
        close(&mut open, &mut done, 0);
        done
    }

    fn item(&mut self, place: &str, row: layout::Item) -> Option<Item> {
        let node = match &row.node {
            Some(path) => Some(self.node(place, path)?),
            None => None,
        };
        let origin = Origin(node.map_or(0, |node| node.0));
        let label = row.label.and_then(|label| self.label(place, label, origin));
        let hint = row.hint.and_then(|hint| self.label(place, hint, origin));
        match (row.kind.as_str(), node) {
            ("group", node) => Some(Item::Group(Group {
                node,
                label,
                hint,
                appearance: row.appearance,
                children: Vec::new(),
                origin,
            })),
            ("repeat", Some(node)) if self.repeats(node) => Some(Item::Repeat(RepeatView {
                node,
                label,
                appearance: row.appearance,
                children: Vec::new(),
                origin,
            })),
            (word, Some(node)) if ControlKind::named(word).is_some() => {
                let range = row.range;
                Some(Item::Control(Control {
                    kind: ControlKind::named(word)?,
                    node,
                    label,
                    hint,
                    appearance: row.appearance,
                    choices: self.choices(place, row.choices, origin)?,
                    range: range.map(|(start, end, step)| RangeSpan { start, end, step }),
                    media_type: row.media_type,
                    attributes: row.attributes,
                    origin,
                }))
            }
            (word, _) => {
                let message = format!("\"{word}\" cannot stand here, or its node is missing");
                self.problem(place, message);
                None
            }
        }
    }

    fn repeats(&self, node: NodeId) -> bool {
        let node = self.form.shape.get(node);
        node.is_some_and(|node| node.repeat.is_some())
    }

    fn choices(
        &mut self,
        place: &str,
        choices: Option<layout::Choices>,
        origin: Origin,
    ) -> Option<Choices> {
        Some(match choices {
            None => Choices::None,
            Some(layout::Choices::Here(all)) => {
                let each = all.into_iter().map(|choice| Choice {
                    value: choice.value,
                    label: choice
                        .label
                        .and_then(|label| self.label(place, label, origin)),
                });
                Choices::Inline(each.collect())
            }
            Some(layout::Choices::From(itemset)) => {
                let label = self.optional(place, itemset.label.as_ref(), origin);
                let id = self.optional(place, itemset.label_id.as_ref(), origin);
                Choices::Itemset(Itemset {
                    nodeset: self.expression(place, &itemset.nodes, origin)?,
                    value: self.expression(place, &itemset.value, origin)?,
                    label: id.map(ItemLabel::Itext).or(label.map(ItemLabel::Value)),
                })
            }
        })
    }
}

/// Ends the sections that are deeper than `depth`.
fn close(open: &mut Vec<Item>, done: &mut Vec<Item>, depth: usize) {
    while open.len() > depth {
        let Some(item) = open.pop() else { return };
        add(open, done, item);
    }
}

fn add(open: &mut [Item], done: &mut Vec<Item>, item: Item) {
    match open.last_mut() {
        Some(Item::Group(group)) => group.children.push(item),
        Some(Item::Repeat(repeat)) => repeat.children.push(item),
        _ => done.push(item),
    }
}
