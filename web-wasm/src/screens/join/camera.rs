//! The camera's picture at Join: a code that it sees is taken as if it had been typed.

use crate::prelude::*;
use leptos::html;
use wasm_bindgen::JsValue;

use super::{Joining, Step};
use crate::driver::camera::Camera;
use crate::driver::timer;
use crate::i18n::t;
use crate::model::code::scanned;

/// Milliseconds between two looks at the picture.
const LOOK_MS: i32 = 200;

/// What of the camera lasts longer than its picture.
#[derive(Clone, Copy)]
pub(super) struct Scan {
    /// There is no camera, or its use was refused.
    pub(super) without: RwSignal<bool>,
    /// What was read last: a code that does not work is not asked about again and again.
    pub(super) seen: RwSignal<String>,
}

#[component]
pub(super) fn CameraView(joining: Joining, scan: Scan) -> impl IntoView {
    let video = NodeRef::<html::Video>::new();
    // It ends with the picture.
    let alive = RwSignal::new(());
    video.on_load(move |video| {
        wasm_bindgen_futures::spawn_local(look(video.into(), joining, scan, alive));
    });
    view! {
        <div class="vf" role="img" aria-label=move || t("camera-view")>
            <video node_ref=video autoplay playsinline muted></video>
            <svg viewBox="0 0 300 220" aria-hidden="true">
                <path d="M90 70V50a12 12 0 0 1 12-12h24M174 38h24a12 12 0 0 1 12 12v20M210 150v20a12 12 0 0 1-12 12h-24M126 182h-24a12 12 0 0 1-12-12v-20"></path>
            </svg>
            <p>{move || t("camera-hint")}</p>
        </div>
    }
}

/// Reads codes until one is an invitation, or the picture is gone.
async fn look(video: JsValue, joining: Joining, scan: Scan, alive: RwSignal<()>) {
    let Some(camera) = Camera::open(&video).await else {
        scan.without.try_set(true);
        return;
    };
    while alive.try_get_untracked().is_some() {
        let read = camera.read(&video).await;
        let is_new = |text: &String| {
            alive.try_get_untracked().is_some() && scan.seen.get_untracked() != *text
        };
        if let Some(text) = read.filter(is_new) {
            let origin = window().location().origin().unwrap_or_default();
            scan.seen.set(text.clone());
            match scanned(&text, &origin) {
                Some(code) => joining.ask(code),
                None => joining.step.set(Step::Code(Some(t("camera-other")))),
            }
        }
        timer::sleep(LOOK_MS).await;
    }
}
