//! What waits, what needs a person, what happened earlier.

use crate::prelude::*;
use crate::router::use_navigate;
use rounds_sync_core::access::DocKind;
use rounds_sync_core::device::{DocState, Link};
use rounds_sync_core::ids::DocId;

use crate::driver::timer::now_ms;
use crate::i18n::{locale, t, tr};
use crate::parts::badge::StateLabel;
use crate::parts::dialog::Sheet;
use crate::parts::icon::Icon;
use crate::state::summary::Summary;
use crate::state::{App, app, rescue, wall};

/// A document in one of the lists.
#[derive(Debug, Clone, PartialEq)]
struct Item {
    doc: DocId,
    title: String,
    line: String,
    state: DocState,
}

/// What a document is called in these lists.
fn title_of(app: App, doc: DocId, summary: Option<&Summary>) -> String {
    let visits = app.visits.get();
    let space = app.info(doc).map(|info| info.space);
    let view = visits
        .iter()
        .find(|visit| Some(visit.space) == space)
        .and_then(|v| v.view.clone());
    if DocId::visit(space.unwrap_or_else(|| rounds_sync_core::ids::SpaceId::from_bytes([0; 16])))
        == doc
    {
        return view
            .map(|view| view.title.clone())
            .unwrap_or_else(|| t("thing-visit"));
    }
    let stop = summary.and_then(|summary| summary.stop.clone());
    let label = stop.and_then(|stop| {
        view?
            .stops
            .iter()
            .find(|known| known.id == stop)
            .map(|stop| stop.label.clone())
    });
    label.unwrap_or_else(|| t("hallway-note"))
}

fn items(app: App, wanted: impl Fn(DocState, usize) -> bool) -> Vec<Item> {
    app.docs_rev.track();
    let Some(driver) = app.driver() else {
        return Vec::new();
    };
    let rows: Vec<_> = driver
        .device()
        .docs()
        .filter(|info| wanted(info.state, info.waiting))
        .map(|info| (info.doc, info.state, info.meta.kind))
        .collect();
    let item = |(doc, state, kind): (DocId, DocState, DocKind)| {
        let summary = app.summaries.with(|all| all.get(&doc).cloned());
        let line = match (&summary, kind) {
            (Some(note), DocKind::Note) => tr(
                "entries-counts-look-fors",
                &[
                    ("entries", note.entries.into()),
                    ("counts", note.counts.into()),
                    ("rated", note.rated.into()),
                ],
            ),
            _ => String::new(),
        };
        Item {
            doc,
            title: title_of(app, doc, summary.as_ref()),
            line,
            state,
        }
    };
    rows.into_iter().map(item).collect()
}

/// The documents of a list: a row stands for one of them, however its words change.
fn docs_of(rows: Memo<Vec<Item>>) -> Vec<DocId> {
    rows.with(|rows| rows.iter().map(|item| item.doc).collect())
}

/// What a row says now; `None` once its document has left the list.
fn item_of(rows: Memo<Vec<Item>>, doc: DocId) -> Memo<Option<Item>> {
    Memo::new(move |_| rows.with(|rows| rows.iter().find(|item| item.doc == doc).cloned()))
}

fn title_in(item: Memo<Option<Item>>) -> impl Fn() -> Option<String> + Send + Sync + 'static {
    move || item.with(|item| item.as_ref().map(|item| item.title.clone()))
}

#[component]
pub(super) fn Waiting() -> impl IntoView {
    let app = app();
    let rows = Memo::new(move |_| {
        let removed = app.link.get() == Link::Removed;
        items(app, |state, _| {
            !removed && !matches!(state, DocState::Durable | DocState::KeptForReview)
        })
    });
    let retry = move || match app.link.get() {
        Link::Offline { retry: Some(at) } => {
            app.clock.track();
            let seconds = at.0.saturating_sub(now_ms()).div_ceil(1000);
            Some(tr("tries-again", &[("n", seconds.into())]))
        }
        _ => None,
    };
    let row = move |doc: DocId| {
        let item = item_of(rows, doc);
        let state =
            move || item.with(|item| item.as_ref().map_or(DocState::Durable, |item| item.state));
        view! {
            <li>
                <Icon name="form" class="lead"/>
                <div class="grow">
                    <b>{title_in(item)}</b>
                    <p class="small t-2">{move || item.get().map(|item| item.line)}</p>
                </div>
                <StateLabel state=Signal::derive(state)/>
            </li>
        }
    };
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <section aria-labelledby="w">
                <div class="hd"><h2 id="w">{move || t("waiting")}</h2><span class="cap t-2">{retry}</span></div>
                <ul class="card flush its">
                    <For each=move || docs_of(rows) key=Clone::clone let:doc>{row(doc)}</For>
                </ul>
            </section>
        </Show>
    }
}

