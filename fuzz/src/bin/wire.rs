//! Frames: what is read is written back the same, and nothing else is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_sync_core::wire::{ClientMessage, ServerMessage};

fuzz_target!(|frame: &[u8]| {
    if let Ok(message) = ClientMessage::decode(frame) {
        assert_eq!(message.encode(), frame);
    }
    if let Ok(message) = ServerMessage::decode(frame) {
        assert_eq!(message.encode(), frame);
    }
});
