//! Numbers in place of the hashes in wasm-bindgen's import names.
//!
//! A hash of 16 digits cannot be compressed, and some three hundred of them stand both in
//! the script and in the wasm: 1 % of the first load. They keep names of many crates
//! apart; within one page a number does. It has as many digits, so nothing moves.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

const PREFIX: &[u8] = b"__wbg_";
const DIGITS: usize = 16;

/// Replaces them in both, the same in each.
///
/// # Errors
/// When a name of the wasm is not in the script, so one of them is not as expected.
pub(super) fn replace_hashes(script: &mut [u8], wasm: &mut [u8]) -> Result<()> {
    let mut numbers = BTreeMap::new();
    for (start, end) in hashed_names(script) {
        numbers.entry(script[start..end].to_vec()).or_insert(0);
    }
    for (at, number) in numbers.values_mut().enumerate() {
        *number = at + 1;
    }
    number(script, &numbers)?;
    number(wasm, &numbers)
}

fn number(bytes: &mut [u8], numbers: &BTreeMap<Vec<u8>, usize>) -> Result<()> {
    for (start, end) in hashed_names(bytes) {
        let name = &bytes[start..end];
        let number = numbers.get(name).with_context(|| {
            let name = String::from_utf8_lossy(name);
            format!("the script that goes with the wasm has no {name}")
        })?;
        let digits = format!("{number:0DIGITS$x}");
        bytes[end - DIGITS..end].copy_from_slice(digits.as_bytes());
    }
    Ok(())
}

/// Where names with a hash at the end begin and end. A name may hold the prefix again.
fn hashed_names(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = find(bytes, from) {
        let end = hashed_name(&bytes[start..]).map(|length| start + length);
        found.extend(end.map(|end| (start, end)));
        from = end.unwrap_or(start + PREFIX.len());
    }
    found
}

fn find(bytes: &[u8], from: usize) -> Option<usize> {
    let mut windows = bytes[from..].windows(PREFIX.len());
    windows
        .position(|window| window == PREFIX)
        .map(|at| from + at)
}

/// How long the name with a hash is that these bytes begin with.
fn hashed_name(bytes: &[u8]) -> Option<usize> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    // In the wasm the next thing may look like more of the name.
    let longest = bytes.iter().take_while(|byte| is_name(byte)).count();
    let mut ends = PREFIX.len() + DIGITS + 1..=longest;
    ends.find(|&end| ends_in_hash(&bytes[..end], bytes.get(end)))
}

/// An underscore and 16 digits, and no further digit.
fn ends_in_hash(name: &[u8], next: Option<&u8>) -> bool {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let (text, hash) = name.split_at(name.len() - DIGITS);
    text.ends_with(b"_") && hash.iter().all(is_digit) && !next.is_some_and(is_digit)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::replace_hashes;

    #[test]
    fn both_get_the_same_numbers_and_nothing_moves() {
        let mut script =
            b"__wbg___wbg_get_00aa11bb22cc33dd: a, __wbg_add_ffee11bb22cc33dd: b, __wbg_set"
                .to_vec();
        let mut wasm =
            b"\x1a__wbg_add_ffee11bb22cc33ddx__wbg___wbg_get_00aa11bb22cc33dd\x00".to_vec();
        replace_hashes(&mut script, &mut wasm).unwrap();
        let expected =
            b"__wbg___wbg_get_0000000000000001: a, __wbg_add_0000000000000002: b, __wbg_set";
        assert_eq!(script, expected);
        assert_eq!(
            wasm,
            b"\x1a__wbg_add_0000000000000002x__wbg___wbg_get_0000000000000001\x00"
        );
    }

    #[test]
    fn a_name_that_only_the_wasm_has_is_an_error() {
        let mut wasm = b"__wbg_get_00aa11bb22cc33dd".to_vec();
        assert!(replace_hashes(&mut b"__wbg_get".to_vec(), &mut wasm).is_err());
    }
}
