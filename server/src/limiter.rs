//! How often someone may guess a spoken code.
//!
//! Only wrong codes count: sixty people behind one school's address may all type the
//! right one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sync_core::time::Timestamp;

/// Wrong codes in an hour.
const TRIES: usize = 10;

/// The hour.
const WINDOW_MS: u64 = 60 * 60 * 1_000;

/// Addresses that are remembered; past it the one that failed longest ago is forgotten.
const REMEMBERED: usize = 10_000;

/// Wrong codes by who gave them.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    failures: Mutex<BTreeMap<String, Vec<Timestamp>>>,
}

/// Too many wrong codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany {
    /// Seconds until the next try.
    pub(crate) retry_after_s: u64,
}

impl Limiter {
    /// Whether `who` may try now.
    pub(crate) fn check(&self, who: &str, now: Timestamp) -> Result<(), TooMany> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = failures.get(who) else {
            return Ok(());
        };
        let mut recent = times.iter().filter(|time| now.since(**time) < WINDOW_MS);
        let oldest = recent.next().copied();
        match oldest {
            Some(oldest) if 1 + recent.count() >= TRIES => {
                let wait_ms = oldest.plus(WINDOW_MS).since(now);
                Err(TooMany {
                    retry_after_s: wait_ms.div_ceil(1_000),
                })
            }
            _ => Ok(()),
        }
    }

    /// `who` gave a wrong code.
    pub(crate) fn failed(&self, who: &str, now: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let times = failures.entry(who.to_owned()).or_default();
        times.retain(|time| now.since(*time) < WINDOW_MS);
        times.push(now);
        if failures.len() > REMEMBERED {
            let stalest = failures
                .iter()
                .min_by_key(|(_, times)| times.last().copied());
            if let Some(stalest) = stalest.map(|(who, _)| who.clone()) {
                failures.remove(&stalest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_wrong_code_in_an_hour_must_wait() {
        let limiter = Limiter::default();
        for minute in 0..10 {
            let now = Timestamp(minute * 60_000);
            assert_eq!(limiter.check("school", now), Ok(()), "try {minute}");
            limiter.failed("school", now);
        }
        let now = Timestamp(10 * 60_000);
        let refused = limiter.check("school", now);
        assert_eq!(
            refused,
            Err(TooMany {
                retry_after_s: 50 * 60
            })
        );
        assert_eq!(limiter.check("elsewhere", now), Ok(()));
        assert_eq!(
            limiter.check("school", Timestamp(WINDOW_MS)),
            Ok(()),
            "an hour later"
        );
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = Limiter::default();
        for who in 0..REMEMBERED + 5 {
            limiter.failed(&who.to_string(), Timestamp(who as u64));
        }
        assert_eq!(
            limiter.failures.lock().map(|f| f.len()).ok(),
            Some(REMEMBERED)
        );
    }
}
