//! Workbooks of Excel, read through the zip and the XML inside.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_fuzz::{import, zip_of};

// The parts are hostile, the zip around them now and then.
fuzz_target!(|bytes: &[u8]| match bytes.split_first() {
    Some((0, rest)) => import("form.xlsx", rest),
    Some((_, rest)) => import("form.xlsx", &zip_of(rest)),
    None => {}
});
