//! The table of columns: which there are, in which order, how long.

use super::bytes::Reader;
use crate::log::Refusal;

/// Set in a column's specification when its bytes are deflated.
const DEFLATED: u64 = 0b1000;

/// The bytes of every column of a change; empty when it has none.
///
/// Names and specifications as in Automerge 0.12, `storage/change/change_op_columns.rs`.
#[derive(Debug, Default)]
pub(super) struct Columns<'a> {
    pub(super) obj_actor: &'a [u8],
    pub(super) obj_counter: &'a [u8],
    pub(super) key_actor: &'a [u8],
    pub(super) key_counter: &'a [u8],
    pub(super) key_text: &'a [u8],
    pub(super) insert: &'a [u8],
    pub(super) action: &'a [u8],
    pub(super) value_meta: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) pred_count: &'a [u8],
    pub(super) pred_actor: &'a [u8],
    pub(super) pred_counter: &'a [u8],
}

/// How many columns a change can have.
const MAX_COLUMNS: usize = 12;

/// Reads the table and the columns. Columns that Automerge 0.12 does not know are
/// refused: it would lose them when it saves the document, and the hash with them.
/// So are the two that only marks need (0x94 and 0xa5), see [`super::ops`].
pub(super) fn read<'a>(reader: &mut Reader<'a>) -> Result<Columns<'a>, Refusal> {
    let count = usize::try_from(reader.unsigned()?).map_err(|_| Refusal::Malformed)?;
    if count > MAX_COLUMNS {
        return Err(Refusal::Malformed);
    }
    let mut table = Vec::with_capacity(count);
    for _ in 0..count {
        let spec = reader.unsigned()?;
        if spec & DEFLATED != 0 {
            return Err(Refusal::Compressed);
        }
        table.push((spec, reader.unsigned()?));
    }
    if !table.is_sorted_by(|a, b| a.0 < b.0) {
        return Err(Refusal::Malformed);
    }
    let mut columns = Columns::default();
    for (spec, len) in table {
        if len == 0 {
            return Err(Refusal::Malformed);
        }
        *columns.slot(spec)? = reader.take(len)?;
    }
    Ok(columns)
}

impl<'a> Columns<'a> {
    /// A specification is the column's number, then one bit for deflate and three for
    /// its type: 0 group, 1 actor, 2 number, 3 difference, 4 flag, 5 text, 6 value
    /// length and type, 7 value.
    const fn slot(&mut self, spec: u64) -> Result<&mut &'a [u8], Refusal> {
        Ok(match spec {
            0x01 => &mut self.obj_actor,
            0x02 => &mut self.obj_counter,
            0x11 => &mut self.key_actor,
            0x13 => &mut self.key_counter,
            0x15 => &mut self.key_text,
            0x34 => &mut self.insert,
            0x42 => &mut self.action,
            0x56 => &mut self.value_meta,
            0x57 => &mut self.value,
            0x70 => &mut self.pred_count,
            0x71 => &mut self.pred_actor,
            0x73 => &mut self.pred_counter,
            _ => return Err(Refusal::Malformed),
        })
    }
}
