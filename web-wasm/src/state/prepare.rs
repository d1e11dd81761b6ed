//! "Prepare this visit": makes sure that everything of it is on this device, asks the
//! browser to keep it, and records that it was so.

use leptos::prelude::*;
use rounds_sync_core::device::{Input, Link};
use rounds_sync_core::ids::SpaceId;
use wasm_bindgen_futures::JsFuture;

use super::App;
use crate::driver::{timer, worker};

/// What "Prepare this visit" has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preparing {
    /// Nothing was asked.
    Idle,
    /// The app's own files are on their way.
    App,
    /// The visit's documents are on their way.
    Visit,
    /// No network: it goes on from there.
    Stopped,
    /// All is here.
    Done,
}

/// Milliseconds between two looks.
const LOOK_MS: i32 = 250;

/// Looks without a connection before it says that it stopped.
const PATIENCE: u32 = 40;

/// Key in the local table.
#[must_use]
pub fn key(space: SpaceId) -> String {
    format!("prepared/{space}")
}

/// Prepares a visit; `progress` says how far it is. May be left: it goes on.
pub async fn prepare(app: App, space: SpaceId, progress: RwSignal<Preparing>) {
    progress.try_set(Preparing::App);
    let _ = protect().await;
    app.input(Input::ConnectNow);
    for look in 0.. {
        let app_stored = worker::precached()
            .await
            .is_some_and(worker::Precached::is_complete);
        let visit_here = app
            .visits
            .with_untracked(|visits| {
                visits
                    .iter()
                    .find(|visit| visit.space == space)
                    .map(|visit| visit.caught_up && visit.view.is_some())
            })
            .unwrap_or(false);
        if app_stored && visit_here {
            break;
        }
        let offline = matches!(app.link.get_untracked(), Link::Offline { .. });
        if offline && look > PATIENCE {
            progress.try_set(Preparing::Stopped);
            return;
        }
        progress.try_set(if app_stored {
            Preparing::Visit
        } else {
            Preparing::App
        });
        timer::sleep(LOOK_MS).await;
    }
    let now = timer::now_ms();
    app.put_local(key(space), now.to_string());
    app.set_prepared(space, Some(now));
    let title = app.visits.with_untracked(|visits| {
        visits
            .iter()
            .find(|visit| visit.space == space)
            .map(super::Visit::title)
    });
    app.note_down("journal-prepared", title.unwrap_or_default());
    progress.try_set(Preparing::Done);
}

/// Asks the browser not to remove this device's notes to make room.
///
/// # Errors
/// When the browser does not know how.
pub async fn protect() -> Result<bool, wasm_bindgen::JsValue> {
    let storage = window().navigator().storage();
    if JsFuture::from(storage.persisted()?).await?.is_truthy() {
        return Ok(true);
    }
    Ok(JsFuture::from(storage.persist()?).await?.is_truthy())
}

/// Bytes used and allowed, as far as the browser says.
pub async fn room() -> Option<(f64, f64)> {
    let estimate = JsFuture::from(window().navigator().storage().estimate().ok()?)
        .await
        .ok()?;
    let number = |name: &str| js_sys::Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}
