//! Counts, look-fors and wonderings: side by side with the log on wide screens, docked
//! under tabs when held upright, in a sheet on phones.

use crate::prelude::*;
use leptos::html;
use rounds_sync_core::doc::{Edit, EntryDraft};
use rounds_sync_core::time::Timestamp;

use super::dialog::Sheet;
use super::entry::delete_with_undo;
use super::icon::Icon;
use super::rating::Rating;
use super::tally::Tally;
use super::text_field::TextField;
use crate::driver::timer::now_ms;
use crate::i18n::{t, tr};
use crate::model::splice::Splice;
use crate::state::Layout;
use crate::state::open_note::{OpenNote, open_note};

/// The tools of a form, in the order of the tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tool {
    Counts,
    LookFors,
    Wonderings,
}

impl Tool {
    const ALL: [Self; 3] = [Self::Counts, Self::LookFors, Self::Wonderings];

    const fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::LookFors => "look-fors",
            Self::Wonderings => "wonderings",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Counts => "tally",
            Self::LookFors => "chart",
            Self::Wonderings => "wonder",
        }
    }

    /// Whether the form has it, followed.
    fn is_in(self, note: OpenNote) -> bool {
        note.plan.with(|plan| match self {
            Self::Counts => !plan.counts.is_empty(),
            Self::LookFors => !plan.ratings.is_empty(),
            Self::Wonderings => plan.wonderings.is_some(),
        })
    }

    fn view(self) -> AnyView {
        match self {
            Self::Counts => view! { <Counts/> }.into_any(),
            Self::LookFors => view! { <LookFors/> }.into_any(),
            Self::Wonderings => view! { <Wonderings/> }.into_any(),
        }
    }
}

/// The tools beside or below the log.
#[component]
pub fn Tools() -> impl IntoView {
    let note = open_note();
    let tools = Memo::new(move |_| {
        Tool::ALL
            .into_iter()
            .filter(|tool| tool.is_in(note))
            .collect::<Vec<_>>()
    });
    let layout = note.app.layout;
    let body = move || match layout.get() {
        Layout::Landscape => tools
            .get()
            .into_iter()
            .map(Tool::view)
            .collect_view()
            .into_any(),
        Layout::Portrait => view! { <Docked tools=tools/> }.into_any(),
        Layout::Phone => view! { <InSheets tools=tools/> }.into_any(),
    };
    view! {
        <Show when=move || !tools.with(Vec::is_empty)>
            <aside class="tools" aria-label=move || t("tools-name")>{body}</aside>
        </Show>
    }
}

#[component]
fn Docked(tools: Memo<Vec<Tool>>) -> impl IntoView {
    let chosen = RwSignal::new(tools.with_untracked(|tools| tools.first().copied()));
    let shown = move || {
        chosen
            .get()
            .filter(|tool| tools.with(|tools| tools.contains(tool)))
    };
    view! {
        <Tabs tools=tools chosen=Signal::derive(shown) on_choose=move |tool| chosen.set(Some(tool))/>
        <div class="tool-panel" role="tabpanel" aria-label=move || shown().map(|tool| t(tool.name()))>
            {move || shown().map(Tool::view)}
        </div>
    }
}

#[component]
fn InSheets(tools: Memo<Vec<Tool>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(Tool::Counts);
    let choose = move |tool| {
        chosen.set(tool);
        open.set(true);
    };
    let shown = move || open.get().then(|| chosen.get());
    let title = Signal::derive(move || t(chosen.get().name()));
    view! {
        <Tabs tools=tools chosen=Signal::derive(shown) on_choose=choose/>
        <Sheet open=open title=title>{move || chosen.get().view()}</Sheet>
    }
}

#[component]
fn Tabs(
    tools: Memo<Vec<Tool>>,
    #[prop(into)] chosen: Signal<Option<Tool>>,
    #[prop(into)] on_choose: Callback<Tool>,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let step: isize = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        event.prevent_default();
        super::radio::move_focus(list, step, |_| {});
    };
    let tab = move |(at, tool): (usize, Tool)| {
        let is_chosen = move || chosen.get() == Some(tool);
        let is_stop = move || is_chosen() || (chosen.get().is_none() && at == 0);
        view! {
            <button
                type="button"
                role="tab"
                data-tool=tool.name()
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                tabindex=move || if is_stop() { "0" } else { "-1" }
                on:click=move |_| on_choose.run(tool)
            >
                <Icon name=tool.icon() class="s"/>
                {move || t(tool.name())}
            </button>
        }
    };
    view! {
        <div node_ref=list class="tabs" role="tablist" aria-label=move || t("tools") on:keydown=on_key>
            {move || tools.get().into_iter().enumerate().map(tab).collect_view()}
        </div>
    }
}

