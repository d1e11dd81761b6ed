//! Evaluates resolved expressions over whatever has nodes.

use std::borrow::Cow;

use super::code::{Code, CodePath, CodeStart, CodeStep, CodeTest, Sym};
use super::function::Function;
use super::moment::Moment;
use super::tree::{Compare, Math};
use super::value::{Node, Value, plain_text, text_number};

mod axes;
mod choices;
mod nodes;
mod numbers;
mod texts;
mod times;

/// What expressions are evaluated over.
pub trait World {
    /// The text of a node; empty when it is not relevant.
    fn text(&self, node: Node) -> Cow<'_, str>;
    fn name(&self, node: Node) -> Option<Sym>;
    fn spelled(&self, name: Sym) -> &str;
    /// The number of a name that was computed.
    fn symbol(&self, name: &str) -> Sym;
    fn parent(&self, node: Node) -> Option<Node>;
    /// Appends the children with this name, or all, in document order.
    fn children(&self, node: Node, name: Option<Sym>, into: &mut Vec<Node>);
    /// Appends the attributes with this name, or all.
    fn attributes(&self, node: Node, name: Option<Sym>, into: &mut Vec<Node>);
    /// The only instance of a node of the shape.
    fn single(&self, shape: u32) -> Option<Node>;
    /// A secondary instance.
    fn list(&self, id: &str) -> Option<Node>;
    /// The label of the choice with this value at this question.
    fn choice_name(&self, value: &str, question: Node) -> String;
    /// A translated text, its computed parts evaluated at `here`.
    fn itext(&self, id: &str, here: Node) -> String;
    /// An expression that is itself computed, as the path of `jr:choice-name` may be.
    fn compile(&self, source: &str) -> Option<Code>;
    fn now(&self) -> Moment;
    /// Between 0 and 1, another one each time.
    fn random(&self) -> f64;
    fn uuid(&self) -> String;
    /// Counts work; false when a step has done more than any form needs.
    fn spend(&self, nodes: usize) -> bool;
    /// The form's version.
    fn version(&self) -> &str;
}

/// Where an expression is evaluated.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub node: Node,
    /// What `current()` gives.
    pub current: Node,
    pub position: usize,
    pub size: usize,
}

impl Context {
    #[must_use]
    pub const fn at(node: Node) -> Self {
        Self {
            node,
            current: node,
            position: 1,
            size: 1,
        }
    }
}

/// Evaluates over one world.
#[derive(Debug)]
pub struct Evaluator<'w, W> {
    pub world: &'w W,
}

impl<'w, W: World> Evaluator<'w, W> {
    #[must_use]
    pub const fn new(world: &'w W) -> Self {
        Self { world }
    }

    #[must_use]
    pub fn value(&self, code: &Code, at: Context) -> Value {
        match code {
            Code::Number(number) => Value::Number(*number),
            Code::Text(text) => Value::text(text.as_str()),
            Code::Single(shape) => Value::Nodes(self.world.single(*shape).into_iter().collect()),
            Code::Path(path) => Value::Nodes(self.path(path, at)),
            Code::Call(function, args) => self.call(*function, args, at),
            Code::ChoiceName(value, path) => {
                let value = self.string(value, at);
                Value::text(self.choice_label(&value, path, at))
            }
            Code::Regex(value, pattern) => {
                let text = self.string(value, at);
                Value::Boolean(
                    pattern
                        .as_ref()
                        .is_some_and(|pattern| pattern.is_match(&text)),
                )
            }
            Code::Or(all) => Value::Boolean(all.iter().any(|code| self.boolean(code, at))),
            Code::And(all) => Value::Boolean(all.iter().all(|code| self.boolean(code, at))),
            Code::Compare(first, rest) => self.comparison(first, rest, at),
            Code::Chain(first, rest) => Value::Number(self.chain(first, rest, at)),
            Code::Negate(code) => Value::Number(-self.number(code, at)),
            Code::Union(all) => {
                let found = all.iter().flat_map(|code| self.nodes(code, at)).collect();
                Value::Nodes(self.in_order(found))
            }
        }
    }

    /// The expression as a text.
    #[must_use]
    pub fn string(&self, code: &Code, at: Context) -> String {
        match code {
            Code::Text(text) => text.clone(),
            Code::Single(shape) => match self.world.single(*shape) {
                Some(node) => self.world.text(node).into_owned(),
                None => String::new(),
            },
            _ => self.text_of(&self.value(code, at)),
        }
    }

