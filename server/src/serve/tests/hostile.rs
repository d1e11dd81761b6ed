//! A member whose device sends what would make every page that reads it panic.

use futures_util::SinkExt as _;
use sha2::{Digest as _, Sha256};
use sync_core::access::DocKind;
use sync_core::doc::{Document, Edit, NoteSeed};
use sync_core::gate::{self, History};
use sync_core::ids::{Actor, BatchId, DocId};
use sync_core::log::Refusal;
use sync_core::time::Timestamp;
use sync_core::wire::{ClientMessage, PushBody, ServerMessage};
use tokio_tungstenite::tungstenite::Message;

use super::kit::{Socket, TestServer, hello, next_message};

/// Changes of another meaning than the honest one, each well-formed by itself, which
/// refer to what the document does not have.
fn hostile(honest: &[u8], history: &History) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for at in 9..honest.len() {
        for step in 1..40 {
            let mut bytes = honest.to_vec();
            bytes[at] = bytes[at].wrapping_add(step);
            let hash = Sha256::digest(&bytes[8..]);
            bytes[4..8].copy_from_slice(&hash[..4]);
            let judged = gate::check(bytes.clone()).and_then(|c| history.clone().admit(&[c]));
            if judged == Err(Refusal::Unreadable) {
                found.push(bytes);
            }
        }
    }
    found
}

/// Pushes one change and hears what comes of it.
async fn push(socket: &mut Socket, server: &TestServer, doc: DocId, bytes: &[u8]) -> ServerMessage {
    let push = ClientMessage::Push {
        batch: BatchId(1),
        space: server.space(),
        doc,
        kind: DocKind::Note,
        body: PushBody::Changes(vec![bytes.to_vec()]),
    };
    socket.send(Message::binary(push.encode())).await.unwrap();
    next_message(socket).await
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_that_refer_to_nothing_harm_neither_the_document_nor_the_server() {
    let server = TestServer::start().await;
    let link = server.link(1);
    let dana = server.join(&link.secret, "Dana R.").await;
    let id = |name: &str| dana.body[name].as_str().unwrap().to_owned();
    let (device, person) = (id("device").parse().unwrap(), id("person").parse().unwrap());
    let mut socket = server.connect(&dana.token(), None).await.unwrap();
    hello(&mut socket, &dana).await;
    let welcome = next_message(&mut socket).await;
    assert!(
        matches!(welcome, ServerMessage::Welcome { .. }),
        "{welcome:?}"
    );
    next_message(&mut socket).await;

    let (doc, actor) = (DocId::from_bytes([7; 16]), Actor::new(device, *b"the page"));
    let seed = NoteSeed {
        texts: ["summary".to_owned()].into(),
        ..NoteSeed::default()
    };
    let (mut note, first) = Document::create_note(actor, person, &seed, Timestamp(1)).unwrap();
    let typed = Edit::Text {
        field: "summary".to_owned(),
        at: 0,
        delete: 0,
        insert: "Desks in groups.".to_owned(),
    };
    let (second, _) = note.edit(&[typed], Timestamp(2)).unwrap().unwrap();
    let answer = push(&mut socket, &server, doc, &first.bytes).await;
    assert!(matches!(answer, ServerMessage::Ack { .. }), "{answer:?}");

    let mut history = History::default();
    history
        .admit(&[gate::check(first.bytes.clone()).unwrap()])
        .unwrap();
    let hostile = hostile(&second.bytes, &history);
    assert!(hostile.len() >= 5, "{} hostile changes", hostile.len());
    for bytes in &hostile {
        let answer = push(&mut socket, &server, doc, bytes).await;
        let refused = matches!(
            answer,
            ServerMessage::Nack {
                why: Refusal::Unreadable,
                ..
            }
        );
        assert!(refused, "{answer:?}");
    }
    let changes = server.stored(doc).unwrap().changes;
    assert_eq!(changes, std::slice::from_ref(&first.bytes));

    let answer = push(&mut socket, &server, doc, &second.bytes).await;
    assert!(matches!(answer, ServerMessage::Ack { .. }), "{answer:?}");
    let changes = server.stored(doc).unwrap().changes;
    let reader = Actor::new(device, *b"a reader");
    let parts = changes.iter().map(Vec::as_slice);
    let opened = Document::load(DocKind::Note, reader, person, parts).unwrap();
    assert_eq!(opened.note(), note.note());
    assert_eq!(server.get("/readyz").await.status, 200);
    server.stop().await;
}
