//! Functions on days and times.

use super::{Context, Evaluator, World};
use crate::xpath::Function;
use crate::xpath::code::Code;
use crate::xpath::moment::{Moment, parse_clock};
use crate::xpath::value::Value;

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

impl<W: World> Evaluator<'_, W> {
    pub(super) fn time_function(
        &self,
        function: Function,
        args: &[Code],
        at: Context,
    ) -> Option<Value> {
        Some(match function {
            Function::Now => Value::Moment(self.world.now()),
            Function::Today => Value::Moment(self.world.now().midnight()),
            Function::Date | Function::DateTime => self.date(args, at),
            Function::DecimalDateTime => {
                let moment = self.moment(args, at);
                Value::Number(moment.map_or(f64::NAN, Moment::days))
            }
            Function::DecimalTime => {
                let clock = parse_clock(&self.arg(args, 0, at), true);
                let day = |(millis, zone): (i64, Option<i32>)| {
                    let shift = zone.map_or(0, |zone| i64::from(self.offset() - zone) * 60_000);
                    (millis + shift).rem_euclid(86_400_000) as f64 / DAY
                };
                Value::Number(clock.map_or(f64::NAN, day))
            }
            Function::FormatDate | Function::FormatDateTime => self.formatted(args, at),
            _ => return None,
        })
    }

    fn moment(&self, args: &[Code], at: Context) -> Option<Moment> {
        match self.value(args.first()?, at) {
            Value::Number(days) | Value::Days(days) => Moment::from_days(days, self.offset()),
            Value::Moment(moment) => Some(moment),
            Value::Boolean(_) => None,
            other => Moment::parse(&padded(&self.text_of(&other)), self.offset()),
        }
    }

    fn date(&self, args: &[Code], at: Context) -> Value {
        let value = args.first().map(|code| self.value(code, at));
        let blank = match &value {
            Some(value @ (Value::Text(_) | Value::Nodes(_))) => self.text_of(value).is_empty(),
            Some(Value::Boolean(_)) | None => true,
            _ => false,
        };
        if blank {
            return Value::text("");
        }
        self.moment(args, at)
            .map_or_else(Value::no_moment, Value::Moment)
    }

    fn formatted(&self, args: &[Code], at: Context) -> Value {
        let text = self.arg(args, 0, at);
        let format = self.arg(args, 1, at);
        let moment = Moment::parse(&text, self.offset());
        Value::Text(moment.map_or_else(String::new, |moment| moment.format(&format)))
    }
}

/// `2026-3-4` with its zeros.
fn padded(text: &str) -> String {
    let (date, time) = text.find('T').map_or((text, ""), |at| text.split_at(at));
    let mut parts = date.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return text.to_owned();
    };
    format!("{year}-{month:0>2}-{day:0>2}{time}")
}
