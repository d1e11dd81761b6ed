//! 100 edits, each acknowledged, then `kill -9` of the server at once: how many are lost?

use futures_util::SinkExt as _;
use rounds_sync_core::access::DocKind;
use rounds_sync_core::doc::Document;
use rounds_sync_core::gate::pack;
use rounds_sync_core::ids::{Actor, DocId, Seq, SpaceId};
use rounds_sync_core::log::EntryBody;
use rounds_sync_core::wire::{ClientMessage, ServerMessage};
use tokio_tungstenite::tungstenite::Message;

use crate::figures::Figures;
use crate::pushes::{greeted, next, prepare_note, push};
use rounds_tests::live::{Identity, code, join, open};
use rounds_tests::process::Outcome;
use rounds_tests::process::Server;

const EDITS: usize = 100;

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    let mut server = Server::start()?;
    let code = code(&server)?;
    let identity = join(&server.address(), &code, "Author").await?;
    let space: SpaceId = identity.space.parse()?;
    let (doc, changes) = prepare_note(&identity, EDITS)?;
    let mut socket = greeted(&server.address(), &identity).await?;
    for (batch, change) in changes.iter().enumerate() {
        socket
            .send(push(batch as u64, space, doc, change.clone()))
            .await?;
        while !matches!(next(&mut socket).await?, ServerMessage::Ack { .. }) {}
    }
    server.take_away()?;
    server.bring_back()?;
    let found = read_note(&server.address(), &identity, space, doc).await?;
    let actor = Actor::new(identity.device.parse()?, rand::random());
    let chunks = found.iter().map(Vec::as_slice);
    let person = identity.person.parse()?;
    let document = Document::load(DocKind::Note, actor, person, chunks)?;
    let lost = changes
        .iter()
        .filter(|change| !found.contains(change))
        .count();
    assert!(document.note().is_some(), "what was acknowledged loads");
    figures.add(
        "acknowledged, then kill -9 at once, 100 edits",
        lost as f64,
        "lost",
        "0",
    );
    Ok(())
}

/// All changes of a document that the server sends to a device that has nothing.
async fn read_note(
    address: &str,
    identity: &Identity,
    space: SpaceId,
    doc: DocId,
) -> Outcome<Vec<Vec<u8>>> {
    let mut socket = open(address, &identity.token).await?;
    let device = identity.device.parse()?;
    let hello = ClientMessage::Hello {
        build: "bench".to_owned(),
        device,
        spaces: Vec::new(),
    };
    socket.send(Message::Binary(hello.encode().into())).await?;
    let mut found = Vec::new();
    let mut head = Seq(u64::MAX);
    loop {
        match next(&mut socket).await? {
            ServerMessage::Welcome { spaces, .. } => {
                let welcome = spaces.iter().find(|welcome| welcome.space == space);
                head = welcome.ok_or("the space is gone")?.head;
            }
            ServerMessage::Entries { upto, entries, .. } => {
                for (entry, _) in entries {
                    if entry.doc != doc {
                        continue;
                    }
                    match entry.body {
                        EntryBody::Changes(changes) => found.extend(changes),
                        EntryBody::Packed(packed) => found.extend(pack::unpack(&packed)?),
                        EntryBody::Shared => {}
                    }
                }
                if upto >= head {
                    return Ok(found);
                }
            }
            _ => {}
        }
    }
}
