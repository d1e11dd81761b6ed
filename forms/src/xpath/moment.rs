//! Days and times: ISO 8601 texts, days since 1970, and formats.
//!
//! Texts without a zone are read in the zone of the device, which is an offset here.

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

/// A point in time, and the zone it is shown in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z, whole.
    pub millis: i64,
    /// Minutes east of UTC.
    pub offset: i32,
}

/// A moment as a calendar shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    pub year: i64,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    pub milli: u32,
    /// 0 is Sunday.
    pub weekday: u32,
}

impl Moment {
    /// Reads a date or a date with a time; `offset` is the zone of a text without one.
    #[must_use]
    pub fn parse(text: &str, offset: i32) -> Option<Self> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let days = parse_date(date)?;
        let (clock, zone) = match time {
            Some(time) => parse_clock(time, true)?,
            None => (0, None),
        };
        let local = days.checked_mul(86_400_000)?.checked_add(clock)?;
        let from = i64::from(zone.unwrap_or(offset)) * 60_000;
        Some(Self {
            millis: local.checked_sub(from)?,
            offset,
        })
    }

    /// Reads a date with a time and a zone, and keeps the zone.
    #[must_use]
    pub fn parse_zoned(text: &str) -> Option<Self> {
        let (_, time) = text.split_once('T')?;
        let (_, zone) = parse_clock(time, false)?;
        Self::parse(text, zone?)
    }

    /// The moment that many days after 1970 began in UTC.
    #[must_use]
    pub fn from_days(days: f64, offset: i32) -> Option<Self> {
        // Years up to about 9999; beyond it there is no text for it.
        (days.abs() < 3_000_000.0).then(|| Self {
            millis: (days * DAY).round() as i64,
            offset,
        })
    }

    /// Days since 1970 began in UTC, with the time as a fraction.
    #[must_use]
    pub fn days(self) -> f64 {
        self.millis as f64 / DAY
    }

    /// The beginning of its day.
    #[must_use]
    pub fn midnight(self) -> Self {
        let local = self.local();
        let millis = self.millis - local.rem_euclid(86_400_000);
        Self { millis, ..self }
    }

    fn local(self) -> i64 {
        self.millis + i64::from(self.offset) * 60_000
    }

    /// `2026-03-14`
    #[must_use]
    pub fn date_text(self) -> String {
        let f = self.fields();
        format!("{:04}-{:02}-{:02}", f.year, f.month, f.day)
    }

    /// `2026-03-14T09:26:53.000+00:00`
    #[must_use]
    pub fn full_text(self) -> String {
        let f = self.fields();
        let (h, m, s, ms) = (f.hour, f.minute, f.second, f.milli);
        let zone = zone_text(self.offset);
        format!("{}T{h:02}:{m:02}:{s:02}.{ms:03}{zone}", self.date_text())
    }

    /// The date alone at midnight, else with the time.
    #[must_use]
    pub fn text(self) -> String {
        if self.local().rem_euclid(86_400_000) == 0 {
            self.date_text()
        } else {
            self.full_text()
        }
    }

    #[must_use]
    pub fn fields(self) -> Fields {
        let local = self.local();
        let days = local.div_euclid(86_400_000);
        let clock = u32::try_from(local.rem_euclid(86_400_000)).unwrap_or_default();
        let (year, month, day) = civil(days);
        Fields {
            year,
            month,
            day,
            hour: clock / 3_600_000,
            minute: clock / 60_000 % 60,
            second: clock / 1000 % 60,
            milli: clock % 1000,
            weekday: u32::try_from((days + 4).rem_euclid(7)).unwrap_or_default(),
        }
    }

    /// Fills in `%Y`, `%d`, `%H`, …
    #[must_use]
    pub fn format(self, format: &str) -> String {
        let fields = self.fields();
        let mut out = String::new();
        let mut chars = format.chars().peekable();
        while let Some(c) = chars.next() {
            let letter = if c == '%' {
                chars.peek().copied()
            } else {
                None
            };
            match letter.and_then(|letter| fields.letter(letter)) {
                Some(text) => {
                    chars.next();
                    out.push_str(&text);
                }
                None => out.push(c),
            }
        }
        out
    }
}

