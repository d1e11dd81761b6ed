//! An edit to the other device, live: one note, 50 watchers, 20 edits a second.
//!
//! The time is from the send of the push to the arrival of the entry at a watcher,
//! all in this process, so that one clock measures both ends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::SinkExt as _;
use rounds_sync_core::ids::SpaceId;
use rounds_sync_core::log::EntryBody;
use rounds_sync_core::wire::ServerMessage;
use tokio::sync::Barrier;

use crate::disk::Probe;
use crate::figures::{Figures, ms, percentile};
use crate::pushes::{greeted, next, prepare_note, push};
use rounds_tests::live::{Socket, code, join};
use rounds_tests::process::Outcome;
use rounds_tests::process::Server;

const WATCHERS: usize = 50;
const EDITS: usize = 200;
const PACE: Duration = Duration::from_millis(50);

/// When each change was sent, by its bytes.
type Sent = Arc<Mutex<BTreeMap<Vec<u8>, Instant>>>;

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    let server = Server::start()?;
    let code = code(&server)?;
    let identity = join(&server.address(), &code, "Author").await?;
    let space: SpaceId = identity.space.parse()?;
    let (doc, changes) = prepare_note(&identity, EDITS)?;
    let mut socket = greeted(&server.address(), &identity).await?;
    let mut changes = changes.into_iter();
    let first = changes.next().ok_or("a note has a first change")?;
    socket.send(push(1, space, doc, first)).await?;
    share(&mut socket, space, doc).await?;

    let sent: Sent = Arc::default();
    let ready = Arc::new(Barrier::new(WATCHERS + 1));
    let mut watchers = Vec::new();
    for number in 0..WATCHERS {
        let watcher = join(&server.address(), &code, &format!("Watcher {number}")).await?;
        let mut socket = greeted(&server.address(), &watcher).await?;
        let (sent, ready) = (Arc::clone(&sent), Arc::clone(&ready));
        watchers.push(tokio::spawn(async move {
            ready.wait().await;
            watch(&mut socket, &sent).await
        }));
    }
    let disk = Probe::start(server.data(), PACE)?;
    ready.wait().await;
    let mut tick = tokio::time::interval(PACE);
    for (batch, change) in changes.enumerate() {
        tick.tick().await;
        sent.lock()
            .map_err(|_| "poisoned")?
            .insert(change.clone(), Instant::now());
        socket
            .send(push(batch as u64 + 3, space, doc, change))
            .await?;
    }
    let mut samples = Vec::new();
    for watcher in watchers {
        samples.extend(watcher.await??);
    }
    let mut syncs = disk.end()?;
    let of = "edit to other device, 50 watchers, 20 edits/s";
    let reach = "no worse than Hocuspocus in the same run";
    for (name, share, reach) in [("p50", 0.50, ""), ("p99", 0.99, reach), ("most", 1.0, "")] {
        let value = percentile(&mut samples, share);
        figures.add(format!("{of}: {name}"), value, "ms", reach);
    }
    for (name, share) in [("p50", 0.50), ("p99", 0.99), ("most", 1.0)] {
        let value = percentile(&mut syncs, share);
        let of = "a sync of 4 KiB by another process meanwhile";
        figures.add(format!("{of}: {name}"), value, "ms", "");
    }
    Ok(())
}

async fn share(
    socket: &mut Socket,
    space: SpaceId,
    doc: rounds_sync_core::ids::DocId,
) -> Outcome<()> {
    use rounds_sync_core::access::{DocKind, Visibility};
    use rounds_sync_core::ids::BatchId;
    use rounds_sync_core::wire::{ClientMessage, PushBody};
    let body = PushBody::Share(Visibility::Team);
    let share = ClientMessage::Push {
        batch: BatchId(2),
        space,
        doc,
        kind: DocKind::Note,
        body,
    };
    socket
        .send(tokio_tungstenite::tungstenite::Message::Binary(
            share.encode().into(),
        ))
        .await?;
    loop {
        match next(socket).await? {
            ServerMessage::Ack {
                batch: BatchId(2), ..
            } => return Ok(()),
            ServerMessage::Nack { why, .. } => return Err(why.into()),
            _ => {}
        }
    }
}

/// Takes entries in until every edit has arrived; the time of each in ms.
async fn watch(socket: &mut Socket, sent: &Sent) -> Outcome<Vec<f64>> {
    let mut samples = Vec::new();
    while samples.len() < EDITS {
        let ServerMessage::Entries { entries, .. } = next(socket).await? else {
            continue;
        };
        let arrived = Instant::now();
        for (entry, _) in entries {
            let EntryBody::Changes(changes) = entry.body else {
                continue;
            };
            for change in changes {
                let sent = sent.lock().map_err(|_| "poisoned")?.get(&change).copied();
                samples.extend(sent.map(|sent| ms(arrived.duration_since(sent))));
            }
        }
    }
    Ok(samples)
}
