//! A device of the same machine code as the page, over a real WebSocket, with its
//! storage in memory, so that what is measured is the server and the wire; and how it
//! joins and opens that socket, for whoever speaks on one by hand.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use sync_core::device::{
    CloseReason, Device, DeviceConfig, Event, Input, Link, Output, Row, Table, Write,
};
use sync_core::ids::{ConnId, DocId, SpaceId};
use sync_core::time::Timestamp;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::process::{Outcome, Server};

/// A WebSocket to the server.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Who a device is, as the server answered when it joined.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Identity {
    /// Its session.
    pub token: String,
    /// Its person's id.
    pub person: String,
    /// Its id.
    pub device: String,
    /// The visit's space.
    pub space: String,
}

/// What went over the wire since the last reset.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traffic {
    /// Messages sent.
    pub up: u64,
    /// Messages received.
    pub down: u64,
    /// Bytes of them.
    pub bytes_up: u64,
    /// Bytes of them.
    pub bytes_down: u64,
    /// Messages that had to wait for one another.
    pub serial: u64,
    last_was_up: Option<bool>,
}

/// One device.
#[derive(Debug)]
pub struct Live {
    /// Its machine.
    pub device: Device,
    /// Who it is.
    pub identity: Identity,
    /// What it cost so far.
    pub traffic: Traffic,
    /// What the machine told.
    pub events: Vec<Event>,
    rows: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    socket: Option<(ConnId, Socket)>,
    address: String,
}

/// The secret of the observers' join link.
///
/// # Errors
/// The server cannot be reached, or answers what it should not.
pub fn code(server: &Server) -> Outcome<String> {
    Ok(secret(&server.join_link("observer-1")?)?.to_owned())
}

/// The secret in a join link.
///
/// # Errors
/// It is no join link.
pub fn secret(link: &str) -> Outcome<&str> {
    let (_, code) = link.split_once('#').ok_or("a join link has a fragment")?;
    Ok(code)
}

/// Exchanges a join link's secret for an identity.
///
/// # Errors
/// The server cannot be reached, or answers what it should not.
pub async fn join(address: &str, code: &str, name: &str) -> Outcome<Identity> {
    let url = format!("http://{address}/api/v1/join");
    let body = serde_json::json!({
        "code": code, "name": name,
        "device": {"label": "test", "kind": "computer", "shared": false},
    });
    let identity = tokio::task::spawn_blocking(move || {
        ureq::post(&url)
            .header("x-rounds-device", "headless")
            .header("accept", "application/json")
            .send_json(&body)?
            .body_mut()
            .read_json::<Identity>()
    })
    .await??;
    Ok(identity)
}

/// Opens `/sync` with a session.
///
/// # Errors
/// The server cannot be reached, or does not upgrade the connection.
pub async fn open(address: &str, token: &str) -> Result<Socket, Error> {
    let mut request = format!("ws://{address}/sync").into_client_request()?;
    request
        .headers_mut()
        .insert("authorization", format!("Bearer {token}").parse()?);
    let (socket, _) = tokio_tungstenite::connect_async(request).await?;
    if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
        stream.set_nodelay(true)?;
    }
    Ok(socket)
}

