//! Opening a rescue file: what a device could not bring itself is pushed in its name.
//!
//! The file's signature says whose it is; its changes go through the same machine, gate
//! and log as if the device had connected, on a line of their own.

use std::collections::BTreeMap;
use std::time::Duration;

use sync_core::ids::{BatchId, DocId};
use sync_core::log::Refusal;
use sync_core::rescue::Rescue;
use sync_core::server::Session;
use sync_core::wire::{ClientMessage, PushBody, ServerMessage};
use tokio::time::timeout;

use crate::app::App;
use crate::error::ApiError;
use crate::hub::{LineEnd, Outgoing};
use crate::store::TokenHash;

/// The build that the machine hears of.
const BUILD: &str = "rescue";

/// How long the answer to one push may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What became of a rescue file.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Changes that are on the server now, whether or not they were before.
    pub(crate) changes: usize,
    /// Documents of which nothing more was taken after this refusal.
    pub(crate) refused: BTreeMap<DocId, Refusal>,
}

/// Pushes what is in the file; returns when all of it is answered.
///
/// # Errors
/// The server is ending, or cannot write now. What was answered before stays; opening
/// the file again goes on from there.
pub(crate) async fn open(app: &App, by: TokenHash, rescue: &Rescue) -> Result<Outcome, ApiError> {
    let person = rescue.person;
    let mut spaces = app.store(move |store| store.memberships(person)).await?;
    spaces.retain(|(space, _)| rescue.docs.iter().any(|doc| doc.space == *space));
    let session = Session {
        device: rescue.device,
        person,
        spaces,
    };
    let line = app.hub.open(session, by).await;
    let mut line = line.ok_or_else(ApiError::unavailable)?;
    let outcome = push_all(app, &mut line, rescue).await;
    app.hub.closed(line.conn).await;
    outcome
}

async fn push_all(app: &App, line: &mut LineEnd, rescue: &Rescue) -> Result<Outcome, ApiError> {
    let hello = ClientMessage::Hello {
        build: BUILD.to_owned(),
        device: rescue.device,
        spaces: Vec::new(),
    };
    app.hub.frame(line.conn, hello.encode()).await;
    let mut outcome = Outcome::default();
    for (doc, push) in rescue.pushes() {
        if outcome.refused.contains_key(&doc) {
            continue;
        }
        let ClientMessage::Push { batch, body, .. } = &push else {
            continue;
        };
        app.hub.frame(line.conn, push.encode()).await;
        match answer(line, *batch).await? {
            None => {
                if let PushBody::Changes(changes) = body {
                    outcome.changes += changes.len();
                }
            }
            Some(refusal) if refusal.is_temporary() => return Err(ApiError::unavailable()),
            Some(refusal) => {
                outcome.refused.insert(doc, refusal);
            }
        }
    }
    Ok(outcome)
}

/// Waits for the answer to a push: `None` when it is on disk.
async fn answer(line: &mut LineEnd, wanted: BatchId) -> Result<Option<Refusal>, ApiError> {
    let answer = async {
        while let Some(Outgoing::Frame(bytes)) = line.inbox.recv().await {
            match ServerMessage::decode(&bytes) {
                Ok(ServerMessage::Ack { batch, .. }) if batch == wanted => return Some(None),
                Ok(ServerMessage::Nack { batch, why, .. }) if batch == wanted => {
                    return Some(Some(why));
                }
                // Entries and greetings: nobody reads them here.
                _ => {}
            }
        }
        None
    };
    match timeout(ANSWER_WITHIN, answer).await {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) | Err(_) => Err(ApiError::unavailable()),
    }
}
