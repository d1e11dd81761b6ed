//! What the screens share: signals that the machine's events set, and the few actions
//! that reach the machine. A handle to it is [`App`], which every screen gets from the
//! context.

pub mod actions;
pub mod aside;
pub mod boot;
pub mod draft;
pub mod events;
pub mod fill;
pub mod forms;
pub mod identity;
pub mod index;
pub mod journal;
pub mod leave;
pub mod lock;
pub mod note;
pub mod open_note;
pub mod plan;
pub mod prepare;
pub mod rescue;
pub mod rows;
pub mod settings;
pub mod summary;
pub mod team;
pub mod timer;
pub mod undo;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::prelude::*;
use rounds_sync_core::access::Role;
use rounds_sync_core::device::{Counts, DocInfo, Input, Kept, Link};
use rounds_sync_core::doc::VisitView;
use rounds_sync_core::ids::{DocId, PersonId, SpaceId};

use crate::driver::Driver;
use crate::driver::leader::Leader;
use crate::driver::local::Local;
use crate::driver::seal::{Bytes, Seal};
use crate::i18n::Locale;
use crate::model::badge::Place;
use crate::model::route::Route;
use crate::model::when::WallMinute;
use crate::screens::later::Arrival;
use identity::Identity;
use index::Indexer;
use note::NoteStore;
use settings::Settings;
use summary::Summary;

/// How far the page has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Reading the storage.
    Starting,
    /// The browser gives no storage: said in plain words, before any note.
    NoStorage(String),
    /// Stored rows cannot be read; they are left as they are.
    Unreadable(String),
    /// Works, and has not joined a visit yet.
    Guest,
    /// What was typed is on its way to the storage, and nothing is shown any more.
    Locking,
    /// Everything of the persons here is sealed.
    Locked,
    /// The machine runs.
    Running,
}

/// The three widths of the design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Under 600 px.
    Phone,
    /// 600 to 1023 px.
    Portrait,
    /// From 1024 px: with side bar.
    Landscape,
}

/// A visit on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its space.
    pub space: SpaceId,
    /// This person's role in it.
    pub role: Role,
    /// Connected, and everything that the server has is here.
    pub caught_up: bool,
    /// Whether its notes are on this device.
    pub kept: Kept,
    /// When "Prepare this visit" ended well, milliseconds since the epoch.
    pub prepared: Option<u64>,
    /// The plan; `None` until it has arrived.
    pub view: Option<Arc<VisitView>>,
}

impl Visit {
    /// The title, or nothing while the plan is on its way.
    #[must_use]
    pub fn title(&self) -> String {
        self.view
            .as_ref()
            .map(|view| view.title.clone())
            .unwrap_or_default()
    }
}

/// A message that leaves by itself, with a way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What happened.
    pub text: String,
    /// Takes it back.
    pub undo: Option<undo::Undo>,
}

/// What is not a signal: handles that must not leave this thread.
pub struct Core {
    /// What is this browser's alone, once it was opened.
    pub store: Option<Rc<Local>>,
    /// The machine, while this tab runs it.
    pub driver: Option<Rc<Driver>>,
    /// This tab's place among the tabs.
    pub leader: Option<Leader>,
    /// Whether this tab is on its way to running the machine.
    pub starting: bool,
    /// What opens the sealed storage of this person.
    pub seal: Option<Rc<Seal>>,
    /// The same key, until the server's half of another way in is here.
    pub unshared: Option<Bytes>,
    /// When somebody last used the page, milliseconds since the epoch.
    pub touched: u64,
    /// Since when the page is hidden, milliseconds since the epoch.
    pub hidden: Option<u64>,
    /// Notes on the screen.
    pub notes: Vec<NoteStore>,
    /// What was asked while another tab ran the machine.
    pub queued: Vec<Input>,
    /// Reads notes in the background for lists.
    pub indexer: Indexer,
    /// Whether a repaint of lists and counts is already on its way.
    pub refresh_due: bool,
    /// Parsed forms by id and version.
    pub forms: BTreeMap<(String, u64), Option<Arc<rounds_forms::Form>>>,
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core")
            .field("driver", &self.driver)
            .finish_non_exhaustive()
    }
}

/// The handle that every screen gets.
#[derive(Clone, Copy, Debug)]
pub struct App {
    core: LocalValue<Rc<RefCell<Core>>>,
    /// How far the page has come.
    pub phase: RwSignal<Phase>,
    /// The screen that the address says.
    pub route: RwSignal<Route>,
    /// Who this device is.
    pub me: RwSignal<Option<Identity>>,
    /// Everyone whose storage is sealed in this browser.
    pub people: RwSignal<Vec<lock::Person>>,
    /// What a person chose for this device.
    pub settings: RwSignal<Settings>,
    /// The language.
    pub language: RwSignal<Locale>,
    /// The width.
    pub layout: RwSignal<Layout>,
    /// Whether an on-screen keyboard takes part of the screen.
    pub keyboard: RwSignal<bool>,
    /// How this device stands with the server.
    pub link: RwSignal<Link>,
    /// Since when there is no connection.
    pub offline_since: RwSignal<Option<u64>>,
    /// All changes of this device, refused ones aside.
    pub counts: RwSignal<Counts>,
    /// Where all work of this device is.
    pub place: RwSignal<Place>,
    /// What the storage said when it refused a write that is still only in memory.
    pub fault: RwSignal<Option<String>>,
    /// Counts up whenever a document's row may have changed.
    pub docs_rev: RwSignal<u32>,
    /// All visits on this device.
    pub visits: RwSignal<Vec<Visit>>,
    /// What lists say about notes.
    pub summaries: RwSignal<BTreeMap<DocId, Summary>>,
    /// This device's clock, to ten seconds.
    pub clock: RwSignal<u64>,
    /// What happened lately.
    pub journal: RwSignal<Vec<journal::Line>>,
    /// The one message that is shown now.
    pub toast: RwSignal<Option<Toast>>,
    /// Whether a new version waits.
    pub update_ready: RwSignal<bool>,
    /// How far the preparing of visits has come since the page was opened.
    pub preparing: RwSignal<BTreeMap<SpaceId, prepare::Preparing>>,
    /// The devices of visits' teams.
    pub teams: RwSignal<BTreeMap<SpaceId, team::Team>>,
    /// Whether the browser offers to install the app.
    pub installable: RwSignal<bool>,
    /// Whether this browser will forget what is written in it.
    pub forgets: RwSignal<bool>,
    /// How far the file with the screens that are not met first has come.
    pub later: RwSignal<Arrival>,
}

