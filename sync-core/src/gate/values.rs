//! The values of operations: a column of lengths and types, and one of bytes.

use super::bytes::Reader;
use super::rle::Rle;
use crate::log::Refusal;

/// The largest start or step of a counter: sums of these over every operation that a
/// document can hold stay far within 64 bits, where Automerge does not check them.
const MAX_COUNT: u64 = u32::MAX as u64;

/// What an operation needs to know of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Int(i64),
    Other,
}

impl Value {
    /// Whether a counter may be changed by it.
    pub(super) const fn is_step(self) -> bool {
        matches!(self, Self::Int(step) if step.unsigned_abs() <= MAX_COUNT)
    }
}

/// Both columns, row by row.
#[derive(Debug)]
pub(super) struct Values<'a> {
    meta: Rle<'a, u64>,
    bytes: Reader<'a>,
}

impl<'a> Values<'a> {
    pub(super) const fn new(meta: &'a [u8], bytes: &'a [u8]) -> Self {
        Self {
            meta: Rle::new(meta),
            bytes: Reader::new(bytes),
        }
    }

    /// The next row's value. Types that Automerge 0.12 does not write are refused.
    pub(super) fn next(&mut self) -> Result<Value, Refusal> {
        let meta = self.meta.required()?;
        let len = meta >> 4;
        let mut bytes = Reader::new(self.bytes.take(len)?);
        let value = match meta & 0xf {
            0 => Value::Null,
            1 | 2 => Value::Other,
            3 => bytes.unsigned().map(|_| Value::Other)?,
            4 => Value::Int(bytes.signed()?),
            5 => bytes.array::<8>().map(|_| Value::Other)?,
            6 => {
                let text = bytes.take(len)?;
                std::str::from_utf8(text).map_err(|_| Refusal::Malformed)?;
                Value::Other
            }
            7 => bytes.take(len).map(|_| Value::Other)?,
            8 => count(bytes.signed()?)?,
            9 => bytes.signed().map(|_| Value::Other)?,
            _ => return Err(Refusal::Malformed),
        };
        if bytes.is_empty() {
            Ok(value)
        } else {
            Err(Refusal::Malformed)
        }
    }

    pub(super) fn finish(&self) -> Result<(), Refusal> {
        self.meta.finish()?;
        if self.bytes.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Malformed)
        }
    }
}

const fn count(start: i64) -> Result<Value, Refusal> {
    if start.unsigned_abs() <= MAX_COUNT {
        Ok(Value::Other)
    } else {
        Err(Refusal::Malformed)
    }
}
