//! The body follows the record: what is shown of a section stands in its group.
//!
//! Other tools may show a question without the group that its answer is stored in, or in
//! a group that is only for the eye. Where that looks the same, the group is put around.

use crate::xform::model::{Group, Item, NodeId, Shape};

/// The items of the section `at`, each in the groups of its node.
pub(super) fn placed(shape: &Shape, items: Vec<Item>, at: NodeId) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    for item in items {
        let item = match item {
            Item::Group(group) if group.node.is_none() => heading(shape, group, at),
            item => item,
        };
        let way = way(shape, &item, at);
        match way.as_slice() {
            // Where it belongs, or a heading; or somewhere else, which is refused later.
            [] | [_] => out.push(inside(shape, item, at)),
            [section, ..] => around(shape, &mut out, *section, item),
        }
    }
    out
}

/// A group that is only for the eye becomes that of its questions, when they all stand
/// in one that is always there.
fn heading(shape: &Shape, mut group: Group, at: NodeId) -> Item {
    let mut sections: Vec<Option<NodeId>> = Vec::new();
    for child in &group.children {
        let way = way(shape, child, at);
        let section = way.first().copied().filter(|_| way.len() > 1);
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    if let [Some(section)] = sections.as_slice() {
        let node = shape.get(*section);
        if node.is_some_and(|node| node.bind.relevant.is_none() && node.repeat.is_none()) {
            group.node = Some(*section);
        }
    }
    Item::Group(group)
}

/// Puts the group of a section around an item, or adds it to the one before.
fn around(shape: &Shape, out: &mut Vec<Item>, section: NodeId, item: Item) {
    let silent = |group: &Group| {
        group.node == Some(section) && group.label.is_none() && group.appearance.is_empty()
    };
    let mut children = match out.pop() {
        Some(Item::Group(group)) if silent(&group) => group.children,
        before => {
            out.extend(before);
            Vec::new()
        }
    };
    children.push(item);
    out.push(Item::Group(Group {
        node: Some(section),
        children: placed(shape, children, section),
        ..Group::default()
    }));
}

/// An item at its place, with what it holds.
fn inside(shape: &Shape, item: Item, at: NodeId) -> Item {
    match item {
        Item::Group(mut group) => {
            let own = group.node.unwrap_or(at);
            let children = std::mem::take(&mut group.children);
            group.children = match children.as_slice() {
                [Item::Repeat(view)] if Some(view.node) == group.node => children
                    .into_iter()
                    .map(|item| inside(shape, item, own))
                    .collect(),
                _ => placed(shape, children, own),
            };
            Item::Group(group)
        }
        Item::Repeat(mut view) => {
            let children = std::mem::take(&mut view.children);
            view.children = placed(shape, children, view.node);
            Item::Repeat(view)
        }
        control @ Item::Control(_) => control,
    }
}

/// From below the section `at` down to an item's node; empty when it is not in there.
fn way(shape: &Shape, item: &Item, at: NodeId) -> Vec<NodeId> {
    let node = match item {
        Item::Control(control) => Some(control.node),
        Item::Repeat(view) => Some(view.node),
        Item::Group(group) => group.node,
    };
    let mut way = Vec::new();
    let mut next = node;
    while let Some(id) = next {
        if id == at {
            way.reverse();
            return way;
        }
        way.push(id);
        next = shape.get(id).and_then(|node| node.parent);
    }
    Vec::new()
}
