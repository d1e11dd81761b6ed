//! Expressions: OpenRosa XPath, parsed once.

pub mod code;
mod evaluate;
mod function;
mod geo;
mod lex;
mod moment;
mod number;
mod parse;
mod pattern;
mod tree;
mod value;

pub use evaluate::{Context, Evaluator, World};
pub use function::Function;
pub(crate) use moment::parse_clock;
pub use moment::{Fields, Moment};
pub use number::{decimal_text, number_text, parse_number};
pub use parse::ExpressionError;
pub(crate) use pattern::pattern;
pub use tree::{Axis, Compare, Expr, Math, Path, Start, Step, Test};
pub(crate) use value::words;
pub use value::{Node, Value};

use crate::xform::model::Origin;

/// A parsed expression. Its paths are names still.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    source: String,
    tree: Box<Expr>,
    origin: Origin,
    parts: u32,
}

impl Expression {
    /// Parses `source`. Unknown functions and wrong numbers of arguments are refused.
    ///
    /// # Errors
    /// What is wrong, and where in the text.
    pub fn parse(source: &str, origin: Origin) -> Result<Self, ExpressionError> {
        let (tree, parts) = parse::parse(source)?;
        Ok(Self {
            source: source.to_owned(),
            tree: Box::new(tree),
            origin,
            parts: u32::try_from(parts).unwrap_or(u32::MAX),
        })
    }

    /// The text as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    #[must_use]
    pub fn tree(&self) -> &Expr {
        &self.tree
    }

    /// Of how many names, numbers and signs it is made: what it costs.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts as usize
    }

    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }
}
