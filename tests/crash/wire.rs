//! A client of one connection at the level of messages, so that a test knows exactly
//! what was acknowledged when the other end died.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
pub(crate) use rounds_tests::live::Identity;
use rounds_tests::live::{self, Socket};
use rounds_tests::process::Outcome;
use sync_core::gate::pack;
use sync_core::ids::{DocId, Seq, SpaceId};
use sync_core::log::{Entry, EntryBody};
use sync_core::wire::{ClientMessage, ServerMessage, SpaceCursor, SpaceWelcome};
use tokio_tungstenite::tungstenite::{Error, Message};

/// How long an answer may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open connection, greeted.
#[derive(Debug)]
pub(crate) struct Conn {
    socket: Socket,
    /// How the visit stood at Welcome.
    pub(crate) welcome: SpaceWelcome,
}

/// A change that a reader was sent, with its position.
pub(crate) type Sent = (Seq, DocId, Vec<u8>);

/// Redeems a join link.
pub(crate) async fn join(address: &str, link: &str, name: &str) -> Outcome<Identity> {
    live::join(address, live::secret(link)?, name).await
}

impl Conn {
    /// Connects and says how far this device is; `None` when there is no server, or it
    /// is gone before it answers.
    pub(crate) async fn open(
        address: &str,
        identity: &Identity,
        cursor: Option<SpaceCursor>,
    ) -> Outcome<Option<Self>> {
        let mut socket = match live::open(address, &identity.token).await {
            Ok(socket) => socket,
            Err(Error::Http(answer)) => return Err(answer.status().to_string().into()),
            Err(_) => return Ok(None),
        };
        let hello = ClientMessage::Hello {
            build: "crash test".to_owned(),
            device: identity.device.parse()?,
            spaces: cursor.into_iter().collect(),
        };
        send(&mut socket, &hello).await;
        let space: SpaceId = identity.space.parse()?;
        while let Some(message) = next(&mut socket).await? {
            if let ServerMessage::Welcome { spaces, .. } = message {
                let welcome = spaces.into_iter().find(|known| known.space == space);
                let welcome = welcome.ok_or("the visit is gone")?;
                return Ok(Some(Self { socket, welcome }));
            }
        }
        Ok(None)
    }

    /// Sends; that the other end is gone is seen when its answer is read.
    pub(crate) async fn send(&mut self, message: &ClientMessage) {
        send(&mut self.socket, message).await;
    }

    /// The next message, for which it gives credit; `None` when the server is gone.
    pub(crate) async fn next(&mut self) -> Outcome<Option<ServerMessage>> {
        let message = next(&mut self.socket).await?;
        if let Some(message @ ServerMessage::Entries { .. }) = &message {
            let bytes = message.encode().len() as u64;
            self.send(&ClientMessage::Credit { bytes }).await;
        }
        Ok(message)
    }
}

/// Everything that the server sends to a device that has nothing.
pub(crate) async fn read_all(address: &str, identity: &Identity) -> Outcome<Vec<Sent>> {
    let conn = Conn::open(address, identity, None).await?;
    let mut conn = conn.ok_or("the server is there")?;
    let head = conn.welcome.head;
    let mut found = Vec::new();
    while let Some(message) = conn.next().await? {
        if let ServerMessage::Entries { upto, entries, .. } = message {
            for (entry, _) in entries {
                found.extend(sent(entry)?);
            }
            if upto >= head {
                return Ok(found);
            }
        }
    }
    Err("the server went away while everything was read".into())
}

/// The changes of an entry.
pub(crate) fn sent(entry: Entry) -> Outcome<Vec<Sent>> {
    let (seq, doc) = (entry.seq, entry.doc);
    match entry.body {
        EntryBody::Changes(changes) => Ok(changes.into_iter().map(|c| (seq, doc, c)).collect()),
        EntryBody::Shared => Ok(Vec::new()),
        EntryBody::Packed(packed) => {
            let changes = pack::unpack(&packed)?;
            Ok(changes.into_iter().map(|c| (seq, doc, c)).collect())
        }
    }
}

async fn send(socket: &mut Socket, message: &ClientMessage) {
    let _ = socket.send(Message::Binary(message.encode().into())).await;
}

async fn next(socket: &mut Socket) -> Outcome<Option<ServerMessage>> {
    loop {
        match tokio::time::timeout(PATIENCE, socket.next()).await? {
            Some(Ok(Message::Binary(bytes))) => return Ok(Some(ServerMessage::decode(&bytes)?)),
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(None),
            Some(Ok(_)) => {}
        }
    }
}
