//! A note on the screen with all that its parts need: the visit, the form and where the
//! form's fields stand. Every part of a note's screen finds it in the context.

use std::sync::Arc;

use crate::prelude::*;
use rounds_forms::{Choice, Form, Kind, Log, small_letters};
use rounds_sync_core::access::{DocMeta, Visibility};
use rounds_sync_core::doc::{Register, StopView, Value, VisitView};
use rounds_sync_core::ids::DocId;

use super::fill::FillState;
use super::fill::brought::{Brought, brought};
use super::forms::form_entry;
use super::note::{NoteStore, Opening};
use super::plan::Plan;
use super::timer::VisitTimer;
use super::{App, app};
use crate::i18n::{locale, t};

/// The note of this screen.
#[derive(Debug, Clone, Copy)]
pub struct OpenNote {
    /// The app's state.
    pub app: App,
    /// The note itself.
    pub store: NoteStore,
    /// The visit that it belongs to.
    pub visit: Memo<Option<Arc<VisitView>>>,
    /// Its form, if it is one of the first model.
    pub form: Memo<Option<Arc<Form>>>,
    /// Its form, if it is one of any ODK tool.
    pub brought: Memo<Option<Brought>>,
    /// The note's record in such a form, once the note is open.
    pub fill: Memo<Option<FillState>>,
    /// Where the form's fields stand.
    pub plan: Memo<Plan>,
    /// Its timer.
    pub timer: RwSignal<Option<VisitTimer>>,
    /// Whether the sheet with the details is open.
    pub details_open: RwSignal<bool>,
    /// The entry whose menu is open.
    pub menu: RwSignal<Option<String>>,
}

impl OpenNote {
    /// Opens a note for as long as the calling component lives.
    #[must_use]
    pub fn new(doc: DocId) -> Self {
        let app = app();
        let store = NoteStore::open(app, doc);
        let visit = Memo::new(move |_| {
            let space = app.info(doc)?.space;
            app.visits
                .with(|visits| visits.iter().find(|v| v.space == space)?.view.clone())
        });
        let wanted = Memo::new(move |_| {
            store
                .head
                .with(|head| head.as_ref().map(|h| (h.form.clone(), h.form_version)))
        });
        let form = Memo::new(move |_| {
            let (id, version) = wanted.get()?;
            app.form(visit.get().as_deref()?, &id, version)
        });
        let brought = Memo::new(move |_| {
            let (id, version) = wanted.get()?;
            if form.get().is_some() {
                return None;
            }
            let visit = visit.get()?;
            let entry = form_entry(&visit, &id, version)?;
            brought(app, app.info(doc)?.space, &visit, &entry.definition)
        });
        // One record for as long as the note is open, however often it is read again.
        let open = Memo::new(move |_| store.opening.with(|now| *now == Opening::Open));
        let fill = Memo::new(move |_| {
            let brought = brought.get()?;
            open.get()
                .then(|| FillState::of_note(app, store, brought))
                .flatten()
        });
        let plan = Memo::new(move |_| match (form.get(), brought.get()) {
            (Some(form), _) => Plan::of(&form),
            (None, Some(brought)) => Plan {
                log: brought.log().map(|(key, _)| key.clone()),
                ..Plan::default()
            },
            (None, None) => Plan::default(),
        });
        let timer = RwSignal::new(None);
        load_timer(app, doc, timer);
        Self {
            app,
            store,
            visit,
            form,
            brought,
            fill,
            plan,
            timer,
            details_open: RwSignal::new(false),
            menu: RwSignal::new(None),
        }
    }

    /// Who may do what with the note, followed.
    #[must_use]
    pub fn meta(&self) -> Option<DocMeta> {
        self.app.info(self.store.doc).map(|info| info.meta)
    }

    /// Who can see it, in one or two words: "Only me".
    #[must_use]
    pub fn seen_by(&self) -> String {
        match self.meta().map(|meta| meta.visibility) {
            None | Some(Visibility::Private) => t("seen-only-me"),
            Some(Visibility::Team) => t("seen-team-short"),
            Some(Visibility::Space) => t("seen-host"),
        }
    }

