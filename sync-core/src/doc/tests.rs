//! What documents promise, one subject a file.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use crate::access::DocKind;
use crate::doc::{
    Answer, DocError, Document, Edit, EditError, EntryDraft, EntryView, LocalChange, NoteSeed,
    NoteView, Register, Touched, Value,
};
use crate::ids::{Actor, DeviceId, PersonId};
use crate::time::Timestamp;

mod conflict;
mod convergence;
mod entries;
mod hostile;
mod instances;
mod limits;
mod load;
mod merge;
mod text;
mod visit;

/// A device of its own person.
fn actor(number: u8) -> Actor {
    Actor::new(DeviceId::from_bytes([number; 16]), [number; 8])
}

fn person(number: u8) -> PersonId {
    PersonId::from_bytes([100 + number; 16])
}

fn seed() -> NoteSeed {
    let ids = |ids: &[&str]| {
        ids.iter()
            .map(|id| (*id).to_owned())
            .collect::<BTreeSet<_>>()
    };
    NoteSeed {
        form: "T1".into(),
        form_version: 3,
        stop: Some("stop-1".into()),
        texts: ids(&["notes", "quote"]),
        tallies: ids(&["hands"]),
        choices: ids(&["modes"]),
        edits: Vec::new(),
    }
}

/// A note of device 1.
fn note() -> (Document, LocalChange) {
    Document::create_note(actor(1), person(1), &seed(), Timestamp(1_000)).unwrap()
}

/// A note on two devices.
fn pair() -> (Document, Document) {
    let (a, change) = note();
    (a, open(2, [&change.bytes[..]]))
}

fn open<'a>(number: u8, chunks: impl IntoIterator<Item = &'a [u8]>) -> Document {
    Document::load(DocKind::Note, actor(number), person(number), chunks).unwrap()
}

fn edit(doc: &mut Document, at: u64, edits: &[Edit]) -> (LocalChange, Touched) {
    doc.edit(edits, Timestamp(at)).unwrap().unwrap()
}

/// Both take what the other has.
fn exchange(a: &mut Document, b: &mut Document) {
    let (from_a, from_b) = (a.save(), b.save());
    a.merge([&from_b[..]]).unwrap();
    b.merge([&from_a[..]]).unwrap();
    assert_eq!(a.heads(), b.heads());
    assert_eq!(a.note(), b.note());
}

/// The view is what a fresh load would show.
fn assert_in_step(doc: &Document) {
    let saved = doc.save();
    let fresh = Document::load(doc.kind(), actor(99), person(99), [&saved[..]]).unwrap();
    assert_eq!(doc.note(), fresh.note());
    assert_eq!(doc.visit(), fresh.visit());
}

fn view(doc: &Document) -> &NoteView {
    doc.note().unwrap()
}

fn register<'a>(doc: &'a Document, field: &str) -> &'a Register {
    match view(doc).answers.get(field) {
        Some(Answer::Single(register)) => register,
        other => panic!("{field} holds {other:?}"),
    }
}

fn text_of<'a>(doc: &'a Document, field: &str) -> &'a str {
    match view(doc).answers.get(field) {
        Some(Answer::Text(text)) => text,
        other => panic!("{field} holds {other:?}"),
    }
}

fn entry<'a>(doc: &'a Document, id: &str) -> &'a EntryView {
    let entries = &view(doc).entries;
    entries.iter().find(|entry| entry.id == id).unwrap()
}

fn set(field: &str, value: &str) -> Edit {
    Edit::Set {
        field: field.into(),
        value: Some(Value::Text(value.into())),
    }
}

fn choose(field: &str, value: &str) -> Edit {
    Edit::Choose {
        field: field.into(),
        value: Value::Text(value.into()),
    }
}

fn type_in(field: &str, at: usize, delete: usize, insert: &str) -> Edit {
    Edit::Text {
        field: field.into(),
        at,
        delete,
        insert: insert.into(),
    }
}

fn tally(by: i64) -> Edit {
    Edit::Tally {
        field: "hands".into(),
        by,
    }
}

fn draft(at: u64, text: &str) -> EntryDraft {
    EntryDraft {
        field: "evidence".into(),
        at: Timestamp(at),
        elapsed_ms: Some(at),
        who: Some("students".into()),
        mode: Some("heard".into()),
        text: text.into(),
        tags: BTreeSet::from(["discourse".to_owned()]),
    }
}

/// Adds an entry and returns its id.
fn add_entry(doc: &mut Document, at: u64, text: &str) -> String {
    let (_, touched) = edit(doc, at, &[Edit::AddEntry(draft(at, text))]);
    touched.entries.into_iter().next().unwrap()
}
