//! What a person can ask of the machine, beside editing an open note.

use std::rc::Rc;

use crate::prelude::*;
use rounds_forms::{Fill, Form, Kind};
use rounds_sync_core::access::Visibility;
use rounds_sync_core::device::{Input, Kept};
use rounds_sync_core::doc::{Edit, StopView, Value, VisitView};
use rounds_sync_core::ids::{DocId, SpaceId};

use super::forms::Offered;
use super::timer::{self, VisitTimer};
use super::{App, Toast, settings};
use crate::driver::Driver;
use crate::driver::timer::now_ms;
use crate::i18n::Locale;
use crate::model::schedule::{VisitTime, visit_time};

impl App {
    /// Tells the machine a fact. While another tab runs it, the fact waits.
    pub fn input(&self, input: Input) {
        match self.driver() {
            Some(driver) => driver.input(input),
            None => self.core().borrow_mut().queued.push(input),
        }
    }

    /// Starts a note with a form, at a stop or in the hallway, and gives its id.
    #[must_use]
    pub fn start_note(&self, space: SpaceId, stop: Option<&StopView>, form: &Form) -> DocId {
        let doc = DocId::from_bytes(random());
        self.take_up_again(space);
        let seed = super::forms::seed(form, stop.map(|stop| stop.id.clone()));
        self.input(Input::CreateNote { doc, space, seed });
        let visit = self.visits.with_untracked(|visits| {
            visits
                .iter()
                .find(|visit| visit.space == space)
                .and_then(|visit| visit.view.clone())
        });
        let fills = self.fills(form, stop, visit.as_deref());
        if !fills.is_empty() {
            self.input(Input::Edit { doc, edits: fills });
        }
        let planned = stop.map_or(0, |stop| stop.minutes);
        self.keep_timer(doc, VisitTimer::started(now_ms(), planned));
        doc
    }

    /// Whoever writes on in a visit wants it here again.
    pub fn take_up_again(&self, space: SpaceId) {
        if self
            .visit(space)
            .is_some_and(|visit| visit.kept == Kept::Aside)
        {
            self.input(Input::TakeUp { space });
        }
    }

    /// What the app writes into a new note by itself.
    fn fills(&self, form: &Form, stop: Option<&StopView>, visit: Option<&VisitView>) -> Vec<Edit> {
        let wall = super::wall(now_ms());
        let mut edits = Vec::new();
        for placed in form.walk() {
            let Some(fill) = placed.field.fill else {
                continue;
            };
            let field = placed.field.id.to_string();
            let date = iso_date(wall.as_utc_millis());
            let time = format!("{:02}:{:02}", wall.of_day() / 60, wall.of_day() % 60);
            let value = match fill {
                Fill::VisitNumber => visit_number(stop, visit).map(Value::Int),
                Fill::School => stop.map(|stop| Value::Text(stop.venue.clone())),
                Fill::Author => self
                    .me
                    .with_untracked(|me| me.as_ref().map(|me| Value::Text(me.person.clone()))),
                Fill::Today => Some(Value::Text(date)),
                Fill::Now if matches!(placed.field.kind, Kind::DateTime) => {
                    Some(Value::Text(format!("{date}T{time}")))
                }
                Fill::Now => Some(Value::Text(time)),
                Fill::NowOnTap => None,
            };
            edits.extend(value.map(|value| match (&placed.field.kind, value) {
                (Kind::SelectMany { .. }, Value::Text(option)) => Edit::Toggle {
                    field,
                    option,
                    on: true,
                },
                (_, value) => Edit::Set {
                    field,
                    value: Some(value),
                },
            }));
        }
        edits
    }

    /// Lets more people read a note of one's own. Whether it was taken: not of a note that
    /// has not come yet.
    #[must_use]
    pub fn share(&self, doc: DocId, visibility: Visibility) -> bool {
        self.input(Input::Share { doc, visibility });
        self.refresh_soon();
        let taken = |driver: Rc<Driver>| {
            let device = driver.device();
            let mut docs = device.docs();
            docs.any(|info| info.doc == doc && info.meta.visibility >= visibility)
        };
        // Without a machine it waits for one.
        self.driver().is_none_or(taken)
    }

    /// Keeps a note's timer.
    pub fn keep_timer(&self, doc: DocId, timer: VisitTimer) {
        if let Ok(value) = serde_json::to_string(&timer) {
            self.put_local(timer::key(doc), value);
        }
    }

