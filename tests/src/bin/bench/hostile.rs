//! A chunk that inflates to hundreds of megabytes: how soon is it refused, and what
//! does the server grow by?

use std::io::Write as _;
use std::time::Instant;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use futures_util::SinkExt as _;
use rounds_sync_core::ids::SpaceId;
use rounds_sync_core::log::Refusal;
use rounds_sync_core::wire::ServerMessage;

use crate::figures::{Figures, ms};
use crate::pushes::{greeted, next, push};
use rounds_tests::live::{Live, code, join};
use rounds_tests::process::Outcome;
use rounds_tests::process::Server;

/// Bytes of the chunk; a frame still holds it.
const CHUNK_BYTES: usize = 127 * 1024;
const INFLATED_BYTES: usize = 120 * 1024 * 1024;

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    let server = Server::start()?;
    let code = code(&server)?;
    let identity = join(&server.address(), &code, "Author").await?;
    let space: SpaceId = identity.space.parse()?;
    let mut socket = greeted(&server.address(), &identity).await?;
    let chunk = deflated_chunk()?;
    let before = server.resident_bytes()?;
    let started = Instant::now();
    socket.send(push(1, space, Live::new_id(), chunk)).await?;
    let answer = next(&mut socket).await?;
    let took = started.elapsed();
    let ServerMessage::Nack {
        why: Refusal::Compressed,
        ..
    } = answer
    else {
        return Err(format!("the hostile chunk was answered with {answer:?}").into());
    };
    let grown = server.resident_bytes()?.saturating_sub(before);
    figures.add(
        "hostile deflate chunk: refused after",
        ms(took),
        "ms",
        "<= 5",
    );
    let grown = grown as f64 / (1024.0 * 1024.0);
    figures.add(
        "hostile deflate chunk: server grows by",
        grown,
        "MiB",
        "<= 8",
    );
    Ok(())
}

/// A compressed change chunk as Automerge writes it: magic, checksum, type 2, length.
fn deflated_chunk() -> Outcome<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; INFLATED_BYTES])?;
    let body = encoder.finish()?;
    assert!(body.len() <= CHUNK_BYTES, "{} bytes do not fit", body.len());
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
