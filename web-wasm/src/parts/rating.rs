//! A look-for: levels with bars and words, the chosen one explained, and the entries that
//! show it.

use crate::prelude::*;
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
    let scale = StoredValue::new(Scale::of(note, field));
    let label = Memo::new(move |_| scale.with_value(|scale| note.label(&scale.field)));
    let register = Memo::new(move |_| scale.with_value(|scale| note.store.register(&scale.field)));
    let chosen = Memo::new(move |_| {
        register.with(|register| {
            if register.is_conflict() {
                None
            } else {
                text_of(register)
            }
        })
    });
    // Choosing the chosen level again clears it.
    let choose = move |level: String| {
        let value = (chosen.get_untracked().as_ref() != Some(&level)).then_some(Value::Text(level));
        note.store.edit_one(Edit::Set {
            field: scale.with_value(|scale| scale.field.clone()),
            value,
        });
    };
    let choices = scale.with_value(Scale::choices);
    let columns = format!("lvl lvl-{}", choices.len());
    let description = move || {
        let text = scale.with_value(|scale| scale.description(&chosen.get()?))?;
        Some(view! { <p class="ds small">{text}</p> })
    };
    view! {
        <section class="rub">
            <h3>{move || label.get()}</h3>
            <RadioGroup name=label choices=choices chosen=chosen on_choose=choose
                class=columns arrows_choose=false/>
            <Show when=move || register.with(|register| register.is_conflict())>
                <p class="chip warn"><Icon name="merge"/>{move || t("two-answers-short")}</p>
            </Show>
            {description}
            <Linked scale=scale label=label chosen=chosen/>
        </section>
    }
}

/// The button to the entries that show the level, and their sheet.
#[component]
fn Linked(
    scale: StoredValue<Scale>,
    label: Memo<String>,
    chosen: Memo<Option<String>>,
) -> impl IntoView {
    let note = open_note();
    let field = StoredValue::new(scale.with_value(|scale| scale.field.clone()));
    let linked = Memo::new(move |_| field.with_value(|field| linked_entries(note, field)));
    let open = RwSignal::new(false);
    let text = move || {
        let asks = chosen
            .get()
            .is_some_and(|level| scale.with_value(|scale| scale.asks_for_evidence(&level)));
        if asks && linked.with(Vec::is_empty) {
            t("link-what-you-saw")
        } else {
            tr("entries-linked", &[("n", linked.with(Vec::len).into())])
        }
    };
    view! {
        <Show when=move || !linked.with(Vec::is_empty) || chosen.get().is_some()>
            <button type="button" class="lk" on:click=move |_| open.set(true)>
                <Icon name="link" class="s"/>
                {text}
            </button>
        </Show>
        <Sheet open=open title=label>
            <LinkList field=field/>
        </Sheet>
    }
}

/// What the form says about a look-for.
#[derive(Debug, Clone)]
struct Scale {
    field: String,
    levels: Vec<Level>,
    needs_evidence: bool,
}

impl Scale {
    fn of(note: OpenNote, field: String) -> Self {
        let form = note.form.get_untracked();
        let kind = form
            .as_ref()
            .and_then(|form| form.field(&field))
            .map(|field| &field.kind);
        let (levels, needs_evidence) = match kind {
            Some(Kind::Rating {
                levels,
                needs_evidence,
            }) => (levels.clone(), *needs_evidence),
            _ => (Vec::new(), false),
        };
        Self {
            field,
            levels,
            needs_evidence,
        }
    }

    fn choices(&self) -> Vec<Choice> {
        let steps = self.levels.len().saturating_sub(1);
        let choice = |(at, level): (usize, &Level)| {
            let label = level.label.clone();
            // The lowest level fills no bar, the highest all three.
            let filled = (at * 3).checked_div(steps).unwrap_or(0);
            Choice::new(level.id.to_string(), move || {
                label.get(locale().code()).to_owned()
            })
            .lead(move || view! { <Bars filled=filled/> })
        };
        self.levels.iter().enumerate().map(choice).collect()
    }

    fn level(&self, id: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.id == *id)
    }

    fn description(&self, id: &str) -> Option<String> {
        let text = self.level(id)?.descriptor.as_ref()?;
        Some(text.get(locale().code()).to_owned())
    }

    /// Whether the form wants to know what shows this level.
    fn asks_for_evidence(&self, id: &str) -> bool {
        self.needs_evidence && self.level(id).is_none_or(|level| !level.absent)
    }
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

/// Three bars, so many of them filled.
#[component]
pub fn Bars(
    /// How many.
    filled: usize,
) -> impl IntoView {
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
