//! One WebSocket between its socket and the hub: frames, pings, closing.
//!
//! Reading and writing go on side by side, so that neither side can make the other
//! wait for ever. The socket is read only while there is room for what it brings.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use sync_core::ids::ConnId;
use sync_core::server::Session;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use crate::app::App;
use crate::auth::Caller;
use crate::clock;
use crate::hub::{DEVICE_REMOVED, LineEnd, Outgoing, SESSION_ENDED};
use crate::presence::Attendance;

/// Between pings; proxies drop connections that are silent for a minute.
const PING_EVERY: Duration = Duration::from_secs(25);

/// Silence after which the other side is gone: two pings without an answer.
const SILENCE: Duration = Duration::from_secs(60);

/// How often the session is looked up again, for it may be ended by another process.
const CHECK_SESSION_EVERY: Duration = Duration::from_secs(60);

/// How long one frame may take to leave.
const SEND_WITHIN: Duration = Duration::from_secs(30);

/// How long the other side may take to answer a close.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// RFC 6455: only binary frames are spoken here.
const UNSUPPORTED: u16 = 1003;

/// RFC 6455: the server is going away and comes back.
const RESTART: u16 = 1012;

/// Why a connection is closed from here.
type Closing = (u16, &'static str);

const REMOVED: Closing = (DEVICE_REMOVED, "the device was removed");

/// Tells a device that it was removed: a browser hears of it in no other way.
pub(crate) async fn turn_away(socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    close(&mut sink, &mut stream, REMOVED).await;
}

/// Serves one connection until it ends.
pub(crate) async fn run(app: App, socket: WebSocket, caller: Caller, session: Session) {
    let (mut sink, mut stream) = socket.split();
    let Some(line) = app.hub.open(session, caller.token).await else {
        return close(
            &mut sink,
            &mut stream,
            (RESTART, "the server is going away"),
        )
        .await;
    };
    let conn = line.conn;
    tracing::info!(conn.id = conn.0, "connected");
    let LineEnd { inbox, cut, .. } = line;
    let attendance = app.presence.enter(caller.session.device, clock::now());
    let closing = tokio::select! {
        closing = read(&app, (conn, &attendance), &mut stream) => closing,
        closing = write(&mut sink, inbox) => closing,
        closing = watch_session(&app, caller) => Some(closing),
        closing = cut_off(cut) => Some(closing),
    };
    drop(attendance);
    app.hub.closed(conn).await;
    if let Some(closing) = closing {
        close(&mut sink, &mut stream, closing).await;
    }
    tracing::info!(conn.id = conn.0, "disconnected");
}

/// Hands frames to the hub until the socket ends or breaks the rules.
async fn read(
    app: &App,
    (conn, attendance): (ConnId, &Attendance),
    stream: &mut SplitStream<WebSocket>,
) -> Option<Closing> {
    loop {
        app.backlog.room().await;
        let message = match timeout(SILENCE, stream.next()).await {
            Ok(message) => message?,
            Err(_silent) => return Some((1001, "no answer to pings")),
        };
        if message.is_ok() {
            attendance.heard(clock::now());
        }
        match message {
            Ok(Message::Binary(bytes)) => app.hub.frame(conn, bytes.into()).await,
            Ok(Message::Text(_)) => return Some((UNSUPPORTED, "only binary frames")),
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(Message::Close(_)) => return None,
            Err(error) => {
                tracing::debug!(conn.id = conn.0, %error, "the socket broke");
                return None;
            }
        }
    }
}

/// Sends what the hub gives, and pings.
async fn write(
    sink: &mut SplitSink<WebSocket, Message>,
    mut inbox: mpsc::Receiver<Outgoing>,
) -> Option<Closing> {
    let mut ping = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let mut outgoing = tokio::select! {
            outgoing = inbox.recv() => outgoing,
            _ = ping.tick() => {
                send(sink, Message::Ping(Default::default())).await?;
                flush(sink).await?;
                continue;
            }
        };
        loop {
            match outgoing {
                Some(Outgoing::Frame(bytes)) => send(sink, Message::Binary(bytes.into())).await?,
                Some(Outgoing::Close(code, why)) => return Some((code, why)),
                // The hub let go of the line: `cut_off` says why.
                None => return std::future::pending().await,
            }
            match inbox.try_recv() {
                Ok(next) => outgoing = Some(next),
                Err(_) => break,
            }
        }
        flush(sink).await?;
    }
}

/// Ends when the session does.
async fn watch_session(app: &App, caller: Caller) -> Closing {
    let mut look = interval_at(Instant::now() + CHECK_SESSION_EVERY, CHECK_SESSION_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        look.tick().await;
        let now = clock::now();
        let found = app.store(move |store| store.session(caller.token, now));
        // A store that cannot be read ends no session.
        match found.await {
            Ok(None) => return (SESSION_ENDED, "the session ended"),
            Ok(Some(session)) if session.removed => return REMOVED,
            Ok(Some(_)) | Err(_) => {}
        }
    }
}

/// Ends when the hub cuts the connection, or is gone.
async fn cut_off(cut: oneshot::Receiver<Closing>) -> Closing {
    cut.await.unwrap_or((RESTART, "the server is going away"))
}

/// Puts a message on its way; `None` when the socket is broken or stuck.
async fn send(sink: &mut SplitSink<WebSocket, Message>, message: Message) -> Option<()> {
    timeout(SEND_WITHIN, sink.feed(message)).await.ok()?.ok()
}

async fn flush(sink: &mut SplitSink<WebSocket, Message>) -> Option<()> {
    timeout(SEND_WITHIN, sink.flush()).await.ok()?.ok()
}

/// Says why, and waits a moment for the other side to have heard it.
async fn close(
    sink: &mut SplitSink<WebSocket, Message>,
    stream: &mut SplitStream<WebSocket>,
    (code, why): Closing,
) {
    let frame = CloseFrame {
        code,
        reason: why.into(),
    };
    let said = async {
        if sink.send(Message::Close(Some(frame))).await.is_ok() {
            while let Some(Ok(_)) = stream.next().await {}
        }
    };
    // Whoever does not answer in time has lost the connection anyway.
    let _ = timeout(CLOSE_WITHIN, said).await;
}
