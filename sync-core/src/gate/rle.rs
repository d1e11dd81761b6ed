//! Columns cell by cell: run lengths, differences, flags; never expanded.
//!
//! A column is refused unless it is written as Automerge writes it: with the longest
//! possible runs and nothing after the last row. Another form would read the same
//! today and hash differently when Automerge writes the change again.

use super::bytes::Reader;
use crate::log::Refusal;

/// One value of a run-length encoded column.
pub(super) trait Cell<'a>: Copy + PartialEq {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Refusal>;
}

impl<'a> Cell<'a> for u64 {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Refusal> {
        reader.unsigned()
    }
}

impl<'a> Cell<'a> for i64 {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Refusal> {
        reader.signed()
    }
}

impl<'a> Cell<'a> for &'a str {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Refusal> {
        reader.text()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Segment {
    Start,
    Run,
    Literal,
    Null,
}

/// A run-length encoded column. One without bytes is null in every row.
#[derive(Debug)]
pub(super) struct Rle<'a, T> {
    reader: Reader<'a>,
    segment: Segment,
    /// Rows left in the segment.
    left: u64,
    /// The value of the row before.
    value: Option<T>,
    absent: bool,
    all_null: bool,
}

impl<'a, T: Cell<'a>> Rle<'a, T> {
    pub(super) const fn new(column: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(column),
            segment: Segment::Start,
            left: 0,
            value: None,
            absent: column.is_empty(),
            all_null: true,
        }
    }

    /// The next row's value.
    pub(super) fn next(&mut self) -> Result<Option<T>, Refusal> {
        if self.absent {
            return Ok(None);
        }
        if self.left == 0 {
            self.open()?;
        }
        self.left -= 1;
        if self.segment == Segment::Literal {
            self.value = Some(self.changed()?);
        }
        Ok(self.value)
    }

    /// The next row's value in a column that has one in every row.
    pub(super) fn required(&mut self) -> Result<T, Refusal> {
        self.next()?.ok_or(Refusal::Malformed)
    }

    /// Refuses what is left after the last row, and a column of nulls alone, which
    /// Automerge leaves out.
    pub(super) const fn finish(&self) -> Result<(), Refusal> {
        let ended = self.left == 0 && self.reader.is_empty();
        let needed = self.absent || !self.all_null;
        if ended && needed {
            Ok(())
        } else {
            Err(Refusal::Malformed)
        }
    }

    /// How many rows a column without nulls has; [`Refusal::TooLarge`] past `max`.
    /// Costs time in proportion to its bytes, whatever its runs say.
    pub(super) fn rows(mut self, max: u64) -> Result<u64, Refusal> {
        let mut rows: u64 = 0;
        while !self.reader.is_empty() {
            self.open()?;
            rows = rows.saturating_add(self.left);
            if rows > max {
                return Err(Refusal::TooLarge);
            }
            while self.segment == Segment::Literal && self.left > 0 {
                self.value = Some(self.changed()?);
                self.left -= 1;
            }
        }
        Ok(rows)
    }

    fn open(&mut self) -> Result<(), Refusal> {
        let count = self.reader.signed()?;
        let before = self.segment;
        self.left = count.unsigned_abs();
        if count > 0 {
            self.segment = Segment::Run;
            self.value = Some(self.changed()?);
        } else if count < 0 {
            self.segment = Segment::Literal;
        } else {
            self.segment = Segment::Null;
            self.left = self.reader.unsigned()?;
            self.value = None;
        }
        self.all_null &= self.segment == Segment::Null;
        let mergeable = match self.segment {
            Segment::Run => self.left == 1,
            Segment::Literal | Segment::Null | Segment::Start => before == self.segment,
        };
        if mergeable || self.left == 0 {
            Err(Refusal::Malformed)
        } else {
            Ok(())
        }
    }

    /// A value that differs from the row before; an equal one would lengthen a run.
    fn changed(&mut self) -> Result<T, Refusal> {
        let value = T::read(&mut self.reader)?;
        if self.value == Some(value) {
            Err(Refusal::Malformed)
        } else {
            Ok(value)
        }
    }
}

/// A column of numbers, written as differences from the last number.
#[derive(Debug)]
pub(super) struct Delta<'a> {
    steps: Rle<'a, i64>,
    value: i64,
}

impl<'a> Delta<'a> {
    pub(super) const fn new(column: &'a [u8]) -> Self {
        Self {
            steps: Rle::new(column),
            value: 0,
        }
    }

    /// The next row's number, which is never negative.
    pub(super) fn next(&mut self) -> Result<Option<u64>, Refusal> {
        let Some(step) = self.steps.next()? else {
            return Ok(None);
        };
        self.value = self.value.checked_add(step).ok_or(Refusal::Malformed)?;
        u64::try_from(self.value)
            .map(Some)
            .map_err(|_| Refusal::Malformed)
    }

    pub(super) const fn finish(&self) -> Result<(), Refusal> {
        self.steps.finish()
    }
}

/// A column of flags: how many are unset, how many set, and so on in turn.
#[derive(Debug)]
pub(super) struct Flags<'a> {
    reader: Reader<'a>,
    value: bool,
    left: u64,
    started: bool,
}

impl<'a> Flags<'a> {
    pub(super) const fn new(column: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(column),
            value: true,
            left: 0,
            started: false,
        }
    }

    /// The next row's flag.
    pub(super) fn next(&mut self) -> Result<bool, Refusal> {
        while self.left == 0 {
            self.left = self.reader.unsigned()?;
            self.value = !self.value;
            // Only the first count may be zero, when the first flag is set.
            if self.left == 0 && self.started {
                return Err(Refusal::Malformed);
            }
            self.started = true;
        }
        self.left -= 1;
        Ok(self.value)
    }

    /// Refuses what is left after the last row.
    pub(super) const fn finish(&self) -> Result<(), Refusal> {
        if self.left == 0 && self.reader.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Malformed)
        }
    }
}
