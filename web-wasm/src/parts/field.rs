//! One question of a form with the control of its kind. What does not fit is said when
//! the field is left, not while typing.

use crate::prelude::*;
use rounds_forms::{Field, Fill, Kind, Options, VisitList};
use rounds_sync_core::doc::{Answer, Edit, Value};

use super::icon::Icon;
use super::radio::{Choice, RadioGroup};
use super::text_field::TextField;
use crate::i18n::{locale, t, tr};
use crate::model::splice::Splice;
use crate::state::actions::iso_date;
use crate::state::open_note::{OpenNote, open_note, text_of};

/// Options up to which all are shown side by side.
const SIDE_BY_SIDE: usize = 6;

/// A question with its label, hint and control.
#[component]
pub fn FieldEditor(
    /// Its id in the note's form.
    field: String,
) -> impl IntoView {
    let note = open_note();
    let key = StoredValue::new(field);
    let found = Memo::new(move |_| {
        let form = note.form.get()?;
        key.with_value(|field| form.field(field).cloned())
    });
    move || {
        found.get().map(|field| {
            let id = field.id.to_string();
            let relevant = Memo::new(move |_| applies(note, &id));
            let field = StoredValue::new(field);
            view! {
                <Show when=move || relevant.get()>
                    <Question field=field.get_value()/>
                </Show>
            }
        })
    }
}

/// Whether the question applies with the answers given, followed.
fn applies(note: OpenNote, field: &str) -> bool {
    note.store.answers.track();
    let Some(form) = note.form.get() else {
        return true;
    };
    note.store
        .view(|view| crate::state::forms::filled(&form, view).is_relevant(field))
        .unwrap_or(true)
}

#[component]
fn Question(field: Field) -> impl IntoView {
    let note = open_note();
    let id = field.id.to_string();
    let control_id = format!("q-{id}");
    let (label, hint) = (field.label.clone(), field.hint.clone());
    let label = Signal::derive(move || label.get(locale().code()).to_owned());
    let hint = hint.map(|hint| {
        view! { <p class="hint">{move || hint.get(locale().code()).to_owned()}</p> }
    });
    let conflict = {
        let id = id.clone();
        move || note.store.register(&id).is_conflict()
    };
    let labels_a_box = !matches!(field.kind, Kind::SelectMany { .. } | Kind::Note { .. });
    let head = if labels_a_box {
        view! { <label class="lbl" for=control_id.clone()>{move || label.get()}</label> }.into_any()
    } else {
        view! { <h3 class="lbl">{move || label.get()}</h3> }.into_any()
    };
    view! {
        <div class="fld" id=format!("field-{id}")>
            {head}
            {hint}
            <Control field=field id=control_id label=label/>
            <Show when=conflict>
                <p class="chip warn"><Icon name="merge"/>{move || t("two-answers-short")}</p>
            </Show>
        </div>
    }
}

#[component]
fn Control(field: Field, id: String, label: Signal<String>) -> AnyView {
    let note = open_note();
    let name = field.id.to_string();
    let on_tap = field.fill == Some(Fill::NowOnTap);
    match field.kind {
        Kind::Text { multiline } => {
            view! { <Text field=name id=id multiline=multiline/> }.into_any()
        }
        Kind::Integer { min, max } => {
            view! { <Number field=name id=id min=min max=max/> }.into_any()
        }
        Kind::SelectOne { options } => {
            view! { <One field=name id=id label=label choices=choices_of(note, &options)/> }
                .into_any()
        }
        Kind::SelectMany { options } => {
            view! { <Many field=name label=label choices=choices_of(note, &options)/> }.into_any()
        }
        Kind::Date => view! { <Moment field=name id=id kind="date" on_tap=on_tap/> }.into_any(),
        Kind::Time => view! { <Moment field=name id=id kind="time" on_tap=on_tap/> }.into_any(),
        Kind::DateTime => {
            view! { <Moment field=name id=id kind="datetime-local" on_tap=on_tap/> }.into_any()
        }
        _ => ().into_any(),
    }
}

