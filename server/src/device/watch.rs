//! `watch`: stays connected and prints a JSON line for everything that happens.
//!
//! Every line has `event` and `at` (milliseconds since 1970, when it was known here):
//! ```text
//! link       link: offline | connecting | catching_up | live | sign_in | update
//! space      visit, role
//! listed     note: it appeared, or its row changed
//! note       note, and all of it as `show` prints it: it is being watched from here on
//! changed    note, remote, answers and entries that changed, rest: whether more did
//! state      note, state
//! review     note, why: the server refused it for good
//! fault      what: the storage, the server or a note is in trouble
//! ```

use std::io::Write;

use serde::Serialize;
use sync_core::access::DocKind;
use sync_core::device::{Event, Input, Link};
use sync_core::doc::Touched;
use sync_core::ids::DocId;

use super::drive::{self, Driver};
use super::error::{Failure, Outcome};
use super::folder;
use super::show::{self, AnswerJson, EntryJson, NoteJson, People};

/// Notes opened at the start; those beyond are opened when something happens to them.
const OPEN_AT_START: usize = 1_000;

/// One line.
#[derive(Debug, Serialize)]
struct Line {
    at: u64,
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum What {
    Link {
        link: &'static str,
    },
    Space {
        visit: String,
        role: String,
    },
    Listed {
        note: String,
    },
    Note {
        note: Box<NoteJson>,
    },
    Changed {
        note: String,
        remote: bool,
        answers: std::collections::BTreeMap<String, Option<AnswerJson>>,
        entries: Vec<EntryJson>,
        rest: bool,
    },
    State {
        note: String,
        state: &'static str,
    },
    Review {
        note: String,
        why: String,
    },
    Fault {
        what: String,
    },
}

/// Connects and prints lines until `stop` says to end.
///
/// # Errors
/// The lines can be written no more, or the machine was misused.
pub(super) async fn watch(
    driver: &mut Driver,
    out: &mut impl Write,
    stop: impl Future<Output = ()>,
) -> Outcome<()> {
    let docs: Vec<_> = driver.device().docs().collect();
    let visits = docs.iter().filter(|info| info.meta.kind == DocKind::Visit);
    let notes = docs.iter().filter(|info| info.meta.kind == DocKind::Note);
    for info in visits.chain(notes.take(OPEN_AT_START)) {
        driver.feed(Input::Open { doc: info.doc })?;
    }
    driver.feed(Input::ConnectNow)?;
    let mut stop = std::pin::pin!(stop);
    loop {
        while let Some(event) = driver.next_event() {
            tell(driver, out, event)?;
        }
        tokio::select! {
            stepped = driver.step() => stepped?,
            () = &mut stop => break,
        }
    }
    driver.hang_up().await;
    Ok(())
}

fn tell(driver: &mut Driver, out: &mut impl Write, event: Event) -> Outcome<()> {
    let listed = match &event {
        Event::Listed { doc, .. } => Some(*doc),
        _ => None,
    };
    if let Some(what) = what(driver, event) {
        let line = Line {
            at: drive::now().0,
            what,
        };
        let text = serde_json::to_string(&line).map_err(Failure::new)?;
        writeln!(out, "{text}")
            .and_then(|()| out.flush())
            .map_err(Failure::new)?;
    }
    // Watched from now on: the first line about it says all of it.
    let closed =
        |doc: &DocId| driver.device().note(*doc).is_none() && driver.device().visit(*doc).is_none();
    match listed.filter(closed) {
        Some(doc) => driver.feed(Input::Open { doc }),
        None => Ok(()),
    }
}

fn what(driver: &Driver, event: Event) -> Option<What> {
    Some(match event {
        Event::Link(link) => What::Link {
            link: link_word(link),
        },
        Event::Space { space, role } => What::Space {
            visit: space.to_string(),
            role: role.to_string(),
        },
        Event::Listed {
            doc,
            kind: DocKind::Note,
        } => What::Listed {
            note: doc.to_string(),
        },
        Event::Opened { doc } => opened(driver, doc)?,
        Event::Changed {
            doc,
            touched,
            remote,
        } => changed(driver, doc, &touched, remote)?,
        Event::State { doc } => {
            let info = driver.device().doc(doc)?;
            if info.meta.kind != DocKind::Note {
                return None;
            }
            let state = show::state_word(info.state);
            What::State {
                note: doc.to_string(),
                state,
            }
        }
        Event::KeptForReview { doc, why } => What::Review {
            note: doc.to_string(),
            why: why.to_string(),
        },
        Event::NotOpened { doc, why } => What::Fault {
            what: format!("{doc}: {why}"),
        },
        Event::EditRefused { doc, why } => What::Fault {
            what: format!("{doc}: {why}"),
        },
        Event::StorageFailed { error } => What::Fault { what: error },
        Event::ServerFault { what } => What::Fault { what },
        // A visit's row, and whatever a later machine tells.
        _ => return None,
    })
}

fn opened(driver: &Driver, doc: DocId) -> Option<What> {
    let info = driver.device().doc(doc)?;
    let people = People(folder::visit(driver, info.space));
    let note = show::note(&info, driver.device().note(doc)?, people);
    Some(What::Note {
        note: Box::new(note),
    })
}

fn changed(driver: &Driver, doc: DocId, touched: &Touched, remote: bool) -> Option<What> {
    let info = driver.device().doc(doc)?;
    let note = driver.device().note(doc)?;
    let people = People(folder::visit(driver, info.space));
    let answer = |field: &String| {
        let answer = note
            .answers
            .get(field)
            .map(|answer| show::answer(answer, people));
        (field.clone(), answer)
    };
    let entries = note
        .entries
        .iter()
        .filter(|entry| touched.entries.contains(&entry.id));
    Some(What::Changed {
        note: doc.to_string(),
        remote,
        answers: touched.fields.iter().map(answer).collect(),
        entries: entries.map(|entry| show::entry(entry, people)).collect(),
        rest: touched.rest,
    })
}

const fn link_word(link: Link) -> &'static str {
    match link {
        Link::Offline { .. } => "offline",
        Link::Connecting => "connecting",
        Link::CatchingUp => "catching_up",
        Link::Live => "live",
        Link::SignIn => "sign_in",
        Link::Removed => "removed",
        Link::Update => "update",
    }
}
