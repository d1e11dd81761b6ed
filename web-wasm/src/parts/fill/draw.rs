//! Signatures and drawings: lines under a pointer. Who cannot draw chooses a picture.

use crate::prelude::*;
use js_sys::{Function, Reflect};
use leptos::ev::PointerEvent;
use leptos::html;
use rounds_forms::xform::fill::show::FileLook;
use wasm_bindgen::prelude::*;

use super::Ask;
use super::file::choosing;
use crate::i18n::t;

/// Size of the picture; on the screen it is as wide as there is room.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 240;

const PEN: f64 = 3.0;

/// Whether a file is made by drawing.
pub(super) fn is_drawn(look: FileLook) -> bool {
    matches!(look, FileLook::Signature | FileLook::Drawing)
}

/// The area to draw in.
pub(super) fn view(ask: Ask) -> AnyView {
    let canvas = NodeRef::<html::Canvas>::new();
    let drawing = RwSignal::new(false);
    let begin = move |event: PointerEvent| {
        event.prevent_default();
        drawing.set(true);
        if let Some(pen) = Pen::of(canvas, ask) {
            let (x, y) = pen.spot(&event);
            pen.call("beginPath", &[]);
            pen.call("moveTo", &[x, y]);
        }
    };
    let go = move |event: PointerEvent| {
        if !drawing.get_untracked() {
            return;
        }
        if let Some(pen) = Pen::of(canvas, ask) {
            let (x, y) = pen.spot(&event);
            pen.call("lineTo", &[x, y]);
            pen.call("stroke", &[]);
        }
    };
    let end = move |_: PointerEvent| {
        if drawing.get_untracked() {
            drawing.set(false);
            keep(canvas, ask);
        }
    };
    let clear = move |_| {
        if let Some(pen) = Pen::of(canvas, ask) {
            pen.call(
                "clearRect",
                &[0.0, 0.0, f64::from(WIDTH), f64::from(HEIGHT)],
            );
        }
        ask.form.hold(ask.place, None);
        ask.set("");
    };
    view! {
        <canvas node_ref=canvas class="draw" width=WIDTH.to_string() height=HEIGHT.to_string()
            role="img" aria-label=move || ask.label() aria-describedby=ask.described()
            on:pointerdown=begin on:pointermove=go on:pointerup=end on:pointerleave=end></canvas>
        <div class="row sm wrap">
            <button type="button" class="btn quiet" on:click=clear>{move || t("fill-clear")}</button>
        </div>
        {choosing(ask, "image/*", "image", "fill-picture", None)}
    }
    .into_any()
}

/// The pen of a canvas, by name: one canvas is no reason to bind all of its interface.
struct Pen {
    canvas: web_sys::HtmlElement,
    context: JsValue,
}

impl Pen {
    fn of(canvas: NodeRef<html::Canvas>, ask: Ask) -> Option<Self> {
        if ask.state.with_untracked(|state| state.readonly) {
            return None;
        }
        let canvas: web_sys::HtmlElement = canvas.get_untracked()?.unchecked_into();
        let get: Function = Reflect::get(&canvas, &"getContext".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let context = get.call1(&canvas, &"2d".into()).ok()?;
        for (name, value) in [
            ("lineWidth", JsValue::from_f64(PEN)),
            ("lineCap", "round".into()),
        ] {
            Reflect::set(&context, &name.into(), &value).ok()?;
        }
        Some(Self { canvas, context })
    }

    fn call(&self, name: &str, numbers: &[f64]) {
        let method = Reflect::get(&self.context, &name.into());
        let method = method
            .ok()
            .and_then(|method| method.dyn_into::<Function>().ok());
        let numbers: js_sys::Array = numbers
            .iter()
            .map(|number| JsValue::from_f64(*number))
            .collect();
        // A context has these methods.
        let _ = method.map(|method| method.apply(&self.context, &numbers));
    }

    /// Where a pointer is in the picture.
    fn spot(&self, event: &PointerEvent) -> (f64, f64) {
        let scale = f64::from(WIDTH) / f64::from(self.canvas.client_width().max(1));
        (
            f64::from(event.offset_x()) * scale,
            f64::from(event.offset_y()) * scale,
        )
    }
}

/// Makes a picture of what was drawn, and the answer.
fn keep(canvas: NodeRef<html::Canvas>, ask: Ask) {
    let Some(canvas) = canvas.get_untracked() else {
        return;
    };
    let canvas: JsValue = canvas.into();
    let make = Reflect::get(&canvas, &"toBlob".into()).ok();
    let Some(make) = make.and_then(|make| make.dyn_into::<Function>().ok()) else {
        return;
    };
    let made = Closure::once_into_js(move |blob: JsValue| {
        if let Ok(blob) = blob.dyn_into::<web_sys::Blob>() {
            ask.form.hold(ask.place, Some(blob));
            let name = format!("{}.png", ask.id());
            ask.set("");
            ask.set(&name);
        }
    });
    let _ = make.call1(&canvas, &made);
}
