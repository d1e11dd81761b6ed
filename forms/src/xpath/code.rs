//! Expressions with their names resolved, ready to be evaluated many times.

use regex_lite::Regex;

use super::function::Function;
use super::tree::{Axis, Compare, Math};

/// A name that occurs in the form, as a number. Names of expressions that occur nowhere
/// else share [`Sym::NOWHERE`]: no node has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sym(pub u32);

impl Sym {
    pub const NOWHERE: Self = Self(u32::MAX);
}

/// As [`super::Expr`], resolved.
#[derive(Clone, Debug)]
pub enum Code {
    Number(f64),
    Text(String),
    /// The only instance of a node of the shape: an absolute path outside of repeats.
    Single(u32),
    Path(CodePath),
    Call(Function, Vec<Self>),
    /// `jr:choice-name(value, 'path')` with the path resolved.
    ChoiceName(Box<Self>, Box<Self>),
    /// `regex(value, 'pattern')` with the pattern compiled; none when it cannot be.
    Regex(Box<Self>, Option<Box<Regex>>),
    Or(Vec<Self>),
    And(Vec<Self>),
    Compare(Box<Self>, Vec<(Compare, Self)>),
    Chain(Box<Self>, Vec<(Math, Self)>),
    Negate(Box<Self>),
    Union(Vec<Self>),
}

#[derive(Clone, Debug)]
pub struct CodePath {
    pub start: CodeStart,
    pub steps: Vec<CodeStep>,
}

#[derive(Clone, Debug)]
pub enum CodeStart {
    Root,
    Here,
    From(Box<Code>, Vec<Code>),
}

#[derive(Clone, Debug)]
pub struct CodeStep {
    pub axis: Axis,
    pub test: CodeTest,
    pub predicates: Vec<Code>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeTest {
    Name(Sym),
    Any,
    Node,
}
