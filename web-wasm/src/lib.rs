//! The Rounds page: screens over the device's machine, in the browser.
//!
//! `driver` carries out what the machine asks (IndexedDB, the WebSocket, timers), `state`
//! turns its events into signals, `screens` and `parts` show them, and `model` holds what
//! can be decided without a browser. Nothing here knows how a document or a frame is
//! built, and nothing decides what is durable: that is the machine's.

#![expect(
    unreachable_pub,
    reason = "the component macro makes public what it generates for a private component"
)]

pub mod app;
pub mod dates;
pub mod driver;
pub mod i18n;
pub mod parts;
pub mod prelude;
pub mod reactive;
pub mod router;
pub mod screens;
pub mod state;

pub mod model {
    //! What can be decided without a browser, and is tested without one.

    pub mod badge;
    pub mod code;
    pub mod lots;
    pub mod route;
    pub mod schedule;
    pub mod splice;
    pub mod when;
}

use wasm_bindgen::prelude::*;

/// Called once by the page's boot script when the module is ready.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::Root);
}
