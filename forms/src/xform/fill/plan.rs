//! A definition made ready to be filled: everything resolved once.

use std::collections::BTreeMap;

use super::compile::Compiler;
use super::graph::{self, Circle};
use super::names::Names;
use super::outline::Outlines;
use super::reads::{Read, Reader};
use crate::limits::READS_OF_FORM;
use crate::xform::model::{
    ActionKind, Choices, Control, ControlKind, Data, Definition, Event, Forms, Item, ItemLabel,
    Label, NodeId, Origin, Part, Source, Text,
};
use crate::xpath::code::{Code, Sym};
use crate::xpath::{Expr, Expression, Function};

/// What one expression of a node decides. In the order in which tasks of one node run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Decides {
    Relevant,
    Count,
    Choices,
    /// Nothing by itself: labels of choices changed, which `jr:choice-name` shows.
    Labels,
    Calculate,
    Required,
    Readonly,
    Constraint,
}

impl Decides {
    /// As the form's own columns call it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Relevant => "relevant",
            Self::Count => "repeat count",
            Self::Choices | Self::Labels => "choices",
            Self::Calculate => "calculation",
            Self::Required => "required",
            Self::Readonly => "read only",
            Self::Constraint => "constraint",
        }
    }
}

/// One expression that is evaluated for each instance of its node.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) node: NodeId,
    pub(super) decides: Decides,
    pub(super) code: Code,
    pub(super) origin: Origin,
    pub(super) reads: Vec<Read>,
}

/// A task that a change of a node touches.
#[derive(Clone, Debug)]
pub(super) struct Touch {
    pub(super) task: u32,
    /// The ancestor that the changed node and the task's node share.
    pub(super) within: NodeId,
    /// From there down to the task's node.
    pub(super) way: Vec<usize>,
}

/// The choices of a question.
#[derive(Clone, Debug)]
pub(super) enum Offer {
    Free,
    Fixed(Vec<(String, Option<Label>)>),
    Listed {
        /// The list that the choices stand in, if it is one of the form's.
        list: Option<String>,
        value: Code,
        label: Option<Code>,
        translated: bool,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) kind: ControlKind,
    pub(super) offer: Offer,
    /// Least and most of a range.
    pub(super) bounds: Option<(f64, f64)>,
}

#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) target: NodeId,
    pub(super) events: Vec<Event>,
    pub(super) does: Does,
}

#[derive(Clone, Debug)]
pub(super) enum Does {
    Set(Code),
    SetText(String),
    Nothing,
}

/// A secondary instance with its names resolved.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) data: Data,
    pub(super) names: Vec<Sym>,
}

/// A form that can be filled. Filling states borrow it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) definition: Definition,
    pub(super) names: Names,
    pub(super) outlines: Outlines,
    pub(super) lists: Vec<List>,
    pub(super) list_ids: BTreeMap<String, u32>,
    pub(super) tasks: Vec<Task>,
    /// Place of each task in the order of evaluation.
    ranks: Vec<u32>,
    /// Task at each rank.
    pub(super) ranked: Vec<u32>,
    /// From the root down to each node.
    pub(super) ways: Vec<Vec<usize>>,
    /// Tasks of each node.
    pub(super) of_node: Vec<Vec<u32>>,
    /// What a change of each node touches.
    pub(super) touches: Vec<Vec<Touch>>,
    pub(super) questions: BTreeMap<NodeId, Question>,
    pub(super) deeds: Vec<Deed>,
    /// Deeds that a change of a node brings about.
    pub(super) on_change: BTreeMap<NodeId, Vec<u32>>,
}

/// Why a form cannot be filled although it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanProblem {
    pub origin: Origin,
    /// The node at fault.
    pub node: NodeId,
    /// `calculation`, `relevant`, …
    pub part: &'static str,
    pub message: String,
}

