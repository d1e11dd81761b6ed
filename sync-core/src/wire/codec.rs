//! Bounded reading and writing of the primitives that messages are made of.

use crate::ids::ChangeHash;
use crate::limits;

/// Why a frame was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// The frame is longer than `FRAME_BYTES`.
    #[error("frame of {0} bytes is too long")]
    TooLong(usize),
    /// The frame ends inside a field.
    #[error("frame ends early")]
    Short,
    /// Bytes are left over after the last field.
    #[error("frame has bytes after its end")]
    Trailing,
    /// A number, flag or code that has no meaning here.
    #[error("frame has an invalid {0}")]
    Invalid(&'static str),
    /// A count or length above its limit.
    #[error("frame has too many or too long {0}")]
    Limit(&'static str),
    /// Another protocol version.
    #[error("protocol version {got} is not spoken here")]
    Version {
        /// The version that the frame names.
        got: u8,
    },
    /// A message type that has no meaning here.
    #[error("message type {0} is unknown")]
    UnknownType(u8),
}

/// Appends fields to a frame.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Unsigned LEB128.
    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.raw(bytes);
    }

    pub(crate) fn hashes(&mut self, hashes: &[ChangeHash]) {
        self.count(hashes.len());
        for hash in hashes {
            self.raw(&hash.0);
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Takes fields from a frame.
#[derive(Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(frame: &'a [u8]) -> Result<Self, WireError> {
        if frame.len() > limits::FRAME_BYTES {
            return Err(WireError::TooLong(frame.len()));
        }
        Ok(Self(frame))
    }

    /// Reads a stored row: our own bytes, of any length.
    pub(crate) fn stored(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Everything that is left.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, WireError> {
        let (first, rest) = self.0.split_first().ok_or(WireError::Short)?;
        self.0 = rest;
        Ok(*first)
    }

    /// Unsigned LEB128 in its shortest form.
    pub(crate) fn number(&mut self) -> Result<u64, WireError> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                return Err(WireError::Invalid("number"));
            }
            number |= part << shift;
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 {
                    return Err(WireError::Invalid("number"));
                }
                return Ok(number);
            }
        }
        Err(WireError::Invalid("number"))
    }

    /// A count of at most `limit`.
    pub(crate) fn count(&mut self, limit: usize, what: &'static str) -> Result<usize, WireError> {
        let count = self.number()?;
        usize::try_from(count)
            .ok()
            .filter(|count| *count <= limit)
            .ok_or(WireError::Limit(what))
    }

    pub(crate) fn raw(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(WireError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        self.raw(N)?.try_into().map_err(|_| WireError::Short)
    }

    pub(crate) fn bytes(
        &mut self,
        limit: usize,
        what: &'static str,
    ) -> Result<&'a [u8], WireError> {
        let length = self.count(limit, what)?;
        self.raw(length)
    }

    pub(crate) fn text(&mut self, limit: usize, what: &'static str) -> Result<String, WireError> {
        let bytes = self.bytes(limit, what)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| WireError::Invalid(what))
    }

    pub(crate) fn hashes(&mut self) -> Result<Vec<ChangeHash>, WireError> {
        let count = self.count(limits::DOC_HEADS, "heads")?;
        (0..count).map(|_| self.array().map(ChangeHash)).collect()
    }

    pub(crate) fn end(self) -> Result<(), WireError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(WireError::Trailing)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_only_in_their_shortest_form() {
        for number in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut writer = Writer::default();
            writer.number(number);
            let bytes = writer.finish();
            assert_eq!(Reader(&bytes).number(), Ok(number));
        }
        assert_eq!(
            Reader(&[0x80, 0x00]).number(),
            Err(WireError::Invalid("number"))
        );
        assert_eq!(
            Reader(&[0xff; 10]).number(),
            Err(WireError::Invalid("number"))
        );
        assert_eq!(Reader(&[0x80]).number(), Err(WireError::Short));
    }

    #[test]
    fn a_frame_is_read_at_the_limit_and_refused_one_past_it() {
        assert!(Reader::new(&vec![0; limits::FRAME_BYTES]).is_ok());
        let long = limits::FRAME_BYTES + 1;
        assert_eq!(
            Reader::new(&vec![0; long]).err(),
            Some(WireError::TooLong(long))
        );
    }
}
