//! Two answers to one question, written apart: both shown with equal weight, a person
//! chooses, and the choice is itself a change that history keeps.

use std::collections::BTreeSet;

use crate::prelude::*;
use leptos::html;
use rounds_forms::xform::fill::show::Choice;
use rounds_forms::{Field, Kind, Options};
use rounds_sync_core::doc::{Answer, Candidate, Edit, Value};

use crate::dates;
use crate::i18n::{locale, t, tr};
use crate::parts::icon::Icon;
use crate::parts::people::{Avatar, name_of};
use crate::state::fill::FillState;
use crate::state::open_note::{OpenNote, option_label};

/// Milliseconds around an answer within which an entry counts as written next to it.
const NEARBY_MS: u64 = 5 * 60 * 1000;

/// All fields with several answers, one at a time.
#[component]
pub(super) fn Conflicts(note: OpenNote) -> impl IntoView {
    let later = RwSignal::new(BTreeSet::<String>::new());
    let open = Memo::new(move |_| {
        note.store.answers.with(|answers| {
            let fields = answers.iter().filter_map(|(field, answer)| match answer {
                Answer::Single(register) if register.is_conflict() => Some(field.clone()),
                _ => None,
            });
            later.with(|later| {
                fields
                    .filter(|field| !later.contains(field))
                    .collect::<Vec<_>>()
            })
        })
    });
    let first = Memo::new(move |_| open.with(|open| open.first().cloned()));
    move || {
        first.get().map(|field| {
            view! { <ConflictChooser note=note field=field count=open later=later/> }
        })
    }
}

/// The value of one card, and all who wrote it.
#[derive(Debug, Clone, PartialEq)]
struct Side {
    value: Value,
    by: Candidate,
}

#[component]
fn ConflictChooser(
    note: OpenNote,
    field: String,
    count: Memo<Vec<String>>,
    later: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let key = StoredValue::new(field);
    let label = Memo::new(move |_| key.with_value(|field| note.label(field)));
    let sides = Memo::new(move |_| key.with_value(|field| sides(note, field)));
    let choose = Callback::new(move |value: Value| {
        let shown = key.with_value(|field| value_words(note, field, &value));
        note.store.edit_one(Edit::Choose {
            field: key.get_value(),
            value,
        });
        note.app
            .say(tr("answer-chosen", &[("value", shown.into())]));
    });
    let title = move || tr("two-answers", &[("field", label.get().into())]);
    view! {
        <section class="cf" aria-label=title>
            <div class="cfh">
                <Icon name="merge"/>
                <div class="grow">
                    <h2>{title}</h2>
                    <p class="small t-2">{move || t("two-body")}</p>
                </div>
                <span class="cap t-2 num">
                    {move || tr("one-of", &[("of", count.with(Vec::len).into())])}
                </span>
            </div>
            <div class="ch">
                <For each=move || sides.get() key=|side| format!("{side:?}") let:side>
                    <SideCard note=note field=key side=side choose=choose/>
                </For>
                <Neither note=note field=key choose=choose later=later/>
            </div>
            <p class="cap t-2 ft"><Icon name="history" class="s"/>{move || t("two-log")}</p>
        </section>
    }
}

/// One card for each distinct value: own first when the authors differ.
fn sides(note: OpenNote, field: &str) -> Vec<Side> {
    let me = note.app.person();
    let mut sides: Vec<Side> = Vec::new();
    for candidate in note.store.register(field).0 {
        if !sides.iter().any(|side| side.value == candidate.value) {
            sides.push(Side {
                value: candidate.value.clone(),
                by: candidate,
            });
        }
    }
    sides.sort_by_key(|side| Some(side.by.by) != me);
    sides
}

#[component]
fn SideCard(
    note: OpenNote,
    field: StoredValue<String>,
    side: Side,
    choose: Callback<Value>,
) -> impl IntoView {
    let shown = field.with_value(|field| value_words(note, field, &side.value));
    let large = shown.chars().count() <= 6;
    let name = name_of(note.visit.get_untracked().as_deref(), side.by.by);
    let author = if Some(side.by.by) == note.app.person() {
        tr("name-you", &[("name", name.as_str().into())])
    } else {
        name.clone()
    };
    let context = next_to(note, &side.by).map(|text| {
        view! { <p class="ctx small t-2">{tr("next-to-it", &[("text", text.into())])}</p> }
    });
    let (when, value) = (when_words(&side.by), side.value);
    let button = tr("use-value", &[("value", shown.as_str().into())]);
    view! {
        <article class="op">
            <p class=if large { "big num" } else { "big-words" }>{shown}</p>
            <div class="by">
                <Avatar name=name small=true/>
                <span>{author}<br/><span class="t-2 num">{when}</span></span>
            </div>
            {context}
            <button type="button" class="btn soft block" on:click=move |_| choose.run(value.clone())>
                {button}
            </button>
        </article>
    }
}

/// "Today 9:33", or the day.
fn when_words(candidate: &Candidate) -> String {
    let at = crate::state::wall(candidate.at.0);
    let today = crate::state::wall(crate::driver::timer::now_ms()).day();
    if at.day() == today {
        tr("today-at", &[("time", at.clock().into())])
    } else {
        format!("{} {}", dates::month_day(at.day()), at.clock())
    }
}

