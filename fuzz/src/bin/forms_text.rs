//! Sheets as text: Markdown tables and comma-separated values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_fuzz::import;

fuzz_target!(|bytes: &[u8]| {
    import("form.md", bytes);
    import("form.csv", bytes);
});
