//! Durable pushes per second: 20 devices, one small change a push.
//!
//! The changes are made before the clock starts, so that the server is measured and
//! not the devices; beside the rate stands the processor time of both, because they
//! share the machine. Each device writes in one note at a time, or in three, with one
//! push of each under way, for as long as the peers do.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use rounds_sync_core::access::DocKind;
use rounds_sync_core::doc::{Document, Edit};
use rounds_sync_core::ids::{Actor, BatchId, DocId, SpaceId};
use rounds_sync_core::time::Timestamp;
use rounds_sync_core::wire::{ClientMessage, PushBody, ServerMessage};
use tokio_tungstenite::tungstenite::Message;

use crate::figures::{Figures, ms, percentile};
use crate::reconnect::seed;
use rounds_tests::live::{Identity, Live, Socket, code, join, now, open};
use rounds_tests::process::{Outcome, Server, processor_time};

const DEVICES: usize = 20;
const UNDER_WAY: [usize; 2] = [1, 3];
const MEASURED: Duration = Duration::from_secs(5);

/// Changes of a note; the next note has the same ones, which the server cannot know.
const CHANGES: usize = 1_000;

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    for under_way in UNDER_WAY {
        measure(figures, under_way).await?;
    }
    Ok(())
}

async fn measure(figures: &mut Figures, under_way: usize) -> Outcome<()> {
    let server = Server::start()?;
    let code = code(&server)?;
    let mut devices = Vec::new();
    for number in 0..DEVICES {
        let identity = join(&server.address(), &code, &format!("Device {number}")).await?;
        let (_, changes) = prepare_note(&identity, CHANGES)?;
        let socket = greeted(&server.address(), &identity).await?;
        devices.push((identity.space.parse()?, changes, socket));
    }
    let before = (server.processor_time()?, processor_time("self")?);
    let started = Instant::now();
    let tasks: Vec<_> = devices
        .into_iter()
        .map(|(space, changes, socket)| {
            let until = started + MEASURED;
            tokio::spawn(push_all(space, under_way, changes, socket, until))
        })
        .collect();
    let mut samples = Vec::new();
    for task in tasks {
        samples.extend(task.await??);
    }
    let took = started.elapsed();
    let edits = samples.len() as f64;
    let p50 = percentile(&mut samples, 0.50);
    let p99 = percentile(&mut samples, 0.99);
    let of = format!("acknowledged edits, 20 clients, {under_way} under way each, on disk");
    figures.add(
        of.clone(),
        edits / took.as_secs_f64(),
        "/s",
        ">= Hocuspocus from memory in the same run",
    );
    figures.add(format!("{of}, p50"), p50, "ms", "");
    figures.add(format!("{of}, p99"), p99, "ms", "<= 25");
    let used = [
        ("server", server.processor_time()? - before.0),
        ("clients", processor_time("self")? - before.1),
    ];
    for (whose, used) in used {
        let each = used.as_secs_f64() * 1e6 / edits;
        figures.add(format!("{of}, processor, {whose}"), each, "us", "");
    }
    Ok(())
}

/// A note's id and its changes, oldest first.
pub(crate) type Prepared = (DocId, Vec<Vec<u8>>);

/// A new note and `count` small changes of it.
pub(crate) fn prepare_note(identity: &Identity, count: usize) -> Outcome<Prepared> {
    let actor = Actor::new(identity.device.parse()?, rand::random());
    let person = identity.person.parse()?;
    let (mut document, first) = Document::create_note(actor, person, &seed(), now())?;
    let mut changes = vec![first.bytes];
    for at in 0..count {
        let edit = Edit::Tally {
            field: "partner_talk".to_owned(),
            by: 1,
        };
        let time = Timestamp(now().0 + at as u64);
        let (change, _) = document.edit(&[edit], time)?.ok_or("a tap is a change")?;
        changes.push(change.bytes);
    }
    Ok((Live::new_id(), changes))
}

/// A connection after Hello and Welcome.
pub(crate) async fn greeted(address: &str, identity: &Identity) -> Outcome<Socket> {
    let mut socket = open(address, &identity.token).await?;
    let device = identity.device.parse()?;
    let hello = ClientMessage::Hello {
        build: "bench".to_owned(),
        device,
        spaces: Vec::new(),
    };
    socket.send(Message::Binary(hello.encode().into())).await?;
    while !matches!(next(&mut socket).await?, ServerMessage::Welcome { .. }) {}
    Ok(socket)
}

/// The next message of the server.
pub(crate) async fn next(socket: &mut Socket) -> Outcome<ServerMessage> {
    loop {
        let frame = tokio::time::timeout(Duration::from_secs(60), socket.next()).await?;
        if let Message::Binary(bytes) = frame.ok_or("the server closed")?? {
            return Ok(ServerMessage::decode(&bytes)?);
        }
    }
}

/// One push with one change.
pub(crate) fn push(batch: u64, space: SpaceId, doc: DocId, change: Vec<u8>) -> Message {
    let body = PushBody::Changes(vec![change]);
    let batch = BatchId(batch);
    let push = ClientMessage::Push {
        batch,
        space,
        doc,
        kind: DocKind::Note,
        body,
    };
    Message::Binary(push.encode().into())
}

/// Pushes until the time has come, one push of each note under way; the latency of
/// each push in ms.
async fn push_all(
    space: SpaceId,
    notes: usize,
    changes: Vec<Vec<u8>>,
    mut socket: Socket,
    until: Instant,
) -> Outcome<Vec<f64>> {
    let of_a_note = || (Live::new_id(), changes.iter());
    let mut notes: Vec<_> = (0..notes).map(|_| of_a_note()).collect();
    let mut under_way: BTreeMap<u64, (usize, Instant)> = BTreeMap::new();
    let (mut batch, mut samples) = (0, Vec::new());
    let mut ready: Vec<usize> = (0..notes.len()).collect();
    loop {
        while let Some(at) = ready.pop()
            && Instant::now() < until
        {
            let (doc, rest) = notes.get_mut(at).ok_or("a note of ours")?;
            let change = match rest.next() {
                Some(change) => change,
                None => {
                    (*doc, *rest) = of_a_note();
                    rest.next().ok_or("a note has changes")?
                }
            };
            batch += 1;
            under_way.insert(batch, (at, Instant::now()));
            socket
                .send(push(batch, space, *doc, change.clone()))
                .await?;
        }
        if under_way.is_empty() {
            return Ok(samples);
        }
        match next(&mut socket).await? {
            ServerMessage::Ack { batch, .. } => {
                let (at, sent) = under_way.remove(&batch.0).ok_or("an ack for no push")?;
                samples.push(ms(sent.elapsed()));
                ready.push(at);
            }
            ServerMessage::Nack { why, .. } => return Err(why.into()),
            _ => {}
        }
    }
}