    #[must_use]
    pub fn number(&self, code: &Code, at: Context) -> f64 {
        match code {
            Code::Number(number) => *number,
            Code::Chain(first, rest) => self.chain(first, rest, at),
            Code::Single(shape) => {
                let node = self.world.single(*shape);
                node.map_or(f64::NAN, |node| self.node_number(node))
            }
            _ => self.number_of(&self.value(code, at)),
        }
    }

    #[must_use]
    pub fn boolean(&self, code: &Code, at: Context) -> bool {
        self.truth(&self.value(code, at))
    }

    /// The nodes of an expression; none when it gives something else.
    #[must_use]
    pub fn nodes(&self, code: &Code, at: Context) -> Vec<Node> {
        match self.value(code, at) {
            Value::Nodes(nodes) => nodes,
            _ => Vec::new(),
        }
    }

    pub(super) fn text_of(&self, value: &Value) -> String {
        match value {
            Value::Nodes(nodes) => match nodes.first() {
                Some(node) => self.world.text(*node).into_owned(),
                None => String::new(),
            },
            other => plain_text(other),
        }
    }

    pub(super) fn number_of(&self, value: &Value) -> f64 {
        match value {
            Value::Number(number) => *number,
            Value::Text(text) => text_number(text, self.offset()),
            Value::Boolean(boolean) => f64::from(u8::from(*boolean)),
            Value::Moment(moment) => moment.days(),
            Value::Days(days) => *days,
            Value::Nodes(nodes) => nodes
                .first()
                .map_or(f64::NAN, |node| self.node_number(*node)),
        }
    }

    pub(super) fn node_number(&self, node: Node) -> f64 {
        text_number(&self.world.text(node), self.offset())
    }

    pub(super) fn offset(&self) -> i32 {
        self.world.now().offset
    }

    fn chain(&self, first: &Code, rest: &[(Math, Code)], at: Context) -> f64 {
        let mut total = self.number(first, at);
        for (by, code) in rest {
            let next = self.number(code, at);
            total = match by {
                Math::Add => total + next,
                Math::Subtract => total - next,
                Math::Multiply => total * next,
                Math::Divide => total / next,
                Math::Modulo => total % next,
            };
        }
        total
    }

    fn comparison(&self, first: &Code, rest: &[(Compare, Code)], at: Context) -> Value {
        let mut left = self.value(first, at);
        for (by, code) in rest {
            let right = self.value(code, at);
            left = Value::Boolean(self.holds(*by, &left, &right));
        }
        left
    }

