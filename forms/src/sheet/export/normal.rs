//! One way of writing for what can be written in several: a form of a sheet and the same
//! form from elsewhere become alike.

use std::collections::{BTreeMap, BTreeSet};

use super::choices::is_searched;
use super::refusal::Note;
use crate::xform::model::{
    Choice, Choices, Control, ControlKind, Data, Definition, Forms, Group, Item, ItemLabel,
    Itemset, Label, NodeId, Origin, Part, Preload, RepeatView, SecondaryInstance, Source, Text,
    TextForm,
};
use crate::xpath::{Expr, Expression, Path, Start, Step, Test};

/// The same form as a sheet would have it, and what that changes for a reader.
pub(super) fn normal(form: &Definition) -> (Definition, Vec<Note>) {
    let mut form = form.clone();
    let mut notes = Vec::new();
    if form.title.trim().is_empty() {
        form.title.clone_from(&form.form_id);
    }
    if let Some(root) = form.shape.get_mut(NodeId::ROOT) {
        root.attributes.clear();
    }
    record_id(&mut form);
    let body = std::mem::take(&mut form.body);
    form.body = super::place::placed(&form.shape, items(body), NodeId::ROOT);
    let lists = inline_lists(&mut form);
    if lists > 0 {
        notes.push(Note::Lists(lists));
    }
    let missing = complete_texts(&mut form);
    if missing > 0 {
        notes.push(Note::MissingTexts(missing));
    }
    if languages(&form).is_empty() {
        form.default_language = None;
    }
    let curly = form
        .texts
        .iter()
        .filter(|(.., text)| is_curly(text))
        .count();
    if curly > 0 {
        notes.push(Note::Typography(curly));
    }
    for language in languages(&form) {
        if language.len() > 2 && !language.ends_with(')') {
            notes.push(Note::LanguageWithoutCode(language));
        }
    }
    (form, notes)
}

/// The languages with a name; texts without one may be called `default`.
pub(super) fn languages(form: &Definition) -> Vec<String> {
    match form.languages.as_slice() {
        [one] if matches!(one.as_str(), "" | "default") => Vec::new(),
        all => all.to_vec(),
    }
}

fn each_control_mut(items: &mut [Item], see: &mut impl FnMut(&mut Control)) {
    for item in items {
        match item {
            Item::Control(control) => see(control),
            Item::Group(group) => each_control_mut(&mut group.children, see),
            Item::Repeat(repeat) => each_control_mut(&mut repeat.children, see),
        }
    }
}

/// Older forms compute the record's id; newer ones have the device put it in.
fn record_id(form: &mut Definition) {
    let meta = form.shape.child(NodeId::ROOT, "meta");
    let id = meta.and_then(|meta| form.shape.child(meta, "instanceID"));
    let Some(node) = id.and_then(|id| form.shape.get_mut(id)) else {
        return;
    };
    let bind = &mut node.bind;
    let computed = bind.calculate.as_ref();
    let uuid = computed.is_some_and(|computed| computed.source().contains("uuid()"));
    if bind.preload.is_none() && (uuid || computed.is_none()) {
        bind.calculate = None;
        bind.preload = Some(Preload {
            kind: "uid".to_owned(),
            parameters: String::new(),
        });
    }
    bind.required = None;
    bind.readonly = Expression::parse("true()", Origin::default()).ok();
}

/// Repeats in a group of their own, groups that mean nothing taken out.
fn items(items: Vec<Item>) -> Vec<Item> {
    let mut out = Vec::new();
    for item in items {
        match item {
            Item::Control(_) => out.push(item),
            Item::Repeat(view) => out.push(wrapped(view)),
            Item::Group(group) => out.extend(group_items(group)),
        }
    }
    out
}

fn wrapped(view: RepeatView) -> Item {
    let group = Group {
        node: Some(view.node),
        origin: view.origin,
        ..Group::default()
    };
    repeat_in(group, view)
}

fn repeat_in(mut group: Group, mut view: RepeatView) -> Item {
    view.children = items(std::mem::take(&mut view.children));
    group.node = Some(view.node);
    group.children = vec![Item::Repeat(view)];
    Item::Group(group)
}

fn group_items(mut group: Group) -> Vec<Item> {
    let children = std::mem::take(&mut group.children);
    let own = |view: &RepeatView| group.node.is_none_or(|node| node == view.node);
    if let [Item::Repeat(view)] = children.as_slice()
        && own(view)
        && group.appearance.is_empty()
    {
        let view = view.clone();
        return vec![repeat_in(group, view)];
    }
    group.children = items(children);
    let silent = group.label.is_none() && group.hint.is_none() && group.appearance.is_empty();
    if group.node.is_none() && silent {
        return group.children;
    }
    vec![Item::Group(group)]
}

