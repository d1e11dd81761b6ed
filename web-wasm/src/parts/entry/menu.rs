//! What can be done with an entry: who, how, tags, look-fors, wonderings, delete. Others'
//! entries can be linked, and are otherwise their author's.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::prelude::*;
use rounds_sync_core::doc::{Edit, EntryDraft, EntryView};

use crate::i18n::{locale, t};
use crate::parts::icon::Icon;
use crate::parts::radio::{Choice, RadioGroup};
use crate::state::open_note::{OpenNote, open_note, text_of};
use crate::state::undo::Undo;

#[component]
pub(super) fn EntryMenu(
    entry: Memo<Option<Arc<EntryView>>>,
    mine: Memo<bool>,
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Show when=move || mine.get()>
            <WhoAndMode entry=entry/>
            <Tags entry=entry/>
        </Show>
        <Links entry=entry/>
        <Show when=move || mine.get()>
            <Moves entry=entry open=open/>
        </Show>
        <Show when=move || !mine.get()>
            <p class="small t-2">{move || t("entry-of-other")}</p>
        </Show>
    }
}

fn options(from: &[rounds_forms::Choice]) -> Vec<Choice> {
    from.iter()
        .map(|option| {
            let label = option.label.clone();
            Choice::new(option.id.to_string(), move || {
                label.get(locale().code()).to_owned()
            })
        })
        .collect()
}

#[component]
fn WhoAndMode(entry: Memo<Option<Arc<EntryView>>>) -> impl IntoView {
    let note = open_note();
    let Some(log) = note.main_log() else {
        return ().into_any();
    };
    let (who, modes) = (options(&log.who), options(&log.modes));
    let id = move || entry.with_untracked(|entry| entry.as_ref().map(|entry| entry.id.clone()));
    let chosen_who = move || entry.with(|entry| text_of(&entry.as_ref()?.who));
    let chosen_mode = move || entry.with(|entry| text_of(&entry.as_ref()?.mode));
    let set_who = move |who: String| {
        if let Some(id) = id() {
            note.store.edit_one(Edit::EntryWho { id, who });
        }
    };
    let set_mode = move |mode: String| {
        if let Some(id) = id() {
            note.store.edit_one(Edit::EntryMode { id, mode });
        }
    };
    view! {
        {(!who.is_empty()).then(|| view! {
            <h3 class="lbl">{move || t("who-or-what")}</h3>
            <RadioGroup name=Signal::derive(|| t("who-or-what")) choices=who
                chosen=Signal::derive(chosen_who) on_choose=set_who class="modes"/>
        })}
        {(!modes.is_empty()).then(|| view! {
            <h3 class="lbl">{move || t("how-you-know")}</h3>
            <RadioGroup name=Signal::derive(|| t("how-you-know")) choices=modes
                chosen=Signal::derive(chosen_mode) on_choose=set_mode class="modes"/>
        })}
    }
    .into_any()
}

#[component]
fn Tags(entry: Memo<Option<Arc<EntryView>>>) -> impl IntoView {
    let note = open_note();
    let tags = note.main_log().map(|log| log.tags).unwrap_or_default();
    let row = move |option: rounds_forms::Choice| {
        let (id, label) = (option.id.to_string(), option.label);
        let key = id.clone();
        let on = move || entry.with(|entry| entry.as_ref().is_some_and(|e| e.tags.contains(&key)));
        let toggle = move |event: leptos::ev::Event| {
            let entry = entry.with_untracked(|entry| entry.as_ref().map(|entry| entry.id.clone()));
            if let Some(entry) = entry {
                let on = event_target_checked(&event);
                note.store.edit_one(Edit::EntryTag {
                    id: entry,
                    tag: id.clone(),
                    on,
                });
            }
        };
        tick(
            on,
            toggle,
            Signal::derive(move || label.get(locale().code()).to_owned()),
        )
    };
    (!tags.is_empty()).then(|| {
        view! {
            <h3 class="lbl">{move || t("tags-title")}</h3>
            <div class="ticks">{tags.into_iter().map(row).collect_view()}</div>
        }
    })
}

