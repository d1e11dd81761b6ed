//! Try a form: it is filled as observers fill it, and nothing is stored.

use crate::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::not_open;
use crate::i18n::t;
use crate::parts::banner::{Banners, Room};
use crate::parts::empty::OpeningBars;
use crate::parts::fill::{FillPages, FillProgress, check};
use crate::parts::frame::SkipLink;
use crate::parts::icon::Icon;
use crate::parts::radio::{Choice, RadioGroup};
use crate::parts::title::Title;
use crate::router::{use_id, use_navigate};
use crate::state::fill::FillState;
use crate::state::fill::library::{self, NotOpen};
use rounds_forms::xform::fill::Plan;

/// Languages up to which all are shown side by side.
const SIDE_BY_SIDE: usize = 3;

/// `/forms/:f/try`
#[component]
pub fn TryScreen() -> impl IntoView {
    let app = crate::state::app();
    let id = use_id::<String>(0);
    let found = RwSignal::new(None::<Result<&'static Plan, NotOpen>>);
    let load = move || {
        let Some(id) = id.get_untracked() else { return };
        found.set(None);
        spawn_local(async move {
            let opened = library::open(app, &id).await;
            found.try_set(Some(opened));
        });
    };
    load();
    move || match found.get() {
        None => around(t("forms-try"), view! { <OpeningBars/> }.into_any()),
        Some(Err(why)) => {
            let body = not_open(&why, Callback::new(move |()| load()));
            around(t("forms-try"), body)
        }
        Some(Ok(plan)) => {
            // All of it anew, with an empty record.
            let again = move |()| found.update(|_| ());
            view! { <Tried plan=plan again=again/> }.into_any()
        }
    }
}

/// The screen around what is not a form yet.
fn around(title: String, body: AnyView) -> AnyView {
    view! {
        <SkipLink/>
        <div class="try">
            <header class="bar">
                <BackToForms/>
                <div class="ttl grow"><Title text=title class="h trunc"/></div>
            </header>
            <main class="page" tabindex="-1" id="main">{body}</main>
        </div>
    }
    .into_any()
}

#[component]
fn BackToForms() -> impl IntoView {
    let navigate = use_navigate();
    view! {
        <button type="button" class="ib" aria-label=move || t("back-to-forms")
            on:click=move |_| navigate("/forms")>
            <Icon name="chev-l"/>
        </button>
    }
}

#[component]
fn Tried(plan: &'static Plan, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let app = crate::state::app();
    let form = FillState::tried(app, plan);
    let title = plan.definition().title.clone();
    let checked = move |_| {
        if !check(form) {
            app.say(t("fill-all-well"));
        }
    };
    view! {
        <SkipLink/>
        <div class="try">
            <header class="bar">
                <BackToForms/>
                <div class="ttl grow">
                    <Title text=title class="h trunc"/>
                    <span class="sub trunc">{move || t("forms-trying")}</span>
                </div>
                {languages(form)}
                <button type="button" class="btn pri" on:click=checked>
                    <Icon name="check"/>
                    {move || t("fill-check")}
                </button>
            </header>
            <Banners room=Room::Quiet/>
            <main tabindex="-1" id="main">
            <div class="ban inf told">
                <Icon name="info"/>
                <p class="grow">{move || t("forms-nothing-stored")}</p>
                <button type="button" class="btn quiet" on:click=move |_| again.run(())>{move || t("forms-again")}</button>
            </div>
            <FillProgress form=form/>
            <div class="page"><FillPages form=form/></div>
            </main>
        </div>
    }
}

/// The form's languages, where it has several.
fn languages(form: FillState) -> AnyView {
    let all = form.languages();
    if all.len() < 2 {
        return ().into_any();
    }
    let name = Signal::derive(|| t("forms-language"));
    if all.len() > SIDE_BY_SIDE {
        let option = |language: String| {
            let own = language.clone();
            let chosen = move || form.language.get() == own;
            let words = called(&language);
            view! { <option value=language prop:selected=chosen>{words}</option> }
        };
        return view! {
            <select class="in lang" aria-label=move || name.get()
                on:change=move |event| form.speak(&event_target_value(&event))>
                {all.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any();
    }
    let choice = |language: String| {
        let words = called(&language);
        Choice::new(language, move || words.clone())
    };
    let chosen = Signal::derive(move || Some(form.language.get()));
    view! {
        <RadioGroup name=name choices=all.into_iter().map(choice).collect() chosen=chosen
            on_choose=move |language: String| form.speak(&language) class="seg lang"/>
    }
    .into_any()
}

/// `Español` of `Español (es)`.
fn called(language: &str) -> String {
    let name = language.split(" (").next().unwrap_or(language);
    name.to_owned()
}
