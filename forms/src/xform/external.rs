//! Files beside a form: lists as CSV, XML or GeoJSON.

use crate::limits::LIST_FILE_BYTES;
use crate::xform::model::{Data, Definition, Source};

mod csv;
mod geojson;

/// Reads the files that a form's secondary instances name. `beside` gives the bytes of a
/// file by its base name. A file that is missing, too large or unreadable is an instance
/// without items.
pub fn read_external(definition: &mut Definition, beside: &dyn Fn(&str) -> Option<Vec<u8>>) {
    for secondary in &mut definition.secondary {
        let Source::External(uri) = &secondary.source else {
            continue;
        };
        let name = uri.rsplit('/').next().unwrap_or(uri);
        let bytes = beside(name).filter(|bytes| bytes.len() <= LIST_FILE_BYTES);
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let text = text
            .as_deref()
            .map(|text| text.strip_prefix('\u{feff}').unwrap_or(text));
        let data = text.map(|text| read(name, text)).unwrap_or_default();
        secondary.source = Source::Inline(data);
    }
}

fn read(name: &str, text: &str) -> Data {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "csv" => csv::read(text),
        "geojson" | "json" => geojson::read(text).unwrap_or_default(),
        _ => super::read::read_data(text),
    }
}
