//! Converting: whatever is taken of a form becomes JSON that says the same, and a
//! workbook that is read as the same form, or is refused in words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_forms::sheet::export::differ;
use rounds_forms::tool::{FormFile, Target, convert};
use rounds_forms::xform::json::from_json;

const NAMES: [&str; 4] = ["form.md", "form.csv", "form.xml", "form.json"];

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else {
        return;
    };
    let nothing = |_: &str| None;
    let file = |name, bytes| FormFile {
        name,
        bytes,
        beside: &nothing,
    };
    let form = file(NAMES[usize::from(*kind) % NAMES.len()], rest);
    if let Err(lines) = convert(&form, Target::Xlsform) {
        assert!(!lines.is_empty(), "a refusal says why");
    }
    let Ok(json) = convert(&form, Target::Json) else {
        return;
    };
    let again = file("form.json", &json.bytes);
    let once_more = convert(&again, Target::Json).expect("our own JSON is read");
    assert_eq!(once_more.bytes, json.bytes);
    let text = std::str::from_utf8(&json.bytes).expect("JSON is text");
    let read = from_json(text).expect("our own JSON is read");
    if let Ok(book) = convert(&form, Target::Xlsform) {
        let sheet = rounds_forms::sheet::read(&book.bytes, "form.xlsx");
        let sheet = sheet.expect("our own workbook is read");
        assert_eq!(differ(&read, &sheet), None);
    }
});
