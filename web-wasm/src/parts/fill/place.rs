//! Places: taken from the device, one by one for lines and areas, or typed.

use crate::prelude::*;
use rounds_forms::xform::fill::show::PlaceLook;
use wasm_bindgen_futures::spawn_local;

use super::Ask;
use super::text::move_if_locked;
use crate::driver::position;
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;

/// What is taken so far, a button for more, and a box to type it.
pub(super) fn view(ask: Ask, look: PlaceLook) -> AnyView {
    move_if_locked(ask, move || taking(ask, look))
}

fn taking(ask: Ask, look: PlaceLook) -> AnyView {
    // Points of a line that is too short to be an answer.
    let begun = RwSignal::new(String::new());
    let looking = RwSignal::new(false);
    let so_far = move || match ask.value() {
        value if value.is_empty() => begun.get(),
        value => value,
    };
    let keep = move |points: &str| {
        let answer = answer(look, points);
        if ask.form.fits(ask.place, &answer) {
            begun.set(String::new());
            ask.set(&answer);
        } else {
            begun.set(points.to_owned());
        }
    };
    let take = move |_| {
        looking.set(true);
        spawn_local(async move {
            let found = position::now().await;
            looking.set(false);
            match found {
                Some(point) if look == PlaceLook::Point => keep(&point),
                Some(point) => keep(&added(look, &untrack(so_far), &point)),
                None => ask.unfit.set(Some(t("fill-no-position"))),
            }
        });
    };
    let typed = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        if ask.form.fits(ask.place, &typed) {
            begun.set(String::new());
            ask.set(&typed);
        } else {
            ask.unfit.set(Some(t("fill-position")));
        }
    };
    let clear = move |_| {
        begun.set(String::new());
        ask.set("");
    };
    let words = move || match (looking.get(), look) {
        (true, _) => t("fill-looking"),
        (false, PlaceLook::Point) => t("fill-take-position"),
        (false, _) => t("fill-add-position"),
    };
    let count = move || {
        let points = points(look, &so_far()).len();
        (look != PlaceLook::Point).then(|| tr("fill-points", &[("n", points.into())]))
    };
    view! {
        <input class="in num" id=ask.id() autocomplete="off" prop:value=so_far
            placeholder=move || t("fill-position-example") aria-label=move || ask.label()
            aria-describedby=ask.described() on:change=typed/>
        <div class="row sm wrap">
            <button type="button" class="btn" on:click=take><Icon name="pin"/>{words}</button>
            <button type="button" class="btn quiet" on:click=clear>{move || t("fill-clear")}</button>
            <span class="small t-2" role="status">{count}</span>
        </div>
    }
    .into_any()
}

/// The points of an answer; an area's last one closes it and is no point of its own.
fn points(look: PlaceLook, answer: &str) -> Vec<&str> {
    let all = answer
        .split(';')
        .map(str::trim)
        .filter(|point| !point.is_empty());
    let mut all: Vec<&str> = all.collect();
    let closed = all.len() > 1 && all.first() == all.last();
    if look == PlaceLook::Area && closed {
        all.pop();
    }
    all
}

/// One more point.
fn added(look: PlaceLook, so_far: &str, point: &str) -> String {
    let mut all = points(look, so_far);
    all.push(point);
    all.join(";")
}

/// The answer that points are: an area ends where it began.
fn answer(look: PlaceLook, so_far: &str) -> String {
    let mut all = points(look, so_far);
    if look == PlaceLook::Area
        && let Some(first) = all.first().copied()
    {
        all.push(first);
    }
    all.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_ends_where_it_began() {
        let mut so_far = String::new();
        for point in ["1 1", "1 2", "2 2"] {
            so_far = added(PlaceLook::Area, &so_far, point);
        }
        assert_eq!(answer(PlaceLook::Area, &so_far), "1 1;1 2;2 2;1 1");
        let more = added(PlaceLook::Area, "1 1;1 2;2 2;1 1", "2 1");
        assert_eq!(answer(PlaceLook::Area, &more), "1 1;1 2;2 2;2 1;1 1");
        assert_eq!(answer(PlaceLook::Line, "1 1;1 2"), "1 1;1 2");
    }
}
