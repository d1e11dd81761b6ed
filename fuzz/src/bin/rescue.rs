//! Rescue files: what is read of one can be sealed again, and its pushes fit frames.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_sync_core::limits;
use rounds_sync_core::rescue::Rescue;

const KEY: [u8; 32] = [0; 32];

fuzz_target!(|bytes: &[u8]| {
    let Ok(file) = Rescue::read(bytes) else {
        return;
    };
    let unsigned = file.unverified();
    for (_, push) in unsigned.pushes() {
        assert!(push.encode().len() <= limits::FRAME_BYTES);
    }
    let sealed = unsigned.seal(&KEY);
    let again = Rescue::read(&sealed).expect("its own bytes");
    assert_eq!(again.by(&KEY).as_ref(), Some(unsigned));
});
