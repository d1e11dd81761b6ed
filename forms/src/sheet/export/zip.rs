//! A zip file of few parts, with the same bytes for the same parts: no clock, no names of
//! machines.

use std::io::Read as _;

use flate2::Compression;
use flate2::bufread::DeflateEncoder;

const LEVEL: Compression = Compression::new(6);
/// Version 2.0: deflated parts.
const VERSION: [u8; 2] = [20, 0];
/// No flags, deflated, 00:00:00 on 1980-01-01, the first moment that zip knows.
const HEAD: [u8; 8] = [0, 0, 8, 0, 0, 0, 0x21, 0];

/// Packs parts in their order.
pub(super) fn zip(parts: &[(String, String)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let packed = deflated(text.as_bytes());
        let at = long(file.len());
        let mut head = Vec::from(VERSION);
        head.extend(HEAD);
        head.extend(checksum(text.as_bytes()).to_le_bytes());
        head.extend(long(packed.len()));
        head.extend(long(text.len()));
        head.extend(word(name.len()));
        head.extend(word(0));
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.bytes());
        file.extend(packed);
        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION);
        directory.extend(&head);
        // Comment, disk, attributes: none.
        directory.extend([0; 10]);
        directory.extend(at);
        directory.extend(name.bytes());
    }
    let begins = long(file.len());
    let length = long(directory.len());
    file.extend(directory);
    file.extend(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend(word(parts.len()));
    file.extend(word(parts.len()));
    file.extend(length);
    file.extend(begins);
    file.extend(word(0));
    file
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // Memory does not fail to be read, and a workbook is read back before it is handed out.
    DeflateEncoder::new(bytes, LEVEL)
        .read_to_end(&mut packed)
        .ok();
    packed
}

fn word(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}

fn long(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

/// CRC-32 as zip has it. Bit by bit: a form has some hundred kB.
fn checksum(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let low = sum & 1;
            sum = (sum >> 1) ^ (POLYNOMIAL * low);
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn the_checksum_is_that_of_zip() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }
}
