//! A chunk that inflates to hundreds of megabytes: how soon is it refused, and what
//! does the server grow by?

use std::io::Write as _;
use std::time::Instant;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use futures_util::SinkExt as _;
use rounds_sync_core::ids::SpaceId;
use rounds_sync_core::log::Refusal;
use rounds_sync_core::wire::{ByeCode, ServerMessage};

use crate::figures::{Figures, ms};
use crate::pushes::{greeted, next, push};
use rounds_tests::live::{Live, code, join};
use rounds_tests::process::Outcome;
use rounds_tests::process::Server;

/// Zeros in the chunk. The first is as large as a change may be, and refused as
/// compressed; the second, a quarter of a megabyte, fills a frame and is refused for
/// its size.
const INFLATED_BYTES: [usize; 2] = [120_000_000, 255_000_000];

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    for inflated in INFLATED_BYTES {
        measure(figures, deflated_chunk(inflated)?).await?;
    }
    Ok(())
}

async fn measure(figures: &mut Figures, chunk: Vec<u8>) -> Outcome<()> {
    let server = Server::start()?;
    let code = code(&server)?;
    let identity = join(&server.address(), &code, "Author").await?;
    let space: SpaceId = identity.space.parse()?;
    let mut socket = greeted(&server.address(), &identity).await?;
    let of = format!("hostile deflate chunk of {} bytes", chunk.len());
    let before = server.resident()?.now;
    let started = Instant::now();
    socket.send(push(1, space, Live::new_id(), chunk)).await?;
    let mut refused = false;
    while !refused {
        refused = match next(&mut socket).await? {
            ServerMessage::Nack { why, .. } => why == Refusal::Compressed,
            ServerMessage::Bye { code, .. } => code == ByeCode::Fault,
            // What the visit had before.
            ServerMessage::Entries { .. } => false,
            answer => return Err(format!("{of} was answered with {answer:?}").into()),
        };
    }
    let took = started.elapsed();
    let grown = server.resident()?.now.saturating_sub(before);
    figures.add(format!("{of}: refused after"), ms(took), "ms", "<= 5");
    let grown = grown as f64 / (1024.0 * 1024.0);
    figures.add(format!("{of}: server grows by"), grown, "MiB", "<= 8");
    Ok(())
}

/// A compressed change chunk as Automerge writes it: magic, checksum, type 2, length.
fn deflated_chunk(inflated: usize) -> Outcome<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; inflated])?;
    let body = encoder.finish()?;
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 2];
    let mut length = body.len();
    while length >= 0x80 {
        chunk.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    chunk.push(length as u8);
    chunk.extend(body);
    Ok(chunk)
}
