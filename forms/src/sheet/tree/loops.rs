//! `begin loop over LIST`: the same questions for each choice of a list.

use crate::sheet::choices::{Choice, Lists};
use crate::sheet::element::{Element, Kind};
use crate::sheet::value::{Cell, Words};

/// Writes all loops out as groups, the outermost first. None when that is more than
/// `room` elements.
pub(super) fn expand(mut element: Element, lists: &Lists, room: &mut usize) -> Option<Element> {
    if let Kind::Loop(list) = &element.kind {
        let choices = lists.get(list).map_or(&[][..], |list| &list.choices);
        let template = std::mem::take(&mut element.children);
        let each = template.iter().map(size).sum::<usize>().saturating_add(1);
        let columns = choices.iter().filter(|choice| choice.name.text != "none");
        let all = columns.clone().count().saturating_mul(each);
        *room = room.checked_sub(all)?;
        element.children = columns
            .map(|choice| column(choice, &element, &template))
            .collect();
    }
    let children = std::mem::take(&mut element.children).into_iter();
    let children = children.map(|child| expand(child, lists, room));
    element.children = children.collect::<Option<_>>()?;
    Some(element)
}

fn size(element: &Element) -> usize {
    1 + element.children.iter().map(size).sum::<usize>()
}

fn column(choice: &Choice, around: &Element, template: &[Element]) -> Element {
    let mut group = Element::new(&choice.name.text, Kind::Group, around.place);
    group.label.clone_from(&choice.label);
    group.media.clone_from(&choice.media);
    group.children = template
        .iter()
        .map(|child| filled(child.clone(), choice))
        .collect();
    group
}

/// Puts the choice into the texts of a question: `%(name)s` and `%(label)s`.
fn filled(mut element: Element, choice: &Choice) -> Element {
    let fill = |cell: &mut Cell, language: Option<&str>| {
        if cell.text.contains("%(") {
            cell.text = substituted(&cell.text, choice, language);
        }
    };
    element.name = substituted(&element.name, choice, None);
    for words in [&mut element.label, &mut element.hint, &mut element.guidance]
        .into_iter()
        .flatten()
    {
        each(words, fill);
    }
    for (_, words) in element.media.iter_mut().chain(&mut element.bind) {
        each(words, fill);
    }
    for (_, cell) in &mut element.control {
        fill(cell, None);
    }
    for cell in [&mut element.default, &mut element.choice_filter]
        .into_iter()
        .flatten()
    {
        fill(cell, None);
    }
    element
}

fn each(words: &mut Words, fill: impl Fn(&mut Cell, Option<&str>)) {
    match words {
        Words::Plain(cell) => fill(cell, None),
        Words::Languages(all) => {
            for (language, cell) in all {
                fill(cell, Some(language));
            }
        }
    }
}

fn substituted(text: &str, choice: &Choice, language: Option<&str>) -> String {
    let label = match &choice.label {
        None => "",
        Some(Words::Plain(cell)) => &cell.text,
        Some(Words::Languages(all)) => {
            let named = all.iter().find(|(name, _)| Some(name.as_str()) == language);
            named
                .or(all.first())
                .map_or("", |(_, cell)| cell.text.as_str())
        }
    };
    let mut text = text
        .replace("%(name)s", &choice.name.text)
        .replace("%(label)s", label);
    for (key, value) in &choice.extra {
        text = text.replace(&format!("%({key})s"), value);
    }
    text
}
