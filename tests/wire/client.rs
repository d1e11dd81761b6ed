//! A device of bytes: it joins as any other and then says whatever a test gives it.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use rounds_sync_core::access::DocKind;
use rounds_sync_core::doc::{Document, NoteSeed};
use rounds_sync_core::ids::{Actor, BatchId, DeviceId, DocId, PersonId, Seq, SpaceId};
use rounds_sync_core::time::Timestamp;
use rounds_sync_core::wire::{ClientMessage, PushBody, ServerMessage};
use rounds_tests::live::{self, Socket};
use rounds_tests::process::{Outcome, Server};
use tokio_tungstenite::tungstenite::Message;

/// How long an answer may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Any time; the server takes what changes say.
pub(crate) const NOW: Timestamp = Timestamp(1_795_392_000_000);

/// Who joined.
#[derive(Debug, Clone)]
pub(crate) struct Joined {
    address: String,
    token: String,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
    pub(crate) space: SpaceId,
}

/// One connection.
pub(crate) struct Client {
    socket: Socket,
    joined: Joined,
    batch: u64,
}

/// What a space's log amounts to, for the person who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    head: Seq,
    fingerprint: u128,
}

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    Code(u16),
    Cut,
}

impl Joined {
    /// Joins with a demo link.
    pub(crate) async fn new(server: &Server, who: &str, name: &str) -> Outcome<Self> {
        let link = server.join_link(who)?;
        let address = server.address();
        let identity = live::join(&address, live::secret(&link)?, name).await?;
        Ok(Self {
            address,
            person: identity.person.parse()?,
            device: identity.device.parse()?,
            space: identity.space.parse()?,
            token: identity.token,
        })
    }

    /// A connection that has said nothing yet.
    pub(crate) async fn connect(&self) -> Outcome<Client> {
        let socket = live::open(&self.address, &self.token).await?;
        Ok(Client {
            socket,
            joined: self.clone(),
            batch: 0,
        })
    }

    /// A connection after Welcome, and how the log stood then.
    pub(crate) async fn greeted(&self) -> Outcome<(Client, Standing)> {
        let mut client = self.connect().await?;
        client.send(self.hello()).await?;
        loop {
            if let ServerMessage::Welcome { spaces, .. } = client.next().await? {
                let space = spaces.first().ok_or("a member of one visit")?;
                let standing = Standing {
                    head: space.head,
                    fingerprint: space.fingerprint,
                };
                return Ok((client, standing));
            }
        }
    }

    /// How the log stands now.
    pub(crate) async fn standing(&self) -> Outcome<Standing> {
        Ok(self.greeted().await?.1)
    }

    /// This device's Hello.
    pub(crate) fn hello(&self) -> Vec<u8> {
        hello(self.device)
    }

    /// An actor of this device.
    pub(crate) fn actor(&self) -> Actor {
        Actor::new(self.device, rand::random())
    }

    /// A new note by `actor` for `person`, and its first change.
    pub(crate) fn note(actor: Actor, person: PersonId) -> Outcome<(Document, Vec<u8>)> {
        let seed = NoteSeed {
            form: "t1".to_owned(),
            form_version: 1,
            stop: Some("stop-2".to_owned()),
            texts: ["objectives".to_owned()].into(),
            tallies: ["partner_talk".to_owned()].into(),
            ..NoteSeed::default()
        };
        let (document, first) = Document::create_note(actor, person, &seed, NOW)?;
        Ok((document, first.bytes))
    }
}

impl Client {
    /// Sends a frame of any bytes.
    pub(crate) async fn send(&mut self, bytes: Vec<u8>) -> Outcome<()> {
        Ok(self.socket.send(Message::binary(bytes)).await?)
    }

    /// Sends anything else that WebSocket knows.
    pub(crate) async fn say(&mut self, message: Message) -> Outcome<()> {
        Ok(self.socket.send(message).await?)
    }

    /// The next message of the protocol.
    pub(crate) async fn next(&mut self) -> Outcome<ServerMessage> {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.socket.next()).await?;
            match frame.ok_or("the server hung up")?? {
                Message::Binary(bytes) => return Ok(ServerMessage::decode(&bytes)?),
                Message::Close(frame) => return Err(format!("closed: {frame:?}").into()),
                _ => {}
            }
        }
    }

    /// Pushes and returns the answer: `Ok` for Ack, or the refusal.
    pub(crate) async fn push(
        &mut self,
        doc: DocId,
        body: PushBody,
    ) -> Outcome<Result<(), rounds_sync_core::log::Refusal>> {
        let space = self.joined.space;
        self.push_to(space, doc, DocKind::Note, body).await
    }

    /// As [`Client::push`], to any space and as any kind.
    pub(crate) async fn push_to(
        &mut self,
        space: SpaceId,
        doc: DocId,
        kind: DocKind,
        body: PushBody,
    ) -> Outcome<Result<(), rounds_sync_core::log::Refusal>> {
        self.batch += 1;
        let sent = BatchId(self.batch);
        let push = ClientMessage::Push {
            batch: sent,
            space,
            doc,
            kind,
            body,
        };
        self.send(push.encode()).await?;
        loop {
            match self.next().await? {
                ServerMessage::Ack { batch, .. } if batch == sent => return Ok(Ok(())),
                ServerMessage::Nack { batch, why, .. } if batch == sent => return Ok(Err(why)),
                _ => {}
            }
        }
    }

    /// Whether the connection still answers.
    pub(crate) async fn is_alive(&mut self) -> Outcome<bool> {
        self.send(ClientMessage::Ping { nonce: 7 }.encode()).await?;
        loop {
            if let ServerMessage::Pong { nonce } = self.next().await? {
                return Ok(nonce == 7);
            }
        }
    }

    /// Reads until the connection ends.
    pub(crate) async fn end(&mut self) -> Outcome<End> {
        let read = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(Some(frame)))) => return End::Code(frame.code.into()),
                    Some(Ok(_)) => {}
                    None | Some(Err(_)) => return End::Cut,
                }
            }
        };
        Ok(tokio::time::timeout(PATIENCE, read).await?)
    }
}

/// The Hello of a device.
pub(crate) fn hello(device: DeviceId) -> Vec<u8> {
    let hello = ClientMessage::Hello {
        build: "wire".to_owned(),
        device,
        spaces: Vec::new(),
    };
    hello.encode()
}

/// Whether the server still does its work.
pub(crate) async fn is_ready(server: &Server) -> Outcome<bool> {
    let url = format!("http://{}/readyz", server.address());
    let got = tokio::task::spawn_blocking(move || ureq::get(&url).call());
    Ok(got.await??.status() == 200)
}
