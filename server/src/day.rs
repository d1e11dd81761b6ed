//! Days of the calendar as numbers, to plan a visit around a day.
//!
//! The arithmetic is Howard Hinnant's `days_from_civil` and its inverse, for the
//! Gregorian calendar; <https://howardhinnant.github.io/date_algorithms.html>.

use std::fmt;
use std::str::FromStr;

use rounds_forms::{CalendarError, LocalDate};
use sync_core::time::Timestamp;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Days of the 400-year cycle, and days from 0000-03-01 to 1970-01-01.
const CYCLE: i64 = 146_097;
const EPOCH: i64 = 719_468;

/// A day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

impl Day {
    /// The day of a moment, in UTC.
    pub(crate) fn of(now: Timestamp) -> Self {
        Self(i64::try_from(now.0 / DAY_MS).unwrap_or(0))
    }

    /// `days` later, or earlier.
    pub(crate) const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl fmt::Display for Day {
    /// ISO 8601.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shifted = self.0 + EPOCH;
        let (cycle, of_cycle) = (shifted.div_euclid(CYCLE), shifted.rem_euclid(CYCLE));
        let leaps = of_cycle / 1_460 - of_cycle / 36_524 + of_cycle / 146_096;
        let year = (of_cycle - leaps) / 365;
        let of_year = of_cycle - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, late) = if month < 10 {
            (month + 3, 0)
        } else {
            (month - 9, 1)
        };
        let year = year + cycle * 400 + late;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let date: LocalDate = text.parse()?;
        // Its canonical form has exactly these parts.
        let shown = date.to_string();
        let mut parts = shown
            .split('-')
            .map(|part| part.parse::<i64>().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        let (year, month, day) = (next(), next(), next());
        let year = if month > 2 { year } else { year - 1 };
        let (cycle, of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
        let month = (month + 9) % 12;
        let of_year = (153 * month + 2) / 5 + day - 1;
        let days = of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year;
        Ok(Self(cycle * CYCLE + days - EPOCH))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;

    #[test]
    fn days_come_back_across_leap_years_and_centuries() {
        for text in [
            "1970-01-01",
            "2000-02-29",
            "2026-11-23",
            "2024-12-31",
            "1999-03-01",
        ] {
            let day: Day = text.parse().expect("a date");
            assert_eq!(day.to_string(), text);
        }
        let day: Day = "2026-12-31".parse().expect("a date");
        assert_eq!(day.plus(1).to_string(), "2027-01-01");
        let day: Day = "2028-03-01".parse().expect("a date");
        assert_eq!(day.plus(-1).to_string(), "2028-02-29");
        assert_eq!(Day::of(Timestamp(0)).to_string(), "1970-01-01");
        assert_eq!(
            Day::of(Timestamp(20_780 * DAY_MS)).to_string(),
            "2026-11-23"
        );
        assert!("2026-02-30".parse::<Day>().is_err());
    }
}
