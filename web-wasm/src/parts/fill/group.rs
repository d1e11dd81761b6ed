//! Groups and repeats: what stands below a place, in order.

use crate::prelude::*;
use rounds_forms::xform::fill::show::{Part, Place, Repeated};

use super::question;
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::state::fill::{FillState, bring_back};

/// The piece at a place.
pub(super) fn piece(form: FillState, place: Place) -> AnyView {
    match form.part(place.piece) {
        Part::Question(_) => question::view(form, place),
        Part::Group { .. } => group(form, place),
        Part::Repeat(kind) => repeat(form, place, kind),
        Part::Instance => below(form, place),
        Part::Hidden => ().into_any(),
    }
}

/// What stands below a place; only what comes or goes is drawn again.
pub(super) fn below(form: FillState, place: Place) -> AnyView {
    let children = Memo::new(move |_| form.children(place));
    listed(form, children)
}

/// Places, each drawn once for as long as it is there.
pub(super) fn listed(form: FillState, places: Memo<Vec<Place>>) -> AnyView {
    view! {
        <For each=move || places.get() key=|place| *place children=move |place| piece(form, place)/>
    }
    .into_any()
}

fn group(form: FillState, place: Place) -> AnyView {
    let texts = Memo::new(move |_| form.texts(place));
    let label = move || texts.with(|texts| texts.label.clone());
    let named = Memo::new(move |_| !label().is_empty());
    let id = format!("g{}-{}", place.piece, place.at);
    let heading = {
        let id = id.clone();
        move || {
            named
                .get()
                .then(|| view! { <h2 id=id.clone()>{label}</h2> })
        }
    };
    let hint = move || texts.with(|texts| texts.hint.clone());
    view! {
        <section class="fgroup" role=move || if named.get() { "group" } else { "none" }
            aria-labelledby=move || named.get().then(|| id.clone())>
            {heading}
            <p class="hint">{hint}</p>
            <div class="fqs">{below(form, place)}</div>
        </section>
    }
    .into_any()
}

/// Instances with a number each, and a button for one more.
fn repeat(form: FillState, place: Place, kind: Repeated) -> AnyView {
    let texts = Memo::new(move |_| form.texts(place));
    let label = move || texts.with(|texts| texts.label.clone());
    let instances = Memo::new(move |_| form.children(place));
    let free = form.may_change(place);
    let taken = RwSignal::new(None::<Vec<(String, String)>>);
    let undo = move |_| {
        if let Some(answers) = taken.get_untracked() {
            taken.set(None);
            bring_back(form, place, &answers);
        }
    };
    let add = move |_| {
        taken.set(None);
        form.add(place);
    };
    let words = match kind {
        Repeated::Plain => "fill-add",
        Repeated::Cards => "fill-add-card",
        Repeated::Wonderings => "fill-add-wondering",
        Repeated::Evidence => "fill-add-entry",
    };
    let add_name = move || {
        tr(
            "fill-for",
            &[("what", t(words).into()), ("label", label().into())],
        )
    };
    let id = format!("g{}-{}", place.piece, place.at);
    let class = if kind == Repeated::Plain {
        "fgroup frep"
    } else {
        "fgroup frep flog"
    };
    let row = move |at: Place| instance(form, place, at, instances, taken, free);
    view! {
        <section class=class role="group" aria-labelledby=id>
            <h2 id=id.clone()>{label}</h2>
            <ol class="fins">
                <For each=move || instances.get() key=|at| *at children=row/>
            </ol>
            <div role="status">
                <Show when=move || taken.with(Option::is_some)>
                    <p class="ban neutral">
                        <span class="grow">{move || t("fill-removed")}</span>
                        <button type="button" class="btn quiet" on:click=undo>{move || t("undo")}</button>
                    </p>
                </Show>
            </div>
            {free.then(|| view! {
                <button type="button" class="btn soft" aria-label=add_name on:click=add>
                    <Icon name="plus"/>
                    {move || t(words)}
                </button>
            })}
        </section>
    }
    .into_any()
}

fn instance(
    form: FillState,
    repeat: Place,
    at: Place,
    instances: Memo<Vec<Place>>,
    taken: RwSignal<Option<Vec<(String, String)>>>,
    free: bool,
) -> AnyView {
    let number = move || {
        instances
            .with(|all| all.iter().position(|one| *one == at))
            .unwrap_or_default()
            + 1
    };
    let own = Memo::new(move |_| form.texts(at).label);
    let around = Memo::new(move |_| form.texts(repeat).label);
    let words = match form.part(repeat.piece) {
        Part::Repeat(Repeated::Evidence) => Some("fill-entry-n"),
        Part::Repeat(Repeated::Wonderings) => Some("fill-wondering-n"),
        Part::Repeat(Repeated::Cards) => Some("fill-card-n"),
        _ => None,
    };
    let title = move || {
        let label = own.with(|own| match own.is_empty() {
            true => around.get(),
            false => own.clone(),
        });
        let args = [("n", number().into()), ("label", label.into())];
        tr(words.unwrap_or("fill-instance"), &args)
    };
    let remove = move |_| taken.set(Some(form.remove(at)));
    let name = move || tr("fill-remove", &[("label", title().into())]);
    view! {
        <li class="fin">
            <div class="fin-hd">
                <h3>{title}</h3>
                {free.then(|| view! {
                    <button type="button" class="ib" aria-label=name on:click=remove><Icon name="trash"/></button>
                })}
            </div>
            <div class="fqs">{below(form, at)}</div>
        </li>
    }
    .into_any()
}