    fn holds(&self, by: Compare, left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::Boolean(a), other) if !by.orders() => same(by, *a, self.truth(other)),
            (other, Value::Boolean(b)) if !by.orders() => same(by, self.truth(other), *b),
            (Value::Nodes(left), Value::Nodes(right)) => left.iter().any(|a| {
                let a = self.world.text(*a);
                right
                    .iter()
                    .any(|b| self.texts_hold(by, &a, &self.world.text(*b)))
            }),
            (Value::Nodes(nodes), other) => {
                let right = Side::of(other);
                nodes
                    .iter()
                    .any(|node| self.sides(by, &Side::Text(self.world.text(*node)), &right))
            }
            (other, Value::Nodes(nodes)) => {
                let left = Side::of(other);
                nodes
                    .iter()
                    .any(|node| self.sides(by, &left, &Side::Text(self.world.text(*node))))
            }
            (left, right) => self.sides(by, &Side::of(left), &Side::of(right)),
        }
    }

    fn truth(&self, value: &Value) -> bool {
        match value {
            Value::Boolean(boolean) => *boolean,
            Value::Number(number) => *number != 0.0 && !number.is_nan(),
            Value::Moment(moment) => moment.millis != 0,
            Value::Days(_) => true,
            Value::Text(text) => !text.is_empty(),
            Value::Nodes(nodes) => !nodes.is_empty(),
        }
    }

    fn texts_hold(&self, by: Compare, a: &str, b: &str) -> bool {
        if by.orders() {
            let offset = self.offset();
            return ordered(by, text_number(a, offset), text_number(b, offset));
        }
        same(by, a, b)
    }

    fn sides(&self, by: Compare, left: &Side<'_>, right: &Side<'_>) -> bool {
        let number = |side: &Side<'_>| match side {
            Side::Text(text) => text_number(text, self.offset()),
            Side::Number(number) => *number,
        };
        match (left, right) {
            (Side::Text(a), Side::Text(b)) => self.texts_hold(by, a, b),
            _ if by.orders() => ordered(by, number(left), number(right)),
            _ => same(by, number(left), number(right)),
        }
    }

    fn path(&self, path: &CodePath, at: Context) -> Vec<Node> {
        let mut found = match &path.start {
            CodeStart::Root => vec![Node::Document],
            CodeStart::Here => vec![at.node],
            CodeStart::From(code, predicates) => {
                let mut nodes = self.nodes(code, at);
                for predicate in predicates {
                    nodes = self.filtered(nodes, predicate, at);
                }
                nodes
            }
        };
        for step in &path.steps {
            found = self.step(&found, step, at);
            if found.is_empty() {
                break;
            }
        }
        found
    }

    fn step(&self, from: &[Node], step: &CodeStep, at: Context) -> Vec<Node> {
        let mut all = Vec::new();
        for node in from {
            if !self.world.spend(1) {
                return Vec::new();
            }
            if step.predicates.is_empty() {
                self.along(*node, step, &mut all);
                continue;
            }
            let mut found = Vec::new();
            self.along(*node, step, &mut found);
            for predicate in &step.predicates {
                found = self.filtered(found, predicate, at);
            }
            all.append(&mut found);
        }
        if axes::keeps_order(step.axis, from.len()) {
            all
        } else {
            self.in_order(all)
        }
    }

    fn filtered(&self, nodes: Vec<Node>, predicate: &Code, at: Context) -> Vec<Node> {
        // A number alone picks one: no need to ask the others.
        if let Code::Number(wanted) = predicate {
            let place = nodes
                .iter()
                .zip(1_u32..)
                .find(|(_, i)| f64::from(*i) == *wanted);
            return place.map(|(node, _)| *node).into_iter().collect();
        }
        let size = nodes.len();
        if !self.world.spend(size) {
            return Vec::new();
        }
        let kept = nodes.into_iter().zip(1..).filter(|(node, position)| {
            let here = Context {
                node: *node,
                position: *position,
                size,
                ..at
            };
            match self.value(predicate, here) {
                Value::Number(wanted) => *position as f64 == wanted,
                other => self.truth(&other),
            }
        });
        kept.map(|(node, _)| node).collect()
    }

    fn in_order(&self, mut nodes: Vec<Node>) -> Vec<Node> {
        if nodes.len() > 1 {
            nodes.sort_by_cached_key(|node| self.order_key(*node));
            nodes.dedup();
        }
        nodes
    }

    fn passes(&self, node: Node, test: CodeTest) -> bool {
        match test {
            CodeTest::Name(name) => self.world.name(node) == Some(name),
            CodeTest::Any => self.world.name(node).is_some(),
            CodeTest::Node => true,
        }
    }

    fn call(&self, function: Function, args: &[Code], at: Context) -> Value {
        self.text_function(function, args, at)
            .or_else(|| self.number_function(function, args, at))
            .or_else(|| self.choice_function(function, args, at))
            .or_else(|| self.time_function(function, args, at))
            .or_else(|| self.node_function(function, args, at))
            .unwrap_or_else(|| Value::text(""))
    }
}

enum Side<'a> {
    Text(Cow<'a, str>),
    Number(f64),
}

impl<'a> Side<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(Cow::Borrowed(text)),
            Value::Number(number) => Self::Number(*number),
            Value::Moment(moment) => Self::Number(moment.days()),
            Value::Days(days) => Self::Number(*days),
            Value::Boolean(boolean) => Self::Number(f64::from(u8::from(*boolean))),
            Value::Nodes(_) => Self::Number(f64::NAN),
        }
    }
}

fn same<T: PartialEq>(by: Compare, a: T, b: T) -> bool {
    if by == Compare::NotEqual {
        a != b
    } else {
        a == b
    }
}

fn ordered(by: Compare, a: f64, b: f64) -> bool {
    match by {
        Compare::Less => a < b,
        Compare::LessOrEqual => a <= b,
        Compare::Greater => a > b,
        Compare::GreaterOrEqual => a >= b,
        Compare::Equal => a == b,
        Compare::NotEqual => a != b,
    }
}
