//! What the list of notes says of each, kept so that ten thousand notes need not be
//! opened one by one each time. A cache: losing it costs time only.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sync_core::device::DocInfo;
use sync_core::doc::NoteView;

use super::show::{self, ValueJson};
use super::store;

/// The summaries of a folder by note.
#[derive(Debug)]
pub(super) struct Summaries {
    path: PathBuf,
    known: BTreeMap<String, Summary>,
    changed: bool,
}

/// A note as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Summary {
    /// Bytes of the note's chunks when it was read. They grow with every change, so
    /// the same number means the same note.
    bytes: u64,
    pub(super) stop: Option<ValueJson>,
    pub(super) form: String,
}

impl Summaries {
    /// The summaries of a folder; none when there are none that can be read.
    pub(super) fn read(dir: &Path) -> Self {
        let path = dir.join("summaries.json");
        let known = fs::read(&path)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok());
        Self {
            path,
            known: known.unwrap_or_default(),
            changed: false,
        }
    }

    /// The summary of a note as it is now.
    pub(super) fn get(&self, info: &DocInfo) -> Option<&Summary> {
        self.known
            .get(&info.doc.to_string())
            .filter(|summary| summary.bytes == info.bytes)
    }

    /// Keeps the summary of a note that was opened.
    pub(super) fn put(&mut self, info: &DocInfo, note: &NoteView) -> Summary {
        let summary = Summary {
            bytes: info.bytes,
            stop: show::settled(&note.stop),
            form: note.form.clone(),
        };
        self.known.insert(info.doc.to_string(), summary.clone());
        self.changed = true;
        summary
    }

    /// Writes what is new. In a folder that cannot be written it does nothing.
    pub(super) fn write(&self) {
        if self.changed
            && let Ok(text) = serde_json::to_vec(&self.known)
        {
            store::replace(&self.path, &text).ok();
        }
    }
}
