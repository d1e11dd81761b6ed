//! Local dates and times in ISO 8601, without a zone: a stop is at 10:30 where it is.

use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, `YYYY-MM-DD`, years 0001 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalDate {
    year: u16,
    month: u8,
    day: u8,
}

/// A time of day, `HH:MM` or `HH:MM:SS`, 00:00 to 23:59:59.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime {
    hour: u8,
    minute: u8,
    second: u8,
}

/// A day and a time, `YYYY-MM-DDTHH:MM` or with `:SS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalDateTime {
    /// The day.
    pub date: LocalDate,
    /// The time on it.
    pub time: LocalTime,
}

/// Why a text is not a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Another shape.
    #[error("write {0}")]
    Shape(&'static str),
    /// No such day in the calendar.
    #[error("there is no such day")]
    NoSuchDay,
    /// No such time on a clock.
    #[error("there is no such time")]
    NoSuchTime,
}

const DATE_SHAPE: &str = "a date as 2026-10-21";
const TIME_SHAPE: &str = "a time as 10:30";
const DATE_TIME_SHAPE: &str = "a date and time as 2026-10-21T10:30, without a time zone";

impl LocalDate {
    /// The day, if the calendar has it.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year == 0 || year > 9999 || day == 0 || day > days_in(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }
}

impl LocalTime {
    /// The time, if a clock shows it. Leap seconds are not shown.
    #[must_use]
    pub const fn new(hour: u8, minute: u8, second: u8) -> Option<Self> {
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        Some(Self {
            hour,
            minute,
            second,
        })
    }
}

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// A number of exactly `digits` ASCII digits; signs and spaces are refused.
fn number(text: &str, digits: usize) -> Option<u16> {
    let all_digits = text.bytes().all(|b| b.is_ascii_digit());
    (text.len() == digits && all_digits).then(|| text.parse().ok())?
}

fn two(text: &str) -> Option<u8> {
    number(text, 2).and_then(|n| u8::try_from(n).ok())
}

impl FromStr for LocalDate {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('-');
        let read = || {
            let year = number(parts.next()?, 4)?;
            let month = two(parts.next()?)?;
            let day = two(parts.next()?)?;
            parts.next().is_none().then_some((year, month, day))
        };
        let (year, month, day) = { read }().ok_or(CalendarError::Shape(DATE_SHAPE))?;
        Self::new(year, month, day).ok_or(CalendarError::NoSuchDay)
    }
}

impl FromStr for LocalTime {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(':');
        let read = || {
            let hour = two(parts.next()?)?;
            let minute = two(parts.next()?)?;
            let second = parts.next().map_or(Some(0), two)?;
            parts.next().is_none().then_some((hour, minute, second))
        };
        let (hour, minute, second) = { read }().ok_or(CalendarError::Shape(TIME_SHAPE))?;
        Self::new(hour, minute, second).ok_or(CalendarError::NoSuchTime)
    }
}

impl FromStr for LocalDateTime {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = |error| match error {
            CalendarError::Shape(_) => CalendarError::Shape(DATE_TIME_SHAPE),
            other => other,
        };
        let (date, time) = text
            .split_once('T')
            .ok_or(CalendarError::Shape(DATE_TIME_SHAPE))?;
        Ok(Self {
            date: date.parse().map_err(shape)?,
            time: time.parse().map_err(shape)?,
        })
    }
}

impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if self.second != 0 {
            write!(f, ":{:02}", self.second)?;
        }
        Ok(())
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_days_are_read_and_shown_again() {
        for text in [
            "2026-10-21",
            "2024-02-29",
            "2000-02-29",
            "0001-01-01",
            "9999-12-31",
        ] {
            let date = text.parse::<LocalDate>();
            assert_eq!(date.map(|d| d.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn days_that_no_calendar_has_are_refused() {
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-10",
            "0000-01-01",
            "2026-01-00",
        ] {
            assert_eq!(
                text.parse::<LocalDate>(),
                Err(CalendarError::NoSuchDay),
                "{text}"
            );
        }
    }

    #[test]
    fn four_hundred_years_have_as_many_days_as_the_calendar_says() {
        let days = (2000..2400).flat_map(|y| (0..=13).map(move |m| (y, m)));
        let days = days.flat_map(|(y, m)| (0..=32).filter_map(move |d| LocalDate::new(y, m, d)));
        assert_eq!(days.count(), 146_097);
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in [
            "",
            "2026-1-2",
            "26-01-02",
            "2026-10-21 ",
            "+026-10-21",
            "2026-10-21-1",
            "2026/10/21",
            "２０２６-10-21",
        ] {
            assert_eq!(
                text.parse::<LocalDate>(),
                Err(CalendarError::Shape(DATE_SHAPE)),
                "{text}"
            );
        }
    }

    #[test]
    fn times_may_have_seconds() {
        let shown = |text: &str| text.parse::<LocalTime>().map(|t| t.to_string());
        assert_eq!(shown("10:30"), Ok("10:30".to_owned()));
        assert_eq!(shown("10:30:00"), Ok("10:30".to_owned()));
        assert_eq!(shown("23:59:59"), Ok("23:59:59".to_owned()));
        assert_eq!(shown("24:00"), Err(CalendarError::NoSuchTime));
        assert_eq!(shown("10:60"), Err(CalendarError::NoSuchTime));
        assert_eq!(shown("10"), Err(CalendarError::Shape(TIME_SHAPE)));
        assert_eq!(shown("10:30:00:00"), Err(CalendarError::Shape(TIME_SHAPE)));
        assert_eq!(shown("1:30"), Err(CalendarError::Shape(TIME_SHAPE)));
    }

    #[test]
    fn a_date_time_has_no_zone() {
        let read = |text: &str| text.parse::<LocalDateTime>().map(|t| t.to_string());
        assert_eq!(read("2026-10-21T10:30"), Ok("2026-10-21T10:30".to_owned()));
        let shape = Err(CalendarError::Shape(DATE_TIME_SHAPE));
        for text in [
            "2026-10-21",
            "2026-10-21 10:30",
            "2026-10-21T10:30Z",
            "2026-10-21T10:30+02:00",
        ] {
            assert_eq!(read(text), shape, "{text}");
        }
        assert_eq!(read("2026-02-30T10:30"), Err(CalendarError::NoSuchDay));
    }

    #[test]
    fn earlier_is_less() {
        let date = |text: &str| text.parse::<LocalDateTime>().ok();
        assert!(date("2026-10-21T10:30") < date("2026-10-21T10:31"));
        assert!(date("2026-10-21T10:30") < date("2026-11-01T00:00"));
    }
}
