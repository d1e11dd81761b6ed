//! One-shot timers that stop when dropped.

use wasm_bindgen::prelude::*;

/// A pending call; dropping it cancels the call.
#[derive(Debug)]
#[must_use = "a timer that is dropped never fires"]
pub struct Timer {
    id: i32,
    _call: Closure<dyn FnMut()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Calls `then` once, after `millis`.
pub fn after(millis: i32, then: impl FnOnce() + 'static) -> Timer {
    let call = Closure::once(then);
    let id = web_sys::window()
        .and_then(|window| {
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(
                    call.as_ref().unchecked_ref(),
                    millis,
                )
                .ok()
        })
        .unwrap_or_default();
    Timer { id, _call: call }
}

/// Waits `millis` in an async function.
pub async fn sleep(millis: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Milliseconds since the epoch, by this device's clock.
#[must_use]
pub fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}
