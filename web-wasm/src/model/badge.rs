//! Where the work is: one function from state to words and icon, used everywhere
//! (DESIGN-UI §4.1). If unsure, it shows the weaker word.

use rounds_sync_core::device::{Counts, DocState, Link};

/// The rows of the table, strongest alarm first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The storage refused; the change is in memory only.
    Fault,
    /// The session ended while work waits.
    SignIn,
    /// This build is too old for the server.
    Update,
    /// The server refused, or the device was removed.
    Review,
    /// Saved here, not sent: how many changes.
    Waiting(u64),
    /// A write takes longer than a second.
    StillSaving,
    /// Sent, not confirmed.
    Sent,
    /// Durable on this device.
    Saved,
    /// Durable on the server, with equal heads.
    Server,
}

/// How much a place asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Neutral,
    /// Needs a person some day.
    Warn,
    /// Words may be lost now.
    Danger,
}

impl Place {
    /// The place of all work of this device.
    #[must_use]
    pub fn of_device(counts: Counts, fault: bool, link: Link) -> Self {
        let sent_not_confirmed = counts.sent.saturating_sub(counts.durable);
        let unsent = counts.waiting.saturating_sub(sent_not_confirmed) + counts.unsaved;
        if fault {
            Self::Fault
        } else if link == Link::SignIn && counts.waiting > 0 {
            Self::SignIn
        } else if link == Link::Update {
            Self::Update
        } else if link == Link::Removed && counts.waiting > 0 {
            Self::Review
        } else if unsent > 0 {
            Self::Waiting(counts.waiting + counts.unsaved)
        } else if counts.review > 0 {
            Self::Review
        } else if counts.waiting > 0 {
            Self::Sent
        } else if counts.durable > 0 {
            Self::Server
        } else {
            Self::Saved
        }
    }

    /// The place of one note's work. `None` while a write is under way: the badge keeps
    /// the word that it shows.
    #[must_use]
    pub const fn of_note(state: DocState, link: Link) -> Option<Self> {
        Some(match (state, link) {
            (DocState::Unsaved, _) => Self::Fault,
            (DocState::Saving, _) => return None,
            (DocState::KeptForReview, _) => Self::Review,
            (DocState::Saved | DocState::Sent, Link::SignIn) => Self::SignIn,
            (DocState::Saved | DocState::Sent, Link::Update) => Self::Update,
            (DocState::Saved | DocState::Sent, Link::Removed) => Self::Review,
            (DocState::Saved, _) => Self::Saved,
            (DocState::Sent, _) => Self::Sent,
            (DocState::Durable, _) => Self::Server,
        })
    }

    /// The place of a note in a list, where a write under way counts as saved next.
    #[must_use]
    pub fn of_row(state: DocState) -> Self {
        Self::of_note(state, Link::Live).unwrap_or(Self::Saved)
    }

    /// The message that names it; `state-waiting` wants the number `n`.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Fault => "state-fault",
            Self::SignIn => "state-signin",
            Self::Update => "state-update",
            Self::Review => "state-review",
            Self::Waiting(_) => "state-waiting",
            Self::StillSaving => "state-saving",
            Self::Sent => "state-sent",
            Self::Saved => "state-saved",
            Self::Server => "state-server",
        }
    }

    /// The number of changes, where the words have one.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::Waiting(n) => n,
            _ => 0,
        }
    }

    /// The icon that goes with the words.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Fault => "alert",
            Self::SignIn => "key",
            Self::Update => "refresh",
            Self::Review => "shield",
            Self::Waiting(_) | Self::Saved => "tablet-check",
            Self::StillSaving => "pen",
            Self::Sent => "sent",
            Self::Server => "cloud-check",
        }
    }

    /// Its tone.
    #[must_use]
    pub const fn tone(self) -> Tone {
        match self {
            Self::Fault => Tone::Danger,
            Self::SignIn | Self::Update | Self::Review => Tone::Warn,
            _ => Tone::Neutral,
        }
    }

    /// Whether two places are the same row, whatever their numbers.
    #[must_use]
    pub fn same_row(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFLINE: Link = Link::Offline { retry: None };

    fn counts(saved: u64, sent: u64, durable: u64) -> Counts {
        Counts {
            saved,
            sent,
            durable,
            waiting: saved - durable,
            ..Counts::default()
        }
    }

    #[test]
    fn the_first_row_that_is_true_wins() {
        let cases = [
            (counts(3, 0, 0), true, Link::SignIn, Place::Fault),
            (counts(3, 0, 0), false, Link::SignIn, Place::SignIn),
            (counts(3, 3, 3), false, Link::SignIn, Place::Server),
            (counts(3, 0, 0), false, Link::Update, Place::Update),
            (counts(3, 0, 0), false, Link::Removed, Place::Review),
            (counts(3, 3, 3), false, Link::Removed, Place::Server),
            (counts(3, 0, 0), false, OFFLINE, Place::Waiting(3)),
            (counts(5, 5, 2), false, Link::Live, Place::Sent),
            (counts(5, 4, 2), false, Link::Live, Place::Waiting(3)),
            (counts(5, 5, 5), false, Link::Live, Place::Server),
            (counts(5, 5, 5), false, OFFLINE, Place::Server),
            (counts(0, 0, 0), false, OFFLINE, Place::Saved),
        ];
        for (counts, fault, link, expected) in cases {
            assert_eq!(
                Place::of_device(counts, fault, link),
                expected,
                "{counts:?} {link:?}"
            );
        }
    }

    #[test]
    fn refused_work_shows_when_nothing_else_waits() {
        let refused = Counts {
            review: 1,
            ..counts(5, 5, 5)
        };
        assert_eq!(Place::of_device(refused, false, Link::Live), Place::Review);
    }

    #[test]
    fn a_note_never_claims_more_than_its_own_state() {
        assert_eq!(
            Place::of_note(DocState::Saved, Link::Live),
            Some(Place::Saved)
        );
        assert_eq!(Place::of_note(DocState::Sent, OFFLINE), Some(Place::Sent));
        assert_eq!(
            Place::of_note(DocState::Durable, OFFLINE),
            Some(Place::Server)
        );
        assert_eq!(Place::of_note(DocState::Saving, Link::Live), None);
        assert_eq!(
            Place::of_note(DocState::Saved, Link::SignIn),
            Some(Place::SignIn)
        );
        assert_eq!(
            Place::of_note(DocState::Saved, Link::Removed),
            Some(Place::Review)
        );
        assert_eq!(
            Place::of_note(DocState::Durable, Link::SignIn),
            Some(Place::Server)
        );
    }

    #[test]
    fn only_stranded_work_is_amber_or_red() {
        for place in [Place::Waiting(3), Place::Sent, Place::Saved, Place::Server] {
            assert_eq!(place.tone(), Tone::Neutral);
        }
        assert_eq!(Place::Fault.tone(), Tone::Danger);
    }
}
