//! A form of one's own: a spreadsheet or a file of another tool, chosen or dropped here,
//! read by the server, and then tried or told what is wrong with it.

use crate::prelude::*;
use leptos::ev::DragEvent;
use leptos::html;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::router::use_navigate;
use crate::state::fill::library::{self, FileProblem, NotOpen, OWN};

/// What the server reads.
const KINDS: &str = ".xlsx,.xls,.csv,.md,.xml,.json";

/// What became of the file.
#[derive(Debug, Clone, PartialEq)]
enum Read {
    Nothing,
    Reading(String),
    Not(String, NotOpen),
}

/// The place for the file, and what is wrong with it.
#[component]
pub(super) fn OwnForm() -> impl IntoView {
    let app = crate::state::app();
    let navigate = use_navigate();
    let input = NodeRef::<html::Input>::new();
    let state = RwSignal::new(Read::Nothing);
    let take = move |files: Option<web_sys::FileList>| {
        let Some(file) = files.and_then(|files| files.get(0)) else {
            return;
        };
        let name = file.name();
        state.set(Read::Reading(name.clone()));
        spawn_local(async move {
            let bytes = JsFuture::from(file.array_buffer()).await;
            let bytes = bytes.map(|bytes| js_sys::Uint8Array::new(&bytes).to_vec());
            match library::read(app, &name, &bytes.unwrap_or_default()).await {
                Ok(_) => {
                    if state.try_set(Read::Nothing).is_none() {
                        navigate(&format!("/forms/{OWN}/try"));
                    }
                }
                Err(why) => {
                    state.try_set(Read::Not(name, why));
                }
            }
        });
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            take(input.files());
            input.set_value("");
        }
    };
    let over = RwSignal::new(false);
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <section class="card drop" class:over=move || over.get() aria-labelledby="own"
            on:dragover=move |event: DragEvent| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false) on:drop=dropped>
            <div class="grow">
                <h2 id="own">{move || t("forms-own")}</h2>
                <p class="small t-2">{move || t("forms-own-body")}</p>
            </div>
            <button type="button" class="btn" on:click=open>
                <Icon name="upload"/>
                {move || t("forms-choose")}
            </button>
            <input node_ref=input type="file" accept=KINDS hidden on:change=chosen/>
            <div class="said" role="status">{move || told(state.get())}</div>
        </section>
    }
}

fn told(state: Read) -> AnyView {
    let (name, why) = match state {
        Read::Nothing => return ().into_any(),
        Read::Reading(name) => {
            let words = tr("forms-reading", &[("file", name.into())]);
            return view! { <p class="small t-2">{words}</p> }.into_any();
        }
        Read::Not(name, why) => (name, why),
    };
    match why {
        NotOpen::NeedsNetwork => view! { <p class="small">{t("needs-net")}</p> }.into_any(),
        NotOpen::Refused(said) => view! { <p class="small">{said}</p> }.into_any(),
        NotOpen::Unknown => view! { <p class="small">{t("forms-unknown")}</p> }.into_any(),
        NotOpen::Problems(all) => problems(name, all),
    }
}

/// What is wrong, with its place in the file.
fn problems(name: String, all: Vec<FileProblem>) -> AnyView {
    let title = tr(
        "forms-problems",
        &[("n", all.len().into()), ("file", name.into())],
    );
    let row = |problem: FileProblem| {
        view! {
            <tr>
                <td>{problem.sheet}</td>
                <td class="num">{problem.row.to_string()}</td>
                <td>{problem.column}</td>
                <td>{problem.message}</td>
            </tr>
        }
    };
    let head = |id: &'static str| view! { <th scope="col">{t(id)}</th> };
    view! {
        <div class="probs" tabindex="0" role="region" aria-label=title>
            <table>
                <caption class="strong">{title.clone()}</caption>
                <thead><tr>
                    {head("forms-sheet")}{head("forms-row")}{head("forms-column")}{head("forms-problem")}
                </tr></thead>
                <tbody>{all.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
