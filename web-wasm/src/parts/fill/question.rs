//! A question: label, hint, control, and what is wrong with the answer, said once the
//! question was left.

use crate::prelude::*;
use rounds_forms::xform::fill::show::{Kind, Part, Place, RangeLook, Selecting};
use wasm_bindgen::JsCast as _;

use super::Ask;
use super::{choose, count, draw, file, links, moment, order, place, range, search, text};
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::state::fill::FillState;

/// The question at a place.
pub(super) fn view(form: FillState, place: Place) -> AnyView {
    let Part::Question(kind) = form.part(place.piece) else {
        return ().into_any();
    };
    let ask = Ask {
        form,
        place,
        texts: Memo::new(move |_| form.texts(place)),
        state: Memo::new(move |_| form.state(place)),
        unfit: RwSignal::new(None),
    };
    // These say what they are themselves.
    match kind {
        Kind::Counter => return count::view(ask),
        Kind::Note => return note(ask),
        _ => {}
    }
    let left = RwSignal::new(form.was_left(place));
    let leave = move |event: leptos::ev::FocusEvent| {
        let here = event
            .current_target()
            .and_then(|it| it.dyn_into::<web_sys::Node>().ok());
        let to = event
            .related_target()
            .and_then(|it| it.dyn_into::<web_sys::Node>().ok());
        // From one part of the question to another it is not left.
        if !here.is_some_and(|here| here.contains(to.as_ref())) {
            form.leave(place);
            left.set(true);
        }
    };
    let id = ask.id();
    let trouble = Memo::new(move |_| ask.trouble(left.get()));
    view! {
        <div class=class(kind) id=format!("{id}-q") class:bad=move || trouble.with(Option::is_some)
            on:focusout=leave>
            {head(ask, kind)}
            <p class="hint" id=format!("{id}-h")>{move || ask.texts.with(|texts| texts.hint.clone())}</p>
            {control(ask, kind)}
            {apart(ask)}
            <p class="err" id=format!("{id}-e")>
                {move || trouble.get().map(|words| view! { <Icon name="alert" class="xs"/><span>{words}</span> })}
            </p>
        </div>
    }
    .into_any()
}

/// Answers that were given apart, to choose among.
fn apart(ask: Ask) -> impl IntoView {
    let form = ask.form;
    let answers = Memo::new(move |_| {
        form.apart
            .with(|all| all.get(&ask.place).cloned().unwrap_or_default())
    });
    let button = move |value: String| {
        let words = form.words(ask.place, &value);
        let name = tr("use-value", &[("value", words.into())]);
        let choose = move |_| form.choose(ask.place, &value);
        view! { <button type="button" class="btn" on:click=choose>{name}</button> }
    };
    view! {
        <Show when=move || !answers.with(Vec::is_empty)>
            <div class="ban warn apart" role="group" aria-label=move || t("fill-apart")>
                <Icon name="merge"/>
                <p class="grow">{move || t("fill-apart")}</p>
                {move || answers.get().into_iter().map(button).collect_view()}
            </div>
        </Show>
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Rubric => "qn rubric",
        Kind::Timer { .. } => "qn timed",
        Kind::Links => "qn links",
        _ => "qn",
    }
}

/// The label: of one control its `label`, else the name of the group is said by it.
fn head(ask: Ask, kind: Kind) -> AnyView {
    let words = move || ask.label();
    let required = move || {
        let is = ask.state.with(|state| state.required);
        is.then(|| view! { <span class="rq">{t("fill-required")}</span> })
    };
    // Its button says what it is.
    if kind == Kind::Links {
        return ().into_any();
    }
    let label = if has_one_control(kind) {
        view! { <label class="lbl" for=ask.id()>{words}</label> }.into_any()
    } else {
        view! { <span class="lbl">{words}</span> }.into_any()
    };
    view! { <p class="qh">{label}" "{required}</p> }.into_any()
}

fn has_one_control(kind: Kind) -> bool {
    match kind {
        Kind::Text { .. } | Kind::Number { .. } => true,
        Kind::One(Selecting::Menu) => true,
        Kind::Range(span) => span.look != RangeLook::Stars,
        Kind::Moment { look, .. } => moment::is_one(look),
        _ => false,
    }
}

fn control(ask: Ask, kind: Kind) -> AnyView {
    match kind {
        Kind::Text {
            multiline,
            web,
            digits,
        } => text::words(ask, multiline, web, digits),
        Kind::Number { whole } => text::number(ask, whole),
        Kind::One(Selecting::Menu) => choose::menu(ask),
        Kind::One(Selecting::Search) => search::view(ask, false),
        Kind::One(look) => choose::one(ask, look),
        Kind::Many(Selecting::Search) => search::view(ask, true),
        Kind::Many(look) => choose::many(ask, look),
        Kind::Rubric => choose::rubric(ask),
        Kind::Agree => choose::agree(ask),
        Kind::Rank => order::view(ask),
        Kind::Range(span) => range::view(ask, span),
        Kind::Moment { look, tap } => moment::view(ask, look, tap),
        Kind::Timer { minutes } => count::timer(ask, minutes),
        Kind::Place(look) => place::view(ask, look),
        Kind::File(_) if !ask.form.takes_files() => no_file(),
        Kind::File(look) if draw::is_drawn(look) => draw::view(ask),
        Kind::File(look) => file::view(ask, look),
        Kind::Links => links::view(ask),
        Kind::Counter | Kind::Note => ().into_any(),
    }
}

/// Better none than one that is lost.
fn no_file() -> AnyView {
    view! { <p class="ban neutral"><Icon name="info"/>{move || t("fill-no-file")}</p> }.into_any()
}

/// Words to read.
fn note(ask: Ask) -> AnyView {
    let is_focus = ask.has_word("rounds-focus");
    let shown = move || match is_focus {
        true => ask.form.focus_of_inquiry(),
        false => ask.value(),
    };
    let hint = move || ask.texts.with(|texts| texts.hint.clone());
    view! {
        <div class="qn fnote" id=format!("{}-q", ask.id())>
            <p class="pre">{move || ask.label()}</p>
            <p class="hint">{hint}</p>
            <p class="strong">{move || shown()}</p>
        </div>
    }
    .into_any()
}
