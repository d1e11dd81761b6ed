//! The wall clock, read in one place.

use std::time::{SystemTime, UNIX_EPOCH};

use sync_core::time::Timestamp;

/// This moment.
#[must_use]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Timestamp(u64::try_from(millis).unwrap_or(u64::MAX))
}
