//! The camera and the browser's own reader of QR codes, where it has both
//! (`getUserMedia`, `BarcodeDetector`). Looked up by name, as in [`super::platform`].

use crate::prelude::window;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::platform::{method, promised};

/// A camera that runs; it stops when dropped.
#[derive(Debug)]
pub struct Camera {
    stream: JsValue,
    detector: JsValue,
}

/// Whether this browser can show its camera and read codes in what it sees.
#[must_use]
pub fn can_scan() -> bool {
    devices().is_some() && reader().is_some()
}

fn devices() -> Option<JsValue> {
    let devices = Reflect::get(&window().navigator(), &"mediaDevices".into()).ok()?;
    method(&devices, "getUserMedia").map(|_| devices)
}

fn reader() -> Option<Function> {
    method(&window(), "BarcodeDetector")
}

fn object(name: &str, value: &JsValue) -> Option<Object> {
    let object = Object::new();
    Reflect::set(&object, &name.into(), value).ok()?;
    Some(object)
}

impl Camera {
    /// Asks for the camera at the back and shows it in `video`; `None` when there is
    /// none or the person refuses.
    pub async fn open(video: &JsValue) -> Option<Self> {
        let formats = object("formats", &Array::of1(&"qr_code".into()))?;
        let detector = Reflect::construct(&reader()?, &Array::of1(&formats)).ok()?;
        let back = object("facingMode", &"environment".into())?;
        let wanted = object("video", &back)?;
        let asked = promised(&devices()?, "getUserMedia", &wanted)?;
        let stream = JsFuture::from(asked).await.ok()?;
        let camera = Self { stream, detector };
        Reflect::set(video, &"srcObject".into(), &camera.stream).ok()?;
        Some(camera)
    }

    /// The text of a code that is in the picture now.
    pub async fn read(&self, video: &JsValue) -> Option<String> {
        let found: Promise = promised(&self.detector, "detect", video)?;
        let found: Array = JsFuture::from(found).await.ok()?.dyn_into().ok()?;
        Reflect::get(&found.get(0), &"rawValue".into())
            .ok()?
            .as_string()
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        let tracks = method(&self.stream, "getTracks")
            .and_then(|tracks| tracks.call0(&self.stream).ok())
            .and_then(|tracks| tracks.dyn_into::<Array>().ok());
        for track in tracks.iter().flat_map(|tracks| tracks.iter()) {
            if let Some(stop) = method(&track, "stop") {
                let _ = stop.call0(&track);
            }
        }
    }
}
