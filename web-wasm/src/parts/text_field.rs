//! A text that several people may write in at once, over a real text box.
//!
//! What is typed is grouped for 300 ms into one change, and flushed at once when the box
//! or the page loses the focus. What others write appears around the caret. While a word
//! is being composed, the box is not touched.

use crate::prelude::*;
use leptos::ev;
use leptos::html;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlTextAreaElement;

use crate::driver::timer::{self, Timer};
use crate::model::splice::Splice;

/// Milliseconds for which keystrokes are gathered into one change.
const GROUP_MS: i32 = 300;

/// The box and what it knows.
#[derive(Clone, Copy)]
struct Field {
    element: NodeRef<html::Textarea>,
    /// The document's text.
    value: Signal<String>,
    /// The document's text when the box was last in step with it.
    base: StoredValue<String>,
    /// What stands in the box.
    typed: StoredValue<String>,
    composing: StoredValue<bool>,
    timer: LocalValue<Option<Timer>>,
    on_splice: Callback<Splice>,
}

/// A growing text box over a text of a document.
#[component]
pub fn TextField(
    /// The document's text.
    #[prop(into)]
    value: Signal<String>,
    /// Changes the document's text; must have changed `value` when it returns.
    #[prop(into)]
    on_splice: Callback<Splice>,
    /// The box's id, for its label.
    #[prop(optional, into)]
    id: String,
    /// Its accessible name, where no label stands beside it.
    #[prop(optional, into)]
    name: Option<Signal<String>>,
    /// Whether Enter makes a new line.
    #[prop(default = true)]
    multiline: bool,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    focus: bool,
    /// Called when it loses the focus, after the last words were handed over.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// Ids of what describes it.
    #[prop(optional, into)]
    described: String,
) -> impl IntoView {
    let field = Field::new(value, on_splice, focus);
    let leave = move || {
        field.flush();
        if let Some(on_leave) = on_leave {
            on_leave.run(());
        }
    };
    view! {
        <textarea
            node_ref=field.element
            class="in ta-in"
            id=id
            rows=if multiline { "2" } else { "1" }
            aria-label=move || name.map(|name| name.get())
            aria-describedby=(!described.is_empty()).then_some(described)
            on:input=move |_| field.typed()
            on:compositionstart=move |_| field.composing.set_value(true)
            on:compositionend=move |_| field.composed()
            on:blur=move |_| leave()
            on:keydown=move |event| field.key(&event, multiline)
        ></textarea>
    }
}

impl Field {
    /// In step with the document, and following it from now on.
    fn new(value: Signal<String>, on_splice: Callback<Splice>, focus: bool) -> Self {
        let text = value.get_untracked();
        let field = Self {
            element: NodeRef::new(),
            value,
            base: StoredValue::new(text.clone()),
            typed: StoredValue::new(text.clone()),
            composing: StoredValue::new(false),
            timer: LocalValue::new_local(None),
            on_splice,
        };
        field.element.on_load(move |element| {
            element.set_value(&text);
            if focus {
                let _ = element.focus();
            }
        });
        Effect::new(move |_| field.follow(&value.get()));
        field.flush_when_hidden();
        field
    }

    /// Escape leaves the box, and Enter where it makes no line.
    fn key(self, event: &ev::KeyboardEvent, multiline: bool) {
        let ends = event.key() == "Escape"
            || event.key() == "Enter" && (!multiline || event.ctrl_key() || event.meta_key());
        if ends && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            self.blur();
        }
    }

    /// The end of a composed word.
    fn composed(self) {
        self.composing.set_value(false);
        self.typed();
        self.flush();
    }

    /// A keystroke: remembers it, and plans the change.
    fn typed(self) {
        if let Some(element) = self.element.get_untracked() {
            self.typed.set_value(element.value());
        }
        if self.composing.get_value() {
            return;
        }
        self.timer.update_value(|timer| {
            if timer.is_none() {
                *timer = Some(timer::after(GROUP_MS, move || {
                    self.flush();
                }));
            }
        });
    }

    /// Hands what was typed to the document.
    fn flush(self) {
        // The component may be gone when a late timer fires.
        if self.timer.try_set_value(None).is_some() || self.composing.get_value() {
            return;
        }
        let (base, typed) = (self.base.get_value(), self.typed.get_value());
        let Some(mut splice) = Splice::between(&base, &typed) else {
            return;
        };
        let now = self.value.get_untracked();
        if let Some(others) = Splice::between(&base, &now) {
            splice = splice.rebase(&others);
        }
        self.base.set_value(now);
        self.on_splice.run(splice);
        self.show(&self.value.get_untracked());
    }

    /// The document changed: by our own hand, or by others.
    fn follow(self, now: &str) {
        let base = self.base.get_value();
        if base == now || self.composing.get_value() {
            return;
        }
        if self.typed.get_value() == base {
            self.show(now);
        } else {
            self.flush();
        }
    }

    /// Puts the document's text into the box, with the caret where it was in the words.
    fn show(self, now: &str) {
        self.base.set_value(now.to_owned());
        let typed = self.typed.get_value();
        let Some(change) = Splice::between(&typed, now) else {
            return;
        };
        self.typed.set_value(now.to_owned());
        let Some(element) = self.element.get_untracked() else {
            return;
        };
        let carry = |position: Option<u32>| {
            position.map_or(0, |position| change.carry(position as usize) as u32)
        };
        let start = carry(element.selection_start().ok().flatten());
        let end = carry(element.selection_end().ok().flatten());
        element.set_value(now);
        if has_focus(&element) {
            let _ = element.set_selection_range(start, end);
        }
    }

    fn blur(self) {
        if let Some(element) = self.element.get_untracked() {
            let _ = element.blur();
        }
    }

    /// A page may be killed as soon as it is hidden.
    fn flush_when_hidden(self) {
        let hide = window_event_listener(ev::pagehide, move |_| self.flush());
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                self.flush();
            }
        });
        on_cleanup(move || {
            hide.remove();
            hidden.remove();
            self.flush();
        });
    }
}

fn has_focus(element: &HtmlTextAreaElement) -> bool {
    let active = document().active_element();
    active.is_some_and(|active| active == *element.unchecked_ref::<web_sys::Element>())
}
