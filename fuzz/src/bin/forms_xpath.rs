//! Expressions: any text as a calculation, a condition and a constraint of one form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_fuzz::import;

fuzz_target!(|text: &str| {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    let form = include_str!("../expression.xml").replace("EXPRESSION", &escaped);
    import("form.xml", form.as_bytes());
});
