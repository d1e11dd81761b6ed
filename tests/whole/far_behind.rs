//! A device that comes late to long notes: few bytes, the same content, nothing more.

use rounds_sync_core::access::Visibility;
use rounds_sync_core::device::{DocState, Input};
use rounds_sync_core::doc::{Edit, NoteSeed};
use rounds_sync_core::ids::DocId;
use rounds_tests::live::{Live, code};
use rounds_tests::process::{Outcome, Server};

/// Changes of the long note.
const CHANGES: usize = 2_000;

/// Changes after which the author waits for the server, so that the log has many entries.
const AT_ONCE: usize = 20;

/// Bytes of changes that become one byte on the wire, at least.
const SMALLER: u64 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_device_reads_a_long_note_in_few_bytes_and_no_private_one() -> Outcome<()> {
    let server = Server::start()?;
    let code = code(&server)?;
    let mut author = Live::join(&server.address(), &code, "Ana P.").await?;
    author.connect().await?;
    let mut early = Live::join(&server.address(), &code, "Cleo D.").await?;
    early.connect().await?;
    let visit = early.traffic.bytes_down;
    let (private, long) = (begin(&mut author).await?, begin(&mut author).await?);
    for doc in [private, long] {
        type_in(&mut author, doc).await?;
    }
    let visibility = Visibility::Team;
    let doc = long;
    author.give(Input::Share { doc, visibility }).await?;
    author.settle().await?;
    let plain = author.device.doc(long).ok_or("the note is there")?.bytes;

    let mut late = Live::join(&server.address(), &code, "Ben O.").await?;
    late.connect().await?;
    let (down, small) = (late.traffic.bytes_down, visit + plain / SMALLER);
    assert!(
        down < small,
        "{down} bytes for {plain} of changes, and {visit} of the visit"
    );
    assert!(late.device.doc(private).is_none());
    late.give(Input::Open { doc }).await?;
    assert_eq!(late.device.note(long), author.device.note(long));

    // It can go on where the author was, and the author sees it.
    let insert = "Late. ".to_owned();
    let edits = vec![text(0, insert)];
    late.give(Input::Edit { doc, edits }).await?;
    late.settle().await?;
    author
        .until("the late device's text", |author| {
            author.device.note(long) == late.device.note(long)
        })
        .await
}

/// A note that its author has open.
async fn begin(author: &mut Live) -> Outcome<DocId> {
    let (doc, space) = (Live::new_id(), author.space()?);
    let seed = NoteSeed {
        form: "t1".to_owned(),
        form_version: 1,
        texts: ["objectives".to_owned()].into(),
        ..NoteSeed::default()
    };
    author.give(Input::CreateNote { doc, space, seed }).await?;
    Ok(doc)
}

async fn type_in(author: &mut Live, doc: DocId) -> Outcome<()> {
    let words = ["Desks ", "in ", "groups ", "of ", "four; "];
    let mut at = 0;
    for change in 0..CHANGES {
        let insert = words[change % words.len()].to_owned();
        let length = insert.len();
        let edits = vec![text(at, insert)];
        author.give(Input::Edit { doc, edits }).await?;
        at += length;
        if change % AT_ONCE == 0 {
            author
                .until("what was typed", |author| {
                    author.device.doc_state(doc) == Some(DocState::Durable)
                })
                .await?;
        }
    }
    author.settle().await
}

fn text(at: usize, insert: String) -> Edit {
    Edit::Text {
        field: "objectives".to_owned(),
        at,
        delete: 0,
        insert,
    }
}
