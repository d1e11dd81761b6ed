//! The device's connection to `/sync`: one WebSocket, or none.

use std::collections::VecDeque;
use std::future::{self, Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Sink as _, Stream as _};
use sync_core::device::CloseReason;
use sync_core::ids::ConnId;
use sync_core::limits;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
};

use crate::device::error::{Failure, Outcome};
use crate::device::tls::Trust;

/// How long a connection may take to open; a machine that is off does not answer.
const OPEN_WITHIN: Duration = Duration::from_secs(10);

/// How long a farewell may take.
const CLOSE_WITHIN: Duration = Duration::from_millis(500);

/// Close codes that say more than that the connection is gone (docs/PROTOCOL.md).
const CODE_GOING_AWAY: u16 = 1012;
const CODE_UNAUTHORIZED: u16 = 4401;
const CODE_REMOVED: u16 = 4403;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Opening = Pin<Box<dyn Future<Output = Result<Socket, Error>>>>;

/// What happened on the connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NetEvent {
    /// It is open.
    Connected(ConnId),
    /// A binary frame came.
    Frame(ConnId, Vec<u8>),
    /// It is gone, or was never opened.
    Closed(ConnId, CloseReason),
}

/// The connection, and what is waiting to be sent on it.
pub(crate) struct Net {
    url: String,
    /// What is trusted, when the address asks for TLS.
    tls: Option<Connector>,
    authorization: HeaderValue,
    state: State,
    outbox: VecDeque<Message>,
    last_error: Option<String>,
}

enum State {
    Idle,
    Opening(ConnId, Opening),
    Open(ConnId, Box<Socket>),
}

impl Net {
    /// A connection to the server at `base`, not opened yet.
    ///
    /// # Errors
    /// The address or the token cannot be used, as after the identity file was edited.
    pub(crate) fn new(base: &str, token: &str) -> Outcome<Self> {
        let (url, tls) = match base.split_once("://") {
            Some(("http", place)) => (format!("ws://{place}/sync"), None),
            Some(("https", place)) => {
                let trusted = Trust::of_this_machine()?.socket()?;
                (format!("wss://{place}/sync"), Some(trusted))
            }
            _ => {
                return Err(Failure::new(format_args!(
                    "\"{base}\" is not an http:// or https:// address: join again"
                )));
            }
        };
        let mut authorization = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_| Failure::new("the session's token cannot be sent: join again"))?;
        authorization.set_sensitive(true);
        url.as_str()
            .into_client_request()
            .map_err(|error| Failure::new(format_args!("\"{base}\" is not an address: {error}")))?;
        let outbox = VecDeque::new();
        Ok(Self {
            url,
            tls: tls.map(Connector::Rustls),
            authorization,
            state: State::Idle,
            outbox,
            last_error: None,
        })
    }

    /// Begins to open a connection; a [`NetEvent`] says how it went.
    pub(crate) fn connect(&mut self, conn: ConnId) {
        self.outbox.clear();
        self.state = match self.url.as_str().into_client_request() {
            Ok(mut request) => {
                request
                    .headers_mut()
                    .insert(AUTHORIZATION, self.authorization.clone());
                State::Opening(conn, Box::pin(open(request, self.tls.clone())))
            }
            Err(error) => State::Opening(conn, Box::pin(future::ready(Err(error)))),
        };
    }

    /// Sends a frame after those before it, unless that connection is gone.
    pub(crate) fn send(&mut self, conn: ConnId, bytes: Vec<u8>) {
        if matches!(&self.state, State::Open(open, _) if *open == conn) {
            self.outbox.push_back(Message::binary(bytes));
        }
    }

    /// Lets a connection go without a word.
    pub(crate) fn disconnect(&mut self, conn: ConnId) {
        if let State::Opening(current, _) | State::Open(current, _) = &self.state
            && *current == conn
        {
            self.state = State::Idle;
        }
    }

    /// Says goodbye, so that the server does not wait for more.
    pub(crate) async fn close(&mut self) {
        if let State::Open(_, socket) = &mut self.state {
            // A farewell that does not arrive costs the server one timeout.
            tokio::time::timeout(CLOSE_WITHIN, socket.as_mut().close(None))
                .await
                .ok();
        }
        self.state = State::Idle;
    }

    /// Why the last connection failed, for people.
    pub(crate) fn last_error(&self) -> Option<&str> {
        self.last_error.as_deref()
    }

    /// Sends what waits and returns the next thing that happens. Cancel safe.
    pub(crate) async fn next(&mut self) -> NetEvent {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Returns what has happened already, if anything has.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<NetEvent> {
        match &mut self.state {
            State::Idle => Poll::Pending,
            State::Opening(conn, opening) => {
                let conn = *conn;
                match opening.as_mut().poll(cx) {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(Ok(socket)) => {
                        self.state = State::Open(conn, Box::new(socket));
                        Poll::Ready(NetEvent::Connected(conn))
                    }
                    Poll::Ready(Err(error)) => Poll::Ready(self.lost(conn, &error)),
                }
            }
            State::Open(conn, socket) => {
                let conn = *conn;
                match poll_socket(socket, &mut self.outbox, cx) {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(Ok(Heard::Frame(bytes))) => {
                        Poll::Ready(NetEvent::Frame(conn, bytes))
                    }
                    Poll::Ready(Ok(Heard::End(why))) => {
                        self.state = State::Idle;
                        self.last_error = Some("the server closed the connection".to_owned());
                        Poll::Ready(NetEvent::Closed(conn, why))
                    }
                    Poll::Ready(Err(error)) => Poll::Ready(self.lost(conn, &error)),
                }
            }
        }
    }

    fn lost(&mut self, conn: ConnId, error: &Error) -> NetEvent {
        self.state = State::Idle;
        self.last_error = Some(error.to_string());
        let why = match error {
            Error::Http(response) if response.status() == 401 => CloseReason::Unauthorized,
            Error::Http(response) if response.status() == 503 => CloseReason::GoingAway,
            _ => CloseReason::Lost,
        };
        NetEvent::Closed(conn, why)
    }
}

