//! Writes the first inputs of the corpus: notes, packs, frames and a rescue file as
//! devices write them. `cargo run --example seeds` in this folder.

use std::fs;
use std::path::Path;

use rounds_sync_core::access::{DocKind, Visibility};
use rounds_sync_core::doc::{Document, Edit, EntryDraft, NoteSeed};
use rounds_sync_core::gate::pack;
use rounds_sync_core::ids::{Actor, BatchId, DeviceId, DocId, PersonId, SpaceId};
use rounds_sync_core::rescue::{Rescue, RescueDoc};
use rounds_sync_core::time::Timestamp;
use rounds_sync_core::wire::{ClientMessage, PushBody};

/// Bytes before a chunk's content: magic, checksum, type.
const HEAD: usize = 9;

const PERSON: PersonId = PersonId::from_bytes([3; 16]);
const SPACE: SpaceId = SpaceId::from_bytes([4; 16]);
const DOC: DocId = DocId::from_bytes([5; 16]);
const DEVICE: DeviceId = DeviceId::from_bytes([1; 16]);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let changes = note()?;
    let contents: Vec<u8> = changes.iter().flat_map(|chunk| part(chunk)).collect();
    write("gate", "note", &contents)?;
    write("gate", "first-change", &part(&changes[0]))?;
    write("pack", "note", &pack::pack(&changes).ok_or("a pack")?)?;
    let push = ClientMessage::Push {
        batch: BatchId(1),
        space: SPACE,
        doc: DOC,
        kind: DocKind::Note,
        body: PushBody::Changes(changes.clone()),
    };
    write("wire", "push", &push.encode())?;
    let hello = ClientMessage::Hello {
        build: "seed".to_owned(),
        device: DEVICE,
        spaces: Vec::new(),
    };
    write("wire", "hello", &hello.encode())?;
    let rescue = Rescue {
        device: DEVICE,
        person: PERSON,
        docs: vec![RescueDoc {
            doc: DOC,
            space: SPACE,
            kind: DocKind::Note,
            share: Some(Visibility::Team),
            changes,
        }],
    };
    write("rescue", "note", &rescue.seal(&[0; 32]))
}

/// The changes of a note with an answer of every kind.
fn note() -> Result<Vec<Vec<u8>>, Box<dyn std::error::Error>> {
    let seed = NoteSeed {
        form: "t1".to_owned(),
        form_version: 1,
        tallies: ["talk".to_owned()].into(),
        ..NoteSeed::default()
    };
    let actor = Actor::new(DEVICE, [2; 8]);
    let (mut note, first) = Document::create_note(actor, PERSON, &seed, Timestamp(1))?;
    let mut changes = vec![first.bytes];
    let edits = [
        Edit::Tally {
            field: "talk".to_owned(),
            by: 2,
        },
        Edit::AddEntry(EntryDraft {
            field: "log".to_owned(),
            at: Timestamp(3),
            elapsed_ms: Some(2),
            who: Some("students".to_owned()),
            mode: Some("saw".to_owned()),
            text: "Desks in groups of four.".to_owned(),
            tags: ["talk".to_owned()].into(),
        }),
    ];
    for (at, edit) in (2..).zip(edits) {
        if let Some((change, _)) = note.edit(&[edit], Timestamp(at))? {
            changes.push(change.bytes);
        }
    }
    Ok(changes)
}

/// A chunk's content as the gate's target reads it: behind its length.
fn part(chunk: &[u8]) -> Vec<u8> {
    let length = chunk[HEAD..].iter().position(|byte| byte & 0x80 == 0);
    let content = &chunk[HEAD + length.unwrap_or_default() + 1..];
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    [&length.to_le_bytes(), content].concat()
}

fn write(target: &str, name: &str, bytes: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    fs::create_dir_all(&folder)?;
    Ok(fs::write(folder.join(name), bytes)?)
}
