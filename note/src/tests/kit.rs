//! Devices with one note, without a wire between them.

use rounds_forms::sheet;
use rounds_forms::xform::fill::{Plan, Settings, Step};
use rounds_forms::xform::record::{Bound, RecordError, Ties, ValueState};
use rounds_forms::xpath::Moment;
use rounds_sync_core::access::DocKind;
use rounds_sync_core::doc::{Document, Edit, EntryDraft, LocalChange, NoteView, Touched};
use rounds_sync_core::ids::{Actor, DeviceId, PersonId};
use rounds_sync_core::time::Timestamp;

/// Repeats within one another, a counted one with another within, actions, relevance,
/// choices that depend on answers, an evidence log, values of every kind of storage.
pub(super) const WEAVE: &str = "\
| survey | type | name | label | relevant | constraint | constraint_message | calculation | repeat_count | appearance | default | trigger | choice_filter |
| | start | begun | | | | | | | | | | |
| | integer | rooms | Rooms | | . < 5 | Four rooms at most | | | | | | |
| | text | why | Why | ${rooms} > 2 | | | | | multiline | | | |
| | integer | taps | Taps | | | | | | rounds-tally | 0 | | |
| | select_multiple pets | pets | Pets | | | | | | | | | |
| | select_one pets | best | Best | | | | | | | | | selected(${pets}, name) |
| | dateTime | asked | Asked | | | | now() | | | | ${rooms} | |
| | calculate | once_id | | | | | once(uuid()) | | | | | |
| | begin_repeat | house | House | | | | | | | | | |
| | calculate | at | | | | | position(..) | | | | | |
| | text | name | Name | | | | | | | | | |
| | integer | seats | Seats | | | | | | rounds-tally | 2 | | |
| | select_multiple pets | kinds | Kinds | | | | | | | dog | | |
| | begin_repeat | room | Room | | | | | | | | | |
| | decimal | size | Size | | | | | | | 7 | | |
| | end_repeat | | | | | | | | | | | |
| | calculate | sizes | | | | | sum(${size}) | | | | | |
| | end_repeat | | | | | | | | | | | |
| | begin_repeat | floor | Floor | | | | | ${rooms} | | | | |
| | text | carpet | Carpet | ${why} != 'no' | | | | | | red | | |
| | begin_repeat | lamp | Lamp | | | | | | | | | |
| | text | bulb | Bulb | | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| | begin_repeat | evidence | Evidence | | | | | | rounds-evidence | | | |
| | calculate | entry_no | | | | | position(..) | | | | | |
| | dateTime | seen_at | Time | | | | | | rounds-at | | | |
| | select_one pets | who | Who | | | | | | rounds-who | | | |
| | text | words | Words | | | | | | rounds-text | | | |
| | select_multiple pets | tags | Tags | | | | | | rounds-tags | | | |
| | text | photo | Photo | | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| | calculate | total | | | | | concat(count(${house}), '/', sum(${sizes}), '/', join(',', ${name}), '/', count(${evidence}), '/', ${taps}) | | | | | |
| choices | list_name | name | label |
| | pets | dog | Dog |
| | pets | cat | Cat |
| | pets | eel | Eel |
";

pub(super) fn form(sheet: &str) -> (Plan, Ties) {
    let read = sheet::read(sheet.as_bytes(), "weave.md");
    let plan = Plan::new(read.unwrap_or_else(|problems| panic!("{problems:?}"))).unwrap();
    let ties = Ties::of(&plan);
    (plan, ties)
}

pub(super) fn settings(device: u8) -> Settings {
    Settings {
        now: Moment {
            millis: 1_774_000_000_000 + i64::from(device) * 1_000,
            offset: 0,
        },
        seed: u64::from(device),
        language: None,
        properties: Vec::new(),
    }
}

/// One device with the note open.
pub(super) struct Device<'p> {
    number: u8,
    form: &'p (Plan, Ties),
    pub(super) doc: Document,
    pub(super) bound: Bound<'p>,
    pub(super) made: Vec<Vec<u8>>,
}

fn actor(number: u8) -> Actor {
    Actor::new(DeviceId::from_bytes([number; 16]), [number; 8])
}

impl<'p> Device<'p> {
    /// Starts the note.
    pub(super) fn begin(form: &'p (Plan, Ties)) -> Self {
        let (bound, beginning) = Bound::begin(&form.0, &form.1, settings(1));
        let seed = crate::seed("weave", 1, None, beginning);
        let person = PersonId::from_bytes([1; 16]);
        let begun = Document::create_note(actor(1), person, &seed, Timestamp(1));
        let (doc, change) = begun.unwrap();
        let mut device = Self {
            number: 1,
            form,
            doc,
            bound,
            made: vec![change.bytes],
        };
        device.check();
        device.bound.merge(crate::record(device.note()));
        device
    }