#[component]
fn Text(field: String, id: String, multiline: bool) -> impl IntoView {
    let note = open_note();
    let key = StoredValue::new(field);
    let value = Memo::new(
        move |_| match key.with_value(|field| note.store.answer(field)) {
            Some(Answer::Text(text)) => text,
            _ => String::new(),
        },
    );
    let change = move |splice: Splice| {
        let Splice { at, delete, insert } = splice;
        note.store.edit_one(Edit::Text {
            field: key.get_value(),
            at,
            delete,
            insert,
        });
    };
    view! { <TextField value=value on_splice=change id=id multiline=multiline/> }
}

/// The settled value of a single-value field as text, empty for none or several.
fn settled(note: OpenNote, field: &str) -> String {
    match note.store.register(field).settled() {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Int(number)) => number.to_string(),
        None => String::new(),
    }
}

/// Writes a single value unless it stands there already; a conflict is settled by it.
fn write(note: OpenNote, field: &str, value: Option<Value>) {
    let register = note
        .store
        .answers
        .with_untracked(|answers| match answers.get(field) {
            Some(Answer::Single(register)) => register.clone(),
            _ => rounds_sync_core::doc::Register::default(),
        });
    if register.settled() == value.as_ref() && !register.is_conflict() {
        return;
    }
    let field = field.to_owned();
    note.store.edit_one(match value {
        Some(value) if register.is_conflict() => Edit::Choose { field, value },
        value => Edit::Set { field, value },
    });
}

#[component]
fn Number(field: String, id: String, min: Option<i64>, max: Option<i64>) -> impl IntoView {
    let note = open_note();
    let key = StoredValue::new(field);
    let value = Memo::new(move |_| key.with_value(|field| settled(note, field)));
    let problem = RwSignal::new(None::<String>);
    let leave = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        match read_number(&typed, min, max) {
            Ok(number) => {
                problem.set(None);
                key.with_value(|field| write(note, field, number.map(Value::Int)));
            }
            Err(words) => problem.set(Some(words)),
        }
    };
    let hint_id = format!("{id}-error");
    let described = hint_id.clone();
    view! {
        <input
            id=id
            class="in num"
            inputmode="numeric"
            autocomplete="off"
            prop:value=move || value.get()
            aria-describedby=described
            aria-invalid=move || problem.with(|problem| problem.is_some().then_some("true"))
            on:change=leave
        />
        <p class="err" id=hint_id>
            {move || problem.get().map(|words| view! { <Icon name="alert" class="xs"/>{words} })}
        </p>
    }
}

/// A whole number, nothing, or what is wrong with it.
fn read_number(typed: &str, min: Option<i64>, max: Option<i64>) -> Result<Option<i64>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let number: i64 = typed.parse().map_err(|_| t("not-a-number"))?;
    match (min, max) {
        (Some(min), _) if number < min => Err(tr("number-small", &[("min", min.into())])),
        (_, Some(max)) if number > max => Err(tr("number-large", &[("max", max.into())])),
        _ => Ok(Some(number)),
    }
}

/// Options with labels, from the form or from the visit.
fn choices_of(note: OpenNote, options: &Options) -> Vec<(String, Signal<String>)> {
    match options {
        Options::Listed(choices) => choices
            .iter()
            .map(|choice| {
                let label = choice.label.clone();
                let label = Signal::derive(move || label.get(locale().code()).to_owned());
                (choice.id.to_string(), label)
            })
            .collect(),
        Options::Visit(list) => visit_choices(note, *list),
    }
}

