//! A server on a free port, and clients for it.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use sync_core::access::Role;
use sync_core::doc::VisitPlan;
use sync_core::ids::{DocId, SpaceId};
use sync_core::time::Timestamp;
use sync_core::wire::{ClientMessage, ServerMessage};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::clock;
use crate::config::{Config, LogFormat};
use crate::links::{self, LinkPlan};
use crate::serve::{ServeError, serve};
use crate::store::sqlite::IfMissing;
use crate::store::{Directory as _, Log as _, SqliteStore, StoredDoc};
use crate::visits;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(super) struct TestServer {
    pub(super) base: String,
    dir: TempDir,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), ServeError>>,
}

pub(super) struct TestLink {
    pub(super) secret: String,
    pub(super) code: String,
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
    headers: Vec<(String, String)>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub(super) fn token(&self) -> String {
        self.body["token"].as_str().unwrap().to_owned()
    }
}

fn config(dir: &TempDir) -> Config {
    Config {
        data: dir.path().to_owned(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        public_url: None,
        metrics: None,
        trusted_proxies: Vec::new(),
        log: String::new(),
        log_format: LogFormat::Text,
        demo: true,
    }
}

impl TestServer {
    pub(super) async fn start() -> Self {
        let dir = TempDir::new().unwrap();
        let config = config(&dir);
        let listener = TcpListener::bind(config.listen).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let task = tokio::spawn(serve(config, listener, shutdown));
        let server = Self {
            base,
            dir,
            stop,
            task,
        };
        assert_eq!(server.get("/healthz").await.status, 200);
        server
    }

    /// Ends the server and waits until it did.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(());
        tokio::time::timeout(PATIENCE, self.task)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
    }

    /// The log of a document as the server stored it.
    pub(super) fn stored(&self, doc: DocId) -> Option<StoredDoc> {
        let store = SqliteStore::open(self.dir.path(), IfMissing::Refuse).unwrap();
        store.read_doc(doc).unwrap()
    }

    /// The first visit.
    pub(super) fn space(&self) -> SpaceId {
        let store = SqliteStore::open(self.dir.path(), IfMissing::Refuse).unwrap();
        store.visits().unwrap()[0].space
    }

    /// A second server on the same folder.
    pub(super) async fn second(&self) -> Result<(), ServeError> {
        let config = config(&self.dir);
        let listener = TcpListener::bind(config.listen).await.unwrap();
        serve(config, listener, std::future::pending()).await
    }

    /// A link for observers, made as the command line makes it.
    pub(super) fn link(&self, uses: u64) -> TestLink {
        self.link_made(uses, clock::now())
    }

    /// A link for a day from `now` on.
    pub(super) fn link_made(&self, uses: u64, now: Timestamp) -> TestLink {
        self.link_to(self.space(), Role::Observer, uses, now)
    }

    /// A link for one person in this role.
    pub(super) fn link_as(&self, role: Role) -> TestLink {
        self.link_to(self.space(), role, 1, clock::now())
    }

    /// Lets someone join a second visit; their token.
    pub(super) async fn stranger(&self, name: &str) -> String {
        let store = SqliteStore::open(self.dir.path(), IfMissing::Refuse).unwrap();
        let plan = VisitPlan {
            title: "Another visit".to_owned(),
            network: store.networks().unwrap()[0].clone(),
            starts: "2999-01-01".to_owned(),
            ends: "2999-01-02".to_owned(),
            ..VisitPlan::default()
        };
        let now = clock::now();
        let space = visits::create(&store, &plan, now).unwrap().space;
        let link = self.link_to(space, Role::Observer, 1, now);
        self.join(&link.secret, name).await.token()
    }

    fn link_to(&self, space: SpaceId, role: Role, uses: u64, now: Timestamp) -> TestLink {
        let store = SqliteStore::open(self.dir.path(), IfMissing::Refuse).unwrap();
        let plan = LinkPlan {
            space,
            role,
            team: "Millbrook".to_owned(),
            issuer: "Lakeshore".to_owned(),
            uses,
            days: 1,
        };
        let made = links::make(&store, plan, now).unwrap();
        let url = made.url(&"http://localhost".parse().unwrap());
        let (_, secret) = url.rsplit_once('#').unwrap();
        TestLink {
            secret: secret.to_owned(),
            code: made.code.to_string(),
        }
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub(super) async fn get_as(&self, path: &str, token: &str) -> Answer {
        self.get_with(path, &[("authorization", &format!("Bearer {token}"))])
            .await
    }

    pub(super) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, None, headers).await
    }

    pub(super) async fn post(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("POST", path, Some(body.to_owned()), headers)
            .await
    }

    pub(super) async fn join(&self, code: &str, name: &str) -> Answer {
        self.post(
            "/api/v1/join",
            &join_body(code, name),
            &[("x-rounds-device", "headless")],
        )
        .await
    }

    pub(super) async fn join_from_browser(&self, code: &str, name: &str) -> Answer {
        self.post(
            "/api/v1/join",
            &join_body(code, name),
            &[("origin", &self.base)],
        )
        .await
    }

    pub(super) async fn join_as(&self, code: &str, name: &str, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [("x-rounds-device", "headless"), ("authorization", &*bearer)];
        self.post("/api/v1/join", &join_body(code, name), &headers)
            .await
    }

    /// Joins from a browser that has lost its cookie and says who it is.
    pub(super) async fn join_known(&self, code: &str, name: &str, known: &Value) -> Answer {
        let mut body: Value = serde_json::from_str(&join_body(code, name)).unwrap();
        body["known"] = known.clone();
        let headers = [("origin", &*self.base)];
        self.post("/api/v1/join", &body.to_string(), &headers).await
    }

    async fn send(
        &self,
        method: &'static str,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = axum::http::Request::builder().method(method);
        request = request.uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(body.unwrap_or_default()).unwrap();
        let sent = tokio::task::spawn_blocking(move || {
            let config = ureq::Agent::config_builder()
                .http_status_as_error(false)
                .timeout_global(Some(PATIENCE))
                .build();
            let mut response = config.new_agent().run(request).unwrap();
            let text = response.body_mut().read_to_string().unwrap();
            let pairs = response.headers().iter();
            let pairs = pairs.map(|(name, value)| {
                (
                    name.to_string(),
                    value.to_str().unwrap_or_default().to_owned(),
                )
            });
            Answer {
                status: response.status().as_u16(),
                body: serde_json::from_str(&text).unwrap_or_default(),
                headers: pairs.collect(),
            }
        });
        sent.await.unwrap()
    }

    /// Opens `/sync`; the HTTP status when it is refused.
    pub(super) async fn connect(&self, token: &str, origin: Option<&str>) -> Result<Socket, u16> {
        let bearer = format!("Bearer {token}");
        self.connect_with("authorization", &bearer, origin).await
    }

    /// As [`TestServer::connect`], with the session in any header.
    pub(super) async fn connect_with(
        &self,
        header: &'static str,
        session: &str,
        origin: Option<&str>,
    ) -> Result<Socket, u16> {
        let url = format!("{}/sync", self.base.replace("http://", "ws://"));
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert(header, session.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(socket),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }
}

fn join_body(code: &str, name: &str) -> String {
    let device = serde_json::json!({"label": "Tablet 4", "kind": "tablet", "shared": true});
    serde_json::json!({"code": code, "name": name, "device": device}).to_string()
}

/// Says hello as the device that joined.
pub(super) async fn hello(socket: &mut Socket, joined: &Answer) {
    let hello = ClientMessage::Hello {
        build: "test".to_owned(),
        device: joined.body["device"].as_str().unwrap().parse().unwrap(),
        spaces: Vec::new(),
    };
    socket.send(Message::binary(hello.encode())).await.unwrap();
}

/// The next message of the protocol.
pub(super) async fn next_message(socket: &mut Socket) -> ServerMessage {
    let next = async {
        loop {
            match socket.next().await.unwrap().unwrap() {
                Message::Binary(bytes) => return ServerMessage::decode(&bytes).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, next).await.unwrap()
}

/// Reads until the connection ends; the code of its close frame, if one came.
pub(super) async fn close_code(socket: &mut Socket) -> Option<CloseCode> {
    let read = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return Some(frame.code),
                Some(Ok(_)) => {}
                None | Some(Err(_)) => return None,
            }
        }
    };
    tokio::time::timeout(PATIENCE, read).await.unwrap()
}
