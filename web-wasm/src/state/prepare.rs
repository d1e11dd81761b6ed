//! "Prepare this visit": makes sure that everything of it is on this device, asks the
//! browser to keep it, and records that it was so.

use crate::prelude::*;
use rounds_sync_core::device::{Input, Link};
use rounds_sync_core::ids::SpaceId;
use wasm_bindgen_futures::JsFuture;

use super::{App, team};
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

/// Key in the local table while a preparation is under way: it goes on when the app
/// opens again.
#[must_use]
pub fn under_way_key(space: SpaceId) -> String {
    format!("preparing/{space}")
}

/// Prepares a visit; [`App::preparing`] says how far it is. May be left: it goes on.
pub async fn prepare(app: App, space: SpaceId) {
    let runs = app
        .preparing
        .with_untracked(|all| matches!(all.get(&space), Some(Preparing::App | Preparing::Visit)));
    if runs {
        return;
    }
    app.set_preparing(space, Preparing::App);
    app.put_local(under_way_key(space), String::new());
    // Firefox asks the person, and answers when they have: nothing waits for that.
    wasm_bindgen_futures::spawn_local(async {
        let _ = protect().await;
    });
    app.input(Input::ConnectNow);
    for look in 0.. {
        let app_stored = worker::precached()
            .await
            .is_some_and(worker::Precached::is_complete);
        if app_stored && is_here(app, space) {
            break;
        }
        let offline = matches!(app.link.get_untracked(), Link::Offline { .. });
        if offline && look > PATIENCE {
            app.set_preparing(space, Preparing::Stopped);
            return;
        }
        app.set_preparing(
            space,
            if app_stored {
                Preparing::Visit
            } else {
                Preparing::App
            },
        );
        timer::sleep(LOOK_MS).await;
    }
    done(app, space).await;
}

/// Whether the visit's documents are all on this device.
fn is_here(app: App, space: SpaceId) -> bool {
    app.visits.with_untracked(|visits| {
        visits
            .iter()
            .find(|visit| visit.space == space)
            .is_some_and(|visit| visit.caught_up && visit.view.is_some())
    })
}

async fn done(app: App, space: SpaceId) {
    let now = timer::now_ms();
    app.put_local(key(space), now.to_string());
    if let Some(store) = app.store() {
        // Kept by mistake, the team sees the time of the earlier preparation.
        let _ = store.delete(&team::told_key(space)).await;
        // Kept by mistake, it costs one more look at the next start.
        let _ = store.delete(&under_way_key(space)).await;
    }
    app.set_prepared(space, Some(now));
    let title = app.visits.with_untracked(|visits| {
        visits
            .iter()
            .find(|visit| visit.space == space)
            .map(super::Visit::title)
    });
    app.note_down("journal-prepared", title.unwrap_or_default());
    app.set_preparing(space, Preparing::Done);
    team::tell(app);
}

/// Goes on with a preparation that the page was closed over.
pub async fn resume(app: App, space: SpaceId) {
    let Some(store) = app.store() else { return };
    if let Ok(Some(_)) = store.get(&under_way_key(space)).await {
        prepare(app, space).await;
    }
}

impl App {
    fn set_preparing(&self, space: SpaceId, to: Preparing) {
        let same = |all: &std::collections::BTreeMap<_, _>| all.get(&space) == Some(&to);
        if !self.preparing.with_untracked(same) {
            self.preparing.update(|all| {
                all.insert(space, to);
            });
        }
    }
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
