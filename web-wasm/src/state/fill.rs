//! A form that is being filled on the screen: the record, what is seen of it, and who is
//! to look again after a step.
//!
//! The boundary to whatever keeps the record is small: a person's [`Step`] goes through
//! [`FillState::take`], and what changed reaches the screen through
//! [`FillState::look_again`]. Nothing is stored here.

pub mod library;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::prelude::*;
use rounds_forms::xform::fill::show::{
    Changes, Choice, Entry, Flow, Page, Part, Place, Progress, Screen, State, Texts,
};
use rounds_forms::xform::fill::{Filling, Plan, Settings, Step};
use rounds_forms::xpath::Moment;

use crate::driver::timer::now_ms;
use crate::i18n::{locale, t};
use crate::state::App;
use crate::state::actions::random;

/// The record, and what goes with it in memory alone.
struct Core {
    filling: Filling<'static>,
    screen: Screen,
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
    /// Timers that run, and since when, milliseconds since the epoch.
    pub running: RwSignal<BTreeMap<Place, u64>>,
}

impl std::fmt::Debug for FillState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FillState").finish_non_exhaustive()
    }
}

impl FillState {
    /// Begins a record.
    #[must_use]
    pub fn new(app: App, plan: &'static Plan) -> Self {
        let languages = &plan.definition().languages;
        let code = format!("({})", locale().code());
        let own = languages.iter().find(|name| name.ends_with(&code));
        let settings = Settings {
            now: moment(),
            seed: u64::from_le_bytes(random()),
            language: own.cloned(),
            properties: Vec::new(),
        };
        let filling = Filling::new(plan, settings);
        let mut screen = Screen::new(plan);
        screen.changes(&filling);
        let language = filling.language().to_owned();
        let flow = screen.flow();
        let core = Core {
            filling,
            screen,
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
            running: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Reads the record, not followed.
    fn read<R>(&self, read: impl FnOnce(&Screen, &Filling<'static>) -> R) -> R {
        let core = self.core.get_value();
        let core = core.borrow();
        read(&core.screen, &core.filling)
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
        let core = self.core.get_value();
        let taken = {
            let mut core = core.borrow_mut();
            core.filling.set_now(moment());
            core.filling.apply(step)
        };
        match taken {
            Ok(()) => self.look_again(),
            // The screen offers no step that the record has no place for, but it may be full.
            Err(_) => self.app.say(t("fill-full")),
        }
    }

    /// Shows what has changed in the record.
    pub fn look_again(&self) {
        let core = self.core.get_value();
        let mut core = core.borrow_mut();
        let Core {
            filling, screen, ..
        } = &mut *core;
        let changes: Changes = screen.changes(filling);
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
    pub fn entries(&self) -> Vec<Entry> {
        self.read(|screen, filling| screen.entries(filling))
    }

    /// The answer of a question as it is now, not followed.
    #[must_use]
    pub fn value(&self, place: Place) -> String {
        self.read(|screen, filling| screen.state(filling, place).value)
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
        core.borrow_mut().filling.set_language(language);
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