impl Plan {
    /// Resolves a definition.
    ///
    /// # Errors
    /// Calculations and conditions that need each other in a circle, or that look at too
    /// much.
    pub fn new(definition: Definition) -> Result<Self, PlanProblem> {
        let mut names = Names::default();
        let outlines = Outlines::of(&definition.shape, &mut names);
        let lists = lists(&definition, &mut names);
        let list_ids = (0..)
            .zip(&definition.secondary)
            .map(|(at, list)| (list.id.clone(), at));
        let list_ids = list_ids.collect();
        let mut maker = Maker {
            outlines: &outlines,
            names: &mut names,
            tasks: Vec::new(),
            reads: 0,
            questions: BTreeMap::new(),
        };
        maker.binds(&definition);
        maker.body(&definition.body);
        maker.labels(&definition);
        let deeds = maker.deeds(&definition);
        if maker.reads > READS_OF_FORM {
            return Err(too_wide(maker.tasks.last()));
        }
        let (tasks, questions) = (maker.tasks, maker.questions);
        let ranked = graph::order(&tasks, &outlines, &definition.shape)
            .map_err(|circle| describe(&circle, &tasks, &definition))?;
        let mut ranks = vec![0; tasks.len()];
        for (rank, task) in (0..).zip(&ranked) {
            if let Some(slot) = ranks.get_mut(*task as usize) {
                *slot = rank;
            }
        }
        let mut on_change: BTreeMap<NodeId, Vec<u32>> = BTreeMap::new();
        for (at, deed) in (0..).zip(&deeds) {
            for event in &deed.events {
                if let Event::ValueChanged(source) = event {
                    on_change.entry(*source).or_default().push(at);
                }
            }
        }
        let count = definition.shape.len();
        let way = |(id, _)| outlines.way(NodeId::ROOT, id);
        Ok(Self {
            ways: definition.shape.iter().map(way).collect(),
            of_node: of_node(&tasks, count),
            touches: touches(&tasks, &outlines, count),
            definition,
            names,
            outlines,
            lists,
            list_ids,
            tasks,
            ranks,
            ranked,
            questions,
            deeds,
            on_change,
        })
    }

    #[must_use]
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    pub(super) fn task(&self, at: u32) -> Option<&Task> {
        self.tasks.get(at as usize)
    }

    /// The place of a task in the order of evaluation.
    pub(super) fn rank(&self, task: u32) -> u32 {
        self.ranks.get(task as usize).copied().unwrap_or_default()
    }

    pub(super) fn tasks_of(&self, node: NodeId) -> &[u32] {
        self.of_node.get(node.index()).map_or(&[], Vec::as_slice)
    }
}

/// Expressions that each look at everything would be evaluated for every answer.
fn too_wide(task: Option<&Task>) -> PlanProblem {
    PlanProblem {
        origin: task.map_or(Origin::default(), |task| task.origin),
        node: task.map_or(NodeId::ROOT, |task| task.node),
        part: task.map_or("relevant", |task| task.decides.word()),
        message: format!(
            "the expressions of the form look at more than {READS_OF_FORM} values together; name the values they need instead of // or *"
        ),
    }
}

fn describe(circle: &Circle, tasks: &[Task], definition: &Definition) -> PlanProblem {
    let task = circle.tasks.first().and_then(|at| tasks.get(*at as usize));
    let mut names: Vec<String> = Vec::new();
    for at in &circle.tasks {
        let node = tasks
            .get(*at as usize)
            .and_then(|task| definition.shape.get(task.node));
        let name = node.map_or("", |node| node.name.as_str());
        if names.last().is_none_or(|last| last != name) {
            names.push(name.to_owned());
        }
    }
    names.extend(names.first().cloned());
    let way = names.join(" → ");
    let word = task.map_or("relevant", |task| task.decides.word());
    PlanProblem {
        origin: task.map_or(Origin::default(), |task| task.origin),
        node: task.map_or(NodeId::ROOT, |task| task.node),
        part: word,
        message: format!(
            "these questions need each other in a circle, so none can be computed: {way}; change one of their calculations or conditions"
        ),
    }
}

fn lists(definition: &Definition, names: &mut Names) -> Vec<List> {
    let list = |data: &Data, names: &mut Names| List {
        names: (0..data.len())
            .map(|at| {
                let id = crate::xform::model::DataId(u32::try_from(at).unwrap_or(u32::MAX));
                data.get(id)
                    .map_or(Sym::NOWHERE, |node| names.intern(&node.name))
            })
            .collect(),
        data: data.clone(),
    };
    let all = definition
        .secondary
        .iter()
        .map(|secondary| match &secondary.source {
            Source::Inline(data) => list(data, names),
            Source::External(_) => list(&Data::default(), names),
        });
    all.collect()
}

