//! The gate under arbitrary bytes: `cargo +nightly fuzz run gate`, in `sync-core`.
//!
//! It must not panic, and what passes must be applied, saved and loaded by Automerge.
//! The checksum is made to match, or else nothing would get past it.

#![no_main]

use automerge::{Automerge, Change};
use libfuzzer_sys::fuzz_target;
use rounds_sync_core::gate::{self, History};
use sha2::{Digest as _, Sha256};

fuzz_target!(|data: &[u8]| {
    let _ = gate::check(data.to_vec());
    let Ok(checked) = gate::check(sealed(data)) else {
        return;
    };
    let change = Change::from_bytes(checked.bytes.clone()).expect("what passes is read");
    let ready = change.deps().is_empty();
    let mut doc = Automerge::new();
    doc.apply_changes([change])
        .expect("what passes is applied or waits");
    let admitted = History::default().admit(&[checked]);
    assert_eq!(admitted.is_ok(), ready, "a first change needs no other");
    if ready {
        let again = Automerge::load(&doc.save()).expect("what passes is loaded again");
        assert_eq!(again.get_heads(), doc.get_heads());
    }
});

/// A change chunk around `data`.
fn sealed(data: &[u8]) -> Vec<u8> {
    let mut hashed = vec![1];
    let mut len = data.len();
    while len > 0x7f {
        hashed.push(u8::try_from(len & 0x7f).unwrap_or_default() | 0x80);
        len >>= 7;
    }
    hashed.push(u8::try_from(len).unwrap_or_default());
    hashed.extend(data);
    let hash = Sha256::digest(&hashed);
    [&[0x85, 0x6f, 0x4a, 0x83][..], &hash[..4], &hashed].concat()
}
