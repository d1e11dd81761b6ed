//! From parsed expressions to resolved ones.

use super::names::Names;
use super::outline::Outlines;
use crate::xform::model::NodeId;
use crate::xpath::code::{Code, CodePath, CodeStart, CodeStep, CodeTest, Sym};
use crate::xpath::{Axis, Expr, Function, Path, Start, Step, Test, pattern as pattern_of};

/// Resolves names with `name`: at first by giving new ones a number, later only by
/// looking them up.
pub(super) struct Compiler<'a, F> {
    pub(super) outlines: &'a Outlines,
    pub(super) name: F,
}

/// Resolves an expression that comes up while the form is filled.
pub(super) fn compile_late(expr: &Expr, outlines: &Outlines, names: &Names) -> Code {
    let name = |name: &str| names.find(name);
    Compiler { outlines, name }.code(expr)
}

impl<F: FnMut(&str) -> Sym> Compiler<'_, F> {
    pub(super) fn code(&mut self, expr: &Expr) -> Code {
        match expr {
            Expr::Number(number) => Code::Number(*number),
            Expr::Literal(text) => Code::Text(text.clone()),
            Expr::Path(path) => self.path(path),
            Expr::Call { function, args } => self.call(*function, args),
            Expr::Or(all) => Code::Or(self.all(all)),
            Expr::And(all) => Code::And(self.all(all)),
            Expr::Union(all) => Code::Union(self.all(all)),
            Expr::Negate(inner) => Code::Negate(Box::new(self.code(inner))),
            Expr::Compare { first, rest } => {
                let rest = rest
                    .iter()
                    .map(|(by, expr)| (*by, self.code(expr)))
                    .collect();
                Code::Compare(Box::new(self.code(first)), rest)
            }
            Expr::Chain { first, rest } => {
                let rest = rest
                    .iter()
                    .map(|(by, expr)| (*by, self.code(expr)))
                    .collect();
                Code::Chain(Box::new(self.code(first)), rest)
            }
        }
    }

    fn all(&mut self, exprs: &[Expr]) -> Vec<Code> {
        exprs.iter().map(|expr| self.code(expr)).collect()
    }

    fn call(&mut self, function: Function, args: &[Expr]) -> Code {
        match (function, args) {
            (Function::ChoiceName, [value, Expr::Literal(path)]) => {
                if let Ok(path) = crate::xpath::Expression::parse(path, Default::default()) {
                    let value = Box::new(self.code(value));
                    return Code::ChoiceName(value, Box::new(self.code(path.tree())));
                }
            }
            (Function::Regex, [value, Expr::Literal(pattern)]) => {
                let pattern = pattern_of(pattern).ok().map(Box::new);
                return Code::Regex(Box::new(self.code(value)), pattern);
            }
            (Function::LocalName | Function::NodeName | Function::PullData, args) => {
                // Names that are only computed must be known as well.
                for arg in args {
                    if let Expr::Literal(name) = arg {
                        (self.name)(name);
                    }
                }
            }
            _ => {}
        }
        Code::Call(function, self.all(args))
    }

    fn path(&mut self, path: &Path) -> Code {
        if let Some(single) = self.single(path) {
            return Code::Single(single.0);
        }
        let start = match &path.start {
            Start::Root => CodeStart::Root,
            Start::Here => CodeStart::Here,
            Start::From { expr, predicates } => {
                CodeStart::From(Box::new(self.code(expr)), self.all(predicates))
            }
        };
        let steps = path.steps.iter().map(|step| self.step(step)).collect();
        Code::Path(CodePath { start, steps })
    }

    fn step(&mut self, step: &Step) -> CodeStep {
        let test = match &step.test {
            Test::Name(name) => CodeTest::Name((self.name)(name)),
            Test::Any => CodeTest::Any,
            Test::Node | Test::Text => CodeTest::Node,
        };
        // A node stands for its text here.
        let axis = if step.test == Test::Text {
            Axis::Itself
        } else {
            step.axis
        };
        CodeStep {
            axis,
            test,
            predicates: self.all(&step.predicates),
        }
    }

    /// The node of an absolute path, if it can only be one.
    fn single(&mut self, path: &Path) -> Option<NodeId> {
        if path.start != Start::Root {
            return None;
        }
        let mut at = None;
        for step in &path.steps {
            let Test::Name(name) = &step.test else {
                return None;
            };
            if step.axis != Axis::Child || !step.predicates.is_empty() {
                return None;
            }
            let name = (self.name)(name);
            let next = match at {
                None => Some(NodeId::ROOT).filter(|root| {
                    self.outlines
                        .get(*root)
                        .is_some_and(|node| node.name == Some(name))
                }),
                Some(parent) => self.outlines.child(parent, name),
            };
            at = Some(next?);
        }
        at.filter(|id| self.outlines.get(*id).is_some_and(|node| node.single))
    }
}
