//! Names of questions, and how alike two words are.

pub(crate) use crate::xform::name::{begins_name, continues_name, is_name, is_plain_name};

/// How many letters must be changed, added or removed to make one word of the other.
#[must_use]
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            let change = diagonal + usize::from(x != *y);
            left = change.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["a", "_1", "år-2.b", "x:y", "名"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "1a", "a b", "share%", "a:b:c", "-a", "a:"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn distances() {
        assert_eq!(distance("survey", "survey"), 0);
        assert_eq!(distance("survy", "survey"), 1);
        assert_eq!(distance("choice", "choices"), 1);
        assert_eq!(distance("stetings", "settings"), 2);
    }
}
