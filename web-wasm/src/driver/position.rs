//! Where the device is, if its person allows it (Geolocation API). Looked up by name, as
//! in [`super::platform`].

use crate::prelude::window;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::platform::method;

/// Asks once; "latitude longitude altitude accuracy", or nothing when there is no way to
/// know or the person refuses.
pub async fn now() -> Option<String> {
    let places = Reflect::get(&window().navigator(), &"geolocation".into()).ok()?;
    let ask = method(&places, "getCurrentPosition")?;
    let mut asked = |found: Function, refused: Function| {
        // What it throws counts as a refusal.
        if ask.call2(&places, &found, &refused).is_err() {
            let _ = refused.call0(&JsValue::NULL);
        }
    };
    let found = JsFuture::from(Promise::new(&mut asked)).await.ok()?;
    let coordinates = Reflect::get(&found, &"coords".into()).ok()?;
    let number = |name: &str| {
        let value = Reflect::get(&coordinates, &name.into()).ok()?;
        value.as_f64()
    };
    let (latitude, longitude) = (number("latitude")?, number("longitude")?);
    let altitude = number("altitude").unwrap_or_default();
    let accuracy = number("accuracy").unwrap_or_default();
    Some(format!("{latitude} {longitude} {altitude} {accuracy}"))
}