impl Live {
    /// A device that joined and has nothing yet.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub async fn join(address: &str, code: &str, name: &str) -> Outcome<Self> {
        let identity = join(address, code, name).await?;
        Self::with_identity(address, identity)
    }

    /// A device with this identity and an empty storage.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub fn with_identity(address: &str, identity: Identity) -> Outcome<Self> {
        let config = DeviceConfig {
            device: identity.device.parse()?,
            person: identity.person.parse()?,
            nonce: rand::random(),
            seed: rand::random(),
            build: "bench".to_owned(),
        };
        Ok(Self {
            device: Device::new(config, Vec::new())?,
            identity,
            traffic: Traffic::default(),
            events: Vec::new(),
            rows: BTreeMap::new(),
            socket: None,
            address: address.to_owned(),
        })
    }

    /// The visit's space.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub fn space(&self) -> Outcome<SpaceId> {
        Ok(self.identity.space.parse()?)
    }

    /// Connects through another address from now on, such as a slow proxy.
    pub fn connect_through(&mut self, address: &str) {
        self.address = address.to_owned();
    }

    /// Gives one input and carries out everything that follows.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub async fn give(&mut self, input: Input) -> Outcome<()> {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let mut outputs = Vec::new();
            self.device.handle(now(), input, &mut outputs)?;
            for output in outputs {
                self.carry_out(output, &mut inputs).await?;
            }
        }
        if let Some((_, socket)) = &mut self.socket {
            socket.flush().await?;
        }
        Ok(())
    }

    /// Waits for one frame and takes it in.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub async fn receive(&mut self, patience: Duration) -> Outcome<()> {
        let Some((conn, socket)) = &mut self.socket else {
            return Err("not connected".into());
        };
        let conn = *conn;
        match tokio::time::timeout(patience, socket.next()).await? {
            Some(Ok(Message::Binary(bytes))) => {
                self.traffic.count(false, bytes.len());
                self.give(Input::Received {
                    conn,
                    bytes: bytes.to_vec(),
                })
                .await
            }
            Some(Ok(_)) => Ok(()),
            Some(Err(_)) | None => {
                self.socket = None;
                self.give(Input::Closed {
                    conn,
                    why: CloseReason::Lost,
                })
                .await
            }
        }
    }

    /// Takes frames in until a condition holds.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) -> Outcome<()> {
        while !condition(self) {
            self.receive(Duration::from_secs(60))
                .await
                .map_err(|error| format!("waiting for {what}: {error}"))?;
        }
        Ok(())
    }

    /// Connects and waits until nothing is missing.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub async fn connect(&mut self) -> Outcome<()> {
        self.give(Input::ConnectNow).await?;
        self.until("a live link", |live| live.device.link() == Link::Live)
            .await
    }

    /// Waits until everything of this device is on the server and nothing is missing here.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub async fn settle(&mut self) -> Outcome<()> {
        self.until("everything on the server", |live| {
            let counts = live.device.counts();
            live.device.link() == Link::Live && counts.waiting == 0
        })
        .await
    }

    /// Drops the connection without a word.
    ///
    /// # Errors
    /// The server cannot be reached, or answers what it should not.
    pub async fn cut(&mut self) -> Outcome<()> {
        if let Some((conn, socket)) = self.socket.take() {
            drop(socket);
            self.give(Input::Closed {
                conn,
                why: CloseReason::Lost,
            })
            .await?;
        }
        Ok(())
    }

    /// A new document id.
    #[must_use]
    pub fn new_id() -> DocId {
        DocId::from_bytes(rand::random())
    }

    async fn carry_out(&mut self, output: Output, inputs: &mut VecDeque<Input>) -> Outcome<()> {
        match output {
            Output::Connect { conn } => match open(&self.address, &self.identity.token).await {
                Ok(socket) => {
                    self.socket = Some((conn, socket));
                    inputs.push_back(Input::Connected { conn });
                }
                Err(_) => inputs.push_back(Input::Closed {
                    conn,
                    why: CloseReason::Lost,
                }),
            },
            Output::Send { bytes, .. } => {
                self.traffic.count(true, bytes.len());
                if let Some((_, socket)) = &mut self.socket {
                    socket.feed(Message::Binary(bytes.into())).await?;
                }
            }
            Output::Disconnect { .. } => self.socket = None,
            Output::Persist { op, writes } => {
                for write in writes {
                    match write {
                        Write::Put(row) => self.rows.insert((row.table, row.key), row.value),
                        Write::Delete { table, key } => self.rows.remove(&(table, key)),
                    };
                }
                inputs.push_back(Input::Persisted { op });
            }
            Output::Load { op, table, prefix } => {
                let from = (table, prefix.clone());
                let rows = self.rows.range(from..);
                let rows = rows.take_while(|((t, key), _)| *t == table && key.starts_with(&prefix));
                let rows = rows
                    .map(|((table, key), value)| Row {
                        table: *table,
                        key: key.clone(),
                        value: value.clone(),
                    })
                    .collect();
                inputs.push_back(Input::Loaded { op, rows });
            }
            Output::Notify(event) => self.events.push(event),
        }
        Ok(())
    }
}

impl Traffic {
    fn count(&mut self, up: bool, bytes: usize) {
        let (messages, total) = if up {
            (&mut self.up, &mut self.bytes_up)
        } else {
            (&mut self.down, &mut self.bytes_down)
        };
        *messages += 1;
        *total += bytes as u64;
        if self.last_was_up != Some(up) {
            self.serial += 1;
            self.last_was_up = Some(up);
        }
    }
}

/// The clock of this process.
#[must_use]
pub fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| since.as_millis() as u64))
}
