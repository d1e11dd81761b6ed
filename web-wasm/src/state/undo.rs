//! The way back that a message offers: one edit of one note.
//!
//! It is plain data, because the message outlives the part of the screen that showed
//! what it takes back, and often the screen: a closure of that part is gone by then.

use rounds_sync_core::device::Input;
use rounds_sync_core::doc::Edit;
use rounds_sync_core::ids::DocId;

use super::{App, Toast};
use crate::driver::timer;

/// Milliseconds between two looks at whether a note that was left is open again.
const LOOK_MS: i32 = 20;

/// Looks before it is given up: the note did not open, and its own screen says why.
const LOOKS: u32 = 250;

/// What takes a change back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// The note.
    pub doc: DocId,
    /// The change that makes it as it was.
    pub edit: Edit,
}

impl App {
    /// Shows a message with a way back.
    pub fn say_undo(&self, text: String, undo: Undo) {
        self.toast.set(Some(Toast {
            text,
            undo: Some(undo),
        }));
    }

    /// Takes back what the message on the screen tells of, if it can be taken back.
    pub fn take_back(&self) {
        let undo = self
            .toast
            .with_untracked(|toast| toast.as_ref()?.undo.clone());
        let Some(undo) = undo else { return };
        self.toast.set(None);
        if self.is_open(undo.doc) {
            self.apply(undo);
        } else {
            wasm_bindgen_futures::spawn_local(open_and_apply(*self, undo));
        }
    }

    fn is_open(&self, doc: DocId) -> bool {
        self.driver()
            .is_some_and(|driver| driver.device().note(doc).is_some())
    }

    fn apply(&self, undo: Undo) {
        self.input(Input::Edit {
            doc: undo.doc,
            edits: vec![undo.edit],
        });
    }
}

/// The note was left meanwhile: it is opened for the one edit.
async fn open_and_apply(app: App, undo: Undo) {
    let doc = undo.doc;
    app.input(Input::Open { doc });
    for _ in 0..LOOKS {
        if app.is_open(doc) {
            app.apply(undo);
            break;
        }
        timer::sleep(LOOK_MS).await;
    }
    let shown = app.core().borrow().notes.iter().any(|note| note.doc == doc);
    if !shown && app.is_open(doc) {
        app.input(Input::Close { doc });
    }
}
