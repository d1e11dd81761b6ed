//! The entry being written, kept in the local table so that a killed page reopens with
//! the box as it was.

use std::collections::BTreeSet;

use rounds_sync_core::ids::DocId;
use serde::{Deserialize, Serialize};

/// Milliseconds after which a draft is offered instead of put back: its writer has
/// moved on, and may not expect words in the box.
const OFFER_AFTER_MS: u64 = 30 * 60 * 1000;

/// What stands in the composer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The words.
    pub text: String,
    /// Who or what is observed: an option of the form.
    pub who: Option<String>,
    /// How it is known: an option of the form.
    pub mode: Option<String>,
    /// Look-for tags.
    pub tags: BTreeSet<String>,
    /// First keystroke, milliseconds since the epoch.
    pub at: Option<u64>,
    /// Last keystroke.
    pub touched: u64,
}

impl Draft {
    /// Whether there are words in it.
    #[must_use]
    pub fn has_words(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Whether it is so old that it is offered, not put back by itself.
    #[must_use]
    pub fn is_old(&self, now: u64) -> bool {
        self.has_words() && now.saturating_sub(self.touched) > OFFER_AFTER_MS
    }

    /// What stays for the next entry: who and how keep their last value.
    #[must_use]
    pub fn next(&self) -> Self {
        Self {
            who: self.who.clone(),
            mode: self.mode.clone(),
            ..Self::default()
        }
    }
}

/// What the keys of all drafts begin with.
pub const PREFIX: &str = "draft/";

/// Key in the local table.
#[must_use]
pub fn key(doc: DocId) -> String {
    format!("{PREFIX}{doc}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_and_how_stay_and_words_and_tags_go() {
        let draft = Draft {
            text: "Six pairs talk".into(),
            who: Some("students".into()),
            mode: Some("heard".into()),
            tags: ["discussion".to_owned()].into(),
            at: Some(5),
            touched: 9,
        };
        let next = draft.next();
        assert_eq!((next.who, next.mode), (draft.who, draft.mode));
        assert!(next.text.is_empty() && next.tags.is_empty() && next.at.is_none());
    }

    #[test]
    fn a_draft_is_put_back_at_once_and_offered_later() {
        let draft = Draft {
            text: "a".into(),
            touched: 1_000,
            ..Draft::default()
        };
        assert!(!draft.is_old(1_000 + OFFER_AFTER_MS));
        assert!(draft.is_old(1_001 + OFFER_AFTER_MS));
        assert!(!Draft::default().is_old(u64::MAX));
    }
}
