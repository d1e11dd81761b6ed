//! Everything that is not on the server, as one readable file: the way out when the
//! storage or the server refuses.

use leptos::prelude::*;
use rounds_sync_core::device::DocState;
use rounds_sync_core::doc::{Answer, NoteView, Value};
use rounds_sync_core::ids::DocId;
use serde_json::{Value as Json, json};
use wasm_bindgen::prelude::*;

use super::App;

/// Saves what is not on the server as a file on this device.
pub fn save(app: App) {
    let text = unsent(app).to_string();
    if offer(&text, "rounds-notes.json", "application/json").is_err() {
        app.say(crate::i18n::t("export-failed"));
    }
}

/// Notes that are not on the server, open ones from memory, as plain data.
fn unsent(app: App) -> Json {
    let Some(driver) = app.driver() else {
        return json!({ "notes": [] });
    };
    let device = driver.device();
    let notes: Vec<Json> = device
        .docs()
        .filter(|info| info.state != DocState::Durable)
        .filter_map(|info| Some(note(info.doc, device.note(info.doc)?)))
        .collect();
    json!({ "format": "rounds-notes", "version": 1, "notes": notes })
}

fn note(doc: DocId, note: &NoteView) -> Json {
    let answers: serde_json::Map<String, Json> = note
        .answers
        .iter()
        .map(|(field, value)| (field.clone(), answer(value)))
        .collect();
    let entries: Vec<Json> = note
        .entries
        .iter()
        .filter(|entry| !entry.deleted)
        .map(|entry| {
            json!({
                "log": entry.field,
                "at": entry.at.0,
                "who": entry.who.settled().map(value),
                "mode": entry.mode.settled().map(value),
                "text": entry.text,
                "tags": entry.tags,
            })
        })
        .collect();
    json!({
        "id": doc.to_string(),
        "form": note.form,
        "form_version": note.form_version,
        "stop": note.stop.settled().map(value),
        "answers": answers,
        "entries": entries,
    })
}

fn answer(answer: &Answer) -> Json {
    match answer {
        Answer::Text(text) => json!(text),
        Answer::Tally(count) => json!(count),
        Answer::Choices(options) => json!(options),
        Answer::Single(register) => {
            json!(
                register
                    .0
                    .iter()
                    .map(|c| value(&c.value))
                    .collect::<Vec<_>>()
            )
        }
    }
}

fn value(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Int(number) => json!(number),
    }
}

/// Hands a text to the browser as a file to save.
fn offer(text: &str, name: &str, kind: &str) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&text.into());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}
