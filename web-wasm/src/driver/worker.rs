//! The service worker from the page's side: is a new version waiting, take it, and is
//! everything that the app needs without a network in the cache.

use std::rc::Rc;

use crate::prelude::{RwSignal, window_event_listener_untyped};
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

/// Milliseconds after which a page reloads although the new worker did not take over:
/// on iOS the event may never come.
const TAKEOVER_MS: i32 = 5_000;

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    // Absent in private windows of some browsers and on plain HTTP.
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

async fn registration() -> Option<ServiceWorkerRegistration> {
    let found = JsFuture::from(container()?.get_registration()).await.ok()?;
    found.dyn_into().ok()
}

/// Calls `ready` now or whenever a new version waits to be used.
pub fn watch(ready: impl Fn() + 'static) {
    let ready = Rc::new(ready);
    wasm_bindgen_futures::spawn_local(async move {
        let Some(container) = container() else { return };
        let Ok(found) = container.ready() else { return };
        let Ok(found) = JsFuture::from(found).await else {
            return;
        };
        let registration: ServiceWorkerRegistration = found.unchecked_into();
        if registration.waiting().is_some() {
            ready();
        }
        let on_found = Closure::<dyn Fn()>::new({
            let registration = registration.clone();
            move || watch_install(&registration, ready.clone())
        });
        registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
        // For as long as the page lives.
        on_found.forget();
    });
}

fn watch_install(registration: &ServiceWorkerRegistration, ready: Rc<impl Fn() + 'static>) {
    let Some(worker) = registration.installing() else {
        return;
    };
    let watched = worker.clone();
    let changed = Closure::<dyn Fn()>::new(move || {
        let installed = watched.state() == web_sys::ServiceWorkerState::Installed;
        let replaces = container()
            .and_then(|container| container.controller())
            .is_some();
        if installed && replaces {
            ready();
        }
    });
    worker.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

/// Whether this page came from the worker, and would again without a network.
#[must_use]
pub fn is_in_charge() -> bool {
    container().is_some_and(|container| container.controller().is_some())
}

/// Asks the server whether there is a newer version. Silent without a network.
pub fn check() {
    wasm_bindgen_futures::spawn_local(async {
        if let Some(registration) = registration().await
            && let Ok(update) = registration.update()
        {
            let _ = JsFuture::from(update).await;
        }
    });
}

/// Lets the waiting version take over, and reloads when it has.
pub fn apply() {
    let reload = || {
        if let Some(window) = web_sys::window() {
            let _ = window.location().reload();
        }
    };
    if let Some(container) = container() {
        let taken = Closure::once_into_js(move |_: JsValue| reload());
        container.set_oncontrollerchange(Some(taken.unchecked_ref()));
    }
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(waiting) = registration().await.and_then(|found| found.waiting()) {
            let _ = waiting.post_message(&"skip-waiting".into());
        }
        super::timer::sleep(TAKEOVER_MS).await;
        reload();
    });
}

/// Where the boot script keeps the browser's offer to install the app.
const OFFER: &str = "roundsInstall";

/// Says in `offered` whether the browser can install the app when asked.
pub fn watch_install_offer(offered: RwSignal<bool>) {
    let look = move || offered.set(install_offer().is_some());
    look();
    window_event_listener_untyped("beforeinstallprompt", move |_| look());
    window_event_listener_untyped("appinstalled", move |_| offered.set(false));
}

fn install_offer() -> Option<JsValue> {
    let window = web_sys::window()?;
    let offer = Reflect::get(&window, &OFFER.into()).ok()?;
    (!offer.is_undefined()).then_some(offer)
}

/// Lets the browser ask whether to install the app. An offer can be used once.
pub fn install(offered: RwSignal<bool>) {
    offered.set(false);
    let Some(offer) = install_offer() else { return };
    if let Some(window) = web_sys::window() {
        let _ = Reflect::set(&window, &OFFER.into(), &JsValue::UNDEFINED);
    }
    let prompt = Reflect::get(&offer, &"prompt".into());
    if let Some(prompt) = prompt.ok().and_then(|prompt| prompt.dyn_into().ok()) {
        let prompt: js_sys::Function = prompt;
        let _ = prompt.call0(&offer);
    }
}

/// How much of the app is stored for use without a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precached {
    /// Files in the cache.
    pub stored: u32,
    /// Files that the app consists of.
    pub wanted: u32,
}

impl Precached {
    /// Whether the app opens with no network at all.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.wanted > 0 && self.stored >= self.wanted
    }
}

/// Asks the active worker what is stored. `None` without a worker.
pub async fn precached() -> Option<Precached> {
    let worker = registration().await?.active()?;
    let channel = web_sys::MessageChannel::new().ok()?;
    let answer = js_sys::Promise::new(&mut |resolve, _| {
        let read = Closure::once_into_js(move |event: web_sys::MessageEvent| {
            let _ = resolve.call1(&JsValue::UNDEFINED, &event.data());
        });
        channel.port1().set_onmessage(Some(read.unchecked_ref()));
    });
    let ports = Array::of1(&channel.port2());
    worker
        .post_message_with_transferable(&"precached".into(), &ports)
        .ok()?;
    let timeout = super::timer::sleep(TAKEOVER_MS);
    let answer = first_of(answer, timeout).await?;
    let number = |name: &str| {
        let value = Reflect::get(&answer, &name.into()).ok()?.as_f64()?;
        Some(value as u32)
    };
    Some(Precached {
        stored: number("stored")?,
        wanted: number("wanted")?,
    })
}

/// The promise's value, or `None` when `timeout` is over first.
async fn first_of(
    promise: js_sys::Promise,
    timeout: impl Future<Output = ()> + 'static,
) -> Option<JsValue> {
    let timeout = wasm_bindgen_futures::future_to_promise(async move {
        timeout.await;
        Ok(JsValue::NULL)
    });
    let first = JsFuture::from(js_sys::Promise::race(&Array::of2(&promise, &timeout))).await;
    first.ok().filter(|value| !value.is_null())
}
