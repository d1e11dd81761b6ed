//! Choices put in order: dragged by their handle, or moved by arrows.

use crate::prelude::*;
use leptos::ev;
use leptos::html;
use rounds_forms::xform::fill::show;
use wasm_bindgen::JsCast as _;

use super::Ask;
use super::choose::choices;
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;

/// The choices in their order. Before anything was moved it is the form's, and no answer.
pub(super) fn view(ask: Ask) -> AnyView {
    let choices = choices(ask);
    let list = NodeRef::<html::Ol>::new();
    let dragged = RwSignal::new(None::<String>);
    let said = RwSignal::new(String::new());
    let order = Memo::new(move |_| {
        let value = ask.value();
        let all: Vec<String> =
            choices.with(|all| all.iter().map(|one| one.value.clone()).collect());
        let mut order: Vec<String> = value.split(' ').map(str::to_owned).collect();
        order.retain(|one| all.contains(one));
        order.extend(
            all.into_iter()
                .filter(|one| !value.split(' ').any(|old| old == one)),
        );
        order
    });
    let place = move |value: &str, to: usize| {
        let mut now = order.get_untracked();
        let Some(from) = now.iter().position(|one| one == value) else {
            return;
        };
        let to = to.min(now.len().saturating_sub(1));
        let moved = now.remove(from);
        now.insert(to, moved);
        ask.set(&now.join(" "));
        let label = label_of(choices, value);
        said.set(tr(
            "fill-rank-now",
            &[("label", label.into()), ("n", (to + 1).into())],
        ));
        focus(list, value);
    };
    let end = window_event_listener(ev::pointerup, move |_| dragged.set(None));
    let drag = window_event_listener(ev::pointermove, move |event: ev::PointerEvent| {
        let Some(value) = dragged.get_untracked() else {
            return;
        };
        if let Some(to) = row_at(list, f64::from(event.client_y())) {
            let from = order.with_untracked(|now| now.iter().position(|one| *one == value));
            if from != Some(to) {
                place(&value, to);
            }
        }
    });
    on_cleanup(move || {
        end.remove();
        drag.remove();
    });
    let row = move |value: String| row(ask, choices, order, dragged, value, place);
    view! {
        <p class="hint" id=format!("{}-how", ask.id())>
            {move || t(if ask.value().is_empty() { "fill-rank-open" } else { "fill-rank-how" })}
        </p>
        <ol node_ref=list class="rank" aria-label=move || ask.label() aria-describedby=ask.described()>
            <For each=move || order.get() key=|value| value.clone() children=row/>
        </ol>
        <p class="vh" role="status">{move || said.get()}</p>
    }
    .into_any()
}

fn row(
    ask: Ask,
    choices: Memo<Vec<show::Choice>>,
    order: Memo<Vec<String>>,
    dragged: RwSignal<Option<String>>,
    value: String,
    place: impl Fn(&str, usize) + Copy + Send + Sync + 'static,
) -> AnyView {
    let value = StoredValue::new(value);
    let label = move || value.with_value(|value| label_of(choices, value));
    let at = move || {
        let found = |order: &Vec<String>| {
            value.with_value(|value| order.iter().position(|one| one == value))
        };
        order.with(found).unwrap_or_default()
    };
    let to = move |by: isize| {
        let next = (at() as isize + by).max(0) as usize;
        value.with_value(|value| place(value, next));
    };
    let key = move |event: ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => -1,
            "ArrowDown" => 1,
            _ => return,
        };
        event.prevent_default();
        to(by);
    };
    let name = move || {
        let count = order.with(Vec::len);
        let args = [("n", (at() + 1).into()), ("of", count.into())];
        tr("fill-rank-item", &args)
    };
    let take = move |event: ev::PointerEvent| {
        event.prevent_default();
        dragged.set(Some(value.get_value()));
    };
    let is_dragged =
        move || dragged.with(|one| value.with_value(|value| one.as_ref() == Some(value)));
    let up = move || tr("fill-rank-up", &[("label", label().into())]);
    let down = move || tr("fill-rank-down", &[("label", label().into())]);
    view! {
        <li class:drag=is_dragged data-value=value.get_value()>
            <button type="button" class="grip" aria-describedby=format!("{}-how", ask.id())
                on:keydown=key on:pointerdown=take>
                <Icon name="grip"/>
                <span class="grow">{label}<span class="vh">{name}</span></span>
            </button>
            <button type="button" class="ib" tabindex="-1" aria-label=up on:click=move |_| to(-1)>
                <Icon name="chev-u"/>
            </button>
            <button type="button" class="ib" tabindex="-1" aria-label=down on:click=move |_| to(1)>
                <Icon name="chev-d"/>
            </button>
        </li>
    }
    .into_any()
}

fn label_of(choices: Memo<Vec<show::Choice>>, value: &str) -> String {
    choices.with(|all| {
        let found = all.iter().find(|one| one.value == value);
        found.map(|one| one.label.clone()).unwrap_or_default()
    })
}

/// The row under a height of the window.
fn row_at(list: NodeRef<html::Ol>, y: f64) -> Option<usize> {
    let rows = list.get_untracked()?.children();
    (0..rows.length()).find_map(|at| {
        let rect = rows.item(at)?.get_bounding_client_rect();
        (y >= rect.top() && y < rect.bottom()).then_some(at as usize)
    })
}

/// A row that moved in the page has lost the focus.
fn focus(list: NodeRef<html::Ol>, value: &str) {
    let value = value.to_owned();
    wasm_bindgen_futures::spawn_local(async move {
        crate::driver::timer::sleep(0).await;
        let Some(list) = list.get_untracked() else {
            return;
        };
        let rows = list.children();
        let own = (0..rows.length()).filter_map(|at| rows.item(at));
        let mut own = own.filter(|row| row.get_attribute("data-value").as_deref() == Some(&value));
        let grip = own.next().and_then(|row| row.first_element_child());
        if let Some(grip) = grip {
            let _ = grip.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}
