//! Functions on nodes.

use super::texts::seed;
use super::{CodeStep, CodeTest, Context, Evaluator, World};
use crate::xpath::Function;
use crate::xpath::code::Code;
use crate::xpath::tree::Axis;
use crate::xpath::value::{Node, Value};

impl<W: World> Evaluator<'_, W> {
    pub(super) fn node_function(
        &self,
        function: Function,
        args: &[Code],
        at: Context,
    ) -> Option<Value> {
        let nodes = || {
            args.first()
                .map(|code| self.nodes(code, at))
                .unwrap_or_default()
        };
        Some(match function {
            Function::Count => Value::Number(nodes().len() as f64),
            Function::CountNonEmpty => {
                let filled = nodes()
                    .iter()
                    .filter(|node| !self.world.text(**node).is_empty())
                    .count();
                Value::Number(filled as f64)
            }
            Function::Position if args.is_empty() => Value::Number(at.position as f64),
            Function::Position => {
                let place = nodes().first().map(|node| self.place(*node));
                Value::Number(place.map_or(f64::NAN, |place| place as f64))
            }
            Function::Last => Value::Number(at.size as f64),
            Function::Current => Value::Nodes(vec![at.current]),
            Function::Instance => {
                let list = self.world.list(&self.arg(args, 0, at));
                Value::Nodes(list.into_iter().collect())
            }
            Function::LocalName | Function::NodeName => {
                let node = if args.is_empty() {
                    Some(at.node)
                } else {
                    nodes().first().copied()
                };
                let name = node.and_then(|node| self.world.name(node));
                Value::text(name.map_or("", |name| self.world.spelled(name)))
            }
            Function::IndexedRepeat => Value::Nodes(self.indexed_repeat(args, at)),
            Function::PullData => Value::Text(self.pull_data(args, at)),
            Function::Randomize => Value::Nodes(self.randomize(args, at)),
            _ => return None,
        })
    }

    /// The place of a node among its siblings of the same name, from 1.
    fn place(&self, node: Node) -> usize {
        let mut alike = Vec::new();
        if let (Some(parent), Some(name)) = (self.world.parent(node), self.world.name(node)) {
            self.world.children(parent, Some(name), &mut alike);
        }
        alike
            .iter()
            .position(|other| *other == node)
            .map_or(1, |at| at + 1)
    }

    /// The outermost repeat first, each inner one counted inside the one before.
    fn indexed_repeat(&self, args: &[Code], at: Context) -> Vec<Node> {
        let mut pairs = Vec::new();
        for pair in args.get(1..).unwrap_or_default().chunks(2) {
            if let [repeat, index] = pair {
                pairs.push((self.nodes(repeat, at), self.number(index, at)));
            }
        }
        pairs.sort_by_key(|(repeats, _)| repeats.first().map_or(0, |node| self.depth(*node)));
        let mut inside: Option<Node> = None;
        for (repeats, index) in pairs {
            let within = repeats
                .into_iter()
                .filter(|node| inside.is_none_or(|outer| self.holds_node(outer, *node)));
            let Some(found) = within
                .zip(1_u32..)
                .find(|(_, place)| f64::from(*place) == index)
            else {
                return Vec::new();
            };
            inside = Some(found.0);
        }
        let mut targets = args
            .first()
            .map(|code| self.nodes(code, at))
            .unwrap_or_default();
        targets.retain(|node| inside.is_some_and(|outer| self.holds_node(outer, *node)));
        targets
    }

    fn depth(&self, node: Node) -> usize {
        std::iter::successors(Some(node), |node| self.world.parent(*node)).count()
    }

    fn holds_node(&self, outer: Node, inner: Node) -> bool {
        std::iter::successors(Some(inner), |node| self.world.parent(*node))
            .any(|node| node == outer)
    }

    /// `pulldata('list', 'wanted', 'key', value)`: the first row where the key fits.
    fn pull_data(&self, args: &[Code], at: Context) -> String {
        let Some(list) = self.world.list(&self.arg(args, 0, at)) else {
            return String::new();
        };
        let wanted = self.world.symbol(&self.arg(args, 1, at));
        let key = self.world.symbol(&self.arg(args, 2, at));
        let value = self.arg(args, 3, at);
        let items = self.descend(list, &["root", "item"]);
        let cell = |row: Node, name| {
            let mut cells = Vec::new();
            self.world.children(row, Some(name), &mut cells);
            cells
                .first()
                .map(|cell| self.world.text(*cell).into_owned())
        };
        let row = items
            .into_iter()
            .find(|row| cell(*row, key).as_deref() == Some(&value));
        row.and_then(|row| cell(row, wanted)).unwrap_or_default()
    }

    fn descend(&self, from: Node, names: &[&str]) -> Vec<Node> {
        let mut found = vec![from];
        for name in names {
            let step = CodeStep {
                axis: Axis::Child,
                test: CodeTest::Name(self.world.symbol(name)),
                predicates: Vec::new(),
            };
            let mut next = Vec::new();
            found
                .iter()
                .for_each(|node| self.along(*node, &step, &mut next));
            found = next;
        }
        found
    }

    /// The shuffle of Fisher and Yates from the inside out, with the generator of Park and
    /// Miller when there is a seed: the order that other tools give for the same seed.
    fn randomize(&self, args: &[Code], at: Context) -> Vec<Node> {
        let nodes = args
            .first()
            .map(|code| self.nodes(code, at))
            .unwrap_or_default();
        let mut generator = args.get(1).map(|code| {
            let number = self.number(code, at);
            ParkMiller::new(if number.is_nan() {
                seed(&self.string(code, at))
            } else {
                number
            })
        });
        let mut shuffled = Vec::with_capacity(nodes.len());
        for (last, node) in nodes.into_iter().enumerate() {
            let chance = match &mut generator {
                Some(generator) => generator.next(),
                None => self.world.random(),
            };
            let other = (((last + 1) as f64 * chance) as usize).min(last);
            shuffled.push(node);
            shuffled.swap(other, last);
        }
        shuffled
    }
}

struct ParkMiller(i64);

const MODULUS: i64 = 2_147_483_647;

impl ParkMiller {
    fn new(seed: f64) -> Self {
        // Saturates at the bounds of 64 bits, as it does in Java.
        let seed = (seed as i64) % MODULUS;
        Self(if seed <= 0 { seed + MODULUS - 1 } else { seed })
    }

    fn next(&mut self) -> f64 {
        self.0 = self.0 * 16_807 % MODULUS;
        (self.0 - 1) as f64 / (MODULUS - 1) as f64
    }
}