/// Begins a wondering, wherever the wonderings are: beside the log, or behind a tab.
pub fn begin_wondering() {
    if !click("[data-tool=wonderings]") {
        click(".add-wondering");
        return;
    }
    // The panel behind the tab is there after the next paint.
    request_animation_frame(|| {
        request_animation_frame(|| {
            click(".add-wondering");
        });
    });
}

fn click(selector: &str) -> bool {
    use wasm_bindgen::JsCast as _;
    let found = document().query_selector(selector).ok().flatten();
    let Some(found) = found else { return false };
    found.unchecked_into::<web_sys::HtmlElement>().click();
    true
}

#[component]
fn Counts() -> impl IntoView {
    let note = open_note();
    let tiles = move || {
        let fields = note.plan.with(|plan| plan.counts.clone());
        fields
            .into_iter()
            .map(|field| view! { <Tally field=field/> })
            .collect_view()
    };
    view! {
        <section class="counts">
            <h2>{move || t("counts")}</h2>
            <div class="tls">{tiles}</div>
        </section>
    }
}

#[component]
fn LookFors() -> impl IntoView {
    let note = open_note();
    let rated = move || {
        let fields = note.plan.with(|plan| plan.ratings.clone());
        let done = fields
            .iter()
            .filter(|field| !note.store.register(field).0.is_empty())
            .count();
        tr("rated", &[("n", done.into()), ("of", fields.len().into())])
    };
    let cards = move || {
        let fields = note.plan.with(|plan| plan.ratings.clone());
        fields
            .into_iter()
            .map(|field| view! { <Rating field=field/> })
            .collect_view()
    };
    view! {
        <section class="rubs">
            <div class="hd"><h2>{move || t("look-fors")}</h2><span class="cap t-2">{rated}</span></div>
            {cards}
        </section>
    }
}

/// Questions of the observer, kept apart from the evidence.
#[component]
fn Wonderings() -> impl IntoView {
    let note = open_note();
    let log = move || {
        note.plan
            .with(|plan| plan.wonderings.clone())
            .unwrap_or_default()
    };
    let ids = Memo::new(move |_| note.store.entry_ids(&log()));
    let add = move |_| {
        let now = now_ms();
        let draft = EntryDraft {
            field: note
                .plan
                .with_untracked(|plan| plan.wonderings.clone())
                .unwrap_or_default(),
            at: Timestamp(now),
            elapsed_ms: note.timer.get_untracked().map(|timer| timer.elapsed(now)),
            who: None,
            mode: None,
            text: String::new(),
            tags: std::collections::BTreeSet::new(),
        };
        note.store.edit_one(Edit::AddEntry(draft));
    };
    view! {
        <section class="wonderings">
            <h2>{move || t("wonderings")}</h2>
            <ul class="wons">
                <For each=move || ids.get() key=Clone::clone let:id>
                    <Wondering id=id/>
                </For>
            </ul>
            <button type="button" class="btn add-wondering" on:click=add>
                <Icon name="plus"/>
                {move || t("add-wondering")}
            </button>
        </section>
    }
}

#[component]
fn Wondering(id: String) -> impl IntoView {
    let note = open_note();
    let key = StoredValue::new(id);
    let text = Memo::new(move |_| {
        key.with_value(|id| {
            note.store
                .entries
                .with(|all| all.get(id).map(|entry| entry.text.clone()))
        })
        .unwrap_or_default()
    });
    let mine = key.with_value(|id| {
        let by = note
            .store
            .entries
            .with_untracked(|all| all.get(id).map(|entry| entry.by));
        by == note.app.person()
    });
    if !mine {
        return view! { <li><p class="tx">{move || text.get()}</p></li> }.into_any();
    }
    let fresh = text.with_untracked(String::is_empty);
    let change = move |splice: Splice| {
        let text = text.with_untracked(|text| splice.apply(text));
        note.store.edit_one(Edit::EntryText {
            id: key.get_value(),
            text,
        });
    };
    // An empty one that is left was not meant.
    let leave = move |()| {
        if text.with_untracked(|text| text.trim().is_empty()) {
            note.store.edit_one(Edit::EntryDeleted {
                id: key.get_value(),
                deleted: true,
            });
        }
    };
    view! {
        <li class="row sm">
            <div class="grow">
                <TextField value=text on_splice=change name=Signal::derive(|| t("wondering-text"))
                    focus=fresh on_leave=leave/>
            </div>
            <button type="button" class="ib" aria-label=move || t("delete-wondering")
                on:click=move |_| key.with_value(|id| delete_with_undo(note, id))>
                <Icon name="trash" class="s"/>
            </button>
        </li>
    }
    .into_any()
}
