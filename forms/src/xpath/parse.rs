//! From tokens to a tree.

use super::function::{Function, NAMES};
use super::lex::{Placed, Token, tokens};
use super::pattern::pattern;
use super::tree::{Axis, Compare, Expr, Math, Path, Start, Step, Test};
use crate::limits::{EXPRESSION_BYTES, EXPRESSION_DEPTH, PATTERN_PARTS};

mod words;
use words::{article, nearest};

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// The byte of the expression where it goes wrong.
    pub at: usize,
    /// A sentence that begins in lower case, without a full stop.
    pub message: String,
}

impl ExpressionError {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
        }
    }
}

const NODE_TESTS: &[&str] = &["node", "text", "comment", "processing-instruction"];

type Parsed<T> = Result<T, ExpressionError>;

pub(super) fn parse(source: &str) -> Parsed<(Expr, usize)> {
    if source.len() > EXPRESSION_BYTES {
        let message = format!("an expression may have at most {EXPRESSION_BYTES} bytes");
        return Err(ExpressionError::new(0, message));
    }
    let mut parser = Parser {
        tokens: tokens(source)?,
        read: 0,
        end: source.trim_end().len(),
        depth: 0,
        patterns: 0,
    };
    let expr = parser.either()?;
    match parser.next() {
        None => {
            let parts = parser.read + parser.patterns * PATTERN_PARTS;
            Ok((expr, parts))
        }
        Some((token, at)) => Err(ExpressionError::new(at, unexpected(&token))),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    /// How many tokens were read.
    read: usize,
    end: usize,
    depth: usize,
    patterns: usize,
}

/// An operator, with how tightly it binds.
#[derive(Clone, Copy)]
enum Operator {
    Or,
    And,
    Compare(Compare),
    Math(Math),
}

impl Operator {
    fn of(token: &Token) -> Option<(Self, u8)> {
        let Token::Sign(sign) = token else {
            return None;
        };
        Some(match *sign {
            "or" => (Self::Or, 1),
            "and" => (Self::And, 2),
            "=" => (Self::Compare(Compare::Equal), 3),
            "!=" => (Self::Compare(Compare::NotEqual), 3),
            "<" => (Self::Compare(Compare::Less), 4),
            "<=" => (Self::Compare(Compare::LessOrEqual), 4),
            ">" => (Self::Compare(Compare::Greater), 4),
            ">=" => (Self::Compare(Compare::GreaterOrEqual), 4),
            "+" => (Self::Math(Math::Add), 5),
            "-" => (Self::Math(Math::Subtract), 5),
            "times" => (Self::Math(Math::Multiply), 6),
            "div" => (Self::Math(Math::Divide), 6),
            "mod" => (Self::Math(Math::Modulo), 6),
            _ => return None,
        })
    }

    /// Joins two operands; a chain of one kind stays one list.
    fn join(self, left: Expr, right: Expr) -> Expr {
        match (self, left) {
            (Self::Or, Expr::Or(mut all)) => {
                all.push(right);
                Expr::Or(all)
            }
            (Self::Or, left) => Expr::Or(vec![left, right]),
            (Self::And, Expr::And(mut all)) => {
                all.push(right);
                Expr::And(all)
            }
            (Self::And, left) => Expr::And(vec![left, right]),
            (Self::Compare(by), Expr::Compare { first, mut rest })
                if rest.iter().all(|(other, _)| other.orders() == by.orders()) =>
            {
                rest.push((by, right));
                Expr::Compare { first, rest }
            }
            (Self::Compare(by), left) => Expr::Compare {
                first: Box::new(left),
                rest: vec![(by, right)],
            },
            (Self::Math(by), Expr::Chain { first, mut rest })
                if rest.iter().all(|(other, _)| other.adds() == by.adds()) =>
            {
                rest.push((by, right));
                Expr::Chain { first, rest }
            }
            (Self::Math(by), left) => Expr::Chain {
                first: Box::new(left),
                rest: vec![(by, right)],
            },
        }
    }
}

fn unexpected(token: &Token) -> String {
    match token {
        Token::Sign(")") => "a closing bracket \")\" has no opening one".to_owned(),
        Token::Sign("times") => "\"*\" does not fit here".to_owned(),
        Token::Sign(sign) => format!("\"{sign}\" does not fit here"),
        Token::Name(name) => format!("\"{name}\" does not fit here: is an operator missing?"),
        Token::Number(n) => format!("the number {n} does not fit here: is an operator missing?"),
        Token::Literal(text) => {
            format!("the text \"{text}\" does not fit here: is an operator missing?")
        }
    }
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.ahead(0)
    }

    fn ahead(&self, count: usize) -> Option<&Token> {
        self.tokens.get(self.read + count).map(|(token, _)| token)
    }

    fn next(&mut self) -> Option<Placed> {
        let token = self.tokens.get(self.read).cloned();
        self.read += 1;
        token
    }

    fn at(&self) -> usize {
        self.tokens.get(self.read).map_or(self.end, |(_, at)| *at)
    }

    /// Takes the sign if it comes next.
    fn eat(&mut self, sign: &str) -> bool {
        let here = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.read += usize::from(here);
        here
    }

    fn expect(&mut self, sign: &str, why: &str) -> Parsed<()> {
        if self.eat(sign) {
            return Ok(());
        }
        Err(ExpressionError::new(
            self.at(),
            format!("{why}: \"{sign}\" is missing"),
        ))
    }

    /// A whole expression, one level deeper.
    fn either(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > EXPRESSION_DEPTH {
            let message = format!("more than {EXPRESSION_DEPTH} levels of brackets");
            return Err(ExpressionError::new(self.at(), message));
        }
        let expr = self.operators(0)?;
        self.depth -= 1;
        Ok(expr)
    }

    /// Operands joined by operators that bind at least as tightly as `level`.
    fn operators(&mut self, level: u8) -> Parsed<Expr> {
        let mut left = self.signed()?;
        while let Some((operator, binds)) = self.peek().and_then(Operator::of) {
            if binds < level {
                break;
            }
            self.read += 1;
            let right = self.operators(binds + 1)?;
            left = operator.join(left, right);
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed<Expr> {
        let mut signs = 0_usize;
        while self.eat("-") {
            signs += 1;
        }
        let mut operand = self.path()?;
        if self.eat("|") {
            let mut all = vec![operand, self.path()?];
            while self.eat("|") {
                all.push(self.path()?);
            }
            operand = Expr::Union(all);
        }
        // An even number of signs still makes a number of what follows.
        let kept = if signs > 0 { 2 - signs % 2 } else { 0 };
        for _ in 0..kept {
            operand = Expr::Negate(Box::new(operand));
        }
        Ok(operand)
    }

    fn path(&mut self) -> Parsed<Expr> {
        let start = if self.eat("//") {
            let steps = vec![any_descendant(), self.step()?];
            return self.steps(Start::Root, steps);
        } else if self.eat("/") {
            if !self.at_step() {
                let steps = Vec::new();
                let start = Start::Root;
                return Ok(Expr::Path(Path { start, steps }));
            }
            Start::Root
        } else if self.at_step() {
            Start::Here
        } else {
            let expr = self.primary()?;
            let predicates = self.predicates()?;
            let ahead = matches!(self.peek(), Some(Token::Sign("/" | "//")));
            if predicates.is_empty() && !ahead {
                return Ok(expr);
            }
            let expr = Box::new(expr);
            return self.steps(Start::From { expr, predicates }, Vec::new());
        };
        let first = vec![self.step()?];
        self.steps(start, first)
    }

    fn steps(&mut self, start: Start, mut steps: Vec<Step>) -> Parsed<Expr> {
        loop {
            if self.eat("//") {
                steps.push(any_descendant());
            } else if !self.eat("/") {
                // Most paths are short, and there are many.
                steps.shrink_to_fit();
                return Ok(Expr::Path(Path { start, steps }));
            }
            steps.push(self.step()?);
        }
    }

    /// Whether a step of a path comes next, not a call, number or bracket.
    fn at_step(&self) -> bool {
        match self.peek() {
            Some(Token::Sign(sign)) => matches!(*sign, "." | ".." | "@" | "*"),
            Some(Token::Name(name)) => {
                let call = matches!(self.ahead(1), Some(Token::Sign("(")));
                !call || NODE_TESTS.contains(&name.as_str())
            }
            _ => false,
        }
    }

    fn step(&mut self) -> Parsed<Step> {
        let shorthand = |axis, test| Step {
            axis,
            test,
            predicates: Vec::new(),
        };
        let mut step = if self.eat(".") {
            shorthand(Axis::Itself, Test::Node)
        } else if self.eat("..") {
            shorthand(Axis::Parent, Test::Node)
        } else if self.eat("@") {
            shorthand(Axis::Attribute, self.test()?)
        } else {
            let axis = self.axis()?;
            shorthand(axis, self.test()?)
        };
        step.predicates = self.predicates()?;
        Ok(step)
    }

    fn axis(&mut self) -> Parsed<Axis> {
        let (Some(Token::Name(name)), Some(Token::Sign("::"))) = (self.peek(), self.ahead(1))
        else {
            return Ok(Axis::Child);
        };
        let Some(axis) = words::axis(name) else {
            let message = format!("there is no axis \"{name}\"");
            return Err(ExpressionError::new(self.at(), message));
        };
        self.read += 2;
        Ok(axis)
    }

    fn test(&mut self) -> Parsed<Test> {
        let at = self.at();
        match self.next() {
            Some((Token::Sign("*"), _)) => Ok(Test::Any),
            Some((Token::Name(name), _)) => {
                if self.eat("(") {
                    self.expect(")", "a bracket is not closed")?;
                    return Ok(if name == "text" {
                        Test::Text
                    } else {
                        Test::Node
                    });
                }
                let local = name.rsplit(':').next().unwrap_or(&name);
                Ok(if local == "*" {
                    Test::Any
                } else {
                    Test::Name(local.to_owned())
                })
            }
            Some((token, at)) => Err(ExpressionError::new(at, unexpected(&token))),
            None => Err(ExpressionError::new(at, "the expression ends too early")),
        }
    }

    fn predicates(&mut self) -> Parsed<Vec<Expr>> {
        let mut all = Vec::new();
        while self.eat("[") {
            all.push(self.either()?);
            self.expect("]", "a bracket \"[\" is not closed")?;
        }
        Ok(all)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let at = self.at();
        match self.next() {
            Some((Token::Number(n), _)) => Ok(Expr::Number(n)),
            Some((Token::Literal(text), _)) => Ok(Expr::Literal(text)),
            Some((Token::Sign("("), _)) => {
                let inner = self.either()?;
                self.expect(")", "a bracket \"(\" is not closed")?;
                Ok(inner)
            }
            Some((Token::Name(name), at)) => self.call(&name, at),
            Some((token, at)) => Err(ExpressionError::new(at, unexpected(&token))),
            None => Err(ExpressionError::new(at, "the expression ends too early")),
        }
    }

    fn call(&mut self, name: &str, at: usize) -> Parsed<Expr> {
        let Some(function) = Function::named(name) else {
            let mut message = format!("there is no function {name}()");
            if let Some(near) = nearest(name, NAMES) {
                message.push_str(&format!(", did you mean {near}()?"));
            }
            return Err(ExpressionError::new(at, message));
        };
        self.expect("(", "a function needs brackets")?;
        let mut args = Vec::new();
        if !self.eat(")") {
            args.push(self.either()?);
            while self.eat(",") {
                args.push(self.either()?);
            }
            self.expect(")", "a bracket \"(\" is not closed")?;
        }
        let (least, most) = function.arity();
        if args.len() < least || args.len() > most {
            let wants = article(least, most);
            let message = format!("{name}() takes {wants}, here it has {}", args.len());
            return Err(ExpressionError::new(at, message));
        }
        if let (Function::Regex, [_, Expr::Literal(text)]) = (function, args.as_slice()) {
            self.patterns += 1;
            pattern(text).map_err(|error| {
                let message = format!("regex() cannot use the pattern \"{text}\": {error}");
                ExpressionError::new(at, message)
            })?;
        }
        Ok(Expr::Call { function, args })
    }
}

fn any_descendant() -> Step {
    Step {
        axis: Axis::DescendantOrSelf,
        test: Test::Node,
        predicates: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