/// Lists that are there already.
struct Known {
    names: BTreeSet<String>,
    /// By what they say.
    alike: BTreeMap<String, String>,
}

/// Choices that stand in a question become a list; gives how many questions that were.
fn inline_lists(form: &mut Definition) -> usize {
    let mut body = std::mem::take(&mut form.body);
    let mut known = Known {
        names: form.secondary.iter().map(|list| list.id.clone()).collect(),
        alike: BTreeMap::new(),
    };
    let mut count = 0;
    each_control_mut(&mut body, &mut |control| {
        let select = matches!(
            control.kind,
            ControlKind::SelectOne | ControlKind::SelectMultiple | ControlKind::Rank
        );
        let Choices::Inline(choices) = &control.choices else {
            return;
        };
        if !select || choices.is_empty() || is_searched(control) {
            return;
        }
        let name = form.shape.get(control.node).map_or("", |node| &node.name);
        let name = format!("{name}_choices");
        if let Some(itemset) = list_of(form, &mut known, &name, choices) {
            control.choices = Choices::Itemset(itemset);
            count += 1;
        }
    });
    form.body = body;
    count
}

fn list_of(
    form: &mut Definition,
    known: &mut Known,
    name: &str,
    choices: &[Choice],
) -> Option<Itemset> {
    let computed = |choice: &Choice| matches!(choice.label, Some(Label::Computed(_)));
    if choices.iter().any(computed) {
        return None;
    }
    let itext = choices.iter().any(|choice| match &choice.label {
        Some(Label::Itext(_)) => true,
        Some(Label::Plain(text)) => text.parts.iter().any(|p| matches!(p, Part::Output(_))),
        _ => false,
    });
    let key = list_key(form, choices);
    let list = match key.as_ref().and_then(|key| known.alike.get(key)) {
        Some(list) => list.clone(),
        None => {
            let list = add_list(form, &mut known.names, name, choices, itext);
            known.alike.extend(key.map(|key| (key, list.clone())));
            list
        }
    };
    let parse = |text: &str| Expression::parse(text, Origin::default()).ok();
    let label = if itext {
        ItemLabel::Itext(parse("itextId")?)
    } else {
        ItemLabel::Value(parse("label")?)
    };
    Some(Itemset {
        nodeset: parse(&format!("instance('{list}')/root/item"))?,
        value: parse("name")?,
        label: Some(label),
    })
}

fn add_list(
    form: &mut Definition,
    names: &mut BTreeSet<String>,
    name: &str,
    choices: &[Choice],
    itext: bool,
) -> String {
    let mut id = name.to_owned();
    let mut number = 1;
    while !names.insert(id.clone()) {
        number += 1;
        id = format!("{name}_{number}");
    }
    if itext && form.languages.is_empty() {
        form.languages.push("default".to_owned());
    }
    let mut data = Data::default();
    let root = data.add(None, "root", "");
    for (at, choice) in choices.iter().enumerate() {
        let item = data.add(Some(root), "item", "");
        let text = format!("{id}-{at}");
        match &choice.label {
            Some(Label::Itext(old)) => {
                data.add(Some(item), "itextId", &text);
                copy_texts(form, old, &text);
            }
            Some(Label::Plain(plain)) if itext => {
                data.add(Some(item), "itextId", &text);
                for language in form.languages.clone() {
                    form.texts
                        .set(&language, &text, TextForm::Long, plain.clone());
                }
            }
            Some(Label::Plain(plain)) => {
                data.add(Some(item), "label", &literal(plain));
            }
            _ => {}
        }
        data.add(Some(item), "name", &choice.value);
    }
    form.secondary.push(SecondaryInstance {
        id: id.clone(),
        source: Source::Inline(data),
        origin: Origin::default(),
    });
    id
}

fn copy_texts(form: &mut Definition, from: &str, to: &str) {
    for language in form.languages.clone() {
        let forms = form.texts.get(&language, from).cloned().unwrap_or_default();
        for (variant, text) in forms {
            form.texts.set(&language, to, variant, text);
        }
    }
}

