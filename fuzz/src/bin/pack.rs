//! Packs: what comes out of hostile ones is bounded, and packs again to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_sync_core::gate::pack::{pack, unpack};

fuzz_target!(|packed: &[u8]| {
    let Ok(changes) = unpack(packed) else { return };
    if let Some(again) = pack(&changes) {
        assert_eq!(unpack(&again).as_ref(), Ok(&changes));
    }
});
