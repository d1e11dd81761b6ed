//! Workbooks of Excel as they were before 2007.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_fuzz::import;

fuzz_target!(|bytes: &[u8]| import("form.xls", bytes));
