//! A look-for: levels with bars and words, the chosen one explained, and the entries that
//! show it.

use leptos::prelude::*;
use rounds_forms::{Kind, Level};
use rounds_sync_core::doc::{Edit, Value};

use super::dialog::Sheet;
use super::icon::Icon;
use super::radio::{Choice, RadioGroup};
use crate::i18n::{locale, t, tr};
use crate::state::open_note::{OpenNote, open_note, text_of};

/// One look-for of the form.
#[component]
pub fn Rating(
    /// Its field.
    field: String,
) -> impl IntoView {
    let note = open_note();
    let (levels, needs_evidence) = scale_of(note, &field);
    let field = StoredValue::new(field);
    let label = Memo::new(move |_| field.with_value(|field| note.label(field)));
    let register = Memo::new(move |_| field.with_value(|field| note.store.register(field)));
    let chosen = Memo::new(move |_| {
        register.with(|register| {
            if register.is_conflict() {
                None
            } else {
                text_of(register)
            }
        })
    });
    let linked = Memo::new(move |_| field.with_value(|field| linked_entries(note, field)));
    let choose = move |level: String| {
        let value = (chosen.get_untracked().as_ref() != Some(&level)).then_some(Value::Text(level));
        note.store.edit_one(Edit::Set {
            field: field.get_value(),
            value,
        });
    };
    let count = levels.len();
    let choices = levels.iter().enumerate().map(|(at, level)| {
        let label = level.label.clone();
        // The lowest level fills no bar, the highest all three.
        let filled = (at * 3).checked_div(count.saturating_sub(1)).unwrap_or(0);
        Choice::new(level.id.to_string(), move || {
            label.get(locale().code()).to_owned()
        })
        .lead(move || view! { <Bars filled=filled/> })
    });
    let choices: Vec<Choice> = choices.collect();
    let columns = format!("lvl lvl-{count}");
    let stored = StoredValue::new(levels);
    let description = move || {
        let level = chosen.get()?;
        stored.with_value(|levels| {
            let level = levels.iter().find(|known| known.id == *level.as_str())?;
            Some(level.descriptor.as_ref()?.get(locale().code()).to_owned())
        })
    };
    let open = RwSignal::new(false);
    let asks = move || {
        let rated = chosen.get().is_some_and(|level| !is_absent(stored, &level));
        needs_evidence && rated && linked.with(Vec::is_empty)
    };
    let link_text = move || {
        if asks() {
            t("link-what-you-saw")
        } else {
            tr("entries-linked", &[("n", linked.with(Vec::len).into())])
        }
    };
    view! {
        <section class="rub">
            <h3>{move || label.get()}</h3>
            <RadioGroup name=label choices=choices chosen=chosen on_choose=choose
                class=columns arrows_choose=false/>
            <Show when=move || register.with(|register| register.is_conflict())>
                <p class="chip warn"><Icon name="merge"/>{move || t("two-answers-short")}</p>
            </Show>
            {move || description().map(|text| view! { <p class="ds small">{text}</p> })}
            <Show when=move || !linked.with(Vec::is_empty) || chosen.get().is_some()>
                <button type="button" class="lk" on:click=move |_| open.set(true)>
                    <Icon name="link" class="s"/>
                    {link_text}
                </button>
            </Show>
            <Sheet open=open title=label>
                <LinkList field=field/>
            </Sheet>
        </section>
    }
}

/// The levels of a rating, and whether they ask for linked entries.
fn scale_of(note: OpenNote, field: &str) -> (Vec<Level>, bool) {
    let form = note.form.get_untracked();
    match form
        .as_ref()
        .and_then(|form| form.field(field))
        .map(|field| &field.kind)
    {
        Some(Kind::Rating {
            levels,
            needs_evidence,
        }) => (levels.clone(), *needs_evidence),
        _ => (Vec::new(), false),
    }
}

fn is_absent(levels: StoredValue<Vec<Level>>, id: &str) -> bool {
    levels.with_value(|levels| levels.iter().any(|level| level.id == *id && level.absent))
}

/// Linked entries that are not deleted, followed.
fn linked_entries(note: OpenNote, field: &str) -> Vec<String> {
    let linked = note
        .store
        .links
        .with(|links| links.get(field).cloned().unwrap_or_default());
    note.store.entries.with(|entries| {
        let live = |id: &String| entries.get(id).is_some_and(|entry| !entry.deleted);
        linked.into_iter().filter(live).collect()
    })
}

#[component]
fn Bars(filled: usize) -> impl IntoView {
    view! { <span class=format!("gl g{filled}") aria-hidden="true"><u></u><u></u><u></u></span> }
}

/// The entries of the evidence log, to tick.
#[component]
fn LinkList(field: StoredValue<String>) -> impl IntoView {
    let note = open_note();
    let log = note
        .plan
        .with_untracked(|plan| plan.log.clone())
        .unwrap_or_default();
    let row = move |id: String| {
        let entry = note
            .store
            .entries
            .with_untracked(|entries| entries.get(&id).cloned());
        let text = entry.map(|entry| entry.text.clone()).unwrap_or_default();
        let key = id.clone();
        let ticked = move || {
            note.store.links.with(|links| {
                field.with_value(|field| links.get(field).is_some_and(|ids| ids.contains(&key)))
            })
        };
        let toggle = move |event: leptos::ev::Event| {
            let edit = Edit::Link {
                field: field.get_value(),
                entry: id.clone(),
                on: event_target_checked(&event),
            };
            note.store.edit_one(edit);
        };
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=ticked on:change=toggle/>
                <span class="grow">{text}</span>
            </label>
        }
    };
    let ids = note.store.entry_ids(&log);
    let empty = ids.is_empty();
    view! {
        <div class="ticks">{ids.into_iter().map(row).collect_view()}</div>
        {empty.then(|| view! { <p class="t-2">{move || t("no-entries-body")}</p> })}
    }
}
