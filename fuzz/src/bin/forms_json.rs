//! Forms in JSON, ours and the first model: read without a panic, and a form that is
//! taken can be filled and printed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_fuzz::import;

fuzz_target!(|bytes: &[u8]| import("form.json", bytes));
