//! The visit timer of a note: counts up from the first opening, and can be paused.

use rounds_sync_core::ids::DocId;
use serde::{Deserialize, Serialize};

/// Milliseconds that one tap on "Add time" adds.
pub const ADD_MS: u64 = 5 * 60 * 1000;

/// Milliseconds before the end from which the words say that it is near.
const NEAR_MS: u64 = 2 * 60 * 1000;

/// A stopwatch with a planned length. Kept in the local table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VisitTimer {
    /// Milliseconds that had run when it was last paused or started.
    pub ran: u64,
    /// Since when it runs; `None` while paused.
    pub since: Option<u64>,
    /// Planned milliseconds; 0 for no plan.
    pub planned: u64,
}

/// What the words beside the ring say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// Time is left.
    No,
    /// Whole minutes that are left.
    Minutes(u64),
    /// The planned time is over.
    Over,
}

impl VisitTimer {
    /// A timer that starts at `now`.
    #[must_use]
    pub const fn started(now: u64, planned_minutes: u64) -> Self {
        Self {
            ran: 0,
            since: Some(now),
            planned: planned_minutes * 60_000,
        }
    }

    /// Milliseconds that it has run.
    #[must_use]
    pub fn elapsed(&self, now: u64) -> u64 {
        self.ran + self.since.map_or(0, |since| now.saturating_sub(since))
    }

    /// Whether it runs.
    #[must_use]
    pub const fn runs(&self) -> bool {
        self.since.is_some()
    }

    /// Pauses or goes on.
    #[must_use]
    pub fn toggled(self, now: u64) -> Self {
        let since = if self.runs() { None } else { Some(now) };
        Self {
            ran: self.elapsed(now),
            since,
            ..self
        }
    }

    /// Stops for good.
    #[must_use]
    pub fn stopped(self, now: u64) -> Self {
        Self {
            ran: self.elapsed(now),
            since: None,
            ..self
        }
    }

    /// Plans more time.
    #[must_use]
    pub const fn extended(self) -> Self {
        Self {
            planned: self.planned + ADD_MS,
            ..self
        }
    }

    /// Whether the planned end is near or over.
    #[must_use]
    pub fn near(&self, now: u64) -> Near {
        if self.planned == 0 {
            return Near::No;
        }
        match self.planned.checked_sub(self.elapsed(now)) {
            None | Some(0) => Near::Over,
            Some(left) if left <= NEAR_MS => Near::Minutes(left.div_ceil(60_000)),
            Some(_) => Near::No,
        }
    }

    /// How much of the ring is full, in percent.
    #[must_use]
    pub fn percent(&self, now: u64) -> u64 {
        (self.elapsed(now) * 100)
            .checked_div(self.planned)
            .map_or(0, |percent| percent.min(100))
    }
}

/// Key in the local table.
#[must_use]
pub fn key(doc: DocId) -> String {
    format!("timer/{doc}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_only_between_start_and_pause() {
        let timer = VisitTimer::started(1_000, 12);
        assert_eq!(timer.elapsed(61_000), 60_000);
        let paused = timer.toggled(61_000);
        assert_eq!(paused.elapsed(500_000), 60_000);
        let again = paused.toggled(500_000);
        assert_eq!(again.elapsed(501_000), 61_000);
        // A clock that was set back does not take time away.
        assert_eq!(again.elapsed(0), 60_000);
    }

    #[test]
    fn the_end_is_told_two_minutes_before() {
        let timer = VisitTimer::started(0, 12);
        assert_eq!(timer.near(599_999), Near::No);
        assert_eq!(timer.near(600_000), Near::Minutes(2));
        assert_eq!(timer.near(661_000), Near::Minutes(1));
        assert_eq!(timer.near(720_000), Near::Over);
        assert_eq!(timer.extended().near(720_000), Near::No);
        assert_eq!(VisitTimer::started(0, 0).near(u64::MAX / 2), Near::No);
        assert_eq!(timer.percent(360_000), 50);
    }
}
