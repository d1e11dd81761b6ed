//! A device with 10,000 notes comes back after 10 were changed on each side.

use std::time::{Duration, Instant};

use rounds_sync_core::access::Visibility;
use rounds_sync_core::device::{DocState, Input};
use rounds_sync_core::doc::{Edit, NoteSeed};
use rounds_sync_core::ids::DocId;

use crate::figures::{Figures, ms};
use crate::slow::proxy;
use rounds_tests::live::{Live, Traffic, code};
use rounds_tests::process::Outcome;
use rounds_tests::process::Server;

const NOTES: usize = 10_000;
const CHANGED: usize = 10;
const ROUND_TRIP: Duration = Duration::from_millis(50);

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    let server = Server::start()?;
    let code = code(&server)?;
    let slow = proxy(server.address(), ROUND_TRIP).await?;
    let mut author = Live::join(&server.address(), &code, "Author").await?;
    author.connect().await?;
    let notes = write_notes(&mut author, NOTES).await?;
    let mut reader = Live::join(&server.address(), &code, "Reader").await?;
    reader.connect().await?;
    reader
        .until("all notes", |reader| reader.device.docs().count() > NOTES)
        .await?;
    reader.settle().await?;

    reader.cut().await?;
    let mut changed_bytes = 0;
    for note in notes.iter().take(CHANGED) {
        changed_bytes += edit(&mut author, *note).await?;
    }
    author.settle().await?;
    for note in notes.iter().rev().take(CHANGED) {
        changed_bytes += edit(&mut reader, *note).await?;
    }
    reader.connect_through(&slow);
    reader.traffic = Traffic::default();
    let started = Instant::now();
    reader.connect().await?;
    reader.settle().await?;
    let took = started.elapsed();
    let Traffic {
        serial,
        bytes_up,
        bytes_down,
        ..
    } = reader.traffic;
    let beside = (bytes_up + bytes_down).saturating_sub(changed_bytes);
    let of = format!("reconnect, {NOTES} notes, {CHANGED} changed on each side");
    figures.add(
        format!("{of}: serial messages"),
        serial as f64,
        "messages",
        "<= 3",
    );
    figures.add(
        format!("{of}: beside the changes"),
        beside as f64,
        "B",
        "<= 8192",
    );
    figures.add(
        format!("{of}: at 50 ms round trip"),
        ms(took),
        "ms",
        "<= 300",
    );

    reader.cut().await?;
    reader.traffic = Traffic::default();
    reader.connect().await?;
    reader.settle().await?;
    let Traffic {
        up,
        down,
        bytes_up,
        bytes_down,
        ..
    } = reader.traffic;
    let of = format!("reconnect, {NOTES} notes, nothing changed");
    figures.add(
        format!("{of}: messages"),
        (up + down) as f64,
        "messages",
        "2",
    );
    figures.add(
        format!("{of}: bytes"),
        (bytes_up + bytes_down) as f64,
        "B",
        "<= 300",
    );
    Ok(())
}

/// Writes notes and shares them with the team; waits until all are on the server.
pub(crate) async fn write_notes(author: &mut Live, count: usize) -> Outcome<Vec<DocId>> {
    let space = author.space()?;
    let mut notes = Vec::with_capacity(count);
    for _ in 0..count {
        let doc = Live::new_id();
        author
            .give(Input::CreateNote {
                doc,
                space,
                seed: seed(),
            })
            .await?;
        author
            .give(Input::Share {
                doc,
                visibility: Visibility::Team,
            })
            .await?;
        author.give(Input::Close { doc }).await?;
        notes.push(doc);
        if notes.len() % 500 == 0 {
            shared(author, &notes).await?;
        }
    }
    shared(author, &notes).await?;
    Ok(notes)
}

async fn shared(author: &mut Live, notes: &[DocId]) -> Outcome<()> {
    let newest: Vec<DocId> = notes.iter().rev().take(500).copied().collect();
    author
        .until("shared notes", |author| {
            newest
                .iter()
                .all(|doc| author.device.doc_state(*doc) == Some(DocState::Durable))
        })
        .await
}

/// A small note: one text and one tally.
pub(crate) fn seed() -> NoteSeed {
    NoteSeed {
        form: "t1".to_owned(),
        form_version: 1,
        stop: Some("stop".to_owned()),
        texts: ["objectives".to_owned()].into(),
        tallies: ["partner_talk".to_owned()].into(),
        ..NoteSeed::default()
    }
}

/// One small change; the bytes that it added to the note.
async fn edit(live: &mut Live, doc: DocId) -> Outcome<u64> {
    let before = live.device.doc(doc).map_or(0, |info| info.bytes);
    live.give(Input::Open { doc }).await?;
    let field = "partner_talk".to_owned();
    live.give(Input::Edit {
        doc,
        edits: vec![Edit::Tally { field, by: 1 }],
    })
    .await?;
    let after = live.device.doc(doc).map_or(0, |info| info.bytes);
    live.give(Input::Close { doc }).await?;
    Ok(after - before)
}
