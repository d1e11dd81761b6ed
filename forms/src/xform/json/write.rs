//! From the form model to JSON.

use std::collections::BTreeSet;

use super::VERSION;
use super::layout::{
    Action, Choice, Choices, Content, Datum, Form, Item, Itemset, Label, List, Node, Part, Repeat,
    Text, To, When,
};
use crate::limits::JSON_FILE_BYTES;
use crate::xform::model::{
    self, ActionKind, Data, Definition, Event, NodeId, Shape, Source, ValueType,
};
use crate::xpath::Expression;

/// Why a form cannot be written as JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// Two values could not be told apart by their paths.
    #[error("{0}: two values of the record have this path")]
    SamePath(String),
    /// More than a file may have.
    #[error("the form would have {0} bytes as JSON, and at most {JSON_FILE_BYTES} are read")]
    TooLarge(usize),
}

/// A form as JSON, one row of a list a line.
///
/// # Errors
/// The form would not be the same when it is read again.
pub fn to_json(form: &Definition) -> Result<String, Unwritable> {
    let mut paths = BTreeSet::new();
    for (id, _) in form.shape.iter() {
        let path = form.shape.path(id);
        if paths.contains(&path) {
            return Err(Unwritable::SamePath(path));
        }
        paths.insert(path);
    }
    // Plain data with text keys: nothing in it can fail to be written.
    let mut json = serde_json::to_string_pretty(&layout(form)).unwrap_or_default();
    json.push('\n');
    if json.len() > JSON_FILE_BYTES {
        return Err(Unwritable::TooLarge(json.len()));
    }
    Ok(json)
}

fn layout(form: &Definition) -> Form {
    let mut made = Form {
        rounds_form: VERSION,
        title: form.title.clone(),
        form_id: form.form_id.clone(),
        version: form.version.clone(),
        style: form.style.clone(),
        settings: form.settings.clone(),
        languages: form.languages.clone(),
        default_language: form.default_language.clone(),
        record: record(form),
        new: contents(&form.initial, &form.shape),
        body: Vec::new(),
        unplaced: form.unplaced,
        lists: form.secondary.iter().map(list).collect(),
        texts: std::collections::BTreeMap::new(),
        actions: form
            .actions
            .iter()
            .map(|a| action(a, &form.shape))
            .collect(),
    };
    body(&form.body, 0, &form.shape, &mut made.body);
    for (language, id, variant, found) in form.texts.iter() {
        let ids = made.texts.entry(language.to_owned()).or_default();
        let variants = ids.entry(id.to_owned()).or_default();
        variants.insert(variant.name().to_owned(), text(found));
    }
    made
}

fn record(form: &Definition) -> Vec<Node> {
    let mut rows = Vec::new();
    // In document order; ids may have been given in another.
    let mut open = vec![(NodeId::ROOT, 0)];
    while let Some((id, depth)) = open.pop() {
        let Some(found) = form.shape.get(id) else {
            continue;
        };
        rows.push(node(found, depth, &form.shape));
        let children = found.children.iter().rev();
        open.extend(children.map(|child| (*child, depth + 1)));
    }
    rows
}

fn node(found: &model::Node, depth: usize, shape: &Shape) -> Node {
    let model::Bind {
        value,
        relevant,
        required,
        readonly,
        constraint,
        calculate,
        constraint_message,
        required_message,
        preload,
        save_incomplete,
        save_to,
        others,
    } = &found.bind;
    let preload = preload.as_ref();
    Node {
        depth,
        name: found.name.clone(),
        value: (*value != ValueType::Text).then(|| value.word().to_owned()),
        relevant: source(relevant.as_ref()),
        required: source(required.as_ref()),
        read_only: source(readonly.as_ref()),
        constraint: source(constraint.as_ref()),
        calculation: source(calculate.as_ref()),
        constraint_message: constraint_message.as_ref().map(label),
        required_message: required_message.as_ref().map(label),
        preload: preload.map(|found| (found.kind.clone(), found.parameters.clone())),
        save_incomplete: *save_incomplete,
        save_to: save_to.clone(),
        others: others.clone(),
        attributes: found.attributes.clone(),
        repeat: found.repeat.as_ref().map(|repeat| Repeat {
            count: source(repeat.count.as_ref()),
            fixed: repeat.fixed,
            new: template(found, &repeat.template, shape),
        }),
    }
}

/// What a new instance holds; one that never stood in the form is blank.
fn template(found: &model::Node, template: &model::Content, shape: &Shape) -> Vec<Content> {
    if template.node != NodeId::ROOT {
        return contents(template, shape);
    }
    vec![Content {
        depth: 0,
        name: found.name.clone(),
        text: String::new(),
    }]
}

fn source(expression: Option<&Expression>) -> Option<String> {
    expression.map(|expression| expression.source().to_owned())
}

fn contents(content: &model::Content, shape: &Shape) -> Vec<Content> {
    let mut rows = Vec::new();
    let mut open = vec![(content, 0)];
    while let Some((content, depth)) = open.pop() {
        let node = shape.get(content.node);
        rows.push(Content {
            depth,
            name: node.map_or_else(String::new, |node| node.name.clone()),
            text: content.text.clone(),
        });
        let children = content.children.iter().rev();
        open.extend(children.map(|child| (child, depth + 1)));
    }
    rows
}