/// The words of the entry that the same person wrote nearest to the answer.
fn next_to(note: OpenNote, candidate: &Candidate) -> Option<String> {
    note.store.entries.with_untracked(|entries| {
        entries
            .values()
            .filter(|entry| !entry.deleted && entry.by == candidate.by)
            .map(|entry| (entry.at.0.abs_diff(candidate.at.0), entry))
            .filter(|(distance, _)| *distance <= NEARBY_MS)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, entry)| entry.text.clone())
    })
}

/// A value as people read it.
pub(super) fn value_words(note: OpenNote, field: &str, value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => {
            if let Some(fill) = note.fill.get_untracked() {
                let choices = fill.choices_of(field).into_iter();
                let mut labels = choices.filter(|choice| choice.value == *text);
                return labels
                    .next()
                    .map_or_else(|| text.clone(), |choice| choice.label);
            }
            let form = note.form.get_untracked();
            match form
                .as_ref()
                .and_then(|form| form.field(field))
                .map(|field| &field.kind)
            {
                Some(Kind::SelectOne {
                    options: Options::Listed(options),
                }) => option_label(options, text),
                Some(Kind::Rating { levels, .. }) => {
                    let level = levels.iter().find(|level| level.id == *text.as_str());
                    level.map_or_else(
                        || text.clone(),
                        |level| level.label.get(locale().code()).to_owned(),
                    )
                }
                Some(Kind::SelectOne {
                    options: Options::Visit(_),
                }) => {
                    let visit = note.visit.get_untracked();
                    let venue = visit
                        .as_ref()
                        .and_then(|visit| visit.venues.iter().find(|venue| venue.id == *text));
                    venue.map_or_else(|| text.clone(), |venue| venue.name.clone())
                }
                _ => text.clone(),
            }
        }
    }
}

/// A third answer, or none for now.
#[component]
fn Neither(
    note: OpenNote,
    field: StoredValue<String>,
    choose: Callback<Value>,
    later: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let found = note
        .form
        .get_untracked()
        .and_then(|form| field.with_value(|field| form.field(field).cloned()));
    let typed = RwSignal::new(String::new());
    let is_number = matches!(found.as_ref().map(|f| &f.kind), Some(Kind::Integer { .. }));
    let value = Memo::new(move |_| {
        let typed = typed.get().trim().to_owned();
        let fits = |fill: FillState| field.with_value(|field| fill.fits_key(field, &typed));
        if !note.fill.get().is_none_or(fits) {
            None
        } else if is_number {
            typed.parse().ok().map(Value::Int)
        } else {
            (!typed.is_empty()).then_some(Value::Text(typed))
        }
    });
    let use_it = move |_| match value.get_untracked() {
        Some(value) => choose.run(value),
        None => note.app.say(t(if is_number {
            "type-number-first"
        } else {
            "type-answer-first"
        })),
    };
    let choices = field.with_value(|field| {
        let fill = note.fill.get_untracked();
        fill.map(|fill| fill.choices_of(field)).unwrap_or_default()
    });
    let put_off = move |_| {
        later.update(|later| {
            later.insert(field.get_value());
        });
    };
    view! {
        <div class="op alt">
            <label class="lbl" for="third">{move || t("neither")}</label>
            <ThirdInput field=found choices=choices typed=typed/>
            <button type="button" class="btn block"
                aria-disabled=move || if value.with(Option::is_none) { "true" } else { "false" }
                on:click=use_it>
                {move || t(if is_number { "use-number" } else { "use-text" })}
            </button>
            <button type="button" class="btn quiet block" on:click=put_off>
                {move || t("decide-later")}
            </button>
        </div>
    }
}

/// The control for a third answer, by the kind of the field.
#[component]
fn ThirdInput(
    field: Option<Field>,
    choices: Vec<Choice>,
    typed: RwSignal<String>,
) -> impl IntoView {
    let kind = field.map(|field| field.kind);
    let brought = choices.into_iter();
    let brought = brought.map(|choice| (choice.value, choice.label));
    let options: Vec<(String, String)> = match &kind {
        Some(Kind::SelectOne {
            options: Options::Listed(options),
        }) => options
            .iter()
            .map(|option| {
                (
                    option.id.to_string(),
                    option.label.get(locale().code()).to_owned(),
                )
            })
            .collect(),
        Some(Kind::Rating { levels, .. }) => levels
            .iter()
            .map(|level| {
                (
                    level.id.to_string(),
                    level.label.get(locale().code()).to_owned(),
                )
            })
            .collect(),
        _ => brought.collect(),
    };
    if !options.is_empty() {
        let option = |(id, label)| view! { <option value=id>{label}</option> };
        return view! {
            <select id="third" class="in" on:change=move |event| typed.set(event_target_value(&event))>
                <option value="">{t("choose")}</option>
                {options.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any();
    }
    let (kind, number) = match kind {
        Some(Kind::Date) => ("date", false),
        Some(Kind::Time) => ("time", false),
        Some(Kind::DateTime) => ("datetime-local", false),
        Some(Kind::Integer { .. }) => ("text", true),
        _ => ("text", false),
    };
    let element = NodeRef::<html::Input>::new();
    view! {
        <input
            node_ref=element
            id="third"
            class="in num"
            type=kind
            inputmode=number.then_some("numeric")
            placeholder=move || if number { t("type-a-number") } else { String::new() }
            on:input=move |event| typed.set(event_target_value(&event))
        />
    }
    .into_any()
}
