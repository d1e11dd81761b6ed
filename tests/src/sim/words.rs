//! Frames in words, for the trace.

use sync_core::log::EntryBody;
use sync_core::wire::{ClientMessage, PushBody, ServerMessage};

/// A device's frame.
pub(super) fn client(frame: &[u8]) -> String {
    match ClientMessage::decode(frame) {
        Ok(ClientMessage::Hello { spaces, .. }) => {
            let cursors: Vec<u64> = spaces.iter().map(|space| space.cursor.0).collect();
            format!("Hello at {cursors:?}")
        }
        Ok(ClientMessage::Push {
            batch, doc, body, ..
        }) => {
            let body = match body {
                PushBody::Changes(changes) => format!("{} changes", changes.len()),
                PushBody::Share(visibility) => format!("share with {visibility}"),
                PushBody::Heal { changes, .. } => format!("{} changes to heal", changes.len()),
                PushBody::HealPacked { packed, .. } => {
                    format!("{} bytes of changes to heal", packed.len())
                }
            };
            format!("Push {} of {doc}: {body}", batch.0)
        }
        Ok(ClientMessage::Digests { docs, last, .. }) => {
            format!("Digests of {} documents, last: {last}", docs.len())
        }
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("unreadable: {error}"),
    }
}

/// A server's frame.
pub(super) fn server(frame: &[u8]) -> String {
    match ServerMessage::decode(frame) {
        Ok(ServerMessage::Welcome { spaces, .. }) => {
            let heads: Vec<u64> = spaces.iter().map(|space| space.head.0).collect();
            format!("Welcome, heads {heads:?}")
        }
        Ok(ServerMessage::Ack {
            batch, seq, cursor, ..
        }) => {
            format!("Ack {} at {}, cursor {}", batch.0, seq.0, cursor.0)
        }
        Ok(ServerMessage::Nack { batch, why, .. }) => format!("Nack {}: {why:?}", batch.0),
        Ok(ServerMessage::Entries {
            upto,
            head,
            entries,
            ..
        }) => {
            let said: Vec<String> = entries
                .iter()
                .map(|(entry, _)| match &entry.body {
                    EntryBody::Changes(changes) => {
                        format!("{}: {} of {}", entry.seq.0, changes.len(), entry.doc)
                    }
                    EntryBody::Packed(_) => format!("{}: {} packed", entry.seq.0, entry.doc),
                    EntryBody::Shared => format!("{}: {} shared", entry.seq.0, entry.doc),
                })
                .collect();
            format!("Entries upto {} of {}: {}", upto.0, head.0, said.join(", "))
        }
        Ok(ServerMessage::Want { docs, .. }) => format!("Want {docs:?}"),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("unreadable: {error}"),
    }
}
