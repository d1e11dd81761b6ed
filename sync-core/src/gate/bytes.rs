//! Reading bytes without trust: every read is checked, every number has one form.

use crate::log::Refusal;

/// What is left to read of a chunk or a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// All that is left.
    pub(super) const fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// The next `len` bytes, of which none is copied.
    pub(super) fn take(&mut self, len: u64) -> Result<&'a [u8], Refusal> {
        let len = usize::try_from(len).map_err(|_| Refusal::Malformed)?;
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Refusal::Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Refusal::Malformed)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refusal> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    /// An unsigned LEB128 number in its shortest form.
    pub(super) fn unsigned(&mut self) -> Result<u64, Refusal> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(Refusal::Malformed);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return if shift > 0 && byte == 0 {
                    Err(Refusal::Malformed)
                } else {
                    Ok(value)
                };
            }
        }
        Err(Refusal::Malformed)
    }

    /// A signed LEB128 number in its shortest form.
    pub(super) fn signed(&mut self) -> Result<i64, Refusal> {
        let mut value = 0;
        let mut before = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(Refusal::Malformed);
            }
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let repeats_sign =
                    (byte == 0 && before & 0x40 == 0) || (byte == 0x7f && before & 0x40 != 0);
                if shift > 0 && repeats_sign {
                    return Err(Refusal::Malformed);
                }
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
            before = byte;
        }
        Err(Refusal::Malformed)
    }

    /// Text that carries its length in bytes.
    pub(super) fn text(&mut self) -> Result<&'a str, Refusal> {
        let len = self.unsigned()?;
        std::str::from_utf8(self.take(len)?).map_err(|_| Refusal::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_at_their_bounds_and_in_one_form() {
        let unsigned = |bytes: &[u8]| Reader::new(bytes).unsigned();
        assert_eq!(unsigned(&[0]), Ok(0));
        assert_eq!(unsigned(&[0x80, 1]), Ok(128));
        let max = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        assert_eq!(unsigned(&max), Ok(u64::MAX));
        for bad in [&[0x80, 0][..], &[0x80], &[], &[0xff; 11]] {
            assert_eq!(unsigned(bad), Err(Refusal::Malformed), "{bad:?}");
        }
        let mut past = max;
        past[9] = 2;
        assert_eq!(unsigned(&past), Err(Refusal::Malformed));

        let signed = |bytes: &[u8]| Reader::new(bytes).signed();
        assert_eq!(signed(&[0x7f]), Ok(-1));
        assert_eq!(signed(&[0x3f]), Ok(63));
        assert_eq!(signed(&[0xc0, 0]), Ok(64));
        let min = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];
        assert_eq!(signed(&min), Ok(i64::MIN));
        let max = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
        assert_eq!(signed(&max), Ok(i64::MAX));
        for bad in [&[0x80, 0][..], &[0xff, 0x7f], &[0xff], &[0xff; 11]] {
            assert_eq!(signed(bad), Err(Refusal::Malformed), "{bad:?}");
        }
    }

    #[test]
    fn a_length_past_the_end_is_refused_without_allocating() {
        let mut reader = Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x0f, b'a']);
        assert_eq!(reader.text(), Err(Refusal::Malformed));
        assert_eq!(Reader::new(&[1]).take(u64::MAX), Err(Refusal::Malformed));
    }
}
