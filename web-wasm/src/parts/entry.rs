//! One entry: its time, who it is about, its words as the largest thing, and quietly how
//! it is known and its tags. Tapping one's own words edits them in place.

use std::sync::Arc;

use crate::prelude::*;
use rounds_sync_core::doc::{Edit, EntryView};

use super::composer::{entry_clock, look};
use super::dialog::Sheet;
use super::icon::Icon;
use super::people::{initials, name_of};
use super::text_field::TextField;
use crate::i18n::{locale, t, tr};
use crate::model::splice::Splice;
use crate::model::when;
use crate::state::open_note::{open_note, option_label, text_of};

mod menu;

use menu::EntryMenu;
pub use menu::delete_with_undo;

/// An entry of the evidence log.
#[component]
pub fn EntryRow(
    /// The entry.
    id: String,
) -> impl IntoView {
    let note = open_note();
    let row = note.store.entry(&id);
    let key = StoredValue::new(id);
    let entry: Memo<Option<Arc<EntryView>>> = Memo::new(move |_| row.get());
    let who = Memo::new(move |_| entry.with(|entry| text_of(&entry.as_ref()?.who)));
    let disc = move || {
        let look = look(who.get().unwrap_or_default().as_str());
        view! { <span class=format!("disc {}", look.class)><Icon name=look.icon/></span> }
    };
    let clock = Memo::new(move |_| {
        entry.with(|entry| {
            entry
                .as_ref()
                .map(|entry| entry_clock(entry.at))
                .unwrap_or_default()
        })
    });
    let elapsed = move || {
        entry
            .with(|entry| entry.as_ref().and_then(|entry| entry.elapsed_ms))
            .map(when::elapsed)
    };
    let mine = Memo::new(move |_| {
        entry.with(|entry| entry.as_ref().map(|entry| entry.by)) == note.app.person()
    });
    let name = move || tr("entry-more", &[("time", clock.get().into())]);
    view! {
        <div class="ev" role="listitem">
            <div class="tm num"><b>{move || clock.get()}</b><span>{elapsed}</span></div>
            {disc}
            <div class="grow">
                <EntryText entry=entry mine=mine/>
                <EntryMeta entry=entry mine=mine/>
            </div>
            <button type="button" class="ib" aria-label=name
                on:click=move |_| note.menu.set(Some(key.get_value()))>
                <Icon name="more"/>
            </button>
        </div>
    }
}

/// The menu of whichever entry asked for it: one sheet for the whole log.
#[component]
pub fn EntrySheet() -> impl IntoView {
    let note = open_note();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(note.menu.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && note.menu.with_untracked(Option::is_some) {
            note.menu.set(None);
        }
    });
    let entry: Memo<Option<Arc<EntryView>>> = Memo::new(move |_| {
        let id = note.menu.get()?;
        note.store.entries.with(|entries| entries.get(&id).cloned())
    });
    let mine = Memo::new(move |_| {
        entry.with(|entry| entry.as_ref().map(|entry| entry.by)) == note.app.person()
    });
    let title = Signal::derive(move || {
        let at = entry.with(|entry| entry.as_ref().map(|entry| entry_clock(entry.at)));
        tr("entry-at", &[("time", at.unwrap_or_default().into())])
    });
    view! {
        <Sheet open=open title=title small=true>
            <EntryMenu entry=entry mine=mine open=open/>
        </Sheet>
    }
}

/// The words; a button for their author, because a tap edits them.
#[component]
fn EntryText(entry: Memo<Option<Arc<EntryView>>>, mine: Memo<bool>) -> impl IntoView {
    let note = open_note();
    let editing = RwSignal::new(false);
    let text = Memo::new(move |_| {
        entry.with(|entry| {
            entry
                .as_ref()
                .map(|entry| entry.text.clone())
                .unwrap_or_default()
        })
    });
    let change = move |splice: Splice| {
        let Some(id) = entry.with_untracked(|entry| entry.as_ref().map(|e| e.id.clone())) else {
            return;
        };
        let text = text.with_untracked(|text| splice.apply(text));
        note.store.edit_one(Edit::EntryText { id, text });
    };
    let words = move || {
        if mine.get() {
            view! {
                <button type="button" class="tx tx-edit" on:click=move |_| editing.set(true)>
                    {move || text.get()}
                </button>
            }
            .into_any()
        } else {
            view! { <p class="tx">{move || text.get()}</p> }.into_any()
        }
    };
    view! {
        <Show when=move || editing.get() fallback=words>
            <TextField value=text on_splice=change name=Signal::derive(|| t("entry-text"))
                focus=true on_leave=move |()| editing.set(false)/>
        </Show>
    }
}

#[component]
fn EntryMeta(entry: Memo<Option<Arc<EntryView>>>, mine: Memo<bool>) -> impl IntoView {
    let note = open_note();
    let line = move || {
        let entry = entry.get()?;
        let log = note.main_log()?;
        let who = text_of(&entry.who).map(|who| option_label(&log.who, &who));
        let mode = text_of(&entry.mode).map(|mode| option_label(&log.modes, &mode));
        let parts: Vec<String> = who.into_iter().chain(mode).collect();
        let tags = entry.tags.iter().map(|tag| {
            let label = option_label(&log.tags, tag);
            view! { <span class="tag"><Icon name="tag"/>{label}</span> }
        });
        let author = (!mine.get()).then(|| {
            let name = name_of(note.visit.get().as_deref(), entry.by);
            let spoken = tr("written-by", &[("name", name.as_str().into())]);
            view! {
                <span class="by-other">
                    <span aria-hidden="true">{initials(&name)}</span>
                    <span class="vh">{spoken}</span>
                </span>
            }
        });
        Some(view! {
            <p class="mt" lang=locale().tag()>
                {author}
                {parts.join(" · ")}
                {tags.collect_view()}
            </p>
        })
    };
    view! { {line} }
}
