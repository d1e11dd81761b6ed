//! Frames that are no messages: each closes its own connection with the documented
//! code, and no other.

use rounds_sync_core::ids::DeviceId;
use rounds_sync_core::limits;
use rounds_sync_core::wire::ClientMessage;
use rounds_tests::process::{Outcome, Server};
use tokio_tungstenite::tungstenite::Message;

use crate::client::{Client, End, Joined, hello, is_ready};

/// Close codes of docs/PROTOCOL.md.
const FAULT: End = End::Code(4400);
const VERSION: End = End::Code(4426);
const UNSUPPORTED: End = End::Code(1003);

/// What is said before the frame in question.
#[derive(Clone, Copy)]
enum After {
    Nothing,
    Welcome,
}

/// A name, what goes before, the frame, and how the connection ends.
type Case = (&'static str, After, Vec<u8>, End);

fn cases(joined: &Joined) -> Vec<Case> {
    use After::{Nothing, Welcome};
    let good = joined.hello();
    let ping = ClientMessage::Ping { nonce: 1 }.encode();
    let as_version = |version: u8| {
        let mut frame = good.clone();
        frame[0] = version;
        frame
    };
    let cut = good[..good.len() - 1].to_vec();
    let huge_count = [&[1, 5][..], &[9; 16], &[1], &[0xff; 8], &[0x7f]].concat();
    let mut large = ping.clone();
    large.resize(limits::FRAME_BYTES + 1, 0);
    vec![
        ("an empty frame", Nothing, Vec::new(), FAULT),
        ("version 0", Nothing, as_version(0), VERSION),
        ("version 2", Nothing, as_version(2), VERSION),
        ("version 255", Nothing, as_version(255), VERSION),
        ("only a version", Nothing, vec![1], FAULT),
        ("an unknown type", Nothing, vec![1, 60], FAULT),
        ("a server's message", Nothing, vec![1, 65, 0], FAULT),
        ("a Hello cut short", Nothing, cut, FAULT),
        (
            "bytes after Hello",
            Nothing,
            [&good[..], &[0]].concat(),
            FAULT,
        ),
        (
            "another device's Hello",
            Nothing,
            hello(DeviceId::from_bytes([7; 16])),
            FAULT,
        ),
        ("a ping before Hello", Nothing, ping.clone(), FAULT),
        ("a second Hello", Welcome, good.clone(), FAULT),
        ("an unknown version later", Welcome, as_version(9), VERSION),
        (
            "bytes after a ping",
            Welcome,
            [&ping[..], &[0]].concat(),
            FAULT,
        ),
        ("an overlong number", Welcome, vec![1, 4, 0x81, 0], FAULT),
        (
            "a number past 64 bits",
            Welcome,
            [&[1, 4][..], &[0xff; 10], &[1]].concat(),
            FAULT,
        ),
        ("a count without an end", Welcome, huge_count, FAULT),
        (
            "an unknown push body",
            Welcome,
            [&[1, 2, 1][..], &[9; 32], &[2, 9]].concat(),
            FAULT,
        ),
        ("one byte past the limit", Welcome, large, FAULT),
    ]
}

async fn after(joined: &Joined, what: After) -> Outcome<Client> {
    match what {
        After::Nothing => joined.connect().await,
        After::Welcome => Ok(joined.greeted().await?.0),
    }
}

#[tokio::test]
async fn a_frame_that_is_no_message_closes_its_connection_with_the_code_for_it() -> Outcome<()> {
    let server = Server::start()?;
    let joined = Joined::new(&server, "observer-1", "Ana P.").await?;
    let (mut other, before) = joined.greeted().await?;
    for (name, first, frame, expected) in cases(&joined) {
        let mut client = after(&joined, first).await?;
        client.send(frame).await?;
        assert_eq!(client.end().await?, expected, "{name}");
        assert!(other.is_alive().await?, "{name}: another connection died");
    }
    assert_eq!(joined.standing().await?, before);
    assert!(is_ready(&server).await?);
    Ok(())
}

#[tokio::test]
async fn what_is_no_binary_frame_of_ours_ends_the_connection_too() -> Outcome<()> {
    let server = Server::start()?;
    let joined = Joined::new(&server, "observer-1", "Ana P.").await?;
    let mut talker = joined.connect().await?;
    talker.say(Message::text("hello")).await?;
    assert_eq!(talker.end().await?, UNSUPPORTED);
    let mut shouter = joined.connect().await?;
    // The server may hang up before all of it is sent.
    let _ = shouter.send(vec![0; 8 * limits::FRAME_BYTES]).await;
    shouter.end().await?;
    assert!(is_ready(&server).await?);
    joined.standing().await?;
    Ok(())
}

#[tokio::test]
async fn a_flood_of_garbage_before_welcome_ends_its_connection_and_writes_nothing() -> Outcome<()> {
    let server = Server::start()?;
    let joined = Joined::new(&server, "observer-1", "Ana P.").await?;
    let before = joined.standing().await?;
    let mut client = joined.connect().await?;
    client.send(joined.hello()).await?;
    // Each is garbage, so whichever way the race with Welcome goes nothing is written.
    for _ in 0..4 * limits::PUSH_WINDOW {
        let frame = [&[1, 2, 1][..], &[9; 32], &[2, 9]].concat();
        if client.send(frame).await.is_err() {
            break;
        }
    }
    let end = client.end().await?;
    assert!([End::Code(4429), FAULT, End::Cut].contains(&end), "{end:?}");
    assert_eq!(joined.standing().await?, before);
    Ok(())
}