    /// Another device with what this one has.
    pub(super) fn join(&self, number: u8) -> Self {
        let person = PersonId::from_bytes([number; 16]);
        let chunks = self.made.iter().map(Vec::as_slice);
        let doc = Document::load(DocKind::Note, actor(number), person, chunks).unwrap();
        let record = crate::record(doc.note().unwrap());
        let (plan, ties) = self.form;
        Self {
            number,
            form: self.form,
            doc,
            bound: Bound::open(plan, ties, settings(number), record),
            made: self.made.clone(),
        }
    }

    pub(super) fn note(&self) -> &NoteView {
        self.doc.note().unwrap()
    }

    pub(super) fn try_step(&mut self, step: &Step) -> Result<(), RecordError> {
        let now = Timestamp(self.made.len() as u64 + 10);
        let edits = self.bound.step(step, &self.doc.fresh_stem(now))?;
        self.write(&crate::edits(edits), now);
        self.check();
        Ok(())
    }

    /// Steps, one a line: `path = answer`, `+ path`, `- path`.
    pub(super) fn take(&mut self, steps: &str) {
        for line in steps.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.try_step(&step(line))
                .unwrap_or_else(|error| panic!("{line}: {error}"));
        }
    }

    pub(super) fn add_entry(&mut self, text: &str, at: u64) {
        let now = Timestamp(self.made.len() as u64 + 10);
        let draft = EntryDraft {
            field: "evidence".to_owned(),
            at: Timestamp(at),
            elapsed_ms: None,
            who: Some("dog".to_owned()),
            mode: None,
            text: text.to_owned(),
            tags: ["eel".to_owned(), "cat".to_owned()].into(),
        };
        self.write(&[Edit::AddEntry(draft)], now);
        self.bound.merge(crate::record(self.note()));
    }

    pub(super) fn write(&mut self, edits: &[Edit], now: Timestamp) -> Option<Touched> {
        let made = self.doc.edit(edits, now).unwrap();
        let (LocalChange { bytes, .. }, touched) = made?;
        self.made.push(bytes);
        Some(touched)
    }

    /// Takes in changes of others.
    pub(super) fn receive<'a>(&mut self, changes: impl IntoIterator<Item = &'a Vec<u8>>) {
        let fresh: Vec<&Vec<u8>> = changes.into_iter().collect();
        self.doc
            .merge(fresh.iter().map(|bytes| &bytes[..]))
            .unwrap();
        self.made.extend(fresh.into_iter().cloned());
        self.made.sort();
        self.made.dedup();
        self.bound.merge(crate::record(self.note()));
        self.check();
    }

    /// What is kept step by step is what opening the note anew would show.
    pub(super) fn check(&self) {
        let record = crate::record(self.note());
        let (plan, ties) = self.form;
        let fresh = Bound::open(plan, ties, settings(self.number + 100), record);
        assert_eq!(self.states(), described(&fresh.states()));
    }

    pub(super) fn states(&self) -> Vec<String> {
        described(&self.bound.states())
    }

    pub(super) fn state(&self, path: &str) -> ValueState {
        let mut states = self.bound.states().into_iter();
        states.find(|state| state.node.path == path).unwrap()
    }

    pub(super) fn value(&self, path: &str) -> String {
        self.state(path).node.value
    }
}

fn described(states: &[ValueState]) -> Vec<String> {
    let line = |state: &ValueState| {
        let node = &state.node;
        let flags = [
            node.relevant,
            node.required,
            node.readonly,
            node.valid,
            state.conflict,
        ];
        let flags: String = flags
            .map(|flag| if flag { '+' } else { '-' })
            .iter()
            .collect();
        format!("{flags} {}={}", node.path, node.value)
    };
    states.iter().map(line).collect()
}

pub(super) fn step(line: &str) -> Step {
    let owned = |text: &str| text.trim().to_owned();
    match line.split_once(' ') {
        Some(("+", path)) => Step::Add { path: owned(path) },
        Some(("-", path)) => Step::Remove { path: owned(path) },
        _ => {
            let (path, value) = line.split_once('=').unwrap_or((line, ""));
            Step::Set {
                path: owned(path),
                value: owned(value),
            }
        }
    }
}

/// Both take what the other has.
pub(super) fn exchange(a: &mut Device<'_>, b: &mut Device<'_>) {
    let (of_a, of_b) = (a.made.clone(), b.made.clone());
    a.receive(&of_b);
    b.receive(&of_a);
    assert_eq!(a.note(), b.note());
    assert_eq!(a.states(), b.states());
}