fn of_node(tasks: &[Task], count: usize) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new(); count];
    for (at, task) in (0..).zip(tasks) {
        if let Some(list) = all.get_mut(task.node.index()) {
            list.push(at);
        }
    }
    all
}

fn touches(tasks: &[Task], outlines: &Outlines, count: usize) -> Vec<Vec<Touch>> {
    let mut all = vec![Vec::new(); count];
    for (at, task) in (0..).zip(tasks) {
        for read in &task.reads {
            // When an instance comes or goes, its neighbours move.
            let moves = outlines.get(read.node).is_some_and(|node| node.repeats);
            let above = outlines
                .parent(read.node)
                .filter(|_| moves && read.within == read.node);
            let within = above.unwrap_or(read.within);
            if let Some(list) = all.get_mut(read.node.index()) {
                list.push(Touch {
                    task: at,
                    within,
                    way: outlines.way(within, task.node),
                });
            }
        }
    }
    all
}

struct Maker<'a> {
    outlines: &'a Outlines,
    names: &'a mut Names,
    tasks: Vec<Task>,
    /// How many nodes they read together.
    reads: usize,
    questions: BTreeMap<NodeId, Question>,
}

impl Maker<'_> {
    fn code(&mut self, expr: &Expr) -> Code {
        let names = &mut *self.names;
        let name = |name: &str| names.intern(name);
        let outlines = self.outlines;
        Compiler { outlines, name }.code(expr)
    }

    fn task(&mut self, node: NodeId, decides: Decides, expression: &Expression) {
        if self.reads > READS_OF_FORM {
            return;
        }
        let code = self.code(expression.tree());
        let reads = Reader::new(self.outlines, node).read(&code);
        self.push(node, decides, expression, code, reads.into_iter().collect());
    }

    fn push(
        &mut self,
        node: NodeId,
        decides: Decides,
        expression: &Expression,
        code: Code,
        reads: Vec<Read>,
    ) {
        // The form is refused then; collecting more would only cost memory.
        if self.reads > READS_OF_FORM {
            return;
        }
        self.reads += reads.len();
        self.tasks.push(Task {
            node,
            decides,
            code,
            origin: expression.origin(),
            reads,
        });
    }

    fn binds(&mut self, definition: &Definition) {
        for (id, node) in definition.shape.iter() {
            let bind = &node.bind;
            let count = node
                .repeat
                .as_ref()
                .and_then(|repeat| repeat.count.as_ref());
            let all = [
                (Decides::Relevant, bind.relevant.as_ref()),
                (Decides::Count, count),
                (Decides::Calculate, bind.calculate.as_ref()),
                (Decides::Required, bind.required.as_ref()),
                (Decides::Readonly, bind.readonly.as_ref()),
                (Decides::Constraint, bind.constraint.as_ref()),
            ];
            for (decides, expression) in all {
                if let Some(expression) = expression {
                    // A count is evaluated where the repeat begins.
                    self.task(id, decides, expression);
                }
            }
        }
    }

    fn body(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Group(group) => self.body(&group.children),
                Item::Repeat(repeat) => self.body(&repeat.children),
                Item::Control(control) => self.question(control),
            }
        }
    }

    fn question(&mut self, control: &Control) {
        if self.questions.contains_key(&control.node) {
            return;
        }
        let offer = match &control.choices {
            Choices::None => Offer::Free,
            // Places to pick from, and any other may be answered.
            Choices::Itemset(_) if control.kind == ControlKind::Input => Offer::Free,
            Choices::Inline(all) => {
                let choice = |choice: &crate::xform::model::Choice| {
                    (choice.value.clone(), choice.label.clone())
                };
                Offer::Fixed(all.iter().map(choice).collect())
            }
            Choices::Itemset(itemset) => {
                let value = self.code(itemset.value.tree());
                let (label, translated) = match &itemset.label {
                    Some(ItemLabel::Value(label)) => (Some(self.code(label.tree())), false),
                    Some(ItemLabel::Itext(id)) => (Some(self.code(id.tree())), true),
                    None => (None, false),
                };
                let nodeset = self.code(itemset.nodeset.tree());
                let mut at_items = vec![&value];
                at_items.extend(label.as_ref());
                let reads =
                    Reader::new(self.outlines, control.node).read_items(&nodeset, &at_items);
                let reads = reads.into_iter().collect();
                self.push(
                    control.node,
                    Decides::Choices,
                    &itemset.nodeset,
                    nodeset,
                    reads,
                );
                Offer::Listed {
                    list: list_of(itemset.nodeset.source()),
                    value,
                    label,
                    translated,
                }
            }
        };
        let number = |text: &str| text.trim().parse().unwrap_or(f64::NAN);
        let question = Question {
            kind: control.kind,
            offer,
            bounds: control
                .range
                .as_ref()
                .map(|span| (number(&span.start), number(&span.end))),
        };
        self.questions.insert(control.node, question);
    }

    /// Labels with computed parts, where labels are read at all.
    fn labels(&mut self, definition: &Definition) {
        if !self.tasks.iter().any(|task| names_choices(&task.code)) {
            return;
        }
        let asked: Vec<(NodeId, Vec<Expression>)> = self
            .questions
            .iter()
            .map(|(node, question)| (*node, computed_labels(question, definition)))
            .collect();
        for (node, expressions) in asked {
            for expression in expressions {
                self.task(node, Decides::Labels, &expression);
            }
        }
    }

    fn deeds(&mut self, definition: &Definition) -> Vec<Deed> {
        let deed = |action: &crate::xform::model::Action| Deed {
            target: action.target,
            events: action.events.clone(),
            does: match &action.kind {
                ActionKind::SetValue(expression) => Does::Set(self.code(expression.tree())),
                ActionKind::SetText(text) => Does::SetText(text.clone()),
                ActionKind::SetGeopoint | ActionKind::RecordAudio => Does::Nothing,
            },
        };
        definition.actions.iter().map(deed).collect()
    }
}

