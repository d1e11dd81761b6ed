//! What only some browsers can do: vibrate, share, copy. Each is looked up by name
//! first. A typed binding of something that is absent throws through the handler that
//! called it, and a handler that was left so is never entered again: on such a tablet a
//! count would take one tap and no second.

use crate::prelude::window;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A method of an object, if it has it.
pub(super) fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}

/// Calls a method that returns a promise; `None` when there is none or it throws.
pub(super) fn promised(object: &JsValue, name: &str, argument: &JsValue) -> Option<Promise> {
    let called = method(object, name)?.call1(object, argument).ok()?;
    called.dyn_into().ok()
}

/// Whether the device can vibrate (Vibration API; absent in Safari and Firefox).
#[must_use]
pub fn can_vibrate() -> bool {
    method(&window().navigator(), "vibrate").is_some()
}

/// Vibrates, where the device can.
pub fn vibrate(millis: u32) {
    let navigator = window().navigator();
    if let Some(vibrate) = method(&navigator, "vibrate") {
        // Refused until the page was touched once: nothing is lost by that.
        let _ = vibrate.apply(&navigator, &Array::of1(&millis.into()));
    }
}

/// Puts a text on the clipboard (Clipboard API; absent on plain HTTP); whether it is
/// there.
pub async fn copy(text: &str) -> bool {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into());
    let copied = clipboard
        .ok()
        .and_then(|clipboard| promised(&clipboard, "writeText", &text.into()));
    match copied {
        Some(copied) => JsFuture::from(copied).await.is_ok(),
        None => false,
    }
}

/// Opens the system's share sheet (Web Share API) for an address; `None` when there is
/// no sheet.
#[must_use]
pub fn share(title: &str, url: &str) -> Option<Promise> {
    let data = js_sys::Object::new();
    let set = |name: &str, value: &str| Reflect::set(&data, &name.into(), &value.into());
    set("title", title).ok()?;
    set("url", url).ok()?;
    promised(&window().navigator(), "share", &data)
}