fn body(items: &[model::Item], depth: usize, shape: &Shape, into: &mut Vec<Item>) {
    for item in items {
        match item {
            model::Item::Control(found) => into.push(control(found, depth, shape)),
            model::Item::Group(group) => {
                into.push(Item {
                    node: group.node.map(|node| shape.path(node)),
                    label: group.label.as_ref().map(label),
                    hint: group.hint.as_ref().map(label),
                    appearance: group.appearance.clone(),
                    ..blank("group", depth)
                });
                body(&group.children, depth + 1, shape, into);
            }
            model::Item::Repeat(repeat) => {
                into.push(Item {
                    node: Some(shape.path(repeat.node)),
                    label: repeat.label.as_ref().map(label),
                    appearance: repeat.appearance.clone(),
                    ..blank("repeat", depth)
                });
                body(&repeat.children, depth + 1, shape, into);
            }
        }
    }
}

fn blank(kind: &str, depth: usize) -> Item {
    Item {
        depth,
        kind: kind.to_owned(),
        node: None,
        label: None,
        hint: None,
        appearance: String::new(),
        choices: None,
        range: None,
        media_type: None,
        attributes: Vec::new(),
    }
}

fn control(found: &model::Control, depth: usize, shape: &Shape) -> Item {
    let range = found.range.as_ref();
    Item {
        node: Some(shape.path(found.node)),
        label: found.label.as_ref().map(label),
        hint: found.hint.as_ref().map(label),
        appearance: found.appearance.clone(),
        choices: choices(&found.choices),
        range: range.map(|span| (span.start.clone(), span.end.clone(), span.step.clone())),
        media_type: found.media_type.clone(),
        attributes: found.attributes.clone(),
        ..blank(found.kind.word(), depth)
    }
}

fn choices(found: &model::Choices) -> Option<Choices> {
    match found {
        model::Choices::None => None,
        model::Choices::Inline(all) => {
            let each = all.iter().map(|choice| Choice {
                value: choice.value.clone(),
                label: choice.label.as_ref().map(label),
            });
            Some(Choices::Here(each.collect()))
        }
        model::Choices::Itemset(itemset) => {
            let (label, label_id) = match &itemset.label {
                None => (None, None),
                Some(model::ItemLabel::Value(label)) => (source(Some(label)), None),
                Some(model::ItemLabel::Itext(id)) => (None, source(Some(id))),
            };
            Some(Choices::From(Itemset {
                nodes: itemset.nodeset.source().to_owned(),
                value: itemset.value.source().to_owned(),
                label,
                label_id,
            }))
        }
    }
}

fn label(found: &model::Label) -> Label {
    match found {
        model::Label::Plain(plain) => Label::Text(text(plain)),
        model::Label::Itext(id) => Label::Id(id.clone()),
        model::Label::Computed(expression) => Label::Expression(expression.source().to_owned()),
    }
}

fn text(found: &model::Text) -> Text {
    if let [model::Part::Literal(literal)] = found.parts.as_slice() {
        return Text::Plain(literal.clone());
    }
    let each = found.parts.iter().map(|part| match part {
        model::Part::Literal(literal) => Part::Text(literal.clone()),
        model::Part::Output(expression) => Part::Value(expression.source().to_owned()),
    });
    Text::Parts(each.collect())
}

fn list(found: &model::SecondaryInstance) -> List {
    let (file, items) = match &found.source {
        Source::External(file) => (Some(file.clone()), Vec::new()),
        Source::Inline(data) => (None, data_rows(data)),
    };
    List {
        id: found.id.clone(),
        file,
        items,
    }
}

fn data_rows(data: &Data) -> Vec<Datum> {
    let mut rows = Vec::new();
    let mut open: Vec<_> = data.root().map(|root| (root, 0)).into_iter().collect();
    while let Some((id, depth)) = open.pop() {
        let Some(node) = data.get(id) else { continue };
        rows.push(Datum {
            depth,
            name: node.name.clone(),
            text: node.text.clone(),
            attributes: node.attributes.clone(),
        });
        let children = node.children.iter().rev();
        open.extend(children.map(|child| (*child, depth + 1)));
    }
    rows
}

fn action(found: &model::Action, shape: &Shape) -> Action {
    Action {
        set: shape.path(found.target),
        to: match &found.kind {
            ActionKind::SetValue(value) => To::Value(value.source().to_owned()),
            ActionKind::SetText(text) => To::Text(text.clone()),
            ActionKind::SetGeopoint => To::Place,
            ActionKind::RecordAudio => To::Sound,
        },
        when: found
            .events
            .iter()
            .map(|event| match event {
                Event::FirstLoad => When::RecordBegins,
                Event::Load => When::RecordOpens,
                Event::NewRepeat(node) => When::Grows(shape.path(*node)),
                Event::ValueChanged(node) => When::Changes(shape.path(*node)),
            })
            .collect(),
    }
}
