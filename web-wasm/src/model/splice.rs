//! The difference between two texts as one replacement, counted in UTF-16 units as
//! browsers and the documents count.

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Position in UTF-16 units.
    pub at: usize,
    /// UTF-16 units removed.
    pub delete: usize,
    /// What stands there instead.
    pub insert: String,
}

impl Splice {
    /// The smallest replacement that turns `old` into `new`; `None` if they are equal.
    ///
    /// Never splits a surrogate pair: an emoji that became another one is replaced whole.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Option<Self> {
        if old == new {
            return None;
        }
        let old: Vec<u16> = old.encode_utf16().collect();
        let new: Vec<u16> = new.encode_utf16().collect();
        let mut start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        if start > 0 && is_high(old[start - 1]) {
            start -= 1;
        }
        let most = old.len().min(new.len()) - start;
        let pairs = old.iter().rev().zip(new.iter().rev());
        let mut end = pairs.take(most).take_while(|(a, b)| a == b).count();
        if end > 0 && is_low(old[old.len() - end]) {
            end -= 1;
        }
        Some(Self {
            at: start,
            delete: old.len() - end - start,
            insert: String::from_utf16_lossy(&new[start..new.len() - end]),
        })
    }

    /// Where a caret that stood at `position` before stands after.
    ///
    /// Text that appears right at the caret goes behind it, as when others type.
    #[must_use]
    pub fn carry(&self, position: usize) -> usize {
        let inserted = self.insert.encode_utf16().count();
        if position <= self.at {
            position
        } else if position >= self.at + self.delete {
            position - self.delete + inserted
        } else {
            self.at + inserted
        }
    }

    /// The same replacement in a text to which `other` was done meanwhile.
    ///
    /// Where both touched the same words, nothing more is removed and what was written
    /// here is put behind what others wrote: too many words can be deleted again.
    #[must_use]
    pub fn rebase(&self, other: &Self) -> Self {
        let end = self.at + self.delete;
        let other_end = other.at + other.delete;
        let apart = end <= other.at || self.at >= other_end;
        if apart {
            let at = if end <= other.at {
                self.at
            } else {
                other.carry(self.at)
            };
            Self { at, ..self.clone() }
        } else {
            let at = other.at + other.insert.encode_utf16().count();
            Self {
                at,
                delete: 0,
                insert: self.insert.clone(),
            }
        }
    }

    /// The text after this replacement; what lies beyond its end is left out.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let units: Vec<u16> = text.encode_utf16().collect();
        let at = self.at.min(units.len());
        let end = (at + self.delete).min(units.len());
        let head = String::from_utf16_lossy(units.get(..at).unwrap_or_default());
        let tail = String::from_utf16_lossy(units.get(end..).unwrap_or_default());
        format!("{head}{}{tail}", self.insert)
    }
}

const fn is_high(unit: u16) -> bool {
    matches!(unit, 0xD800..=0xDBFF)
}

const fn is_low(unit: u16) -> bool {
    matches!(unit, 0xDC00..=0xDFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_splice_turns_the_old_text_into_the_new() {
        let texts = [
            "", "a", "aa", "abc", "abXc", "Xabc", "abcX", "ü😀b", "ü😁b", "😀", "😀😀", "aé",
        ];
        for old in texts {
            for new in texts {
                match Splice::between(old, new) {
                    None => assert_eq!(old, new),
                    Some(splice) => assert_eq!(splice.apply(old), new, "{old} {new}"),
                }
            }
        }
    }

    #[test]
    fn only_what_differs_is_replaced() {
        let splice = Splice::between("one two three", "one 2 three");
        assert_eq!(
            splice,
            Some(Splice {
                at: 4,
                delete: 3,
                insert: "2".into()
            })
        );
    }

    #[test]
    fn what_two_wrote_apart_is_all_there() {
        let base = "the quick fox";
        let others = [
            "the very quick fox",
            "the quick fox!",
            "a quick fox",
            "the fox",
            "",
        ];
        for mine in [
            "the quick brown fox",
            "Look: the quick fox",
            "the quick fox ran",
        ] {
            for theirs in others {
                let (Some(mine_was), Some(other)) =
                    (Splice::between(base, mine), Splice::between(base, theirs))
                else {
                    continue;
                };
                let joined = mine_was.rebase(&other).apply(theirs);
                assert!(
                    joined.contains(&mine_was.insert),
                    "{mine} {theirs}: {joined}"
                );
                assert!(joined.contains(&other.insert), "{mine} {theirs}: {joined}");
            }
        }
    }

    #[test]
    fn replacing_the_same_word_keeps_both_new_words() {
        let mine = Splice::between("was red today", "was blue today");
        let theirs = Splice::between("was red today", "was green today");
        let joined = mine
            .zip(theirs)
            .map(|(mine, theirs)| mine.rebase(&theirs).apply("was green today"));
        assert_eq!(joined.as_deref(), Some("was greenblue today"));
    }

    #[test]
    fn a_caret_stays_with_its_words() {
        let splice = Splice {
            at: 4,
            delete: 3,
            insert: "zwei!".into(),
        };
        assert_eq!(splice.carry(2), 2);
        assert_eq!(splice.carry(4), 4);
        assert_eq!(splice.carry(5), 9);
        assert_eq!(splice.carry(7), 9);
        assert_eq!(splice.carry(10), 12);
    }
}
