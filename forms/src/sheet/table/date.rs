//! Dates and times of cells: days since an epoch.

/// From when a workbook counts its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Epoch {
    /// 1900, with the 29 February that this year never had.
    Windows,
    /// 1904
    Mac,
}

const MILLIS_PER_DAY: f64 = 86_400_000.0;
/// Days from 0000-03-01 to 1899-12-30.
const WINDOWS_DAYS: i64 = 693_899;
/// Days from 0000-03-01 to 1904-01-01.
const MAC_DAYS: i64 = 695_361;
/// 9999-12-31
const LAST_DAY: f64 = 2_958_466.0;

/// `2020-01-31 13:45:00`, or `13:45:00` for what has no day.
#[must_use]
pub(super) fn date_text(number: f64, epoch: Epoch) -> String {
    if !(0.0..LAST_DAY).contains(&number) {
        return super::number::number_text(number);
    }
    let mut day = number.floor();
    let mut millis = ((number - day) * MILLIS_PER_DAY).round();
    if millis >= MILLIS_PER_DAY {
        day += 1.0;
        millis = 0.0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both are bounded just above"
    )]
    let (day, millis) = (day as i64, millis as i64);
    let clock = clock(millis);
    if day == 0 {
        return clock;
    }
    let start = match epoch {
        Epoch::Windows if day < 60 => WINDOWS_DAYS + 1,
        Epoch::Windows => WINDOWS_DAYS,
        Epoch::Mac => MAC_DAYS,
    };
    format!("{} {clock}", calendar(start + day))
}

fn clock(millis: i64) -> String {
    let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
    let (seconds, rest) = (millis / 1_000 % 60, millis % 1_000);
    let fraction = if rest == 0 {
        String::new()
    } else {
        format!(".{rest:03}000")
    };
    format!("{hours:02}:{minutes:02}:{seconds:02}{fraction}")
}

/// A day counted from 0000-03-01.
fn calendar(days: i64) -> String {
    let (century, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!("{:04}-{month:02}-{day:02}", year + century * 400 + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours() {
        for (number, text) in [
            (43_831.0, "2020-01-01 00:00:00"),
            (43_890.75, "2020-02-29 18:00:00"),
            (1.0, "1900-01-01 00:00:00"),
            (61.0, "1900-03-01 00:00:00"),
            (0.5, "12:00:00"),
            (0.000_005_8, "00:00:00.501000"),
            (-1.0, "-1"),
        ] {
            assert_eq!(date_text(number, Epoch::Windows), text);
        }
        assert_eq!(date_text(1.0, Epoch::Mac), "1904-01-02 00:00:00");
    }
}
