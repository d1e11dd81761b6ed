//! A server of a few lines for this module's tests: it says yes to everything, or
//! fails in one chosen way. Real servers are met in the `tests` package.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use futures_util::{SinkExt as _, StreamExt as _};
use sync_core::access::{DocKind, DocMeta, Role, Visibility};
use sync_core::doc::{Document, StopPlan, VenuePlan, VisitPlan};
use sync_core::ids::{Actor, DeviceId, DocId, Incarnation, PersonId, Seq, SpaceId};
use sync_core::log::{Entry, EntryBody, Refusal};
use sync_core::receipt::Receipt;
use sync_core::time::Timestamp;
use sync_core::wire::{ClientMessage, PushBody, ServerMessage, SpaceWelcome};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

use super::identity::Identity;

pub(super) type Fallible = Result<(), Box<dyn std::error::Error>>;

pub(super) const SPACE: SpaceId = SpaceId::from_bytes([9; 16]);
pub(super) const ME: PersonId = PersonId::from_bytes([2; 16]);
const DEVICE: DeviceId = DeviceId::from_bytes([1; 16]);
const FACILITATOR: PersonId = PersonId::from_bytes([8; 16]);
const TOKEN: &str = "a-token";

const FORM: &str = r#"{
  "id": "t1", "version": 1, "title": {"en": "Script"}, "languages": ["en"],
  "default_language": "en", "counts": true,
  "parts": [{"id": "p", "label": {"en": "P"}, "fields": [
    {"id": "objectives", "kind": "text", "label": {"en": "O"}},
    {"id": "students", "kind": "integer", "label": {"en": "N"}, "min": 0, "max": 40},
    {"id": "choral", "kind": "tally", "label": {"en": "C"}},
    {"id": "log", "kind": "evidence_log", "label": {"en": "E"}, "holds": "evidence"}
  ]}]
}"#;

/// What the server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Good,
    /// Answers 401 to the upgrade.
    Unauthorized,
    /// Opens connections and says nothing.
    Silent,
    /// Refuses every push for good.
    Refusing,
}

/// A running server; ends when dropped.
#[derive(Debug)]
pub(super) struct FakeServer {
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

type Log = Arc<Mutex<Vec<(DocId, DocMeta, EntryBody)>>>;

impl FakeServer {
    pub(super) fn start(manner: Manner) -> std::io::Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    () = accept(listener, manner) => {}
                }
            });
        });
        Ok(Self {
            addr,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    pub(super) fn base(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Writes the identity of a device that joined here.
    pub(super) fn enrol(&self, dir: &Path) -> Fallible {
        let identity = Identity {
            server: self.base(),
            token: TOKEN.to_owned(),
            device: DEVICE,
            person: ME,
            device_key: String::new(),
            name: "Ana".to_owned(),
        };
        identity
            .write(dir)
            .map_err(|failure| failure.to_string().into())
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

async fn accept(listener: std::net::TcpListener, manner: Manner) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let log: Log = Arc::default();
    log.lock().map(|mut log| log.push(visit())).ok();
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, manner, Arc::clone(&log)));
    }
}

async fn serve(mut stream: TcpStream, manner: Manner, log: Log) {
    let mut method = [0; 4];
    if stream.peek(&mut method).await.is_ok_and(|n| n == 4) && &method == b"POST" {
        return answer_join(&mut stream).await;
    }
    #[expect(
        clippy::result_large_err,
        reason = "the library's callback has this type"
    )]
    let check = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        let authorization = request.headers().get("authorization");
        let known = authorization.is_some_and(|value| value == &format!("Bearer {TOKEN}"));
        if known && manner != Manner::Unauthorized {
            return Ok(response);
        }
        let mut refusal = ErrorResponse::new(None);
        *refusal.status_mut() = 401.try_into().unwrap_or_default();
        Err(refusal)
    };
    let Ok(mut socket) = accept_hdr_async(stream, check).await else {
        return;
    };
    while let Some(Ok(message)) = socket.next().await {
        let Message::Binary(bytes) = message else {
            continue;
        };
        if manner == Manner::Silent {
            continue;
        }
        let Ok(message) = ClientMessage::decode(&bytes) else {
            return;
        };
        for answer in answer(message, manner, &log) {
            if socket.send(Message::binary(answer.encode())).await.is_err() {
                return;
            }
        }
    }
}

