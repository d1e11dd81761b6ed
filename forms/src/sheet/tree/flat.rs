//! The setting `flat`: groups are shown, but the record has their questions only.

use crate::sheet::element::{Element, Kind};
use crate::sheet::value::{Cell, Words};

/// Takes the groups out of the record; their conditions become their questions'.
pub(in crate::sheet) fn flatten(element: &mut Element, condition: Option<&Cell>) {
    for child in &mut element.children {
        let own = child.bound("relevant").cloned();
        let both = match (condition, own) {
            (Some(outer), Some(own)) => Some(Cell {
                text: format!("{} and ({})", outer.text, own.text),
                ..own
            }),
            (outer, own) => own.or_else(|| outer.cloned()),
        };
        if child.kind == Kind::Group && !child.children.is_empty() {
            child.kind = Kind::Flat;
            flatten(child, both.as_ref());
        } else if let Some(both) = both {
            child.bind.retain(|(key, _)| key != "relevant");
            child.bind.push(("relevant".to_owned(), Words::Plain(both)));
        }
    }
}
