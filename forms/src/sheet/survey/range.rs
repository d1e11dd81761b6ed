//! The parameters of a range.

use super::Reader;
use crate::sheet::choices::List;
use crate::sheet::decimal::Decimal;
use crate::sheet::element::Element;
use crate::sheet::fault::Fault;
use crate::sheet::parameters::Parameters;
use crate::sheet::value::Cell;

/// The numbers of a range.
struct Span {
    start: Decimal,
    end: Decimal,
    step: Decimal,
    interval: Option<Decimal>,
    placeholder: Option<Decimal>,
}

impl Reader<'_> {
    pub(super) fn range(&mut self, element: &mut Element, given: &Parameters) -> Result<(), Fault> {
        given.accept(&[
            "start",
            "end",
            "step",
            "tick_interval",
            "placeholder",
            "tick_labelset",
        ])?;
        let appearance = element.appearance().to_owned();
        let plain = appearance.is_empty()
            || appearance.contains("vertical")
            || appearance.contains("no-ticks");
        for key in ["tick_interval", "placeholder", "tick_labelset"] {
            if !plain && given.raw(key).is_some() {
                return Err(Fault::RangeAppearance(key));
            }
        }
        let span = Span::read(given)?;
        span.check()?;
        if let Some(name) = given.get("tick_labelset") {
            let list = self
                .lists
                .get(&name)
                .ok_or(Fault::UnknownList(name.clone()))?;
            span.check_ticks(list, appearance.contains("no-ticks"))?;
            element.control_cell("tick-labelset", Cell::new(&name, usize::MAX));
            element.itemset = Some(Cell::new(&name, usize::MAX));
        }
        for (key, default) in [("start", "1"), ("end", "10"), ("step", "1")] {
            let value = given.get(key).unwrap_or_else(|| default.to_owned());
            element.control_cell(key, Cell::new(&value, usize::MAX));
        }
        for key in ["tick_interval", "placeholder"] {
            if let Some(value) = given.get(key) {
                let name = key.replace('_', "-");
                element.control_cell(&name, Cell::new(&value, usize::MAX));
            }
        }
        if span.has_fractions() {
            element.bind_text("type", "decimal");
        }
        Ok(())
    }
}

impl Span {
    fn read(given: &Parameters) -> Result<Self, Fault> {
        let number = |key: &'static str| -> Result<Option<Decimal>, Fault> {
            let read = |text: &str| Decimal::read(text).ok_or(Fault::NotANumber(key));
            given.raw(key).map(read).transpose()
        };
        Ok(Self {
            start: number("start")?.unwrap_or(Decimal::whole(1)),
            end: number("end")?.unwrap_or(Decimal::whole(10)),
            step: number("step")?.unwrap_or(Decimal::whole(1)),
            interval: number("tick_interval")?,
            placeholder: number("placeholder")?,
        })
    }

    fn check(&self) -> Result<(), Fault> {
        let width = self.end.distance(self.start);
        if self.step.is_zero() {
            return Err(Fault::Zero("step"));
        }
        if self.step > width {
            return Err(Fault::LargerThanRange("step"));
        }
        if let Some(interval) = self.interval {
            if interval.is_zero() {
                return Err(Fault::Zero("tick_interval"));
            }
            if interval > width {
                return Err(Fault::LargerThanRange("tick_interval"));
            }
            if !interval.is_multiple_of(self.step) {
                return Err(Fault::NotAStep("tick_interval"));
            }
        }
        if let Some(placeholder) = self.placeholder {
            if !placeholder.distance(self.start).is_multiple_of(self.step) {
                return Err(Fault::NotAStep("placeholder"));
            }
            if self.is_outside(placeholder) {
                return Err(Fault::OutsideRange("placeholder"));
            }
        }
        Ok(())
    }

    fn is_outside(&self, value: Decimal) -> bool {
        value < self.start.min(self.end) || value > self.start.max(self.end)
    }

    fn check_ticks(&self, list: &List, no_ticks: bool) -> Result<(), Fault> {
        let tick = self.interval.unwrap_or(self.step);
        let mut ticks = Vec::new();
        for choice in &list.choices {
            let name = choice.name.text.clone();
            let Some(value) = Decimal::read(&name) else {
                return Err(Fault::TickNotANumber(name));
            };
            if self.is_outside(value) {
                return Err(Fault::TickOutside(name));
            }
            if !value.distance(self.start).is_multiple_of(tick) {
                return Err(Fault::TickNotAStep(name));
            }
            if !ticks.contains(&value) {
                ticks.push(value);
            }
        }
        let ends = ticks.contains(&self.start) && ticks.contains(&self.end);
        let expected = if self.start == self.end { 1 } else { 2 };
        if no_ticks && !(ends && ticks.len() == expected) {
            return Err(Fault::TicksNotEnds);
        }
        Ok(())
    }

    fn has_fractions(&self) -> bool {
        let all = [
            Some(self.start),
            Some(self.end),
            Some(self.step),
            self.interval,
            self.placeholder,
        ];
        all.into_iter().flatten().any(|value| !value.is_whole())
    }
}