/// "Two answers for “Number of students”"; without the form, that there are two.
fn two_answers(app: App, doc: DocId, note: &Summary) -> String {
    let label = || {
        let space = app.info(doc)?.space;
        let view = app.visit(space)?.view?;
        let form = app.form(&view, &note.form, note.form_version)?;
        let field = form.field(note.conflicts.first()?)?;
        Some(field.label.get(locale().code()).to_owned())
    };
    label().map_or_else(
        || t("two-answers-short"),
        |field| tr("two-answers", &[("field", field.into())]),
    )
}

/// Notes with two answers, followed: which question it is, and where the note was written.
fn conflicts(app: App) -> Vec<Item> {
    app.docs_rev.track();
    app.summaries.with(|all| {
        let open = all.iter().filter(|(_, note)| !note.conflicts.is_empty());
        let item = |(doc, note): (&DocId, &Summary)| Item {
            doc: *doc,
            title: two_answers(app, *doc, note),
            line: title_of(app, *doc, Some(note)),
            state: DocState::Durable,
        };
        open.map(item).collect()
    })
}

#[component]
pub(super) fn NeedsYou() -> impl IntoView {
    let app = app();
    let conflicts = Memo::new(move |_| conflicts(app));
    let refused = Memo::new(move |_| {
        let removed = app.link.get() == Link::Removed;
        items(app, |state, _| {
            state == DocState::KeptForReview || removed && state != DocState::Durable
        })
    });
    let any =
        move || conflicts.with(|rows| !rows.is_empty()) || refused.with(|rows| !rows.is_empty());
    let navigate = use_navigate();
    let go = Callback::new(move |path: String| navigate(&path));
    let compare = move |doc: DocId| {
        let item = item_of(conflicts, doc);
        view! {
            <li>
                <Icon name="merge" class="lead"/>
                <div class="grow">
                    <b>{title_in(item)}</b>
                    <p class="small t-2">{move || item.get().map(|item| item.line)}</p>
                </div>
                <button type="button" class="btn" on:click=move |_| go.run(format!("/notes/{doc}/review"))>
                    {move || t("compare")}
                </button>
            </li>
        }
    };
    let why = RwSignal::new(false);
    let kept = move |doc: DocId| {
        let title = title_in(item_of(refused, doc));
        view! {
            <li>
                <Icon name="shield" class="lead"/>
                <div class="grow"><b>{move || t("state-review")}</b><p class="small t-2">{title}</p></div>
                <button type="button" class="btn" on:click=move |_| why.set(true)>
                    {move || t("see-why")}
                </button>
            </li>
        }
    };
    view! {
        <Show when=any>
            <section aria-labelledby="n">
                <div class="hd"><h2 id="n">{move || t("needs-you")}</h2></div>
                <ul class="card flush its">
                    <For each=move || docs_of(conflicts) key=Clone::clone let:doc>{compare(doc)}</For>
                    <For each=move || docs_of(refused) key=Clone::clone let:doc>{kept(doc)}</For>
                </ul>
            </section>
        </Show>
        <Why open=why/>
    }
}

/// Why work is kept for review, and what can be done.
#[component]
fn Why(open: RwSignal<bool>) -> impl IntoView {
    let app = app();
    view! {
        <Sheet open=open title=Signal::derive(|| t("state-review")) small=true>
            <p>
                {move || match app.link.get() {
                    Link::Removed => t("removed-body"),
                    _ => t("review-body"),
                }}
            </p>
            <div class="col menu-acts">
                <button type="button" class="btn soft block" on:click=move |_| {
                    open.set(false);
                    rescue::ask(app);
                }>
                    <Icon name="sent"/>
                    {move || t("ask-to-accept")}
                </button>
                <button type="button" class="btn block" on:click=move |_| rescue::save(app)>
                    <Icon name="download"/>
                    {move || t("export")}
                </button>
            </div>
        </Sheet>
    }
}

#[component]
pub(super) fn Earlier() -> impl IntoView {
    let app = app();
    let lines = move || {
        app.journal
            .get()
            .into_iter()
            .map(|line| {
                // A number chooses the plural.
                let what = match line.what.parse::<u64>() {
                    Ok(number) => number.into(),
                    Err(_) => line.what.as_str().into(),
                };
                let words = tr(&line.message, &[("what", what)]);
                view! { <li><span class="num t-2">{wall(line.at).clock()}</span>{words}</li> }
            })
            .collect_view()
    };
    view! {
        <section class="card">
            <h2>{move || t("earlier")}</h2>
            <ul class="er">{lines}</ul>
            <Show when=move || app.journal.with(Vec::is_empty)>
                <p class="small t-2">{move || t("nothing-earlier")}</p>
            </Show>
        </section>
    }
}
