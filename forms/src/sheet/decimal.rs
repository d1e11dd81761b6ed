//! Decimal numbers that are compared and divided exactly, for the steps of a range.

/// A number with at most [`DIGITS`] digits behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Decimal(i128);

const DIGITS: usize = 12;
const ONE: i128 = 1_000_000_000_000;

/// Digits before the point.
const WHOLE_DIGITS: usize = 15;

impl Decimal {
    /// A whole number.
    #[must_use]
    pub(super) const fn whole(number: i64) -> Self {
        Self(number as i128 * ONE)
    }

    /// Reads `-1.25`, `.5`, `2.` or `1e3`; nothing for what is no number or too long.
    #[must_use]
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((digits, exponent)) = text.split_once(['e', 'E']) {
            let exponent: i32 = exponent.parse().ok()?;
            return Self::read(digits)?.scaled(exponent);
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
        let empty = whole.is_empty() && fraction.is_empty();
        if empty || !digits(whole) || !digits(fraction) || whole.len() > WHOLE_DIGITS {
            return None;
        }
        let fraction: String = fraction
            .chars()
            .chain("0".repeat(DIGITS).chars())
            .take(DIGITS)
            .collect();
        let whole: i128 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let value = whole * ONE + fraction.parse::<i128>().ok()?;
        Some(Self(if text.starts_with('-') { -value } else { value }))
    }

    fn scaled(self, exponent: i32) -> Option<Self> {
        if exponent.unsigned_abs() > 12 {
            return None;
        }
        let factor = 10i128.checked_pow(exponent.unsigned_abs())?;
        let value = if exponent < 0 {
            self.0 / factor
        } else {
            self.0.checked_mul(factor)?
        };
        Some(Self(value))
    }

    /// How far two numbers are apart.
    #[must_use]
    pub(super) const fn distance(self, other: Self) -> Self {
        Self((self.0 - other.0).abs())
    }

    /// Whether dividing leaves nothing; never by zero.
    #[must_use]
    pub(super) fn is_multiple_of(self, other: Self) -> bool {
        self.0.checked_rem(other.0) == Some(0)
    }

    #[must_use]
    pub(super) const fn is_zero(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub(super) const fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        let tenth = Decimal::read("0.1");
        let third = Decimal::read("0.3").unwrap_or(Decimal::whole(0));
        assert!(tenth.is_some_and(|tenth| third.is_multiple_of(tenth)));
        assert_eq!(Decimal::read("1e3"), Some(Decimal::whole(1000)));
        assert_eq!(Decimal::read("-2."), Some(Decimal::whole(-2)));
        assert!(Decimal::read(".5").is_some_and(|half| !half.is_whole()));
    }

    #[test]
    fn words_are_no_numbers() {
        for bad in ["", "one", "1,5", ".", "-", "1e", "nan", "inf", "1.2.3"] {
            assert_eq!(Decimal::read(bad), None, "{bad}");
        }
    }
}