impl std::fmt::Debug for Net {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Net")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

async fn open(
    request: tokio_tungstenite::tungstenite::handshake::client::Request,
    tls: Option<Connector>,
) -> Result<Socket, Error> {
    let config = WebSocketConfig::default()
        .max_message_size(Some(limits::FRAME_BYTES))
        .max_frame_size(Some(limits::FRAME_BYTES));
    // No delay: a push is one small frame that waits for its answer.
    let opening = connect_async_tls_with_config(request, Some(config), true, tls);
    match tokio::time::timeout(OPEN_WITHIN, opening).await {
        Ok(opened) => opened.map(|(socket, _)| socket),
        Err(_) => Err(Error::Io(std::io::ErrorKind::TimedOut.into())),
    }
}

/// What came in.
enum Heard {
    Frame(Vec<u8>),
    End(CloseReason),
}

/// Sends as much as goes, then listens: neither side may wait for the other to read.
fn poll_socket(
    socket: &mut Socket,
    outbox: &mut VecDeque<Message>,
    cx: &mut Context<'_>,
) -> Poll<Result<Heard, Error>> {
    while !outbox.is_empty() {
        match Pin::new(&mut *socket).poll_ready(cx)? {
            Poll::Pending => break,
            Poll::Ready(()) => {}
        }
        if let Some(message) = outbox.pop_front() {
            Pin::new(&mut *socket).start_send(message)?;
        }
    }
    if let Poll::Ready(flushed) = Pin::new(&mut *socket).poll_flush(cx) {
        flushed?;
    }
    loop {
        match Pin::new(&mut *socket).poll_next(cx)? {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(None) => return Poll::Ready(Ok(Heard::End(CloseReason::Lost))),
            Poll::Ready(Some(Message::Binary(bytes))) => {
                return Poll::Ready(Ok(Heard::Frame(bytes.into())));
            }
            Poll::Ready(Some(Message::Close(frame))) => {
                let code = frame.map(|frame| u16::from(frame.code));
                let why = match code {
                    Some(CODE_GOING_AWAY) => CloseReason::GoingAway,
                    Some(CODE_UNAUTHORIZED) => CloseReason::Unauthorized,
                    Some(CODE_REMOVED) => CloseReason::Removed,
                    _ => CloseReason::Lost,
                };
                return Poll::Ready(Ok(Heard::End(why)));
            }
            // Pings are answered by the library; text frames are no part of the protocol.
            Poll::Ready(Some(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests;