impl Fields {
    fn letter(self, letter: char) -> Option<String> {
        let short = |names: &str, at: u32| {
            let names = names.split(' ').nth(at as usize);
            names.unwrap_or_default().to_owned()
        };
        Some(match letter {
            'Y' => format!("{:04}", self.year),
            'y' => format!("{:02}", self.year.rem_euclid(100)),
            'm' => format!("{:02}", self.month),
            'n' => self.month.to_string(),
            'b' => short(
                "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
                self.month - 1,
            ),
            'd' => format!("{:02}", self.day),
            'e' => self.day.to_string(),
            'a' => short("Sun Mon Tue Wed Thu Fri Sat", self.weekday),
            'H' => format!("{:02}", self.hour),
            'h' => self.hour.to_string(),
            'M' => format!("{:02}", self.minute),
            'S' => format!("{:02}", self.second),
            '3' => format!("{:03}", self.milli),
            _ => return None,
        })
    }
}

fn zone_text(offset: i32) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let size = offset.unsigned_abs();
    format!("{sign}{:02}:{:02}", size / 60, size % 60)
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Days since 1970 of `YYYY-MM-DD`.
fn parse_date(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let month = number(parts.next()?, 2)?;
    let day = number(parts.next()?, 2)?;
    if parts.next().is_some() {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=longest)
        .contains(&day)
        .then(|| days_from_civil(year.into(), month, day))
}

/// Milliseconds of the day, and the zone in minutes if there is one. A `lenient` clock
/// may leave out seconds and minutes.
pub(crate) fn parse_clock(text: &str, lenient: bool) -> Option<(i64, Option<i32>)> {
    let (clock, zone) = split_zone(text)?;
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = whole.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = parts.next().map(|text| number(text, 2));
    let second = parts.next().map(|text| number(text, 2));
    let complete = second.is_some();
    if parts.next().is_some() || (!complete && (!lenient || clock.contains('.'))) {
        return None;
    }
    let (minute, second) = (minute.unwrap_or(Some(0))?, second.unwrap_or(Some(0))?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    let millis = number(&padded, 3)?;
    let clock = i64::from(hour * 3600 + minute * 60 + second) * 1000 + i64::from(millis);
    Some((clock, zone))
}

fn split_zone(text: &str) -> Option<(&str, Option<i32>)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, Some(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, None));
    };
    let (clock, zone) = text.split_at_checked(at)?;
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let total = i32::try_from(hours * 60 + minutes).ok()?;
    Some((clock, Some(sign * total)))
}

// Both by Howard Hinnant's days algorithms: eras of 400 years that begin in March.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let months = i64::from((month + 9) % 12);
    let of_year = (153 * months + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let months = (5 * of_year + 2) / 153;
    let day = u32::try_from(of_year - (153 * months + 2) / 5 + 1).unwrap_or(1);
    let month = u32::try_from((months + 2) % 12 + 1).unwrap_or(1);
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        for (text, offset, back) in [
            ("1970-01-01", 0, "1970-01-01"),
            ("2026-03-14T09:26:53Z", 60, "2026-03-14T10:26:53.000+01:00"),
            (
                "2024-02-29T23:59:59.5",
                -300,
                "2024-02-29T23:59:59.500-05:00",
            ),
            ("1899-12-31", 120, "1899-12-31"),
            ("2026-01-01T00:30", 0, "2026-01-01T00:30:00.000+00:00"),
        ] {
            let moment = Moment::parse(text, offset).map(Moment::text);
            assert_eq!(moment.as_deref(), Some(back));
        }
        for text in [
            "2026-02-29",
            "2026-1-1",
            "26-01-01",
            "2026-01-01T24:00",
            "2026-01-01T1",
            "",
        ] {
            assert_eq!(Moment::parse(text, 0), None, "{text}");
        }
    }

    #[test]
    fn formats_fill_in_what_they_know() {
        let moment = Moment::parse("2026-03-04T09:05:07.089Z", 0);
        let format = |format| moment.map(|m| m.format(format)).unwrap_or_default();
        assert_eq!(
            format("%a %e %b %Y, %d.%m.%y %n"),
            "Wed 4 Mar 2026, 04.03.26 3"
        );
        assert_eq!(format("%H:%M:%S.%3 %h %q 100%"), "09:05:07.089 9 %q 100%");
    }

    #[test]
    fn days_are_counted_in_utc() {
        assert_eq!(Moment::parse("1970-01-02", 0).map(Moment::days), Some(1.0));
        assert_eq!(
            Moment::parse("1970-01-01", 720).map(Moment::days),
            Some(-0.5)
        );
        let noon = Moment::from_days(20_000.5, 0).map(Moment::text);
        assert_eq!(noon.as_deref(), Some("2024-10-04T12:00:00.000+00:00"));
    }
}