    /// The stop of the note, followed.
    #[must_use]
    pub fn stop(&self) -> Option<StopView> {
        let stop = self.store.head.with(|head| text_of(&head.as_ref()?.stop))?;
        self.visit
            .get()?
            .stops
            .iter()
            .find(|known| known.id == stop)
            .cloned()
    }

    /// What the note is called: its stop, else the form's title.
    #[must_use]
    pub fn title(&self) -> String {
        if let Some(stop) = self.stop() {
            return stop.label;
        }
        let hallway = self
            .store
            .head
            .with(|head| head.as_ref().is_some_and(|head| head.stop.0.is_empty()));
        let form = self.form.get();
        let form = form.map(|form| form.title().get(locale().code()).to_owned());
        let brought = || {
            self.brought
                .get()
                .map(|form| form.plan().definition().title.clone())
        };
        let form = form.or_else(brought);
        match form {
            Some(form) if !hallway => form,
            Some(form) => format!("{}, {}", t("hallway"), small_letters(&form)),
            None => t("note"),
        }
    }

    /// The school of the note's stop, or nothing.
    #[must_use]
    pub fn school(&self) -> String {
        let venue = |stop: StopView| {
            let visit = self.visit.get()?;
            visit
                .venues
                .iter()
                .find(|venue| venue.id == stop.venue)
                .map(|v| v.name.clone())
        };
        self.stop().and_then(venue).unwrap_or_default()
    }

    /// The label of a field in the chosen language.
    #[must_use]
    pub fn label(&self, field: &str) -> String {
        let brought = now(self.fill).and_then(|fill| fill.label_of(field));
        if let Some(label) = brought {
            return label;
        }
        let form = now(self.form);
        let label = form
            .as_ref()
            .and_then(|form| form.field(field))
            .map(|f| &f.label);
        label.map_or_else(
            || field.to_owned(),
            |label| label.get(locale().code()).to_owned(),
        )
    }

    /// The log of a field.
    #[must_use]
    pub fn log(&self, field: &str) -> Option<Log> {
        if let Some(brought) = now(self.brought) {
            let asked = brought.log().filter(|(key, _)| key == field);
            return asked.map(|(_, log)| log.clone());
        }
        match &now(self.form)?.field(field)?.kind {
            Kind::EvidenceLog(log) => Some(log.clone()),
            _ => None,
        }
    }

    /// The log of evidence.
    #[must_use]
    pub fn main_log(&self) -> Option<Log> {
        self.log(&now(self.plan).log?)
    }

    /// Changes the timer and keeps it.
    pub fn set_timer(&self, timer: VisitTimer) {
        self.timer.set(Some(timer));
        self.app.keep_timer(self.store.doc, timer);
    }
}

fn load_timer(app: App, doc: DocId, timer: RwSignal<Option<VisitTimer>>) {
    wasm_bindgen_futures::spawn_local(async move {
        let Some(store) = app.store() else { return };
        let stored = store.get(&super::timer::key(doc)).await.ok().flatten();
        let stored = stored.and_then(|text| serde_json::from_str(&text).ok());
        timer.try_set(stored);
    });
}

/// A memo's value, followed where something follows: handlers ask too.
fn now<T: Clone + Send + Sync + 'static>(memo: Memo<T>) -> T {
    if leptos::reactive::graph::Observer::get().is_some() {
        memo.get()
    } else {
        memo.get_untracked()
    }
}

/// The text of a register's first candidate.
#[must_use]
pub fn text_of(register: &Register) -> Option<String> {
    match &register.0.first()?.value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(_) => None,
    }
}

/// The label of an option in the chosen language; its id when the form has no such option.
#[must_use]
pub fn option_label(options: &[Choice], id: &str) -> String {
    let option = options.iter().find(|option| option.id == *id);
    option.map_or_else(
        || id.to_owned(),
        |option| option.label.get(locale().code()).to_owned(),
    )
}

/// The note of this screen, from the context.
#[must_use]
#[expect(clippy::expect_used, reason = "used only below the screens of a note")]
pub fn open_note() -> OpenNote {
    use_context::<OpenNote>().expect("OpenNote is provided by the screens of a note")
}
