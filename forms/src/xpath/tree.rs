//! The parsed form of an expression.

use super::Function;

/// An expression. Chains of one operator are lists, so that depth only grows with
/// brackets and calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Number(f64),
    Literal(String),
    Path(Path),
    Call {
        function: Function,
        args: Vec<Self>,
    },
    Or(Vec<Self>),
    And(Vec<Self>),
    /// `first = a != b`, or `first < a >= b`: from left to right, mostly one only.
    Compare {
        first: Box<Self>,
        rest: Vec<(Compare, Self)>,
    },
    /// `first + a - b`, or `first * a div b`: from left to right.
    Chain {
        first: Box<Self>,
        rest: Vec<(Math, Self)>,
    },
    Negate(Box<Self>),
    Union(Vec<Self>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Math {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// A location path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub start: Start,
    pub steps: Vec<Step>,
}

/// Where a path begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// `/data/…`
    Root,
    /// `../age`, `.`
    Here,
    /// `instance('towns')/…`, `(…)[1]/…`
    From {
        expr: Box<Expr>,
        predicates: Vec<Expr>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub axis: Axis,
    pub test: Test,
    pub predicates: Vec<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Child,
    Parent,
    Itself,
    Attribute,
    Descendant,
    DescendantOrSelf,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
    Following,
    Preceding,
}

/// What a step selects. Prefixes are ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    Name(String),
    /// `*`
    Any,
    /// `node()`
    Node,
    /// `text()`: the node itself stands for its text.
    Text,
}

impl Compare {
    /// Whether it asks for an order, not for equality.
    #[must_use]
    pub const fn orders(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

impl Math {
    /// Whether it adds or subtracts.
    #[must_use]
    pub const fn adds(self) -> bool {
        matches!(self, Self::Add | Self::Subtract)
    }
}
