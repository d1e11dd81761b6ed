//! Numbers of cells as text.

/// Whole numbers up to here are written with all their digits.
const EXACT: f64 = 1e30;

/// A number as a person would write it: whole ones without a point.
#[must_use]
pub(super) fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole and bounded just above"
        )]
        let whole = number as i128;
        return whole.to_string();
    }
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_texts() {
        for (number, text) in [
            (3.0, "3"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (12_345_678_901_234_567_168.0, "12345678901234567168"),
            (1e15, "1000000000000000"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }
}
