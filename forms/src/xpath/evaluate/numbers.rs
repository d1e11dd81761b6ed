//! Functions on numbers and conditions.

use super::{Context, Evaluator, World};
use crate::xpath::Function;
use crate::xpath::code::Code;
use crate::xpath::geo;
use crate::xpath::moment::Moment;
use crate::xpath::value::{Value, text_number};

impl<W: World> Evaluator<'_, W> {
    pub(super) fn number_function(
        &self,
        function: Function,
        args: &[Code],
        at: Context,
    ) -> Option<Value> {
        let arg = |index: usize| {
            args.get(index)
                .map_or(f64::NAN, |code| self.number(code, at))
        };
        let number = match function {
            Function::Sum => self.all_numbers(args, at).into_iter().reduce(|a, b| a + b),
            Function::Min => reduce(&self.all_numbers(args, at), f64::min),
            Function::Max => reduce(&self.all_numbers(args, at), f64::max),
            Function::Number => return Some(self.as_number(args, at)),
            Function::Floor => Some(arg(0).floor()),
            Function::Ceiling => Some(arg(0).ceil()),
            Function::Round => Some(round(arg(0), args.get(1).map_or(0.0, |_| arg(1)))),
            Function::Int => Some(arg(0).trunc()),
            Function::Abs => Some(arg(0).abs()),
            Function::Pow => Some(arg(0).powf(arg(1))),
            Function::Sqrt => Some(arg(0).sqrt()),
            Function::Exp => Some(arg(0).exp()),
            Function::Exp10 => Some(10_f64.powf(arg(0))),
            Function::Log => Some(arg(0).ln()),
            Function::Log10 => Some(arg(0).log10()),
            Function::Sin => Some(arg(0).sin()),
            Function::Cos => Some(arg(0).cos()),
            Function::Tan => Some(arg(0).tan()),
            Function::Asin => Some(arg(0).asin()),
            Function::Acos => Some(arg(0).acos()),
            Function::Atan => Some(arg(0).atan()),
            Function::Atan2 => Some(arg(0).atan2(arg(1))),
            Function::Pi => Some(std::f64::consts::PI),
            Function::Random => Some(self.world.random()),
            Function::Area | Function::EnclosedArea | Function::Distance => {
                Some(self.measure(function, args, at))
            }
            _ => return self.condition(function, args, at),
        };
        Some(Value::Number(number.unwrap_or(f64::NAN)))
    }

    fn all_numbers(&self, args: &[Code], at: Context) -> Vec<f64> {
        let texts = |code: &Code| match self.value(code, at) {
            Value::Nodes(nodes) => nodes.iter().map(|node| self.node_number(*node)).collect(),
            other => vec![self.number_of(&other)],
        };
        args.iter().flat_map(texts).collect()
    }

    fn as_number(&self, args: &[Code], at: Context) -> Value {
        let value = match args.first() {
            Some(code) => self.value(code, at),
            None => Value::Nodes(vec![at.node]),
        };
        match value {
            Value::Text(_) | Value::Nodes(_) => {
                let text = self.text_of(&value);
                let number = text_number(&text, self.offset());
                let date = Moment::parse(&text, self.offset()).is_some();
                if date {
                    Value::Days(number)
                } else {
                    Value::Number(number)
                }
            }
            Value::Boolean(_) => Value::Number(self.number_of(&value)),
            other => other,
        }
    }

    fn measure(&self, function: Function, args: &[Code], at: Context) -> f64 {
        let texts = self.all_texts(args, at);
        let places = geo::places(texts.iter().map(String::as_str));
        match (places, function) {
            (Some(places), Function::Area | Function::EnclosedArea) => geo::area(&places),
            (Some(places), _) if places.len() > 1 => geo::distance(&places),
            _ => 0.0,
        }
    }

    fn condition(&self, function: Function, args: &[Code], at: Context) -> Option<Value> {
        let truth = |index: usize| args.get(index).is_some_and(|code| self.boolean(code, at));
        Some(Value::Boolean(match function {
            Function::If => {
                let branch = if truth(0) { args.get(1) } else { args.get(2) };
                return branch.map(|code| self.value(code, at));
            }
            Function::Once => {
                let before = self.world.text(at.node);
                return Some(match args.first() {
                    Some(code) if before.is_empty() => Value::Text(self.string(code, at)),
                    _ => Value::text(before),
                });
            }
            Function::Boolean => truth(0),
            Function::Not => !truth(0),
            Function::True => true,
            Function::False => false,
            Function::Lang => false,
            Function::BooleanFromString => {
                matches!(self.arg(args, 0, at).as_str(), "1" | "true")
            }
            Function::Checklist => self.checklist(args, at, false),
            Function::WeightedChecklist => self.checklist(args, at, true),
            Function::Geofence => {
                let place = geo::Place::parse(&self.arg(args, 0, at));
                let shape = geo::places([self.arg(args, 1, at).as_str()].into_iter());
                place
                    .zip(shape)
                    .is_some_and(|(place, shape)| geo::inside(place, &shape))
            }
            Function::Intersects => {
                let line = geo::places([self.arg(args, 0, at).as_str()].into_iter());
                line.is_some_and(|line| geo::crosses_itself(&line))
            }
            _ => return None,
        }))
    }

    /// Whether the number or the weight of what holds lies between the first two.
    fn checklist(&self, args: &[Code], at: Context, weighted: bool) -> bool {
        let bound = |index: usize| {
            args.get(index)
                .map_or(f64::NAN, |code| self.number(code, at))
        };
        let (least, most) = (bound(0), bound(1));
        let rest = args.get(2..).unwrap_or_default();
        let mut total = 0.0;
        if weighted {
            for pair in rest.chunks(2) {
                let (Some(condition), Some(weight)) = (pair.first(), pair.get(1)) else {
                    continue;
                };
                let holds = self.all_truths(condition, at);
                let weights = self.all_numbers(std::slice::from_ref(weight), at);
                let kept = holds.iter().zip(weights).filter(|(holds, _)| **holds);
                total += kept.map(|(_, weight)| weight).sum::<f64>();
            }
        } else {
            let all = rest.iter().flat_map(|code| self.all_truths(code, at));
            total = all.filter(|holds| *holds).count() as f64;
        }
        total >= least && (most == -1.0 || total <= most)
    }

    fn all_truths(&self, code: &Code, at: Context) -> Vec<bool> {
        match self.value(code, at) {
            Value::Nodes(nodes) => {
                let filled = |node: &_| !self.world.text(*node).trim().is_empty();
                nodes.iter().map(filled).collect()
            }
            other => vec![self.truth(&other)],
        }
    }
}

/// NaN when there are none or one of them is.
fn reduce(numbers: &[f64], by: fn(f64, f64) -> f64) -> Option<f64> {
    if numbers.iter().any(|number| number.is_nan()) {
        return None;
    }
    numbers.iter().copied().reduce(by)
}

/// Half away from zero, to a number of decimals.
fn round(value: f64, decimals: f64) -> f64 {
    let shift = 10_f64.powf(decimals.trunc());
    let rounded = (value.abs() * shift + 0.5).floor() / shift;
    if value < 0.0 { -rounded } else { rounded }
}
