//! Positions in text: UTF-16 units outside, and the smallest splice between two texts.

/// One replacement in a text, in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splice<'a> {
    pub(super) at: usize,
    pub(super) delete: usize,
    pub(super) insert: &'a str,
}

/// Length in UTF-16 units.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Whether a character of `text` begins at `at`, or it is the end.
pub(super) fn is_boundary(text: &str, at: usize) -> bool {
    let mut position = 0;
    for character in text.chars() {
        if position >= at {
            break;
        }
        position += character.len_utf16();
    }
    position == at
}

/// What turns `old` into `new` when their common beginning and end stay untouched.
///
/// One splice of whole characters keeps what others write elsewhere in its place.
pub(super) fn between<'a>(old: &str, new: &'a str) -> Option<Splice<'a>> {
    if old == new {
        return None;
    }
    let start: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (common, old) = old.split_at_checked(start)?;
    let (_, new) = new.split_at_checked(start)?;
    let end: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    Some(Splice {
        at: units(common),
        delete: units(old.get(..old.len() - end)?),
        insert: new.get(..new.len() - end)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_splice_is_found_in_utf16_units() {
        let cases = [
            ("", "ab", (0, 0, "ab")),
            ("ab", "", (0, 2, "")),
            ("aXb", "aYb", (1, 1, "Y")),
            ("aa", "aaa", (2, 0, "a")),
            ("a😀b", "a😁b", (1, 2, "😁")),
            ("😀😀", "😀", (2, 2, "")),
        ];
        for (old, new, (at, delete, insert)) in cases {
            assert_eq!(
                between(old, new),
                Some(Splice { at, delete, insert }),
                "{old} to {new}"
            );
        }
        assert_eq!(between("😀", "😀"), None);
    }

    #[test]
    fn a_boundary_is_never_inside_a_surrogate_pair() {
        let inside: Vec<usize> = (0..6).filter(|at| !is_boundary("a😀b", *at)).collect();
        assert_eq!(inside, [2, 5]);
    }
}
