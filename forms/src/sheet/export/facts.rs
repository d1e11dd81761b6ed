//! What a form means, as a list of named facts, so that two forms can be compared and
//! the first difference has a name.

mod body;
mod texts;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::bind::{NO_APP, looked_up};
use super::choices::items;
use super::normal::{languages, reads_step};
use crate::xform::model::{
    ActionKind, Bind, Content, Data, DataId, Definition, Event, Node, NodeId, Source,
};
use crate::xpath::{Expr, Expression};

/// One thing that a form says.
#[derive(Debug, PartialEq)]
enum Fact<'a> {
    Text(Cow<'a, str>),
    Meaning(&'a Expr),
}

/// Collects the facts of one form.
#[derive(Debug)]
struct Facts<'a> {
    form: &'a Definition,
    languages: Vec<String>,
    reads_labels: bool,
    /// The ids of the lists.
    lists: BTreeSet<&'a str>,
    list: Vec<(String, Fact<'a>)>,
}

/// What is said about two forms differently: the name of the first such fact.
pub(super) fn difference(one: &Definition, other: &Definition) -> Option<String> {
    let (one, other) = (Facts::of(one), Facts::of(other));
    let mut pairs = one.list.iter().zip(&other.list);
    let differs = pairs.find(|(one, other)| one != other);
    if let Some(((name, fact), (other_name, _))) = differs {
        let name = name.min(other_name);
        return Some(match fact {
            Fact::Text(text) => format!("{name} \"{text}\""),
            Fact::Meaning(_) => name.clone(),
        });
    }
    let (less, more) = if one.list.len() < other.list.len() {
        (&one.list, &other.list)
    } else {
        (&other.list, &one.list)
    };
    more.get(less.len()).map(|(name, _)| name.clone())
}

impl<'a> Facts<'a> {
    fn of(form: &'a Definition) -> Self {
        let mut facts = Self {
            form,
            languages: languages(form),
            reads_labels: reads_step(form, &["label", "itextId"]),
            lists: form.secondary.iter().map(|list| list.id.as_str()).collect(),
            list: Vec::new(),
        };
        facts.head();
        for (id, node) in form.shape.iter() {
            facts.node(id, node);
        }
        facts.content("in a new record", &form.initial);
        facts.body(&form.body, &mut 0, 0);
        for list in &form.secondary {
            match &list.source {
                Source::External(uri) => facts.text(format!("list {} file", list.id), uri),
                Source::Inline(data) => facts.list_of(&list.id, data),
            }
        }
        facts.actions();
        // Names are told apart by what they name, so that the order is everyone's.
        facts.list.sort_by(|(one, _), (other, _)| one.cmp(other));
        facts
    }

    fn text(&mut self, name: String, text: impl Into<Cow<'a, str>>) {
        self.list.push((name, Fact::Text(text.into())));
    }

    fn meaning(&mut self, name: String, expression: Option<&'a Expression>) {
        if let Some(expression) = expression {
            self.list.push((name, Fact::Meaning(expression.tree())));
        }
    }

    fn head(&mut self) {
        let Definition {
            title,
            form_id,
            version,
            style,
            settings,
            languages: _,
            default_language,
            shape: _,
            initial: _,
            body: _,
            unplaced,
            secondary: _,
            texts: _,
            actions: _,
        } = self.form;
        self.text("the title".to_owned(), title.trim());
        self.text("the form's id".to_owned(), form_id.as_str());
        self.text("the version".to_owned(), version.as_str());
        self.text("the style".to_owned(), style.as_str());
        for (name, value) in settings {
            self.text(format!("the setting {name}"), value.as_str());
        }
        let listed = self.languages.join(", ");
        self.text("the languages".to_owned(), listed);
        let default = default_language.clone().unwrap_or_default();
        self.text("the default language".to_owned(), default);
        self.text("questions without a place".to_owned(), unplaced.to_string());
    }

    fn node(&mut self, id: NodeId, node: &'a Node) {
        let path = self.form.shape.path(id);
        let Node {
            name: _,
            parent: _,
            children: _,
            bind,
            repeat,
            attributes,
            origin: _,
        } = node;
        self.text(format!("{path} value"), bind.value.word());
        for (name, value) in attributes {
            self.text(format!("{path} attribute {name}"), value.as_str());
        }
        self.bind(&path, bind);
        if let Some(repeat) = repeat {
            let fixed = if repeat.fixed { "fixed" } else { "grows" };
            self.text(format!("{path} repeat"), fixed);
            self.meaning(format!("{path} repeat count"), repeat.count.as_ref());
            self.content(&format!("in a new {path}"), &repeat.template);
        }
    }

    fn bind(&mut self, path: &str, bind: &'a Bind) {
        let Bind {
            value: _,
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
        } = bind;
        self.meaning(format!("{path} relevant"), relevant.as_ref());
        self.meaning(format!("{path} required"), required.as_ref());
        self.meaning(format!("{path} read only"), readonly.as_ref());
        self.meaning(format!("{path} constraint"), constraint.as_ref());
        self.meaning(format!("{path} calculation"), calculate.as_ref());
        self.label(
            &format!("{path} constraint message"),
            constraint_message.as_ref(),
        );
        self.label(
            &format!("{path} required message"),
            required_message.as_ref(),
        );
        if let Some(preload) = preload {
            let text = format!("{} {}", preload.kind, preload.parameters);
            self.text(format!("{path} preload"), text);
        }
        if *save_incomplete {
            self.text(format!("{path} saves"), "before it");
        }
        if let Some(property) = save_to {
            self.text(format!("{path} saved to"), property.as_str());
        }
        for (name, value) in others {
            let fact = format!("{path} bind {name}");
            match looked_up(value).filter(|_| name == NO_APP) {
                Some(id) => self.itext(&fact, id),
                None => self.text(fact, value.trim()),
            }
        }
    }

    /// What a new record or repeat instance holds; the order of values says nothing.
    fn content(&mut self, name: &str, content: &'a Content) {
        let node = self.form.shape.get(content.node);
        let name = format!("{name}/{}", node.map_or("", |node| node.name.as_str()));
        self.text(name.clone(), content.text.trim());
        let mut seen: BTreeMap<NodeId, u32> = BTreeMap::new();
        for child in &content.children {
            let number = seen.entry(child.node).or_default();
            *number += 1;
            let name = if *number == 1 {
                name.clone()
            } else {
                format!("{name}[{number}]")
            };
            self.content(&name, child);
        }
    }

    fn list_of(&mut self, id: &str, data: &'a Data) {
        let Some(items) = items(data) else {
            self.tree(&format!("list {id}"), data, data.root());
            return;
        };
        self.text(format!("list {id}"), items.len().to_string());
        for (at, item) in items.iter().enumerate() {
            let name = format!("list {id} choice {at:05}");
            for child in item.children.iter().filter_map(|id| data.get(*id)) {
                let own = ["label", "itextId"].contains(&child.name.as_str());
                match child.name.as_str() {
                    "itextId" => self.itext(&format!("{name} label"), &child.text),
                    "label" => self.plain(&format!("{name} label"), &child.text),
                    _ => {}
                }
                let cell = child.text.trim();
                if !own && !cell.is_empty() {
                    self.text(format!("{name} {}", child.name), cell);
                } else if own && self.reads_labels {
                    self.text(format!("{name} column {}", child.name), "is read");
                }
            }
        }
    }

    fn tree(&mut self, name: &str, data: &'a Data, at: Option<DataId>) {
        let Some(node) = at.and_then(|id| data.get(id)) else {
            return;
        };
        let name = format!("{name}/{}", node.name);
        self.text(name.clone(), node.text.as_str());
        for (key, value) in &node.attributes {
            self.text(format!("{name}/@{key}"), value.as_str());
        }
        for (at, child) in node.children.iter().enumerate() {
            self.tree(&format!("{name}[{at:05}]"), data, Some(*child));
        }
    }

    /// Actions in their order, for each event apart.
    fn actions(&mut self) {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        for action in &self.form.actions {
            let shape = &self.form.shape;
            let target = shape.path(action.target);
            for event in &action.events {
                let event = match event {
                    Event::FirstLoad => "a record begins".to_owned(),
                    Event::Load => "a record is opened".to_owned(),
                    Event::NewRepeat(node) => format!("{} grows", shape.path(*node)),
                    Event::ValueChanged(node) => format!("{} changes", shape.path(*node)),
                };
                let number = numbers.entry(event.clone()).or_default();
                *number += 1;
                let name = format!("when {event}, {number:04} {target}");
                match &action.kind {
                    ActionKind::SetValue(value) => self.meaning(name, Some(value)),
                    ActionKind::SetText(text) => self.text(name, text.as_str()),
                    ActionKind::SetGeopoint => self.text(name, "is located"),
                    ActionKind::RecordAudio => self.text(name, "is recorded"),
                }
            }
        }
    }
}
