//! A form that is being filled on the screen: the record, what is seen of it, and who is
//! to look again after a step.
//!
//! What keeps the record is memory alone, where a form is tried out, or a note. A person's
//! [`Step`] goes through [`FillState::take`], and what changed reaches the screen through
//! [`FillState::look_again`]. In a note a step becomes edits of one change, and whatever
//! else changes the note is taken up as a whole.

pub mod brought;
mod keeper;
pub mod library;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::prelude::*;
use rounds_forms::xform::fill::show::{
    self, Changes, Choice, Flow, Page, Part, Place, Progress, Screen, State, Texts,
};
use rounds_forms::xform::fill::{Filling, Plan, Settings, Step};
use rounds_forms::xform::record::Bound;
use rounds_forms::xpath::Moment;
use rounds_sync_core::doc::Edit;

use crate::driver::timer::now_ms;
use crate::i18n::{locale, t};
use crate::state::App;
use crate::state::actions::random;
use crate::state::note::NoteStore;
use brought::Brought;
use keeper::{InNote, Keeper, Taken};

/// The record, and what goes with it in memory alone.
struct Core {
    keeper: Keeper,
    screen: Screen,
    /// What the note's count of changes was when the record was last the same as it.
    in_step: u32,
    /// Who looks at a place.
    watched: BTreeMap<Place, ArcRwSignal<u32>>,
    /// Questions that a person has been at.
    left: BTreeSet<Place>,
    /// Files by the place that they answer.
    files: BTreeMap<Place, web_sys::Blob>,
    turn: u32,
}

/// The handle that every part of the form gets.
#[derive(Clone, Copy)]
pub struct FillState {
    app: App,
    core: LocalValue<Rc<RefCell<Core>>>,
    /// Counts up with every step.
    pub rev: RwSignal<u32>,
    /// One of the form's languages, by the form's own name.
    pub language: RwSignal<String>,
    /// Everything open and wrong is shown, not only what a person has been at.
    pub checked: RwSignal<bool>,
    /// How the form is gone through.
    pub flow: Flow,
    /// Where the page that is shown begins; nothing is the first page.
    pub here: RwSignal<Option<Place>>,
    /// Questions of a note that were answered apart, and the answers; the first one counts.
    pub apart: RwSignal<BTreeMap<Place, Vec<String>>>,
    /// Timers that run, and since when, milliseconds since the epoch.
    pub running: RwSignal<BTreeMap<Place, u64>>,
}

impl PartialEq for FillState {
    /// The same record, not an equal one.
    fn eq(&self, other: &Self) -> bool {
        self.rev == other.rev
    }
}

impl std::fmt::Debug for FillState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FillState").finish_non_exhaustive()
    }
}

impl FillState {
    /// Begins a record that nothing keeps.
    #[must_use]
    pub fn tried(app: App, plan: &'static Plan) -> Self {
        let filling = Filling::new(plan, settings(app, plan));
        Self::of(app, plan, Keeper::Tried(Box::new(filling)))
    }

    /// Takes up the record of a note that is open, for as long as the calling owner lives.
    #[must_use]
    pub fn of_note(app: App, store: NoteStore, form: Brought) -> Option<Self> {
        let settings = settings(app, form.plan());
        let record = store.view(rounds_note::record)?;
        let bound = Bound::open(form.plan(), form.ties(), settings, record);
        let keeper = Keeper::Note(Box::new(InNote { bound, store }));
        let state = Self::of(app, form.plan(), keeper);
        state.keep_in_step(store.changes.get_untracked());
        state.look_for_two_answers();
        Effect::new(move |_| {
            let changes = store.changes.get();
            if state.core.get_value().borrow().in_step != changes {
                state.take_up(changes);
            }
        });
        Effect::new(move |before: Option<u32>| {
            let refusals = store.refusals.get();
            if before.is_some_and(|before| before != refusals) {
                state.take_up(store.changes.get_untracked());
            }
            refusals
        });
        Some(state)
    }

