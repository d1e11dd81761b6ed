//! Numbers of cells as text.

/// A number as a person would write it: whole ones without a point.
#[must_use]
pub(super) fn number_text(number: f64) -> String {
    // Adding zero turns -0 into 0.
    format!("{}", number + 0.0)
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
            (1e15, "1000000000000000"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }
}
