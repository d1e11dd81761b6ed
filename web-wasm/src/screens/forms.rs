//! Forms: the library, and a file of one's own; each can be tried, and nothing of that is
//! stored.

mod own;
mod tried;

use crate::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::i18n::{t, tr};
use crate::parts::empty::OpeningBars;
use crate::parts::frame::{Bar, Current, Frame};
use crate::parts::icon::Icon;
use crate::parts::title::Title;
use crate::state::fill::library::{self, Listed, NotOpen, said};

use own::OwnForm;
pub use tried::TryScreen;

/// `/forms`
#[component]
pub fn FormsScreen() -> impl IntoView {
    let found = RwSignal::new(None::<Result<Vec<Listed>, NotOpen>>);
    let load = move || {
        found.set(None);
        spawn_local(async move {
            let listed = library::listed().await;
            found.try_set(Some(listed));
        });
    };
    load();
    let list = move || match found.get() {
        None => view! { <OpeningBars/> }.into_any(),
        Some(Ok(forms)) => {
            let cards = forms.into_iter().map(card).collect_view();
            view! { <ul class="fcards">{cards}</ul> }.into_any()
        }
        Some(Err(why)) => not_open(&why, Callback::new(move |()| load())),
    };
    let heading = view! {
        <Title text=Signal::derive(|| t("nav-forms")) class="h"/>
        <span class="sub">{move || t("forms-sub")}</span>
    }
    .into_any();
    view! {
        <Frame current=Current::Forms space=Signal::derive(|| None)>
            <Bar heading=heading back=("/visits".to_owned(), "back-to-visits")/>
            <main class="page forms" tabindex="-1" id="main">
                <OwnForm/>
                <section aria-labelledby="lib">
                    <div class="hd"><h2 id="lib">{move || t("forms-library")}</h2></div>
                    {list}
                </section>
            </main>
        </Frame>
    }
}

/// A form: what it is for, how long it is, and the way to it.
fn card(form: Listed) -> AnyView {
    let form = StoredValue::new(form);
    let name = move || form.with_value(|form| said(&form.name));
    let about = move || form.with_value(|form| said(&form.about));
    let facts = move || {
        form.with_value(|form| {
            let questions = tr(
                "forms-questions",
                &[("n", u64::from(form.questions).into())],
            );
            let minutes = form
                .minutes
                .map(|n| tr("forms-minutes", &[("n", u64::from(n).into())]));
            let languages = form.languages.join(", ");
            let all = [Some(questions), minutes, Some(languages)];
            let all: Vec<String> = all.into_iter().flatten().collect();
            all.join(" · ")
        })
    };
    let parts = move || form.with_value(|form| said(&form.parts).join(" · "));
    let href = form.with_value(|form| format!("/forms/{}/try", form.id));
    let link = move || tr("forms-try-named", &[("form", name().into())]);
    view! {
        <li class="card">
            <h3>{name}</h3>
            <p class="small">{about}</p>
            <p class="cap t-2">{facts}</p>
            <p class="cap t-2">{parts}</p>
            <a class="btn soft" href=href aria-label=link>
                <Icon name="eye"/>
                {move || t("forms-try")}
            </a>
        </li>
    }
    .into_any()
}

/// Why a form is not here, and what can be done.
fn not_open(why: &NotOpen, retry: Callback<()>) -> AnyView {
    let (title, body) = match why {
        NotOpen::NeedsNetwork => (t("forms-not-here"), t("needs-net")),
        NotOpen::Refused(said) => (t("forms-not-open"), said.clone()),
        NotOpen::Unknown | NotOpen::Problems(_) => (t("forms-not-open"), t("forms-unknown")),
    };
    view! {
        <div class="em card" role="status">
            <span class="ei"><Icon name="form" class="l"/></span>
            <h2 class="h3">{title}</h2>
            <p class="small t-2">{body}</p>
            <button type="button" class="btn soft" on:click=move |_| retry.run(())>
                {move || t("try-again")}
            </button>
        </div>
    }
    .into_any()
}