    fn of(app: App, plan: &'static Plan, keeper: Keeper) -> Self {
        let mut screen = Screen::new(plan);
        if matches!(keeper, Keeper::Note(_)) {
            screen.leave_out_main_log();
        }
        screen.changes(keeper.filling());
        let language = keeper.filling().language().to_owned();
        let flow = screen.flow();
        let core = Core {
            keeper,
            screen,
            in_step: 0,
            watched: BTreeMap::new(),
            left: BTreeSet::new(),
            files: BTreeMap::new(),
            turn: 0,
        };
        Self {
            app,
            core: LocalValue::new_local(Rc::new(RefCell::new(core))),
            rev: RwSignal::new(0),
            language: RwSignal::new(language),
            checked: RwSignal::new(false),
            flow,
            here: RwSignal::new(None),
            apart: RwSignal::new(BTreeMap::new()),
            running: RwSignal::new(BTreeMap::new()),
        }
    }

    fn keep_in_step(self, changes: u32) {
        self.core.get_value().borrow_mut().in_step = changes;
    }

    /// Shows the note as it is after others wrote in it, or after it refused something.
    fn take_up(self, changes: u32) {
        let core = self.core.get_value();
        {
            let mut core = core.borrow_mut();
            if let Keeper::Note(note) = &mut core.keeper
                && let Some(record) = note.store.view(rounds_note::record)
            {
                note.bound.merge(record);
            }
            core.in_step = changes;
        }
        self.look_again();
    }

