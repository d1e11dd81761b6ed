//! Records of old workbooks: a type, a length and data, texts over several records.

use super::zip::{long, word};

/// A record and what follows it as its continuation.
#[derive(Debug, Clone)]
pub(super) struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
    /// Further records that go on with its data.
    pub more: Vec<&'a [u8]>,
}

const CONTINUE: u16 = 0x3c;

/// The records of a stream from a position on.
pub(super) struct Records<'a> {
    stream: &'a [u8],
}

impl<'a> Records<'a> {
    /// Records from byte `at`.
    #[must_use]
    pub(super) fn new(stream: &'a [u8], at: usize) -> Self {
        Self {
            stream: stream.get(at..).unwrap_or_default(),
        }
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = word(self.stream, 0)?;
        let length = usize::from(word(self.stream, 2)?);
        let data = self.stream.get(4..)?.get(..length)?;
        self.stream = self.stream.get(4 + length..)?;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while word(self.stream, 0) == Some(CONTINUE) {
            more.push(self.one()?.1);
        }
        Some(Record { kind, data, more })
    }
}

/// Reads through a record and its continuations.
pub(super) struct Reader<'a> {
    data: &'a [u8],
    more: std::vec::IntoIter<&'a [u8]>,
}

impl<'a> Reader<'a> {
    #[must_use]
    pub(super) fn new(record: Record<'a>, skip: usize) -> Self {
        Self {
            data: record.data.get(skip..).unwrap_or_default(),
            more: record.more.into_iter(),
        }
    }

    /// The next bytes, from one record at least one.
    fn take(&mut self, most: usize) -> Option<&'a [u8]> {
        while self.data.is_empty() {
            self.data = self.more.next()?;
        }
        let length = most.min(self.data.len());
        let (taken, rest) = self.data.split_at_checked(length)?;
        self.data = rest;
        Some(taken)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            count -= self.take(count)?.len();
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn long(&mut self) -> Option<u32> {
        let low = u32::from(self.word()?);
        Some(low | u32::from(self.word()?) << 16)
    }

    /// A text with its length before it; `wide` says whether that has two bytes.
    pub(super) fn text(&mut self, wide: bool) -> Option<String> {
        let count = if wide {
            self.word()?
        } else {
            u16::from(self.byte()?)
        };
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.word()? } else { 0 };
        let extra = if flags & 4 != 0 { self.long()? } else { 0 };
        let text = self.units(usize::from(count), flags & 1 != 0)?;
        self.skip(usize::from(runs) * 4)?;
        self.skip(extra as usize)?;
        Some(text)
    }

    /// Characters; each continuation says anew how wide they are.
    fn units(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            if self.data.is_empty() {
                self.data = self.more.next()?;
                wide = self.byte()? & 1 != 0;
            }
            let left = count - units.len();
            if wide {
                let bytes = self.take(left * 2)?;
                let (pairs, _) = bytes.as_chunks::<2>();
                units.extend(pairs.iter().map(|pair| u16::from_le_bytes(*pair)));
            } else {
                units.extend(self.take(left)?.iter().map(|byte| u16::from(*byte)));
            }
        }
        Some(String::from_utf16_lossy(&units))
    }
}

/// A number in four bytes: a short float or a whole number, perhaps in hundredths.
#[must_use]
pub(super) fn short_number(raw: u32) -> f64 {
    let number = if raw & 2 == 0 {
        f64::from_bits(u64::from(raw & !3) << 32)
    } else {
        f64::from(raw.cast_signed() >> 2)
    };
    if raw & 1 == 0 { number } else { number / 100.0 }
}

/// A number in eight bytes.
pub(super) fn double(bytes: &[u8], at: usize) -> Option<f64> {
    let low = u64::from(long(bytes, at)?);
    let high = u64::from(long(bytes, at + 4)?);
    Some(f64::from_bits(high << 32 | low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_four_bytes() {
        assert!((short_number(0x3ff0_0000) - 1.0).abs() < f64::EPSILON);
        assert!((short_number(7 << 2 | 2) - 7.0).abs() < f64::EPSILON);
        assert!((short_number(150 << 2 | 3) - 1.5).abs() < f64::EPSILON);
    }

    #[test]
    fn a_text_goes_on_in_the_next_record() {
        let record = Record {
            kind: 0xfc,
            data: &[4, 0, 0, b'a', b'b'],
            more: vec![&[1, b'c', 0, 0x3b, 0x26]],
        };
        assert_eq!(
            Reader::new(record, 0).text(true).as_deref(),
            Some("abc\u{263b}")
        );
    }
}
