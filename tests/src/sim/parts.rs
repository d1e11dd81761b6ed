//! Frames of entries cut smaller than the server cuts them, so that the small documents
//! of this world come in as many parts as large ones do.

use sync_core::gate::pack;
use sync_core::ids::SpaceId;
use sync_core::log::{Entry, EntryBody};
use sync_core::receipt::{Receipt, ReceiptKey, Subject};
use sync_core::wire::ServerMessage;

use super::oracle::Violation;

/// Changes of one part.
const PART: usize = 2;

/// The same entries, a part to a frame; only the last frame moves the device's cursor.
pub(super) fn cut(key: &ReceiptKey, frame: Vec<u8>) -> Result<Vec<Vec<u8>>, Violation> {
    let Ok(ServerMessage::Entries {
        space,
        upto,
        head,
        entries,
    }) = ServerMessage::decode(&frame)
    else {
        return Ok(vec![frame]);
    };
    let mut parts = Vec::new();
    for (entry, receipt) in entries {
        parts.extend(entry_parts(key, space, entry, receipt)?);
    }
    if parts.is_empty() {
        return Ok(vec![frame]);
    }
    let last = parts.len() - 1;
    let frames = parts.into_iter().enumerate().map(|(at, part)| {
        let upto = if at == last { upto } else { Default::default() };
        let entries = vec![part];
        ServerMessage::Entries {
            space,
            upto,
            head,
            entries,
        }
        .encode()
    });
    Ok(frames.collect())
}

fn entry_parts(
    key: &ReceiptKey,
    space: SpaceId,
    entry: Entry,
    receipt: Receipt,
) -> Result<Vec<(Entry, Receipt)>, Violation> {
    let changes = match &entry.body {
        EntryBody::Changes(changes) => changes.clone(),
        EntryBody::Packed(packed) => pack::unpack(packed)
            .map_err(|error| Violation(format!("a pack cannot be read: {error}")))?,
        EntryBody::Shared => Vec::new(),
    };
    if changes.len() <= PART {
        return Ok(vec![(entry, receipt)]);
    }
    let (doc, meta) = (entry.doc, entry.meta);
    let parts = changes.chunks(PART).map(|part| {
        let receipt = key.sign(Subject { space, doc, meta }, part);
        let body = EntryBody::Changes(part.to_vec());
        let entry = entry.clone();
        (Entry { body, ..entry }, receipt)
    });
    Ok(parts.collect())
}