fn answer(message: ClientMessage, manner: Manner, log: &Log) -> Vec<ServerMessage> {
    let Ok(mut log) = log.lock() else {
        return Vec::new();
    };
    match message {
        ClientMessage::Hello { spaces, .. } => {
            let cursor = spaces.first().map_or(Seq(0), |space| space.cursor);
            welcome(&log, cursor)
        }
        ClientMessage::Push { batch, .. } if manner == Manner::Refusing => {
            vec![ServerMessage::Nack {
                batch,
                why: Refusal::DocFull,
                retry_after: 0,
            }]
        }
        ClientMessage::Push {
            batch,
            doc,
            kind,
            body,
            ..
        } => {
            let body = match body {
                PushBody::Changes(changes) => EntryBody::Changes(changes),
                PushBody::Share(_) | PushBody::Heal { .. } | PushBody::HealPacked { .. } => {
                    EntryBody::Shared
                }
            };
            log.push((
                doc,
                DocMeta {
                    kind,
                    owner: ME,
                    visibility: Visibility::Team,
                },
                body,
            ));
            let seq = Seq(log.len() as u64);
            vec![ServerMessage::Ack {
                batch,
                seq,
                cursor: seq,
                heads: Vec::new(),
            }]
        }
        ClientMessage::Ping { nonce } => vec![ServerMessage::Pong { nonce }],
        ClientMessage::Credit { .. } | ClientMessage::Digests { .. } => Vec::new(),
    }
}

/// Heads are left empty everywhere, so that every fingerprint is 0 and agrees.
fn welcome(log: &[(DocId, DocMeta, EntryBody)], cursor: Seq) -> Vec<ServerMessage> {
    let head = Seq(log.len() as u64);
    let space = SpaceWelcome {
        space: SPACE,
        role: Role::Observer,
        incarnation: Incarnation::from_bytes([7; 16]),
        head,
        fingerprint: 0,
    };
    let mut answers = vec![ServerMessage::Welcome {
        build: "fake".to_owned(),
        server_time: Timestamp(0),
        push_window: 8,
        spaces: vec![space],
    }];
    let after = usize::try_from(cursor.0).unwrap_or_default();
    let missing = log.iter().enumerate().skip(after);
    let entries: Vec<_> = missing
        .map(|(place, (doc, meta, body))| {
            let seq = Seq(place as u64 + 1);
            let entry = Entry {
                seq,
                doc: *doc,
                meta: *meta,
                heads: Vec::new(),
                body: body.clone(),
            };
            (entry, Receipt::from_bytes([0; 16]))
        })
        .collect();
    if !entries.is_empty() {
        answers.push(ServerMessage::Entries {
            space: SPACE,
            upto: head,
            head,
            entries,
        });
    }
    answers
}

fn visit() -> (DocId, DocMeta, EntryBody) {
    let plan = VisitPlan {
        title: "Five schools".to_owned(),
        venues: vec![VenuePlan {
            id: "north".to_owned(),
            name: "North".to_owned(),
        }],
        stops: vec![StopPlan {
            id: "s1".to_owned(),
            venue: "north".to_owned(),
            label: "Visit 1".to_owned(),
            kind: "classroom".to_owned(),
            start: "2026-10-21T10:30".to_owned(),
            minutes: 7,
            forms: vec!["t1".to_owned()],
        }],
        forms: vec![("t1".to_owned(), 1, FORM.to_owned())],
        ..VisitPlan::default()
    };
    let actor = Actor::new(DeviceId::from_bytes([8; 16]), [8; 8]);
    let meta = DocMeta {
        kind: DocKind::Visit,
        owner: FACILITATOR,
        visibility: Visibility::Space,
    };
    let changes = Document::create_visit(actor, FACILITATOR, &plan, Timestamp(1))
        .map(|(_, changes)| changes.into_iter().map(|change| change.bytes).collect());
    (
        DocId::visit(SPACE),
        meta,
        EntryBody::Changes(changes.unwrap_or_default()),
    )
}

async fn answer_join(stream: &mut TcpStream) {
    let mut request = String::new();
    let mut part = [0; 1024];
    while !is_whole(&request) {
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(n) => request.push_str(&String::from_utf8_lossy(part.get(..n).unwrap_or_default())),
        }
    }
    let headless = request.contains("x-rounds-device: headless");
    let (status, body) = if headless && request.contains("\"code\":\"good\"") {
        let body = serde_json::json!({
            "token": TOKEN, "person": ME.to_string(), "device": DEVICE.to_string(),
            "space": SPACE.to_string(), "role": "observer", "name": "Ana", "server_time": 1,
        });
        ("200 OK", body)
    } else {
        (
            "410 Gone",
            serde_json::json!({"message": "It was used up.", "todo": "Ask for a new one."}),
        )
    };
    let body = body.to_string();
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    stream
        .write_all(format!("{head}{body}").as_bytes())
        .await
        .ok();
}

/// Whether all of a request's body is there.
fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    length
        .and_then(|length| length.parse().ok())
        .is_some_and(|length: usize| body.len() >= length)
}
