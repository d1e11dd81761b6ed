//! Days and times of a visit, as local time without a zone: the visit's clock is the
//! clock on the wall.

/// Minutes since 1970-01-01T00:00, all in the visit's own local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WallMinute(pub i64);

const DAY: i64 = 24 * 60;

impl WallMinute {
    /// Reads `2026-10-21T10:30` or `2026-10-21`; anything after the minutes is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
        let mut date = date.splitn(3, '-').map(str::parse::<i64>);
        let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
        let mut time = time.splitn(3, ':').map(str::parse::<i64>);
        let (hour, minute) = (time.next()?.ok()?, time.next()?.ok()?);
        let sound = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && (0..24).contains(&hour)
            && (0..60).contains(&minute);
        sound.then(|| Self(days_of(year, month, day) * DAY + hour * 60 + minute))
    }

    /// From milliseconds since the epoch and the zone's offset as JavaScript gives it:
    /// minutes from local time to UTC.
    #[must_use]
    pub const fn from_epoch(millis: u64, offset_minutes: i64) -> Self {
        Self((millis / 60_000) as i64 - offset_minutes)
    }

    /// The day, counted from 1970-01-01.
    #[must_use]
    pub const fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Minutes since midnight.
    #[must_use]
    pub const fn of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// Milliseconds since the epoch of the same wall time in UTC, for the browser's
    /// formatter asked to format in UTC.
    #[must_use]
    pub const fn as_utc_millis(self) -> f64 {
        (self.0 * 60_000) as f64
    }

    /// Hours and minutes on a twelve-hour clock without a day half: `1:15`.
    #[must_use]
    pub fn clock(self) -> String {
        let minutes = self.of_day();
        let hour = match minutes / 60 % 12 {
            0 => 12,
            hour => hour,
        };
        format!("{hour}:{:02}", minutes % 60)
    }
}

/// The first minute of a day counted from 1970-01-01.
#[must_use]
pub const fn midnight(day: i64) -> WallMinute {
    WallMinute(day * DAY)
}

/// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant's `days_from_civil`).
const fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Minutes and seconds: `6:48`; from an hour on `1:06:48`.
#[must_use]
pub fn elapsed(millis: u64) -> String {
    let seconds = millis / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> WallMinute {
        WallMinute::parse(text).unwrap_or(WallMinute(i64::MIN))
    }

    #[test]
    fn dates_and_times_are_read() {
        assert_eq!(at("1970-01-01T00:01"), WallMinute(1));
        assert_eq!(at("2026-10-21T10:30").day(), 20_747);
        assert_eq!(at("2026-10-21T10:30").of_day(), 630);
        assert_eq!(at("2026-10-21"), at("2026-10-21T00:00"));
        for bad in ["", "soon", "2026-13-01", "2026-10-21T25:00", "2026-10"] {
            assert_eq!(WallMinute::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_epoch_is_moved_to_the_wall_clock() {
        // Central daylight time: JavaScript says 300.
        assert_eq!(
            WallMinute::from_epoch(1_792_596_600_000, 300),
            at("2026-10-21T10:30")
        );
    }

    #[test]
    fn clocks_have_twelve_hours_and_no_day_half() {
        assert_eq!(at("2026-10-21T13:15").clock(), "1:15");
        assert_eq!(at("2026-10-21T00:05").clock(), "12:05");
        assert_eq!(at("2026-10-21T12:00").clock(), "12:00");
    }

    #[test]
    fn elapsed_time_grows_an_hour_only_when_needed() {
        assert_eq!(elapsed(12_400), "0:12");
        assert_eq!(elapsed(408_000), "6:48");
        assert_eq!(elapsed(3_661_000), "1:01:01");
    }
}
