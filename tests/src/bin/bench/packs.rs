//! What a device that is far behind is sent of a long note: its changes packed, beside
//! the same changes as they were pushed and what Automerge would save.

use rounds_sync_core::access::DocKind;
use rounds_sync_core::doc::{Document, Edit, NoteSeed};
use rounds_sync_core::gate::pack;
use rounds_sync_core::ids::{Actor, DeviceId, PersonId};
use rounds_sync_core::limits;
use rounds_sync_core::time::Timestamp;
use rounds_tests::process::Outcome;

use crate::figures::Figures;

/// Changes of three keystrokes, after the one that begins the note.
const CHANGES: usize = 2_000;

/// Milliseconds between two changes: a person who types fast.
const APART_MS: usize = 400;

/// Packs a long note that two people typed in turns, part by part as a server does.
pub(crate) fn run(figures: &mut Figures) -> Outcome<()> {
    let changes = typed()?;
    let plain: usize = changes.iter().map(Vec::len).sum();
    let mut packed = 0;
    for part in changes.chunks(limits::BATCH_CHANGES) {
        let pack = pack::pack(part).ok_or("a long part gets smaller")?;
        assert_eq!(pack::unpack(&pack)?, part, "byte for byte");
        packed += pack.len();
    }
    let parts = changes.iter().map(Vec::as_slice);
    let mut saved = automerge::Automerge::new();
    for part in parts {
        saved.load_incremental(part)?;
    }
    let of = format!("a note of {} changes of three keystrokes", changes.len());
    let mut add = |what: &str, bytes: usize| {
        figures.add(format!("{of}: {what}"), bytes as f64, "B", "");
    };
    add("as it was pushed", plain);
    add("packed for a device far behind", packed);
    add(
        "as Automerge saves it, which no device can bring back",
        saved.save().len(),
    );
    Ok(())
}

fn typed() -> Outcome<Vec<Vec<u8>>> {
    let field = "objectives".to_owned();
    let actor = |number| Actor::new(DeviceId::from_bytes([number; 16]), [number; 8]);
    let person = |number| PersonId::from_bytes([number; 16]);
    let seed = NoteSeed {
        texts: [field.clone()].into(),
        ..NoteSeed::default()
    };
    let (first, begun) = Document::create_note(actor(1), person(1), &seed, Timestamp(1))?;
    let mut changes = vec![begun.bytes];
    let begun = changes.iter().map(Vec::as_slice);
    let second = Document::load(DocKind::Note, actor(2), person(2), begun)?;
    let (mut notes, mut heard) = ([first, second], [1, 1]);
    for change in 0..CHANGES {
        // Ten changes each in turn, and who begins has heard the other's.
        let who = change / 10 % 2;
        if change % 10 == 0 {
            notes[who].merge(changes[heard[who]..].iter().map(Vec::as_slice))?;
            heard[who] = changes.len();
        }
        let edit = Edit::Text {
            field: field.clone(),
            at: change * 3 / 2,
            delete: 0,
            insert: ["the", "ir ", "use", "of "][change % 4].to_owned(),
        };
        // A person's pauses differ.
        let pause = change * APART_MS + change % 97;
        let now = Timestamp(1_792_500_000_000 + pause as u64);
        let (change, _) = notes[who].edit(&[edit], now)?.ok_or("a change")?;
        changes.push(change.bytes);
    }
    Ok(changes)
}