#[component]
fn Links(entry: Memo<Option<Arc<EntryView>>>) -> impl IntoView {
    let note = open_note();
    let ratings = note.plan.with_untracked(|plan| plan.ratings.clone());
    let row = move |field: String| {
        let key = field.clone();
        let name = field.clone();
        let on = move || {
            let id = entry.with(|entry| entry.as_ref().map(|entry| entry.id.clone()));
            note.store.links.with(|links| {
                links
                    .get(&key)
                    .zip(id)
                    .is_some_and(|(ids, id)| ids.contains(&id))
            })
        };
        let toggle = move |event: leptos::ev::Event| {
            let id = entry.with_untracked(|entry| entry.as_ref().map(|entry| entry.id.clone()));
            if let Some(entry) = id {
                let on = event_target_checked(&event);
                note.store.edit_one(Edit::Link {
                    field: field.clone(),
                    entry,
                    on,
                });
            }
        };
        tick(on, toggle, Signal::derive(move || note.label(&name)))
    };
    (!ratings.is_empty()).then(|| {
        view! {
            <h3 class="lbl">{move || t("link-to-look-for")}</h3>
            <div class="ticks">{ratings.into_iter().map(row).collect_view()}</div>
        }
    })
}

/// A line with a box to tick.
fn tick(
    on: impl Fn() -> bool + Send + Sync + 'static,
    toggle: impl Fn(leptos::ev::Event) + Send + Sync + 'static,
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <label class="tick">
            <input type="checkbox" prop:checked=on on:change=toggle/>
            <span class="grow">{move || label.get()}</span>
        </label>
    }
}

#[component]
fn Moves(entry: Memo<Option<Arc<EntryView>>>, open: RwSignal<bool>) -> impl IntoView {
    let note = open_note();
    let wonderings = note.plan.with_untracked(|plan| plan.wonderings.clone());
    let delete = move |_| {
        if let Some(entry) = entry.get_untracked() {
            open.set(false);
            delete_with_undo(note, &entry.id);
        }
    };
    let to_wonderings = wonderings.map(|field| {
        let go = move |_| {
            if let Some(entry) = entry.get_untracked() {
                open.set(false);
                move_to(note, &entry, field.clone());
            }
        };
        view! {
            <button type="button" class="btn block" on:click=go>
                <Icon name="wonder"/>
                {move || t("move-to-wonderings")}
            </button>
        }
    });
    view! {
        <div class="col menu-acts">
            {to_wonderings}
            <button type="button" class="btn danger block" on:click=delete>
                <Icon name="trash"/>
                {move || t("delete")}
            </button>
        </div>
    }
}

/// Deletes an entry; the toast takes it back.
pub fn delete_with_undo(note: OpenNote, id: &str) {
    let deleted = |deleted| Edit::EntryDeleted {
        id: id.to_owned(),
        deleted,
    };
    note.store.edit_one(deleted(true));
    let (doc, edit) = (note.store.doc, deleted(false));
    note.app.say_undo(t("entry-deleted"), Undo { doc, edit });
}

/// Puts the words into another log: as one change, so that they are never in both.
fn move_to(note: OpenNote, entry: &EntryView, field: String) {
    let draft = EntryDraft {
        field,
        at: entry.at,
        elapsed_ms: entry.elapsed_ms,
        who: None,
        mode: None,
        text: entry.text.clone(),
        tags: BTreeSet::new(),
    };
    let edits = vec![
        Edit::AddEntry(draft),
        Edit::EntryDeleted {
            id: entry.id.clone(),
            deleted: true,
        },
    ];
    note.store.edit(edits);
    note.app.say(t("moved-to-wonderings"));
}