    /// Reads the record, not followed.
    fn read<R>(&self, read: impl FnOnce(&Screen, &Filling<'static>) -> R) -> R {
        let core = self.core.get_value();
        let core = core.borrow();
        read(&core.screen, core.keeper.filling())
    }

    /// What only the record of a note has.
    fn in_note<R>(&self, read: impl FnOnce(&Bound<'static>) -> R) -> Option<R> {
        let core = self.core.get_value();
        let core = core.borrow();
        match &core.keeper {
            Keeper::Tried(_) => None,
            Keeper::Note(note) => Some(read(&note.bound)),
        }
    }

    /// Makes the reader look again when something at the place changes.
    fn watch(&self, place: Place) {
        let core = self.core.get_value();
        let signal = {
            let mut core = core.borrow_mut();
            let new = || ArcRwSignal::new(0);
            core.watched.entry(place).or_insert_with(new).clone()
        };
        signal.with(|_| ());
    }

    /// Takes a person's step. What follows from it is on the screen afterwards.
    pub fn take(&self, step: &Step) {
        self.write(|keeper| match keeper {
            Keeper::Tried(filling) => {
                filling.set_now(moment());
                // The screen offers no step that the record has no place for, but it may
                // be full.
                filling
                    .apply(step)
                    .map_or(Taken::Refused, |()| Taken::Shown)
            }
            Keeper::Note(note) => note.step(step),
        });
    }

    /// Settles a question that was answered apart.
    pub fn choose(&self, place: Place, value: &str) {
        let path = self.read(|screen, filling| screen.path(filling, place));
        self.write(|keeper| match keeper {
            Keeper::Tried(_) => Taken::Refused,
            Keeper::Note(note) => note.choose(&path, value),
        });
    }

    fn write(&self, change: impl FnOnce(&mut Keeper) -> Taken) {
        let core = self.core.get_value();
        // The note tells of the change while it is written: nothing may be borrowed then.
        let (taken, store) = {
            let mut core = core.borrow_mut();
            let taken = change(&mut core.keeper);
            let store = match &core.keeper {
                Keeper::Tried(_) => None,
                Keeper::Note(note) => Some(note.store),
            };
            (taken, store)
        };
        match (taken, store) {
            (Taken::Refused, _) => self.app.say(t("fill-full")),
            (Taken::Written(edits), Some(store)) => self.put_in(store, edits),
            (Taken::Shown | Taken::Written(_), _) => self.look_again(),
        }
    }

    /// Writes in the note what a step made of the record.
    fn put_in(self, store: NoteStore, edits: Vec<Edit>) {
        // An entry is not in the record before the note has given it an id.
        let adds = edits.iter().any(|edit| matches!(edit, Edit::AddEntry(_)));
        if !edits.is_empty() {
            store.edit(edits);
        }
        let changes = store.changes.get_untracked();
        if adds {
            self.take_up(changes);
        } else {
            self.keep_in_step(changes);
            self.look_again();
        }
    }

    /// Shows what has changed in the record.
    pub fn look_again(&self) {
        let core = self.core.get_value();
        let mut core = core.borrow_mut();
        let Core { keeper, screen, .. } = &mut *core;
        let changes: Changes = screen.changes(keeper.filling());
        core.turn += 1;
        let turn = core.turn;
        let touched = core
            .watched
            .iter()
            .filter(|(place, _)| changes.touch(**place));
        let signals: Vec<_> = touched.map(|(_, signal)| signal.clone()).collect();
        drop(core);
        for signal in signals {
            signal.set(turn);
        }
        self.rev.set(turn);
        self.look_for_two_answers();
    }

    /// Gives an answer; an empty text clears it.
    pub fn set(&self, place: Place, value: &str) {
        let path = self.read(|screen, filling| screen.path(filling, place));
        let value = value.to_owned();
        self.take(&Step::Set { path, value });
    }

    /// One more instance of a repeat.
    pub fn add(&self, place: Place) {
        let path = self.read(|screen, filling| screen.path(filling, place));
        self.take(&Step::Add { path });
    }

    /// Takes an instance away, and gives what its questions said, to bring it back.
    pub fn remove(&self, place: Place) -> Vec<(String, String)> {
        let (path, answers) = self.read(|screen, filling| {
            let path = screen.path(filling, place);
            let inside = format!("{path}/");
            let states = filling.states().into_iter();
            let kept = states.filter_map(|state| {
                let rest = state.path.strip_prefix(&inside)?.to_owned();
                (!state.value.is_empty()).then_some((rest, state.value))
            });
            (path, kept.collect())
        });
        self.take(&Step::Remove { path });
        answers
    }

    /// What stands at a place.
    #[must_use]
    pub fn part(&self, piece: u32) -> Part {
        self.read(|screen, _| screen.part(piece))
    }

    /// Whether the appearance of a piece has a word.
    #[must_use]
    pub fn has_word(&self, piece: u32, word: &str) -> bool {
        self.read(|screen, _| screen.has_word(piece, word))
    }

    /// What is shown below a place, followed.
    #[must_use]
    pub fn children(&self, place: Place) -> Vec<Place> {
        self.watch(place);
        self.read(|screen, filling| screen.children(filling, place))
    }

    /// The state of a question, followed.
    #[must_use]
    pub fn state(&self, place: Place) -> State {
        self.watch(place);
        self.language.track();
        self.read(|screen, filling| screen.state(filling, place))
    }

    /// The texts of a piece, followed.
    #[must_use]
    pub fn texts(&self, place: Place) -> Texts {
        self.watch(place);
        self.language.track();
        self.read(|screen, filling| screen.texts(filling, place))
    }

    /// What may be chosen, followed.
    #[must_use]
    pub fn choices(&self, place: Place) -> Vec<Choice> {
        self.watch(place);
        self.language.track();
        self.read(|screen, filling| screen.choices(filling, place))
    }

    /// The entries of the evidence log as they are now.
    #[must_use]
    pub fn entries(&self) -> Vec<show::Entry> {
        self.read(|screen, filling| screen.entries(filling))
    }

    /// The answer of a question as it is now, not followed.
    #[must_use]
    pub fn value(&self, place: Place) -> String {
        self.read(|screen, filling| screen.state(filling, place).value)
    }

    /// The question that the note keeps under a key.
    fn place_of(&self, key: &str) -> Option<Place> {
        let path = self.in_note(|bound| bound.path_of(key)).flatten()?;
        self.read(|screen, filling| screen.place(filling, &path))
    }

    /// The label of the question that the note keeps under a key, followed.
    #[must_use]
    pub fn label_of(&self, key: &str) -> Option<String> {
        Some(self.texts(self.place_of(key)?).label)
    }

    /// What may be chosen at the question that the note keeps under a key.
    #[must_use]
    pub fn choices_of(&self, key: &str) -> Vec<Choice> {
        let choices = |place| self.read(|screen, filling| screen.choices(filling, place));
        self.place_of(key).map(choices).unwrap_or_default()
    }

    /// Whether a text is an answer to the question that the note keeps under a key.
    #[must_use]
    pub fn fits_key(&self, key: &str, text: &str) -> bool {
        self.place_of(key)
            .is_some_and(|place| self.fits(place, text))
    }

    /// An answer as people read it.
    #[must_use]
    pub fn words(&self, place: Place, value: &str) -> String {
        let choices = self.read(|screen, filling| screen.choices(filling, place));
        if choices.is_empty() {
            return value.to_owned();
        }
        let label = |one: &str| {
            let choice = choices.iter().find(|choice| choice.value == one);
            choice.map_or_else(|| one.to_owned(), |choice| choice.label.clone())
        };
        if choices.iter().any(|choice| choice.value == value) {
            return label(value);
        }
        let labels: Vec<String> = value.split_whitespace().map(label).collect();
        labels.join(", ")
    }

    /// Labels and answers in the order of the form, followed.
    #[must_use]
    pub fn answered(&self) -> Vec<(String, String)> {
        self.rev.track();
        self.language.track();
        self.read(|screen, filling| {
            let all = screen.answered(filling).into_iter();
            let said = all.map(|place| {
                let label = screen.texts(filling, place).label;
                (label, place, screen.state(filling, place).value)
            });
            said.collect::<Vec<_>>()
        })
        .into_iter()
        .map(|(label, place, value)| (label, self.words(place, &value)))
        .collect()
    }

    /// Labels of the questions that are open or wrong, followed.
    #[must_use]
    pub fn all_open(&self) -> Vec<String> {
        self.rev.track();
        self.language.track();
        self.read(|screen, filling| {
            let all = screen.all_open(filling).into_iter();
            all.map(|place| screen.texts(filling, place).label)
                .collect()
        })
    }

    /// Looks which questions of the note have two answers now.
    fn look_for_two_answers(&self) {
        let paths = self.in_note(Bound::answered_apart).unwrap_or_default();
        let found = self.read(|screen, filling| {
            let place = |(path, values): (String, _)| Some((screen.place(filling, &path)?, values));
            paths.into_iter().filter_map(place).collect()
        });
        super::events::set_if_new(self.apart, found);
    }

    /// What the visit looks into, followed; empty without a visit.
    #[must_use]
    pub fn focus_of_inquiry(&self) -> String {
        self.app.visits.with(|visits| {
            let mut views = visits.iter().filter_map(|visit| visit.view.as_ref());
            views
                .next()
                .map(|view| view.focus.clone())
                .unwrap_or_default()
        })
    }

    /// The clock that a timer is part of.
    #[must_use]
    pub fn clock_of(&self, place: Place) -> Option<Place> {
        self.read(|screen, filling| {
            let mut at = Some(place);
            while let Some(place) = at {
                if screen.part(place.piece) == (Part::Group { clock: true }) {
                    return Some(place);
                }
                at = screen.container(filling, place);
            }
            None
        })
    }

    /// Whether a text has the form of the question's type.
    #[must_use]
    pub fn fits(&self, place: Place, text: &str) -> bool {
        self.read(|screen, filling| screen.fits(filling, place, text))
    }

    /// Whether instances may be added and taken away.
    #[must_use]
    pub fn may_change(&self, place: Place) -> bool {
        self.read(|screen, filling| screen.may_change(filling, place))
    }

    /// The pages as they are now, followed.
    #[must_use]
    pub fn pages(&self) -> Vec<Page> {
        let root = self.read(|screen, filling| screen.root(filling));
        self.watch(root);
        self.read(|screen, filling| screen.pages(filling, self.flow))
    }

    /// Goes on to the next page, if there is one.
    pub fn turn(&self) {
        let pages = self.read(|screen, filling| screen.pages(filling, self.flow));
        let here = self.here.get_untracked();
        let begins = |page: &Page| here.is_none_or(|here| page.places.first() == Some(&here));
        let at = pages.iter().position(begins);
        let next = at.and_then(|at| pages.get(at + 1)?.places.first().copied());
        if next.is_some() {
            self.here.set(next);
        }
    }

    /// How far the record has come, not followed.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.read(|screen, filling| screen.progress(filling))
    }

    /// The first question that is open or wrong, and the page that holds it.
    #[must_use]
    pub fn first_open(&self) -> Option<(Place, Option<Place>)> {
        self.read(|screen, filling| {
            let place = screen.first_open(filling)?;
            let pages = screen.pages(filling, self.flow);
            let page = screen.page_of(filling, &pages, place);
            let first = page.and_then(|page| pages.get(page)?.places.first().copied());
            Some((place, first))
        })
    }

    /// The form's languages, by its own names.
    #[must_use]
    pub fn languages(&self) -> Vec<String> {
        let all = self.read(|_, filling| filling.plan().definition().languages.clone());
        all.into_iter().filter(|name| !name.is_empty()).collect()
    }

    /// Another language; answers stay.
    pub fn speak(&self, language: &str) {
        let core = self.core.get_value();
        core.borrow_mut().keeper.set_language(language);
        self.language.set(language.to_owned());
        self.look_again();
    }

    /// A person leaves a question: from now on it says what is wrong with it.
    pub fn leave(&self, place: Place) {
        let core = self.core.get_value();
        core.borrow_mut().left.insert(place);
    }

    /// Whether a person has been at a question.
    #[must_use]
    pub fn was_left(&self, place: Place) -> bool {
        self.core.get_value().borrow().left.contains(&place)
    }

    /// Whether files can be chosen: a note does not keep them yet.
    #[must_use]
    pub fn takes_files(&self) -> bool {
        self.in_note(|_| ()).is_none()
    }

    /// Holds the file that answers a question, in memory alone.
    pub fn hold(&self, place: Place, file: Option<web_sys::Blob>) {
        let core = self.core.get_value();
        let mut core = core.borrow_mut();
        match file {
            Some(file) => core.files.insert(place, file),
            None => core.files.remove(&place),
        };
    }

    /// The file that answers a question.
    #[must_use]
    pub fn file(&self, place: Place) -> Option<web_sys::Blob> {
        self.core.get_value().borrow().files.get(&place).cloned()
    }
}

/// What a form may ask of this device and its person.
pub fn settings(app: App, plan: &Plan) -> Settings {
    let languages = &plan.definition().languages;
    let code = format!("({})", locale().code());
    let own = languages.iter().find(|name| name.ends_with(&code));
    let me = app.me.get_untracked();
    let properties = me.map(|me| [("deviceid", me.device), ("username", me.name)]);
    Settings {
        now: moment(),
        seed: u64::from_le_bytes(random()),
        language: own.cloned(),
        properties: properties
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }
}

/// This moment on this device's clock, with its zone.
#[must_use]
pub fn moment() -> Moment {
    let millis = now_ms();
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(millis as f64));
    Moment {
        millis: i64::try_from(millis).unwrap_or_default(),
        offset: -(date.get_timezone_offset() as i32),
    }
}

/// Brings back an instance that was taken away, with what it said.
pub fn bring_back(form: FillState, repeat: Place, answers: &[(String, String)]) {
    form.add(repeat);
    let added = form.children(repeat).last().copied();
    let Some(added) = added else {
        return form.app.say(t("fill-full"));
    };
    let path = form.read(|screen, filling| screen.path(filling, added));
    for (rest, value) in answers {
        let path = format!("{path}/{rest}");
        let value = value.clone();
        form.take(&Step::Set { path, value });
    }
}
