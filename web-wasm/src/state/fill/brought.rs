//! Forms of any ODK tool as a visit brings them.

use std::cell::RefCell;
use std::sync::Arc;

use rounds_forms::Log;
use rounds_forms::xform::fill::Plan;
use rounds_forms::xform::json::from_json;
use rounds_forms::xform::record::Ties;
use rounds_note::Whereabouts;
use rounds_sync_core::device::Input;
use rounds_sync_core::doc::{FormEntry, StopView, VisitView};
use rounds_sync_core::ids::{DocId, SpaceId};

use super::library::lists_of;
use super::settings;
use crate::driver::timer::now_ms;
use crate::state::App;
use crate::state::actions::random;
use crate::state::timer::VisitTimer;

/// What was worked out about a form.
struct Worked {
    plan: Plan,
    ties: Ties,
    /// The key of its log of evidence, and what that asks.
    log: Option<(String, Log)>,
}

/// A form that notes are filled with.
#[derive(Clone, Copy)]
pub struct Brought(&'static Worked);

impl PartialEq for Brought {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl std::fmt::Debug for Brought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Brought").finish_non_exhaustive()
    }
}

impl Brought {
    /// The form.
    #[must_use]
    pub fn plan(self) -> &'static Plan {
        &self.0.plan
    }

    /// What of it is stored where.
    #[must_use]
    pub fn ties(self) -> &'static Ties {
        &self.0.ties
    }

    /// The key of its log of evidence, and what that asks.
    #[must_use]
    pub fn log(self) -> Option<&'static (String, Log)> {
        self.0.log.as_ref()
    }
}

/// A definition of a visit, and what came of it; nothing when this build cannot read it.
type Known = (SpaceId, Arc<str>, Option<Brought>);

thread_local! {
    /// They stay for as long as the page: a record borrows what was worked out, and a
    /// visit has few forms.
    static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// The form of a visit, worked out when it is first asked for; `None` when this build
/// cannot read it.
#[must_use]
pub fn brought(
    app: App,
    space: SpaceId,
    visit: &VisitView,
    definition: &Arc<str>,
) -> Option<Brought> {
    let known = KNOWN.with_borrow(|known| {
        let mut all = known.iter();
        let same = all.find(|(in_space, text, _)| *in_space == space && text == definition);
        same.map(|(_, _, form)| *form)
    });
    known.unwrap_or_else(|| {
        let form = worked(app, visit, definition);
        KNOWN.with_borrow_mut(|known| known.push((space, definition.clone(), form)));
        form
    })
}

fn worked(app: App, visit: &VisitView, definition: &str) -> Option<Brought> {
    let mut definition = from_json(definition).ok()?;
    lists_of(visit, &mut definition);
    let plan = Plan::new(definition).ok()?;
    let ties = Ties::of(&plan);
    let log = ties.main_log(&plan).map(|(node, key)| {
        let log = ties.log(&plan, node, settings(app, &plan));
        (key.to_owned(), log)
    });
    let worked = Worked { plan, ties, log };
    Some(Brought(Box::leak(Box::new(worked))))
}

/// Starts a note with a form, at a stop or in the hallway, and gives its id. `None` when
/// this build cannot read the form.
#[must_use]
pub fn start_note(
    app: App,
    space: SpaceId,
    stop: Option<&StopView>,
    entry: &FormEntry,
) -> Option<DocId> {
    let visit = app.visit(space)?.view?;
    let form = brought(app, space, &visit, &entry.definition)?;
    let settings = settings(app, form.plan());
    let doc = DocId::from_bytes(random());
    let me = app.me.get_untracked()?;
    let at = Whereabouts {
        visit: &visit,
        stop: stop.map(|stop| stop.id.as_str()),
        person: &me.person,
    };
    let stem = doc.to_string();
    let beginning = rounds_note::begin(form.plan(), form.ties(), settings, at, &stem);
    let at = stop.map(|stop| stop.id.clone());
    let seed = rounds_note::seed(&entry.id, entry.version, at, beginning);
    app.take_up_again(space);
    app.input(Input::CreateNote { doc, space, seed });
    let planned = stop.map_or(0, |stop| stop.minutes);
    app.keep_timer(doc, VisitTimer::started(now_ms(), planned));
    Some(doc)
}