fn names_choices(code: &Code) -> bool {
    let any = |all: &[Code]| all.iter().any(names_choices);
    match code {
        Code::ChoiceName(..) => true,
        Code::Call(function, args) => *function == Function::ChoiceName || any(args),
        Code::Or(all) | Code::And(all) | Code::Union(all) => any(all),
        Code::Regex(inner, _) | Code::Negate(inner) => names_choices(inner),
        Code::Compare(first, rest) => {
            names_choices(first) || rest.iter().any(|(_, code)| names_choices(code))
        }
        Code::Chain(first, rest) => {
            names_choices(first) || rest.iter().any(|(_, code)| names_choices(code))
        }
        Code::Number(_) | Code::Text(_) | Code::Single(_) | Code::Path(_) => false,
    }
}

/// The expressions in the labels of a question's choices.
pub(super) fn computed_labels(question: &Question, definition: &Definition) -> Vec<Expression> {
    let mut found = Vec::new();
    match &question.offer {
        Offer::Fixed(all) => {
            for label in all.iter().filter_map(|(_, label)| label.as_ref()) {
                match label {
                    Label::Plain(text) => found.extend(outputs(text)),
                    Label::Computed(expression) => found.push(expression.clone()),
                    Label::Itext(id) => found.extend(outputs_of(id, definition)),
                }
            }
        }
        Offer::Listed {
            list: Some(list),
            translated: true,
            ..
        } => {
            let lists = definition
                .secondary
                .iter()
                .filter(|known| known.id == *list);
            for data in lists.filter_map(|list| match &list.source {
                Source::Inline(data) => Some(data),
                Source::External(_) => None,
            }) {
                let ids = data.iter().filter(|node| node.children.is_empty());
                found.extend(ids.flat_map(|node| outputs_of(&node.text, definition)));
            }
        }
        Offer::Free | Offer::Listed { .. } => {}
    }
    found
}

pub(super) fn outputs(text: &Text) -> Vec<Expression> {
    let output = |part: &Part| match part {
        Part::Output(expression) => Some(expression.as_ref().clone()),
        Part::Literal(_) => None,
    };
    text.parts.iter().filter_map(output).collect()
}

pub(super) fn outputs_of(id: &str, definition: &Definition) -> Vec<Expression> {
    let languages = definition.languages.iter();
    let forms = languages.filter_map(|language| definition.texts.get(language, id));
    forms
        .flat_map(Forms::iter)
        .flat_map(|(_, text)| outputs(text))
        .collect()
}

/// The list in `instance('list')/root/item[…]`, whatever is around it.
fn list_of(nodes: &str) -> Option<String> {
    let (_, rest) = nodes.split_once("instance(")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (id, _) = rest.get(1..)?.split_once(quote)?;
    Some(id.to_owned())
}