impl App {
    /// Fresh state; nothing runs yet.
    #[must_use]
    pub fn new() -> Self {
        let core = Core {
            store: None,
            driver: None,
            leader: None,
            starting: false,
            seal: None,
            unshared: None,
            touched: 0,
            hidden: None,
            notes: Vec::new(),
            queued: Vec::new(),
            indexer: Indexer::default(),
            refresh_due: false,
            forms: BTreeMap::new(),
        };
        Self {
            core: LocalValue::new_local(Rc::new(RefCell::new(core))),
            phase: RwSignal::new(Phase::Starting),
            route: RwSignal::new(Route::of("/visits")),
            me: RwSignal::new(None),
            people: RwSignal::new(Vec::new()),
            settings: RwSignal::new(Settings::default()),
            language: RwSignal::new(Locale::English),
            layout: RwSignal::new(Layout::Landscape),
            keyboard: RwSignal::new(false),
            link: RwSignal::new(Link::Offline { retry: None }),
            offline_since: RwSignal::new(None),
            counts: RwSignal::new(Counts::default()),
            place: RwSignal::new(Place::Saved),
            fault: RwSignal::new(None),
            docs_rev: RwSignal::new(0),
            visits: RwSignal::new(Vec::new()),
            summaries: RwSignal::new(BTreeMap::new()),
            clock: RwSignal::new(crate::driver::timer::now_ms()),
            journal: RwSignal::new(Vec::new()),
            toast: RwSignal::new(None),
            update_ready: RwSignal::new(false),
            preparing: RwSignal::new(BTreeMap::new()),
            teams: RwSignal::new(BTreeMap::new()),
            installable: RwSignal::new(false),
            forgets: RwSignal::new(false),
            later: RwSignal::new(Arrival::Awaited),
        }
    }

    /// The handles behind the signals.
    #[must_use]
    pub fn core(&self) -> Rc<RefCell<Core>> {
        self.core.get_value()
    }

    /// The storage, once it was opened.
    #[must_use]
    pub fn store(&self) -> Option<Rc<Local>> {
        self.core().borrow().store.clone()
    }

    /// The machine, while this tab runs it.
    #[must_use]
    pub fn driver(&self) -> Option<Rc<Driver>> {
        self.core().borrow().driver.clone()
    }

    /// Takes over what opens this person's storage, or drops it. Without another way in
    /// the key is kept until there is one.
    pub fn hold_key(&self, key: Option<(Rc<Seal>, Bytes)>, has_half: bool) {
        let core = self.core();
        let mut core = core.borrow_mut();
        core.unshared = key.as_ref().filter(|_| !has_half).map(|(_, key)| *key);
        core.seal = key.map(|(seal, _)| seal);
    }

    /// Lets go of everything that is one person's.
    pub fn forget(&self) {
        let core = self.core();
        let mut core = core.borrow_mut();
        core.queued.clear();
        core.indexer = Indexer::default();
        core.forms.clear();
        drop(core);
        self.me.set(None);
        self.fault.set(None);
        self.counts.set(Counts::default());
        self.place.set(Place::Saved);
        self.visits.set(Vec::new());
        self.summaries.set(BTreeMap::new());
        self.journal.set(Vec::new());
        self.preparing.set(BTreeMap::new());
        self.teams.set(BTreeMap::new());
    }

    /// This person.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        self.me.with(|me| me.as_ref()?.person_id())
    }

    /// Whether this person's storage is sealed, followed.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.me
            .with(|me| me.as_ref().is_some_and(Identity::is_sealed))
    }

    /// A visit, followed.
    #[must_use]
    pub fn visit(&self, space: SpaceId) -> Option<Visit> {
        self.visits
            .with(|visits| visits.iter().find(|visit| visit.space == space).cloned())
    }

    /// A document's row, followed.
    #[must_use]
    pub fn info(&self, doc: DocId) -> Option<DocInfo> {
        self.docs_rev.track();
        self.driver()?.device().doc(doc)
    }

    /// The wall clock, followed to ten seconds.
    #[must_use]
    pub fn wall(&self) -> WallMinute {
        wall(self.clock.get())
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

/// A moment on this device's wall clock.
#[must_use]
pub fn wall(millis: u64) -> WallMinute {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(millis as f64));
    WallMinute::from_epoch(millis, date.get_timezone_offset() as i64)
}

/// The app's state, from the context.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "every screen is below the component that provides it"
)]
pub fn app() -> App {
    use_context::<App>().expect("App is provided at the root")
}
