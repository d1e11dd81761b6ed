//! What is shown, in its order, as facts.

use super::Facts;
use crate::sheet::export::choices::is_searched;
use crate::xform::model::{Choices, Control, Group, Item, ItemLabel, Itemset, RepeatView};

impl<'a> Facts<'a> {
    pub(super) fn body(&mut self, items: &'a [Item], number: &mut u32, depth: u32) {
        for item in items {
            match item {
                Item::Control(control) => self.control(control, number, depth),
                Item::Group(group) => self.group(group, number, depth),
                Item::Repeat(repeat) => self.repeat(repeat, number, depth),
            }
        }
    }

    /// The name of what is shown next.
    fn next(&mut self, number: &mut u32, depth: u32, what: String) -> String {
        *number += 1;
        let name = format!("shown {number:06} {what}");
        self.text(name.clone(), depth.to_string());
        name
    }

    fn group(&mut self, group: &'a Group, number: &mut u32, depth: u32) {
        let Group {
            node,
            label,
            hint,
            appearance,
            children,
            origin: _,
        } = group;
        // A group without a heading and without questions shows nothing.
        if label.is_none() && hint.is_none() && is_empty(children) {
            return;
        }
        let path = node.map_or_else(String::new, |node| self.form.shape.path(node));
        let name = self.next(number, depth, format!("group {path}"));
        self.label(&format!("{name} label"), label.as_ref());
        self.label(&format!("{name} hint"), hint.as_ref());
        self.text(format!("{name} appearance"), appearance.trim());
        self.body(children, number, depth + 1);
    }

    fn repeat(&mut self, repeat: &'a RepeatView, number: &mut u32, depth: u32) {
        let RepeatView {
            node,
            label,
            appearance,
            children,
            origin: _,
        } = repeat;
        let path = self.form.shape.path(*node);
        let name = self.next(number, depth, format!("repeat {path}"));
        self.label(&format!("{name} label"), label.as_ref());
        self.text(format!("{name} appearance"), appearance.trim());
        self.body(children, number, depth + 1);
    }

    fn control(&mut self, control: &'a Control, number: &mut u32, depth: u32) {
        let Control {
            kind,
            node,
            label,
            hint,
            appearance,
            choices,
            range,
            media_type,
            attributes,
            origin: _,
        } = control;
        let path = self.form.shape.path(*node);
        let name = self.next(number, depth, format!("question {path}"));
        self.text(format!("{name} kind"), kind.word());
        self.label(&format!("{name} label"), label.as_ref());
        self.label(&format!("{name} hint"), hint.as_ref());
        self.text(format!("{name} appearance"), appearance.trim());
        for (key, value) in attributes {
            self.text(format!("{name} attribute {key}"), value.as_str());
        }
        if let Some(span) = range {
            let text = format!("{} {} {}", span.start, span.end, span.step);
            self.text(format!("{name} range"), text);
        }
        if let Some(media) = media_type {
            self.text(format!("{name} files"), media.as_str());
        }
        match choices {
            Choices::None => {}
            Choices::Itemset(itemset) => self.itemset(&name, itemset),
            Choices::Inline(choices) => {
                let searched = is_searched(control);
                for (at, choice) in choices.iter().enumerate() {
                    let name = format!("{name} choice {at:05}");
                    self.text(name.clone(), choice.value.as_str());
                    self.label(&format!("{name} label"), choice.label.as_ref());
                }
                self.text(
                    format!("{name} choices"),
                    if searched { "searched" } else { "" },
                );
            }
        }
    }

    fn itemset(&mut self, name: &str, itemset: &'a Itemset) {
        self.meaning(format!("{name} choices"), Some(&itemset.nodeset));
        self.meaning(format!("{name} choice value"), Some(&itemset.value));
        let inline = named_list(itemset.nodeset.source()).is_some_and(|id| self.lists.contains(id));
        match &itemset.label {
            None => {}
            Some(ItemLabel::Itext(id)) if id.source() == "itextId" && inline => {
                self.text(format!("{name} choice label"), "the list's");
            }
            Some(ItemLabel::Value(label)) if label.source() == "label" && inline => {
                self.text(format!("{name} choice label"), "the list's");
            }
            Some(ItemLabel::Itext(id)) => {
                self.meaning(format!("{name} choice text"), Some(id));
            }
            Some(ItemLabel::Value(label)) => {
                self.meaning(format!("{name} choice label"), Some(label));
            }
        }
    }
}

fn is_empty(items: &[Item]) -> bool {
    items.iter().all(|item| match item {
        Item::Control(_) | Item::Repeat(_) => false,
        Item::Group(group) => group.label.is_none() && is_empty(&group.children),
    })
}

/// The list in `instance('list')…`, whatever is around it.
fn named_list(nodes: &str) -> Option<&str> {
    let (_, rest) = nodes.split_once("instance('")?;
    rest.split_once('\'').map(|(id, _)| id)
}
