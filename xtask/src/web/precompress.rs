//! Compressed siblings (`.br`, `.gz`), made once here so that the server never
//! compresses while people wait.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Profile;
use super::assemble::PageFile;

/// Smaller files fit in one packet either way.
const MIN_BYTES: usize = 1_000;

/// Window of 2^22 bytes: the largest that every browser accepts.
const BROTLI_WINDOW_LOG2: i32 = 22;

/// Writes the siblings of all compressible files below `folder`.
pub(super) fn folder(folder: &Path, files: &[PageFile], profile: Profile) -> Result<()> {
    println!("Compressing");
    let brotli_quality = match profile {
        Profile::Dev => 5,
        Profile::Release => 11,
    };
    for file in files.iter().filter(|file| is_compressible(file)) {
        let path = folder.join(file.url.trim_start_matches('/'));
        let name = path.display();
        let small = brotli(&file.bytes, brotli_quality).with_context(|| format!("{name}.br"))?;
        super::write_file(Path::new(&format!("{name}.br")), &small)?;
        let small = gzip(&file.bytes).with_context(|| format!("{name}.gz"))?;
        super::write_file(Path::new(&format!("{name}.gz")), &small)?;
    }
    Ok(())
}

fn is_compressible(file: &PageFile) -> bool {
    let extension = file.url.rsplit('.').next().unwrap_or_default();
    let text = matches!(
        extension,
        "html" | "js" | "css" | "svg" | "json" | "webmanifest" | "wasm" | "txt"
    );
    text && file.bytes.len() > MIN_BYTES
}

fn brotli(bytes: &[u8], quality: i32) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: BROTLI_WINDOW_LOG2,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
