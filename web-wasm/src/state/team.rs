//! The devices of a visit's team: asked of the server when there is one, kept here with
//! the time, and told that this one is ready.

use rounds_sync_core::device::Link;
use rounds_sync_core::ids::{PersonId, SpaceId};
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;

use super::App;
use crate::driver::http::{self, HttpError};
use crate::driver::timer;

/// A device of a member, as the server lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tablet {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub person: String,
    /// Their name.
    pub name: String,
    /// What they call it.
    pub label: String,
    /// When the server last heard from it, milliseconds since the epoch.
    #[serde(default)]
    pub heard: Option<u64>,
    /// When it last said that all of the visit is on it.
    #[serde(default)]
    pub prepared: Option<u64>,
    /// Whether it was connected.
    pub connected: bool,
}

/// The list, and when the server gave it by this device's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Milliseconds since the epoch.
    pub as_of: u64,
    /// The devices: not ready ones first, then by name.
    pub tablets: Vec<Tablet>,
}

/// What this page knows of a team's devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Team {
    /// The newest list that there is.
    pub listing: Option<Listing>,
    /// Whether the server could not be asked the last time.
    pub unheard: bool,
}

impl Listing {
    /// How many are ready without internet, of how many.
    #[must_use]
    pub fn ready(&self) -> (usize, usize) {
        let ready = self.tablets.iter().filter(|one| one.prepared.is_some());
        (ready.count(), self.tablets.len())
    }

    /// When a person was last heard from on any of their devices, and whether one is
    /// connected.
    #[must_use]
    pub fn of_person(&self, person: PersonId) -> Option<(Option<u64>, bool)> {
        let id = person.to_string();
        let own = self.tablets.iter().filter(|one| one.person == id);
        own.map(|one| (one.heard, one.connected))
            .reduce(|one, two| (one.0.max(two.0), one.1 || two.1))
    }
}

/// Key in the local table.
fn key(space: SpaceId) -> String {
    format!("tablets/{space}")
}

/// Key in the local table once the server was told that a visit is prepared.
#[must_use]
pub fn told_key(space: SpaceId) -> String {
    format!("prepared-told/{space}")
}

/// Shows the list that is kept here, unless a newer one is there already.
pub async fn recall(app: App, space: SpaceId) {
    let Some(store) = app.store() else { return };
    let Ok(Some(text)) = store.get(&key(space)).await else {
        return;
    };
    if let Ok(listing) = serde_json::from_str::<Listing>(&text) {
        app.change_team(space, |team| {
            team.listing.get_or_insert(listing);
        });
    }
}

/// Asks the server for the list.
pub async fn ask(app: App, space: SpaceId) {
    let answer = http::get::<Vec<Tablet>>(&format!("/api/v1/visits/{space}/tablets")).await;
    let Ok(mut tablets) = answer else {
        app.change_team(space, |team| team.unheard = true);
        return;
    };
    tablets.sort_by(|a, b| {
        let order = |one: &Tablet| (one.prepared.is_some(), one.name.clone(), one.label.clone());
        order(a).cmp(&order(b))
    });
    let as_of = timer::now_ms();
    let listing = Listing { as_of, tablets };
    if let Ok(text) = serde_json::to_string(&listing) {
        app.put_local(key(space), text);
    }
    app.change_team(space, |team| {
        team.listing = Some(listing);
        team.unheard = false;
    });
}

/// Tells the server what it was not told yet: that visits are prepared here.
pub fn tell(app: App) {
    for visit in app.visits.get_untracked() {
        if visit.prepared.is_some() {
            spawn_local(tell_of(app, visit.space));
        }
    }
}

async fn tell_of(app: App, space: SpaceId) {
    let Some(store) = app.store() else { return };
    if app.link.get_untracked() != Link::Live {
        return;
    }
    let Ok(None) = store.get(&told_key(space)).await else {
        return;
    };
    let told = http::send(&format!("/api/v1/visits/{space}/prepared"), &()).await;
    // Without an answer it is said again at the next connection; a refusal stays one.
    let refused = matches!(told, Err(HttpError::Status { status, .. }) if status < 500);
    if told.is_ok() || refused {
        app.put_local(told_key(space), String::new());
    }
    if told.is_ok() {
        ask(app, space).await;
    }
}

impl App {
    fn change_team(&self, space: SpaceId, change: impl FnOnce(&mut Team)) {
        self.teams
            .update(|teams| change(teams.entry(space).or_default()));
    }
}
