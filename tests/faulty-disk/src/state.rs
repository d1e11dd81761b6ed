//! All files of a watched folder, and what is to go wrong there.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::disk::{Lie, Trouble};
use crate::image::{Fate, Image};

/// How write-ahead logs are named.
const JOURNAL: &str = "-wal";

#[derive(Debug)]
pub(crate) struct State {
    images: Vec<Image>,
    /// Names as the process sees them, to positions in `images`.
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    /// What happened to names since they were last synced.
    name_changes: Vec<NameChange>,
    operations: u64,
    trouble: Option<(Trouble, Range<u64>)>,
    is_off: bool,
    lie: Option<Lie>,
}

#[derive(Debug, Clone)]
enum NameChange {
    Made(String, usize),
    Gone(String),
}

/// What the layer does with an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Done,
    /// Carry out so many bytes of it and report this trouble.
    Refused(Trouble, usize),
}

impl State {
    pub(crate) fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        let (names, images): (Vec<_>, Vec<_>) = files
            .into_iter()
            .map(|(name, bytes)| (name, Image::synced(bytes)))
            .unzip();
        let names: BTreeMap<_, _> = names.into_iter().zip(0..).collect();
        Self {
            images,
            durable_names: names.clone(),
            names,
            name_changes: Vec::new(),
            operations: 0,
            trouble: None,
            is_off: false,
            lie: None,
        }
    }

    pub(crate) fn operations(&self) -> u64 {
        self.operations
    }

    pub(crate) fn plan(&mut self, trouble: Trouble, from: u64, count: u64) {
        self.trouble = Some((trouble, from..from.saturating_add(count)));
    }

    pub(crate) fn is_off(&self) -> bool {
        self.is_off
    }

    pub(crate) fn lie(&mut self, of: Lie) {
        self.lie = Some(of);
    }

    /// The image of a name, made when it is new.
    pub(crate) fn open(&mut self, name: &str) -> usize {
        if let Some(found) = self.names.get(name) {
            return *found;
        }
        let new = self.images.len();
        self.images.push(Image::default());
        self.names.insert(name.to_owned(), new);
        let made = NameChange::Made(name.to_owned(), new);
        self.name_changes.push(made);
        new
    }

    pub(crate) fn write(&mut self, file: usize, at: u64, bytes: &[u8]) -> Verdict {
        let trouble = self.next_operation();
        let number = self.operations;
        let Some(image) = self.images.get_mut(file) else {
            return Verdict::Done;
        };
        let fits = usize::try_from(image.length().saturating_sub(at)).unwrap_or(usize::MAX);
        let verdict = match trouble {
            Some(Trouble::PowerCut) => Verdict::Refused(Trouble::PowerCut, 0),
            Some(Trouble::WriteError) => Verdict::Refused(Trouble::WriteError, bytes.len() / 2),
            Some(Trouble::Full) if fits < bytes.len() => Verdict::Refused(Trouble::Full, fits),
            Some(Trouble::Full | Trouble::SyncError) | None => Verdict::Done,
        };
        let written = match verdict {
            Verdict::Done => bytes,
            Verdict::Refused(_, kept) => bytes.get(..kept).unwrap_or(bytes),
        };
        if !written.is_empty() {
            image.write(number, at, written);
        }
        verdict
    }

    pub(crate) fn truncate(&mut self, file: usize, length: u64) -> Verdict {
        let trouble = self.next_operation();
        if let Some(trouble @ (Trouble::PowerCut | Trouble::WriteError)) = trouble {
            return Verdict::Refused(trouble, 0);
        }
        let number = self.operations;
        if let Some(image) = self.images.get_mut(file) {
            image.truncate(number, length);
        }
        Verdict::Done
    }

    pub(crate) fn sync(&mut self, file: usize) -> Verdict {
        let trouble = self.next_operation();
        let is_journal = self
            .names
            .iter()
            .any(|(name, at)| *at == file && name.ends_with(JOURNAL));
        let Some(image) = self.images.get_mut(file) else {
            return Verdict::Done;
        };
        match (trouble, self.lie) {
            (Some(Trouble::PowerCut), _) => Verdict::Refused(Trouble::PowerCut, 0),
            (Some(Trouble::SyncError), _) => {
                image.forget();
                Verdict::Refused(Trouble::SyncError, 0)
            }
            (_, Some(Lie::All)) => Verdict::Done,
            (_, Some(Lie::Journal)) if is_journal => Verdict::Done,
            (_, Some(Lie::Database)) if !is_journal => Verdict::Done,
            _ => {
                image.sync();
                // SQLite's layer syncs the folder together with a new journal, and
                // leaves the name of a database to whoever made it.
                if is_journal {
                    self.sync_names();
                }
                Verdict::Done
            }
        }
    }

    pub(crate) fn delete(&mut self, name: &str, sync_folder: bool) -> Verdict {
        if let Some(Trouble::PowerCut) = self.next_operation() {
            return Verdict::Refused(Trouble::PowerCut, 0);
        }
        if self.names.remove(name).is_some() {
            self.name_changes.push(NameChange::Gone(name.to_owned()));
        }
        if sync_folder && self.lie.is_none() {
            self.sync_names();
        }
        Verdict::Done
    }

    pub(crate) fn survivors(&self, below: &mut dyn FnMut(u64) -> u64) -> BTreeMap<String, Vec<u8>> {
        let fate = match below(5) {
            0 => Fate::Nothing,
            1 => Fate::Everything,
            2 => Fate::Before(self.operations.saturating_sub(below(64))),
            3 => Fate::Some,
            _ => Fate::Torn,
        };
        let count = self.name_changes.len();
        let kept = match fate {
            Fate::Nothing => 0,
            Fate::Everything => count,
            _ => below(count as u64 + 1) as usize,
        };
        let mut names = self.durable_names.clone();
        for change in self.name_changes.iter().take(kept) {
            change.apply(&mut names);
        }
        let images = names.into_iter().filter_map(|(name, at)| {
            let image = self.images.get(at)?;
            Some((name, image.survivor(fate, below)))
        });
        images.collect()
    }

    /// Counts an operation; the trouble that it meets.
    fn next_operation(&mut self) -> Option<Trouble> {
        let now = self.operations;
        self.operations += 1;
        let (trouble, during) = self.trouble.as_ref()?;
        let meets = during.contains(&now).then_some(*trouble);
        self.is_off |= meets == Some(Trouble::PowerCut);
        if self.is_off {
            return Some(Trouble::PowerCut);
        }
        meets
    }

    fn sync_names(&mut self) {
        for change in std::mem::take(&mut self.name_changes) {
            change.apply(&mut self.durable_names);
        }
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Made(name, at) => names.insert(name.clone(), *at),
            Self::Gone(name) => names.remove(name),
        };
    }
}