/// What a list says, so that questions with the same choices share one; none when its
/// texts show answers.
fn list_key(form: &Definition, choices: &[Choice]) -> Option<String> {
    let mut key = String::new();
    let mut add = |text: &str| {
        key += text;
        key.push('\u{1f}');
    };
    for choice in choices {
        add(&choice.value);
        match &choice.label {
            None => add("-"),
            Some(Label::Plain(text)) => add(&plain(text)?),
            Some(Label::Itext(id)) => {
                for language in &form.languages {
                    let forms = form.texts.get(language, id).into_iter();
                    for (variant, text) in forms.flat_map(Forms::iter) {
                        if *variant != TextForm::Long {
                            return None;
                        }
                        add(language);
                        add(&plain(text)?);
                    }
                }
            }
            Some(Label::Computed(_)) => return None,
        }
    }
    Some(key)
}

fn plain(text: &Text) -> Option<String> {
    let answers = text
        .parts
        .iter()
        .any(|part| matches!(part, Part::Output(_)));
    (!answers).then(|| literal(text))
}

fn literal(text: &Text) -> String {
    let each = text.parts.iter().filter_map(|part| match part {
        Part::Literal(text) => Some(text.as_str()),
        Part::Output(_) => None,
    });
    each.collect()
}

/// Where a language lacks a text, it is `-`; gives how many were missing.
fn complete_texts(form: &mut Definition) -> usize {
    let mut wanted: BTreeMap<(String, TextForm), ()> = BTreeMap::new();
    for (_, id, variant, _) in form.texts.iter() {
        if matches!(variant, TextForm::Long | TextForm::Guidance) {
            wanted.insert((id.to_owned(), variant.clone()), ());
        }
    }
    let mut missing = 0;
    for (id, variant) in wanted.into_keys() {
        for language in form.languages.clone() {
            let forms = form.texts.get(&language, &id);
            if forms.is_none_or(|forms| forms.get(&variant).is_none()) {
                let text = Text::literal("-");
                form.texts.set(&language, &id, variant.clone(), text);
                missing += 1;
            }
        }
    }
    missing
}

fn is_curly(text: &Text) -> bool {
    text.parts.iter().any(|part| match part {
        Part::Literal(text) => {
            text.contains(['\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{a0}'])
        }
        Part::Output(_) => false,
    })
}

/// Whether any expression of the form has a step of one of these names.
pub(super) fn reads_step(form: &Definition, names: &[&str]) -> bool {
    let binds = form.shape.iter().flat_map(|(_, node)| {
        let bind = &node.bind;
        let all = [
            &bind.relevant,
            &bind.required,
            &bind.readonly,
            &bind.constraint,
            &bind.calculate,
        ];
        all.into_iter().flatten()
    });
    let actions = form.actions.iter().filter_map(|action| match &action.kind {
        crate::xform::model::ActionKind::SetValue(value) => Some(value),
        _ => None,
    });
    let texts = form.texts.iter().flat_map(|(.., text)| {
        text.parts.iter().filter_map(|part| match part {
            Part::Output(expression) => Some(expression.as_ref()),
            Part::Literal(_) => None,
        })
    });
    let mut all = binds.chain(actions).chain(texts);
    all.any(|expression| has_step(expression.tree(), names))
}

fn has_step(expr: &Expr, names: &[&str]) -> bool {
    let any = |all: &[Expr]| all.iter().any(|expr| has_step(expr, names));
    match expr {
        Expr::Number(_) | Expr::Literal(_) => false,
        Expr::Path(path) => path_has_step(path, names),
        Expr::Call { args, .. } => any(args),
        Expr::Or(all) | Expr::And(all) | Expr::Union(all) => any(all),
        Expr::Compare { first, rest } => {
            has_step(first, names) || rest.iter().any(|(_, expr)| has_step(expr, names))
        }
        Expr::Chain { first, rest } => {
            has_step(first, names) || rest.iter().any(|(_, expr)| has_step(expr, names))
        }
        Expr::Negate(inner) => has_step(inner, names),
    }
}

fn path_has_step(path: &Path, names: &[&str]) -> bool {
    let any = |all: &[Expr]| all.iter().any(|expr| has_step(expr, names));
    let begins = match &path.start {
        Start::From { expr, predicates } => has_step(expr, names) || any(predicates),
        Start::Root | Start::Here => false,
    };
    let named = |step: &Step| match &step.test {
        Test::Name(name) => names.contains(&name.as_str()),
        _ => false,
    };
    begins
        || path
            .steps
            .iter()
            .any(|step| named(step) || any(&step.predicates))
}
