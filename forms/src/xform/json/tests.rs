//! Round trips of the JSON.
