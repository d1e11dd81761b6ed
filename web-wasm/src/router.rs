//! From the address to a screen and back. A router of our own: the paths are few and
//! flat, and with `leptos_router` the first load was 41 kB larger (docs/DECISIONS.md 28).

use std::str::FromStr;

use wasm_bindgen::{JsCast as _, JsValue};

use crate::model::route::{Page, Route};
use crate::prelude::*;
use crate::state::{App, app, lock};

/// Follows links inside the page, and the browser's back and forward.
pub fn start(app: App) {
    arrive(app);
    window_event_listener(leptos::ev::popstate, move |_| arrive(app));
    window_event_listener(leptos::ev::click, move |event| {
        if let Some(path) = inner_link(&event) {
            event.prevent_default();
            go(app, &path);
        }
    });
}

/// Shows what the address says. The bare address leads on to the visits, and that of the
/// lock to this tablet once it was opened again: neither is a step that "back" would
/// return to.
fn arrive(app: App) {
    let route = Route::of(&window().location().pathname().unwrap_or_default());
    let instead = match route.page {
        Page::Root => "/visits",
        Page::Lock => "/device",
        _ => return app.route.set(route),
    };
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(instead));
    }
    app.route.set(Route::of(instead));
    if route.page == Page::Lock {
        lock::lock_all(app);
    }
}

/// Opens a screen by its path, which may have a query.
fn go(app: App, path: &str) {
    if address() != path {
        let pushed = window()
            .history()
            .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(path)));
        if pushed.is_err() {
            return;
        }
    }
    arrive(app);
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Path, query and fragment of where the page is.
fn address() -> String {
    let location = window().location();
    [location.pathname(), location.search(), location.hash()]
        .into_iter()
        .flatten()
        .collect()
}

/// The address that a plain click on a link of this page's own leads to; `None` for all
/// that is the browser's: other buttons and keys, other places, downloads, new windows.
fn inner_link(event: &web_sys::MouseEvent) -> Option<String> {
    let has_key = event.meta_key() || event.alt_key() || event.ctrl_key() || event.shift_key();
    if event.default_prevented() || event.button() != 0 || has_key {
        return None;
    }
    let clicked: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link: web_sys::HtmlAnchorElement = clicked.closest("a[href]").ok()??.dyn_into().ok()?;
    let is_inside = link.target().is_empty()
        && !link.has_attribute("download")
        && Some(link.origin()) == window().location().origin().ok();
    is_inside.then(|| [link.pathname(), link.search(), link.hash()].concat())
}

/// Opens screens from a component's handlers.
pub fn use_navigate() -> impl Fn(&str) + Copy + Send + Sync + 'static {
    let app = app();
    move |path| go(app, path)
}

/// The id at this place among those of the screen's path; `None` when it is not one.
///
/// Keeps what it was while another screen takes this one's place.
#[must_use]
pub fn use_id<T>(place: usize) -> Memo<Option<T>>
where
    T: FromStr + Clone + PartialEq + Send + Sync + 'static,
{
    let route = app().route;
    let page = route.with_untracked(|route| route.page);
    Memo::new(move |before: Option<&Option<T>>| {
        route.with(|route| {
            if route.page == page {
                route.ids.get(place)?.parse().ok()
            } else {
                before.cloned().flatten()
            }
        })
    })
}

/// Whether the address has this query.
#[must_use]
pub fn has_query(query: &str) -> bool {
    let search = window().location().search().unwrap_or_default();
    search.strip_prefix('?') == Some(query)
}
