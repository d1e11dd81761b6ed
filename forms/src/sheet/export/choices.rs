//! The choices sheet: every list of the form that is a plain table.

use super::refusal::Refusal;
use super::rows::{Cells, put};
use super::survey::Writer;
use crate::xform::model::{Choices, Control, Data, DataNode, Label, Source, Text, each_control};

impl Writer<'_> {
    /// All rows, and the order of the columns.
    pub(super) fn choices(&mut self) -> (Vec<Cells>, Vec<String>) {
        let mut rows = Vec::new();
        for list in &self.form.secondary {
            let Source::Inline(data) = &list.source else {
                continue;
            };
            match items(data) {
                Some(items) if !items.is_empty() && is_list_name(&list.id) => {
                    for item in items {
                        rows.push(self.choice(&list.id, data, item));
                    }
                }
                _ => self.refuse(Refusal::NotATable(list.id.clone())),
            }
        }
        for (list, control) in searched(self) {
            rows.extend(self.inline(&list, control));
        }
        let mut order = vec![
            "list_name".to_owned(),
            "name".to_owned(),
            "label".to_owned(),
        ];
        for (header, _) in rows.iter().flatten() {
            let plain = header.split("::").next().unwrap_or_default();
            if plain != "media" && !order.iter().any(|known| known == plain) {
                order.push(plain.to_owned());
            }
        }
        (rows, order)
    }

    fn choice(&mut self, list: &str, data: &Data, item: &DataNode) -> Cells {
        let mut cells = Cells::new();
        put(&mut cells, "list_name", list);
        let children = item.children.iter().filter_map(|id| data.get(*id));
        let children: Vec<&DataNode> = children.collect();
        let text = |name: &str| children.iter().find(|child| child.name == name);
        if let Some(name) = text("name") {
            put(&mut cells, "name", name.text.as_str());
        }
        match (text("itextId"), text("label")) {
            (Some(id), _) => {
                let label = Label::Itext(id.text.clone());
                self.label(&mut cells, Some(&label), None);
            }
            // Where expressions read the column, it stays one.
            (None, Some(label)) if self.reads_labels => {
                put(&mut cells, "label", label.text.trim());
            }
            (None, Some(label)) => {
                let label = Label::Plain(Text::literal(&label.text));
                self.label(&mut cells, Some(&label), None);
            }
            (None, None) => {}
        }
        for child in children {
            if !["name", "label", "itextId"].contains(&child.name.as_str()) {
                put(&mut cells, &child.name, child.text.trim());
            }
        }
        cells
    }

    /// The choices of a select whose list is searched: they stand in the question.
    fn inline(&mut self, list: &str, control: &Control) -> Vec<Cells> {
        let Choices::Inline(choices) = &control.choices else {
            return Vec::new();
        };
        let each = choices.iter().map(|choice| {
            let mut cells = Cells::new();
            put(&mut cells, "list_name", list);
            put(&mut cells, "name", choice.value.as_str());
            self.label(&mut cells, choice.label.as_ref(), Some(control.node));
            cells
        });
        each.collect()
    }

    /// The name of the list of a select that is searched.
    pub(super) fn searched(&self, control: &Control) -> Option<String> {
        let name = self.name_of(control.node);
        is_searched(control).then(|| format!("{name}_choices"))
    }
}

/// `search('towns')` in the appearance: other tools put the choices into the question.
pub(super) fn is_searched(control: &Control) -> bool {
    let call = control.appearance.split_once("search(");
    call.is_some_and(|(_, rest)| rest.contains(')'))
}

fn searched<'d>(writer: &Writer<'d>) -> Vec<(String, &'d Control)> {
    let mut found = Vec::new();
    each_control(&writer.form.body, &mut |control| {
        let inline = matches!(control.choices, Choices::Inline(_));
        if let Some(list) = writer.searched(control).filter(|_| inline) {
            found.push((list, control));
        }
    });
    found
}

/// The items of a table: `root/item` with leaves of different names; none when it is no
/// table.
pub(super) fn items(data: &Data) -> Option<Vec<&DataNode>> {
    let root = data.get(data.root()?)?;
    if root.name != "root" || !root.attributes.is_empty() {
        return None;
    }
    let mut items = Vec::new();
    for id in &root.children {
        let item = data.get(*id)?;
        let mut names: Vec<&str> = Vec::new();
        for child in &item.children {
            let child = data.get(*child)?;
            let plain = child.children.is_empty() && child.attributes.is_empty();
            if !plain || names.contains(&child.name.as_str()) {
                return None;
            }
            names.push(&child.name);
        }
        if item.name != "item" || !item.attributes.is_empty() || !names.contains(&"name") {
            return None;
        }
        items.push(item);
    }
    Some(items)
}

/// Whether a list of this name can be named in the column `type`.
fn is_list_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(char::is_whitespace)
}
