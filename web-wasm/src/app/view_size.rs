//! What the window tells the screens: which of the three widths it has, whether an
//! on-screen keyboard covers part of it, and what to call the device.

use crate::prelude::*;
use wasm_bindgen::prelude::*;

use crate::i18n::{self, DeviceKind};
use crate::state::events::set_if_new;
use crate::state::{App, Layout};

/// Below this share of the window's height the rest is an on-screen keyboard.
const KEYBOARD_SHARE: f64 = 0.7;

/// A screen at least this wide, with a mouse and without touch, is a computer's.
const COMPUTER_WIDTH: i32 = 1280;

/// Follows the window for as long as the page lives.
pub fn follow(app: App) {
    i18n::set_device_kind(kind());
    measure(app);
    window_event_listener_untyped("resize", move |_| measure(app));
    if let Some(viewport) = window().visual_viewport() {
        let changed = Closure::<dyn Fn()>::new(move || measure(app));
        viewport.set_onresize(Some(changed.as_ref().unchecked_ref()));
        changed.forget();
    }
}

fn measure(app: App) {
    let width = inner(window().inner_width());
    let layout = if width < 600.0 {
        Layout::Phone
    } else if width < 1024.0 {
        Layout::Portrait
    } else {
        Layout::Landscape
    };
    set_if_new(app.layout, layout);
    let Some(viewport) = window().visual_viewport() else {
        return;
    };
    let height = inner(window().inner_height());
    // Pinching also makes the visual viewport smaller; that is no keyboard.
    let covered = viewport.scale() < 1.05 && viewport.height() < height * KEYBOARD_SHARE;
    set_if_new(app.keyboard, covered);
    if let Some(root) = document().document_element() {
        let style = root.unchecked_into::<web_sys::HtmlElement>().style();
        let _ = style.set_property("--view-height", &format!("{}px", viewport.height()));
    }
}

fn inner(value: Result<JsValue, JsValue>) -> f64 {
    value
        .ok()
        .and_then(|value| value.as_f64())
        .unwrap_or(1024.0)
}

fn kind() -> DeviceKind {
    let matches = |query: &str| {
        window()
            .match_media(query)
            .ok()
            .flatten()
            .is_some_and(|found| found.matches())
    };
    let screen = window().screen().ok();
    let width = screen
        .as_ref()
        .and_then(|screen| screen.width().ok())
        .unwrap_or_default();
    let touch = window().navigator().max_touch_points() > 0;
    if matches("(max-width: 599px)") {
        DeviceKind::Phone
    } else if !touch && matches("(pointer: fine)") && width >= COMPUTER_WIDTH {
        DeviceKind::Computer
    } else {
        DeviceKind::Tablet
    }
}
