//! Changes made of arbitrary operations, in the form that Automerge writes.

use std::iter::repeat_n;

use super::super::chunks::{signed, sized, unsigned};
use super::*;

/// An operation's number and its actor's index.
pub(super) type Ref = (u64, u64);

/// One operation, sensible or not.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) obj: Option<Ref>,
    /// A property; otherwise an element, or with the number 0 the beginning.
    pub(super) property: Option<&'static str>,
    pub(super) element: Ref,
    pub(super) insert: bool,
    pub(super) action: u64,
    /// The value's type and bytes.
    pub(super) value: (u64, Vec<u8>),
    pub(super) preds: Vec<Ref>,
}

/// The columns of `rows`.
pub(super) fn columns(rows: &[Row]) -> Vec<(u64, Vec<u8>)> {
    let nothing_if_null = |cells: Vec<Option<Vec<u8>>>| {
        if cells.iter().all(Option::is_none) {
            Vec::new()
        } else {
            runs(cells)
        }
    };
    let element = |row: &Row| row.property.is_none().then_some(row.element);
    let preds = || rows.iter().flat_map(|row| row.preds.iter().copied());
    let number = |number: Option<u64>| number.map(unsigned);
    let text = |text: Option<&str>| text.map(|text| sized(text.as_bytes()));
    let columns = [
        (
            0x01,
            rows.iter()
                .map(|row| number(row.obj.map(|id| id.1)))
                .collect(),
        ),
        (
            0x02,
            rows.iter()
                .map(|row| number(row.obj.map(|id| id.0)))
                .collect(),
        ),
        (
            0x11,
            rows.iter()
                .map(|row| number(element(row).filter(|id| id.0 > 0).map(|id| id.1)))
                .collect(),
        ),
        (
            0x13,
            steps(rows.iter().map(|row| element(row).map(|id| id.0))),
        ),
        (0x15, rows.iter().map(|row| text(row.property)).collect()),
        (
            0x42,
            rows.iter().map(|row| number(Some(row.action))).collect(),
        ),
        (
            0x56,
            rows.iter()
                .map(|row| number(Some((row.value.1.len() as u64) << 4 | row.value.0)))
                .collect(),
        ),
        (
            0x70,
            rows.iter()
                .map(|row| number(Some(row.preds.len() as u64)))
                .collect(),
        ),
        (0x71, preds().map(|id| number(Some(id.1))).collect()),
        (0x73, steps(preds().map(|id| Some(id.0)))),
    ];
    let mut columns: Vec<_> = columns
        .into_iter()
        .map(|(spec, cells)| (spec, nothing_if_null(cells)))
        .collect();
    columns.push((0x34, flags(rows.iter().map(|row| row.insert))));
    columns.push((
        0x57,
        rows.iter().flat_map(|row| row.value.1.clone()).collect(),
    ));
    columns.retain(|(_, bytes)| !bytes.is_empty());
    columns.sort_by_key(|(spec, _)| *spec);
    columns
}

/// Each number as the difference from the one before.
fn steps(numbers: impl Iterator<Item = Option<u64>>) -> Vec<Option<Vec<u8>>> {
    let mut last = 0;
    let mut step = |number: u64| {
        let number = i64::try_from(number).unwrap();
        signed(number - std::mem::replace(&mut last, number))
    };
    numbers.map(|number| number.map(&mut step)).collect()
}

/// Cells in the longest possible runs.
fn runs(cells: Vec<Option<Vec<u8>>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut literal: Vec<Vec<u8>> = Vec::new();
    for run in cells.chunk_by(|a, b| a == b) {
        let single = run.first().cloned().flatten().filter(|_| run.len() == 1);
        if let Some(cell) = single {
            literal.push(cell);
            continue;
        }
        flush(&mut literal, &mut bytes);
        match run.first().unwrap() {
            None => bytes.extend([vec![0], unsigned(run.len() as u64)].concat()),
            Some(cell) => bytes.extend([signed(chunks::count(run.len())), cell.clone()].concat()),
        }
    }
    flush(&mut literal, &mut bytes);
    bytes
}

fn flush(literal: &mut Vec<Vec<u8>>, bytes: &mut Vec<u8>) {
    if !literal.is_empty() {
        bytes.extend(signed(-i64::try_from(literal.len()).unwrap()));
        bytes.extend(literal.drain(..).flatten());
    }
}

/// How many are unset, how many set, and so on in turn.
fn flags(flags: impl Iterator<Item = bool>) -> Vec<u8> {
    let flags: Vec<bool> = flags.collect();
    let starts_set = flags.first().copied().unwrap_or_default();
    let counts = flags
        .chunk_by(|a, b| a == b)
        .map(|run| unsigned(run.len() as u64));
    repeat_n(vec![0], usize::from(starts_set))
        .chain(counts)
        .flatten()
        .collect()
}
