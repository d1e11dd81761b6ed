//! How connections end, and what each end is called.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpListener;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::*;

type Fallible = Result<(), Box<dyn std::error::Error>>;

const CONN: ConnId = ConnId(1);

async fn connected(listener: TcpListener) -> Result<(Net, WebSocketStream<TcpStream>), Failure> {
    let addr = listener.local_addr().map_err(Failure::new)?;
    let mut net = Net::new(&format!("http://{addr}"), "token")?;
    net.connect(CONN);
    let accept = async {
        let (stream, _) = listener.accept().await.map_err(Failure::new)?;
        accept_async(stream).await.map_err(Failure::new)
    };
    let (event, accepted) = tokio::join!(net.next(), accept);
    assert_eq!(event, NetEvent::Connected(CONN));
    Ok((net, accepted?))
}

#[tokio::test]
async fn frames_go_both_ways_in_order() -> Fallible {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let (mut net, mut server) = connected(listener).await.map_err(|e| e.to_string())?;
    net.send(ConnId(9), vec![0]);
    for byte in 1..=3 {
        net.send(CONN, vec![byte]);
    }
    let echo = async {
        for byte in 1..=3_u8 {
            let message = server.next().await.and_then(Result::ok);
            assert_eq!(message, Some(Message::binary(vec![byte])));
        }
        server.send(Message::binary(vec![4])).await
    };
    let (event, sent) = tokio::join!(net.next(), echo);
    sent?;
    assert_eq!(event, NetEvent::Frame(CONN, vec![4]));
    Ok(())
}

/// Both sides send more than the system's buffers hold before either reads.
#[tokio::test]
async fn a_server_that_sends_while_we_send_stops_nobody() -> Fallible {
    const FRAMES: usize = 100;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let (mut net, server) = connected(listener).await.map_err(|e| e.to_string())?;
    let frame = vec![7; limits::FRAME_BYTES - 16];
    for _ in 0..FRAMES {
        net.send(CONN, frame.clone());
    }
    let (mut sink, mut stream) = server.split();
    let flood = async {
        for _ in 0..FRAMES {
            sink.send(Message::binary(frame.clone())).await?;
        }
        for _ in 0..FRAMES {
            stream.next().await.transpose()?;
        }
        Ok::<(), Error>(())
    };
    let listen = async {
        loop {
            if let NetEvent::Closed(_, why) = net.next().await {
                return why;
            }
        }
    };
    // The server has done both only when we have read all of it and sent all of ours.
    tokio::select! {
        flooded = flood => flooded?,
        why = listen => return Err(format!("closed: {why:?}").into()),
    }
    Ok(())
}

#[tokio::test]
async fn a_close_code_says_why() -> Fallible {
    let cases = [
        (1012, CloseReason::GoingAway),
        (4401, CloseReason::Unauthorized),
        (4403, CloseReason::Removed),
        (1000, CloseReason::Lost),
        (4400, CloseReason::Lost),
    ];
    for (code, expected) in cases {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (mut net, mut server) = connected(listener).await.map_err(|e| e.to_string())?;
        let frame = CloseFrame {
            code: code.into(),
            reason: "".into(),
        };
        let (event, closed) = tokio::join!(net.next(), server.close(Some(frame)));
        closed?;
        assert_eq!(event, NetEvent::Closed(CONN, expected), "code {code}");
    }
    Ok(())
}

#[tokio::test]
async fn a_frame_beyond_the_limit_ends_the_connection() -> Fallible {
    for (bytes, fits) in [
        (limits::FRAME_BYTES, true),
        (limits::FRAME_BYTES + 1, false),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (mut net, mut server) = connected(listener).await.map_err(|e| e.to_string())?;
        let send = async { server.send(Message::binary(vec![0; bytes])).await.ok() };
        let (event, _) = tokio::join!(net.next(), send);
        assert_eq!(matches!(event, NetEvent::Frame(..)), fits, "{bytes} bytes");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_there_is_a_loss_with_a_reason() -> Fallible {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr = listener.local_addr()?;
    drop(listener);
    let mut net = Net::new(&format!("http://{addr}"), "token").map_err(|e| e.to_string())?;
    net.connect(CONN);
    assert_eq!(net.next().await, NetEvent::Closed(CONN, CloseReason::Lost));
    assert!(net.last_error().is_some_and(|why| why.contains("refused")));
    Ok(())
}

#[test]
fn what_cannot_be_an_address_or_a_token_is_refused() {
    for (base, token) in [("ftp://h", "t"), ("http://a b", "t"), ("http://h", "a\nb")] {
        assert!(Net::new(base, token).is_err(), "{base} {token}");
    }
}
