//! The wall clock, read in one place.

use std::time::{SystemTime, UNIX_EPOCH};

use sync_core::time::Timestamp;

/// This moment as clocks on the wall show it where the server stands, counted as if the
/// wall were in UTC.
#[must_use]
pub(crate) fn wall() -> Timestamp {
    let now = jiff::ZonedDateTime::now();
    let shown = now.timestamp().as_millisecond() + i64::from(now.offset().seconds()) * 1_000;
    Timestamp(u64::try_from(shown).unwrap_or(0))
}

/// This moment in RFC 3339, with the zone of this machine.
#[must_use]
pub(crate) fn written() -> String {
    jiff::ZonedDateTime::now()
        .strftime("%Y-%m-%dT%H:%M:%S%.3f%:z")
        .to_string()
}

/// This moment.
#[must_use]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Timestamp(u64::try_from(millis).unwrap_or(u64::MAX))
}
