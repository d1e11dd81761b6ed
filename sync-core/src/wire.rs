//! Versioned bytes on the wire. `docs/PROTOCOL.md` describes every message.
//!
//! A frame is one binary WebSocket message: the protocol version, the message type,
//! then the fields in order. Numbers are LEB128, texts and byte strings carry their
//! length, identifiers are plain bytes. Decoding checks every length and count
//! against `limits.rs` before it allocates, and refuses trailing bytes.

pub use client::{ClientMessage, PushBody, SpaceCursor};
pub use codec::WireError;
pub use server::{ByeCode, ServerMessage, SpaceWelcome};

pub(crate) mod client;
pub(crate) mod codec;
mod server;
#[cfg(test)]
mod tests;

use crate::limits::PROTOCOL_VERSION;
use codec::{Reader, Writer};

/// Reads the two bytes before every message; refuses another protocol version.
fn open(frame: &[u8]) -> Result<(Reader<'_>, u8), WireError> {
    let mut reader = Reader::new(frame)?;
    let version = reader.byte()?;
    if u64::from(version) != PROTOCOL_VERSION {
        return Err(WireError::Version { got: version });
    }
    let kind = reader.byte()?;
    Ok((reader, kind))
}

/// Starts a frame with the two bytes before every message.
fn begin(kind: u8) -> Writer {
    let mut writer = Writer::default();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the version is one byte by definition"
    )]
    writer.byte(PROTOCOL_VERSION as u8);
    writer.byte(kind);
    writer
}
