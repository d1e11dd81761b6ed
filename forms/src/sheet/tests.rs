//! Whole sheets: what they mean, what is refused, and what a file may cost.

mod files;
mod meaning;
mod own;
mod refusals;

use super::read;
use crate::xform::model::{Definition, Item};

/// The form in a Markdown text.
fn form(text: &str) -> Result<Definition, String> {
    read(text.as_bytes(), "visit.md").map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })
}

/// The paths of all nodes but `meta`.
fn paths(form: &Definition) -> Vec<String> {
    let all = form.shape.iter().map(|(id, _)| form.shape.path(id));
    all.filter(|path| !path.starts_with("/data/meta")).collect()
}

/// The expressions at a path, by what they decide.
fn declared(form: &Definition, path: &str) -> Vec<String> {
    let found = form
        .shape
        .iter()
        .find(|(id, _)| form.shape.path(*id) == path);
    let Some((_, node)) = found else {
        return Vec::new();
    };
    let bind = &node.bind;
    let count = node
        .repeat
        .as_ref()
        .and_then(|repeat| repeat.count.as_ref());
    let all = [
        ("relevant", bind.relevant.as_ref()),
        ("required", bind.required.as_ref()),
        ("readonly", bind.readonly.as_ref()),
        ("constraint", bind.constraint.as_ref()),
        ("calculate", bind.calculate.as_ref()),
        ("count", count),
    ];
    let found = all.into_iter().filter_map(|(name, expression)| {
        let source = expression?.source();
        let words: Vec<&str> = source.split_whitespace().collect();
        Some(format!("{name} {}", words.join(" ")))
    });
    found.collect()
}

/// The body as indented words.
fn body(items: &[Item]) -> Vec<String> {
    items.iter().flat_map(lines).collect()
}

fn lines(item: &Item) -> Vec<String> {
    let (head, children) = match item {
        Item::Group(group) => (format!("group {}", group.appearance), body(&group.children)),
        Item::Repeat(repeat) => ("repeat".to_owned(), body(&repeat.children)),
        Item::Control(control) => (
            format!("{:?} {}", control.kind, control.appearance),
            Vec::new(),
        ),
    };
    let inside = children.into_iter().map(|line| format!(" {line}"));
    std::iter::once(head.trim_end().to_owned())
        .chain(inside)
        .collect()
}
