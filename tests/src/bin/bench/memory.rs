//! Resident memory of the server with 100,000 notes: when it has just taken them in,
//! when one device has read them all, and both after a restart.

use std::collections::BTreeSet;

use futures_util::SinkExt as _;
use rounds_sync_core::ids::{Seq, SpaceId};
use rounds_sync_core::wire::{ClientMessage, PushBody, ServerMessage};
use tokio_tungstenite::tungstenite::Message;

use crate::figures::Figures;
use crate::pushes::{greeted, next, prepare_note};
use rounds_tests::live::{Live, Socket, code, join};
use rounds_tests::process::{Outcome, Resident, Server};

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
    let of = format!("resident memory, {NOTES} notes");
    let reach = "<= 64";
    let written = server.resident()?.now;
    figures.add(format!("{of}, just written"), mib(written), "MiB", reach);
    let mut socket = greeted(&server.address(), &identity).await?;
    read_all(&mut socket).await?;
    let Resident { now, peak } = server.resident()?;
    figures.add(
        format!("{of}, and read by one device"),
        mib(now),
        "MiB",
        reach,
    );
    figures.add(format!("{of}, most until here"), mib(peak), "MiB", "");
    drop(socket);
    // A restart forgets what writing needed.
    server.take_away()?;
    server.bring_back()?;
    let of = format!("{of}, server started again");
    let idle = server.resident()?.now;
    figures.add(format!("{of}, idle"), mib(idle), "MiB", reach);
    let mut socket = greeted(&server.address(), &identity).await?;
    read_all(&mut socket).await?;
    let read = server.resident()?.now;
    figures.add(
        format!("{of}, all read by one device"),
        mib(read),
        "MiB",
        reach,
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

/// Takes in all entries, and sees that there are some of every note.
async fn read_all(socket: &mut Socket) -> Outcome<()> {
    let mut docs = BTreeSet::new();
    loop {
        let message = next(socket).await?;
        let ServerMessage::Entries {
            upto,
            head,
            entries,
            ..
        } = message
        else {
            continue;
        };
        docs.extend(entries.iter().map(|(entry, _)| entry.doc));
        let credit = ClientMessage::Credit { bytes: 256 * 1024 };
        socket.send(Message::Binary(credit.encode().into())).await?;
        if upto >= head && upto > Seq(0) {
            return match docs.len() {
                ..NOTES => Err(format!("{} of {NOTES} notes were read", docs.len()).into()),
                _ => Ok(()),
            };
        }
    }
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}