fn visit_choices(note: OpenNote, list: VisitList) -> Vec<(String, Signal<String>)> {
    let Some(visit) = note.visit.get_untracked() else {
        return Vec::new();
    };
    let fixed = |text: &str| {
        let text = text.to_owned();
        Signal::derive(move || text.clone())
    };
    match list {
        VisitList::Schools => visit
            .venues
            .iter()
            .map(|venue| (venue.id.clone(), fixed(&venue.name)))
            .collect(),
        VisitList::Team => visit
            .people
            .iter()
            .map(|(id, person)| (id.to_string(), fixed(&person.name)))
            .collect(),
    }
}

#[component]
fn One(
    field: String,
    id: String,
    label: Signal<String>,
    choices: Vec<(String, Signal<String>)>,
) -> impl IntoView {
    let note = open_note();
    let key = StoredValue::new(field);
    let chosen = Memo::new(move |_| {
        let register = key.with_value(|field| note.store.register(field));
        if register.is_conflict() {
            None
        } else {
            text_of(&register)
        }
    });
    let set = move |value: Option<String>| {
        key.with_value(|field| write(note, field, value.map(Value::Text)));
    };
    if choices.len() <= SIDE_BY_SIDE {
        let options = choices
            .into_iter()
            .map(|(id, label)| Choice::new(id, move || label.get()))
            .collect::<Vec<_>>();
        let choose = move |option: String| {
            let again = chosen.get_untracked().as_ref() == Some(&option);
            set((!again).then_some(option));
        };
        return view! {
            <RadioGroup name=label choices=options chosen=chosen on_choose=choose
                class="chips" arrows_choose=false/>
        }
        .into_any();
    }
    let option = move |(id, label): (String, Signal<String>)| {
        let key = id.clone();
        view! {
            <option value=id prop:selected=move || chosen.get().as_ref() == Some(&key)>
                {move || label.get()}
            </option>
        }
    };
    view! {
        <select id=id class="in" on:change=move |event| {
            let value = event_target_value(&event);
            set((!value.is_empty()).then_some(value));
        }>
            <option value="">{move || t("choose")}</option>
            {choices.into_iter().map(option).collect_view()}
        </select>
    }
    .into_any()
}

#[component]
fn Many(
    field: String,
    label: Signal<String>,
    choices: Vec<(String, Signal<String>)>,
) -> impl IntoView {
    let note = open_note();
    let key = StoredValue::new(field);
    let option = move |(id, label): (String, Signal<String>)| {
        let own = id.clone();
        let on = move || match key.with_value(|field| note.store.answer(field)) {
            Some(Answer::Choices(chosen)) => chosen.contains(&own),
            _ => false,
        };
        let toggle = move |event: leptos::ev::Event| {
            let on = event_target_checked(&event);
            let (field, option) = (key.get_value(), id.clone());
            note.store.edit_one(Edit::Toggle { field, option, on });
        };
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=on on:change=toggle/>
                <span class="grow">{move || label.get()}</span>
            </label>
        }
    };
    view! {
        <div class="ticks across" role="group" aria-label=move || label.get()>
            {choices.into_iter().map(option).collect_view()}
        </div>
    }
}

/// A date, a time, or both, in the browser's own control.
#[component]
fn Moment(field: String, id: String, kind: &'static str, on_tap: bool) -> impl IntoView {
    let note = open_note();
    let key = StoredValue::new(field);
    let value = Memo::new(move |_| key.with_value(|field| settled(note, field)));
    let leave = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        let value = (!typed.is_empty()).then_some(Value::Text(typed));
        key.with_value(|field| write(note, field, value));
    };
    let now = move |_| {
        let wall = crate::state::wall(crate::driver::timer::now_ms());
        let minutes = wall.of_day();
        let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let text = if kind == "time" {
            time
        } else {
            format!("{}T{time}", iso_date(wall.as_utc_millis()))
        };
        key.with_value(|field| write(note, field, Some(Value::Text(text))));
    };
    view! {
        <div class="row sm">
            <input id=id class="in num" type=kind prop:value=move || value.get() on:change=leave/>
            {on_tap.then(|| view! {
                <button type="button" class="btn" on:click=now>{move || t("now-button")}</button>
            })}
        </div>
    }
}
