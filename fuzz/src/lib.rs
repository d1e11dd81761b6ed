//! What the targets share: hostile bytes become chunks that are worth reading.

use rounds_forms::tool::{self, FillRequest, FormFile};
use sha2::{Digest as _, Sha256};

/// The four bytes that every chunk of Automerge begins with.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// The type of a plain change.
const CHANGE: u8 = 1;

/// Cuts an input into parts: each begins with its length in two bytes, little-endian; a
/// last one that is cut off is taken as it is.
#[must_use]
pub fn parts(mut input: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = input.split_first_chunk::<2>() {
        let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
        let (part, rest) = rest.split_at(length);
        parts.push(part);
        input = rest;
    }
    parts
}

/// A change chunk with this content and a checksum that is right, for no fuzzer finds
/// one by itself.
#[must_use]
pub fn change_chunk(content: &[u8]) -> Vec<u8> {
    let mut hashed = vec![CHANGE];
    let mut length = content.len();
    while length >= 0x80 {
        hashed.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    hashed.push(length as u8);
    hashed.extend_from_slice(content);
    let checksum = Sha256::digest(&hashed);
    [&MAGIC, &checksum[..4], &hashed].concat()
}

/// Reads a form file as `rounds form` does and fills it with nothing.
pub fn import(name: &str, bytes: &[u8]) {
    let nothing = |_: &str| None;
    let file = FormFile {
        name,
        bytes,
        beside: &nothing,
    };
    let request = FillRequest {
        script: "[]",
        language: None,
        now: "2026-03-14T09:26:53Z",
    };
    let checked = tool::check(&file, true);
    if checked.code == 0 {
        assert_eq!(
            tool::fill(&file, &request).code,
            0,
            "what is taken can be filled"
        );
    } else {
        assert!(!checked.stderr.is_empty(), "a refusal says why");
    }
}

/// A workbook with these bytes as its parts, stored and not compressed.
#[must_use]
pub fn zip_of(input: &[u8]) -> Vec<u8> {
    const NAMES: [&str; 5] = [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet2.xml",
    ];
    const PLAIN: [(&str, &str); 2] = [
        ("xl/workbook.xml", include_str!("workbook.xml")),
        (
            "xl/_rels/workbook.xml.rels",
            include_str!("workbook.rels.xml"),
        ),
    ];
    let mut files: Vec<(&str, &[u8])> = NAMES.into_iter().zip(parts(input)).collect();
    for (name, text) in PLAIN {
        if !files
            .iter()
            .any(|(has, bytes)| *has == name && !bytes.is_empty())
        {
            files.push((name, text.as_bytes()));
        }
    }
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in &files {
        let at = (zip.len() as u32).to_le_bytes();
        let length = (bytes.len() as u32).to_le_bytes();
        let name_length = (name.len() as u16).to_le_bytes();
        // Version, flags, method, time, date, checksum: a reader need not look at them.
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &crc32fast::hash(bytes).to_le_bytes(),
            &length,
            &length,
            &name_length,
            &[0, 0],
        ]
        .concat();
        zip.extend([b"PK\x03\x04", &common[..], name.as_bytes(), bytes].concat());
        directory.extend(
            [
                b"PK\x01\x02\x14\x00",
                &common[..],
                &[0; 10],
                &at,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let begins = (zip.len() as u32).to_le_bytes();
    let count = (files.len() as u16).to_le_bytes();
    let length = (directory.len() as u32).to_le_bytes();
    zip.extend(directory);
    zip.extend(
        [
            b"PK\x05\x06",
            &[0; 4][..],
            &count,
            &count,
            &length,
            &begins,
            &[0, 0],
        ]
        .concat(),
    );
    zip
}
