//! The gate: what it lets pass, Automerge loads without a panic, one change after the
//! other into one document, and the view of a note is read from it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_fuzz::{change_chunk, parts};
use rounds_sync_core::access::DocKind;
use rounds_sync_core::doc::Document;
use rounds_sync_core::gate::{History, check};
use rounds_sync_core::ids::{Actor, DeviceId, PersonId};

fuzz_target!(|input: &[u8]| {
    let chunks: Vec<Vec<u8>> = parts(input).into_iter().map(change_chunk).collect();
    let mut history = History::default();
    let mut admitted = Vec::new();
    for chunk in chunks {
        let Ok(change) = check(chunk) else { continue };
        if history.admit(std::slice::from_ref(&change)).is_ok() {
            admitted.push(change.bytes);
        }
    }
    let mut plain = automerge::AutoCommit::new();
    for change in &admitted {
        plain
            .load_incremental(change)
            .expect("what passed the gate loads");
    }
    assert!(plain.get_missing_deps(&[]).is_empty(), "nothing is missing");
    let actor = Actor::new(DeviceId::from_bytes([1; 16]), [2; 8]);
    let person = PersonId::from_bytes([3; 16]);
    let parts = admitted.iter().map(Vec::as_slice);
    if let Ok(note) = Document::load(DocKind::Note, actor, person, parts) {
        let _ = note.note();
    }
});