    /// Writes to the local table without waiting; a refusal shows as a storage problem.
    pub fn put_local(&self, key: String, value: String) {
        let (app, store) = (*self, self.store());
        wasm_bindgen_futures::spawn_local(async move {
            if let Some(store) = store
                && let Err(error) = store.put(&key, &value).await
            {
                app.fault.set(Some(error.to_string()));
                app.refresh_soon();
            }
        });
    }

    /// Changes a setting, shows it and keeps it.
    pub fn change_settings(&self, change: impl FnOnce(&mut settings::Settings)) {
        self.settings.update(change);
        let settings = self.settings.get_untracked();
        settings::show(&settings);
        if let Ok(value) = serde_json::to_string(&settings) {
            self.put_local(settings::KEY.to_owned(), value);
        }
    }

    /// Changes the language, in place.
    pub fn speak(&self, locale: Locale) {
        self.language.set(locale);
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", locale.tag());
        }
        self.change_settings(|settings| settings.language = locale.tag().to_owned());
    }

    /// Shows a message that leaves by itself.
    pub fn say(&self, text: String) {
        self.toast.set(Some(Toast { text, undo: None }));
    }

    /// The visit that screens beside the visits belong to: today's, else the only one,
    /// followed.
    #[must_use]
    pub fn open_visit(&self) -> Option<SpaceId> {
        let now = self.wall();
        self.visits.with(|visits| {
            let today = |visit: &&super::Visit| {
                let view = visit.view.as_ref();
                view.is_some_and(|view| matches!(visit_time(view, now), VisitTime::Today { .. }))
            };
            let only = || visits.first().filter(|_| visits.len() == 1);
            visits
                .iter()
                .find(today)
                .or_else(only)
                .map(|visit| visit.space)
        })
    }

    /// My own note at a stop, the last one begun.
    #[must_use]
    pub fn my_note_at(&self, space: SpaceId, stop: &str) -> Option<DocId> {
        let me = self.person()?;
        let notes = self.notes_at(space, Some(stop));
        let mine = notes
            .into_iter()
            .filter(|(_, summary)| summary.author_id() == Some(me));
        mine.max_by_key(|(_, summary)| summary.created)
            .map(|(doc, _)| doc)
    }

    /// Notes of a visit, at one stop if given, followed.
    #[must_use]
    pub fn notes_at(
        &self,
        space: SpaceId,
        stop: Option<&str>,
    ) -> Vec<(DocId, super::summary::Summary)> {
        self.docs_rev.track();
        let Some(driver) = self.driver() else {
            return Vec::new();
        };
        let device = driver.device();
        self.summaries.with(|all| {
            all.iter()
                .filter(|(_, summary)| stop.is_none() || summary.stop.as_deref() == stop)
                .filter(|(doc, _)| device.doc(**doc).is_some_and(|info| info.space == space))
                .map(|(doc, summary)| (*doc, summary.clone()))
                .collect()
        })
    }

    /// The forms that a note can be started with at a stop, or in the hallway.
    #[must_use]
    pub fn forms_at(&self, visit: &VisitView, stop: Option<&StopView>) -> Vec<Offered> {
        let ids: Vec<String> = match stop {
            Some(stop) => stop.forms.clone(),
            None => visit.forms.iter().map(|form| form.id.clone()).collect(),
        };
        let mut forms: Vec<Offered> = Vec::new();
        for id in ids {
            let known = forms.iter().any(|form| form.id() == id);
            if !known && let Some(form) = self.offered(visit, &id) {
                forms.push(form);
            }
        }
        forms
    }
}

/// Bytes from the browser's random source.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // It fails only where there is no `crypto` at all; then the page has no secure
    // context either, and never came this far.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

/// The number of a classroom among the visit's classrooms, from 1.
fn visit_number(stop: Option<&StopView>, visit: Option<&VisitView>) -> Option<i64> {
    let (stop, visit) = (stop?, visit?);
    let mut rooms = visit.stops.iter().filter(|other| other.kind == stop.kind);
    let position = rooms.position(|other| other.id == stop.id)?;
    i64::try_from(position + 1).ok()
}

/// The ISO date of a moment in UTC.
#[must_use]
pub fn iso_date(utc_millis: f64) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(utc_millis));
    let text: String = date.to_iso_string().into();
    text.split('T').next().unwrap_or_default().to_owned()
}
