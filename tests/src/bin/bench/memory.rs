//! Resident memory of the server with 100,000 notes: idle, and after one device has
//! read them all.

use futures_util::SinkExt as _;
use rounds_sync_core::ids::{Seq, SpaceId};
use rounds_sync_core::wire::{ClientMessage, PushBody, ServerMessage};
use tokio_tungstenite::tungstenite::Message;

use crate::figures::Figures;
use crate::pushes::{greeted, next, prepare_note};
use rounds_tests::live::{Live, Socket, code, join};
use rounds_tests::process::Outcome;
use rounds_tests::process::Server;

const NOTES: usize = 100_000;
const WINDOW: usize = 48;

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    let mut server = Server::start()?;
    let code = code(&server)?;
    let identity = join(&server.address(), &code, "Author").await?;
    let space: SpaceId = identity.space.parse()?;
    let mut socket = greeted(&server.address(), &identity).await?;
    let (_, changes) = prepare_note(&identity, 4)?;
    write(&mut socket, space, &changes).await?;
    drop(socket);
    // A restart forgets what writing needed; idle means idle.
    server.take_away()?;
    server.bring_back()?;
    figures.add(
        format!("resident memory, {NOTES} notes, idle"),
        mib(server.resident_bytes()?),
        "MiB",
        "<= 64",
    );
    let mut socket = greeted(&server.address(), &identity).await?;
    read_all(&mut socket).await?;
    figures.add(
        format!("resident memory, {NOTES} notes, all read by one device"),
        mib(server.resident_bytes()?),
        "MiB",
        "<= 64",
    );
    let file = std::fs::metadata(server.data().join("rounds.db"))?.len();
    figures.add(
        format!("database file, {NOTES} notes"),
        mib(file),
        "MiB",
        "",
    );
    Ok(())
}

/// The same five changes as many notes: the server does not know that they are alike.
async fn write(socket: &mut Socket, space: SpaceId, changes: &[Vec<u8>]) -> Outcome<()> {
    let mut under_way = 0;
    for batch in 0..NOTES as u64 {
        let doc = Live::new_id();
        let body = PushBody::Changes(changes.to_vec());
        let message = ClientMessage::Push {
            batch: rounds_sync_core::ids::BatchId(batch),
            space,
            doc,
            kind: rounds_sync_core::access::DocKind::Note,
            body,
        };
        socket
            .send(Message::Binary(message.encode().into()))
            .await?;
        under_way += 1;
        while under_way >= WINDOW {
            under_way -= answered(socket).await?;
        }
    }
    while under_way > 0 {
        under_way -= answered(socket).await?;
    }
    Ok(())
}

async fn answered(socket: &mut Socket) -> Outcome<usize> {
    match next(socket).await? {
        ServerMessage::Ack { .. } => Ok(1),
        ServerMessage::Nack { why, .. } => Err(why.into()),
        _ => Ok(0),
    }
}

async fn read_all(socket: &mut Socket) -> Outcome<()> {
    loop {
        let ServerMessage::Entries { upto, head, .. } = next(socket).await? else {
            continue;
        };
        let credit = ClientMessage::Credit { bytes: 256 * 1024 };
        socket.send(Message::Binary(credit.encode().into())).await?;
        if upto >= head && upto > Seq(0) {
            return Ok(());
        }
    }
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}
