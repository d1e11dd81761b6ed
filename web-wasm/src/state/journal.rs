//! What happened on this device lately, in a short list: for "Earlier" in the details of
//! where the work is.

use serde::{Deserialize, Serialize};

use super::App;
use crate::driver::timer::now_ms;

/// Lines kept.
const LINES: usize = 20;

/// Key in the local table.
const KEY: &str = "journal";

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When, milliseconds since the epoch.
    pub at: u64,
    /// The message that says it, with `what` as its argument.
    pub message: String,
    /// A title or a number.
    pub what: String,
}

impl App {
    /// Adds a line, and keeps the list.
    pub fn note_down(&self, message: &str, what: String) {
        self.journal.update(|lines| {
            lines.insert(
                0,
                Line {
                    at: now_ms(),
                    message: message.to_owned(),
                    what,
                },
            );
            lines.truncate(LINES);
        });
        if let Ok(text) = serde_json::to_string(&self.journal.get_untracked()) {
            self.put_local(KEY.to_owned(), text);
        }
    }

    /// Takes over the stored list.
    pub(super) async fn load_journal(&self, store: &crate::driver::local::Local) {
        let stored = store.get(KEY).await.ok().flatten();
        if let Some(lines) = stored.and_then(|text| serde_json::from_str(&text).ok()) {
            self.journal.set(lines);
        }
    }
}
