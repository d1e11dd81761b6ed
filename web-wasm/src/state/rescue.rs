//! Rescue files: everything that is not on the server in one file, which people can read
//! and any device of a member can bring to the server; and opening one. The way out when
//! the storage, the server or the network refuses for good.

use crate::prelude::*;
use rounds_sync_core::device::Table;
use rounds_sync_core::doc::{Answer, NoteView, Value};
use rounds_sync_core::ids::DocId;
use rounds_sync_core::rescue::{FILE_VERSION, FORMAT, Rescue, RescueDoc, RescueFile};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{App, identity::Identity};
use crate::driver::http::{self, HttpError};
use crate::i18n::{t, tr};

/// Files that were opened without internet, by the end of their signature, in the local
/// table.
pub(super) const KEPT: &str = "rescue/";

/// Saves what is not on the server as a file on this device.
pub fn save(app: App) {
    spawn_local(async move {
        let text = unsent(app).await.to_string();
        if offer(&text, "rounds-rescue.json", "application/json").is_err() {
            app.say(t("export-failed"));
        }
    });
}

/// Everything that is not on the server: as plain data, and sealed for a server.
async fn unsent(app: App) -> Json {
    let (Some(driver), Some(me)) = (app.driver(), app.me.get_untracked()) else {
        return json!({ "format": FORMAT, "version": FILE_VERSION, "notes": [] });
    };
    let unsent: Vec<DocId> = driver.device().unsent().collect();
    let (mut docs, mut notes): (Vec<RescueDoc>, Vec<Json>) = Default::default();
    for doc in unsent {
        // When the storage does not answer, memory has what it did not take.
        let rows = driver.store().read(Table::Chunks, doc.as_bytes()).await;
        let rows = rows.unwrap_or_default();
        let device = driver.device();
        docs.extend(device.rescue(doc, &rows));
        notes.extend(device.stored_note(doc, &rows).map(|view| note(doc, &view)));
    }
    json!({
        "format": FORMAT,
        "version": FILE_VERSION,
        "from": me.name,
        "notes": notes,
        "sealed": sealed(&me, docs).iter().map(hex::encode).collect::<Vec<_>>(),
    })
}

/// The parts that a server takes. None on a device that joined before it was given a key:
/// people can read its file, and no server takes it.
fn sealed(me: &Identity, docs: Vec<RescueDoc>) -> Vec<Vec<u8>> {
    let ids = (me.device_id(), me.person_id(), me.signing_key());
    let (Some(device), Some(person), Some(key)) = ids else {
        return Vec::new();
    };
    let rescue = Rescue {
        device,
        person,
        docs,
    };
    rescue.seal_parts(&key)
}

/// Whether a text is the hexadecimal of a file's part.
fn is_part(sealed: &String) -> bool {
    hex::decode(sealed).is_ok_and(|bytes| Rescue::read(&bytes).is_ok())
}

/// What the server made of a file.
#[derive(Default, Deserialize)]
struct Opened {
    changes: u64,
    refused: Vec<Json>,
    kept: u64,
}

/// Asks the facilitators to accept what the server did not take by itself.
pub fn ask(app: App) {
    spawn_local(async move {
        let file = serde_json::from_value::<RescueFile>(unsent(app).await).ok();
        let parts = file.and_then(RescueFile::into_parts).unwrap_or_default();
        if parts.is_empty() {
            return app.say(t("ask-no-key"));
        }
        let mut opened = Opened::default();
        for part in &parts {
            match post(part).await {
                Ok(more) => opened.add(more),
                Err(HttpError::Status { detail, .. }) if !detail.is_empty() => {
                    return app.say(detail);
                }
                Err(_) => return app.say(t("needs-internet")),
            }
        }
        app.say(match opened.kept {
            0 => words(&opened),
            _ => t("asked"),
        });
    });
}

async fn post(sealed: &str) -> Result<Opened, HttpError> {
    let bytes = hex::decode(sealed).unwrap_or_default();
    http::post_bytes("/api/v1/rescue", &bytes).await
}

impl Opened {
    fn add(&mut self, more: Self) {
        self.changes += more.changes;
        self.refused.extend(more.refused);
        self.kept += more.kept;
    }
}

/// What became of a file.
fn words(opened: &Opened) -> String {
    let args = [
        ("n", opened.changes.into()),
        ("refused", opened.refused.len().into()),
        ("kept", opened.kept.into()),
    ];
    tr("rescue-opened", &args)
}

/// Opens a rescue file that a person chose: keeps it, and brings it to the server now or
/// when there is internet.
pub fn open(app: App, text: &str) {
    let file = serde_json::from_str::<RescueFile>(text).ok();
    let parts = file.and_then(RescueFile::into_parts).unwrap_or_default();
    if parts.is_empty() || !parts.iter().all(is_part) {
        return app.say(t("rescue-none"));
    }
    spawn_local(async move {
        let Some(store) = app.store() else { return };
        let mut kept = Vec::new();
        for (at, part) in parts.into_iter().enumerate() {
            // Numbered first: the parts of one file are brought in their order.
            let end = part.split_at(part.len() - 16).1;
            let key = format!("{KEPT}{at:03}/{end}");
            if let Err(error) = store.put(&key, &part).await {
                app.fault.set(Some(error.to_string()));
                return;
            }
            kept.push((key, part));
        }
        bring(app, kept, true).await;
    });
}

/// Brings files to the server that were opened without internet.
pub fn bring_kept(app: App) {
    spawn_local(async move {
        let Some(store) = app.store() else { return };
        let kept = store.all(KEPT).await.unwrap_or_default();
        if !kept.is_empty() {
            bring(app, kept, false).await;
        }
    });
}

/// Brings files or their parts. Each is forgotten when the server has answered: what was
/// refused is in the file still, and on the device that wrote it.
async fn bring(app: App, kept: Vec<(String, String)>, asked: bool) {
    let mut opened = Opened::default();
    let mut refusal = None;
    for (key, sealed) in kept {
        match post(&sealed).await {
            Ok(more) => opened.add(more),
            // Signed out or not answering: it stays, and is brought later.
            Err(
                HttpError::NoNetwork
                | HttpError::Status {
                    status: 401 | 500..,
                    ..
                },
            ) => {
                if asked {
                    app.say(t("rescue-kept"));
                }
                return;
            }
            Err(HttpError::Status { detail, .. }) if !detail.is_empty() => refusal = Some(detail),
            Err(_) => refusal = Some(t("rescue-none")),
        }
        if let Some(store) = app.store() {
            // Kept by mistake, it is brought once more, which does no harm.
            let _ = store.delete(&key).await;
        }
    }
    if opened.changes > 0 {
        app.note_down("journal-rescued", opened.changes.to_string());
    }
    app.say(refusal.unwrap_or_else(|| words(&opened)));
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
