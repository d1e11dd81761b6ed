//! Numbers as texts and back, as OpenRosa engines do: like JavaScript's `Number` and
//! `String`.

/// The number a text stands for; NaN if it is none.
#[must_use]
pub fn parse_number(text: &str) -> f64 {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    match text {
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ if text.chars().all(plain) => text.parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

/// The shortest text that reads back as the same number; empty for NaN.
#[must_use]
pub fn number_text(number: f64) -> String {
    let size = number.abs();
    if number.is_nan() {
        String::new()
    } else if number == 0.0 {
        "0".to_owned()
    } else if number.is_infinite() {
        let sign = if number < 0.0 { "-" } else { "" };
        format!("{sign}Infinity")
    } else if (1e-6..1e21).contains(&size) {
        format!("{number}")
    } else {
        let text = format!("{number:e}");
        if text.contains("e-") {
            text
        } else {
            text.replace('e', "e+")
        }
    }
}

/// As an answer to a decimal question is written: always with a decimal point.
#[must_use]
pub fn decimal_text(number: f64) -> String {
    let text = format!("{number}");
    if text.contains('.') {
        text
    } else {
        format!("{text}.0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_the_shortest_text() {
        let table = [
            (1.0 / 3.0, "0.3333333333333333"),
            (10.0, "10"),
            (-0.0, "0"),
            (1e21, "1e+21"),
            (1e-7, "1e-7"),
            (123_456_789_012.0, "123456789012"),
            (f64::NAN, ""),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (number, text) in table {
            assert_eq!(number_text(number), text);
        }
        assert_eq!(decimal_text(10.0), "10.0");
        assert_eq!(decimal_text(-0.5), "-0.5");
    }

    #[test]
    fn only_numbers_are_read_as_numbers() {
        for (text, number) in [(" 12 ", 12.0), ("-.5", -0.5), ("1e3", 1000.0), ("1.", 1.0)] {
            assert_eq!(parse_number(text), number, "{text}");
        }
        for text in ["", "inf", "nan", "1,5", "12a", "--1", "."] {
            assert!(parse_number(text).is_nan(), "{text}");
        }
    }
}
