//! Changes of arbitrary operations that fit together: Automerge must bear them all.

use proptest::prelude::*;
use proptest::sample::Index;

use super::rows::{Row, columns};
use super::*;

/// Choices that become an operation when it is known what came before.
#[derive(Debug, Clone)]
struct Intent {
    action: u64,
    object: Index,
    place: Index,
    insert: bool,
    value: usize,
    replaces: Vec<bool>,
}

const PROPERTIES: [&str; 3] = ["a", "b", ""];

const DELETE: u64 = 3;
const INCREMENT: u64 = 5;

fn intent() -> impl Strategy<Value = Intent> {
    let action = prop_oneof![4 => Just(1), 2 => Just(INCREMENT), 6 => 0..7_u64];
    let places = (any::<Index>(), any::<Index>(), any::<bool>());
    let rest = (0..7_usize, proptest::collection::vec(any::<bool>(), 4));
    (action, places, rest).prop_map(
        |(action, (object, place, insert), (value, replaces))| Intent {
            action,
            object,
            place,
            insert,
            value,
            replaces,
        },
    )
}

/// The operation that an intent stands for after `rows`.
fn row_for(intent: &Intent, rows: &[Row]) -> Row {
    let made = |kinds: &[u64], row: &Row| kinds.contains(&row.action);
    let objects: Vec<u64> = (1..)
        .zip(rows)
        .filter(|(_, row)| made(&[0, 2, 4], row))
        .map(|(id, _)| id)
        .collect();
    let object = intent.object.index(objects.len() + 1);
    let obj = object.checked_sub(1).map(|at| (objects[at], 0));
    let in_map = obj.is_none_or(|(id, _)| rows[id as usize - 1].action == 0);
    let elements: Vec<u64> = (1..)
        .zip(rows)
        .filter(|(_, row)| row.insert && row.obj == obj)
        .map(|(id, _)| id)
        .collect();
    let insert = !in_map && (intent.insert || elements.is_empty());
    let mut row = Row {
        obj,
        insert,
        action: intent.action,
        ..Row::default()
    };
    if in_map {
        row.property = Some(*intent.place.get(&PROPERTIES[..]));
    } else {
        let at = intent.place.index(elements.len() + usize::from(insert));
        row.element = (elements.get(at).copied().unwrap_or_default(), 0);
    }
    row.value = value(intent);
    if !insert {
        row.preds = preds(intent, &row, rows);
    }
    row
}

fn value(intent: &Intent) -> (u64, Vec<u8>) {
    let values = [
        (0, Vec::new()),
        (2, Vec::new()),
        (4, vec![2]),
        (8, vec![3]),
        (6, "👍x".into()),
        (6, Vec::new()),
        (7, vec![0xff]),
    ];
    match intent.action {
        0 | 2 | DELETE | 4 => (0, Vec::new()),
        INCREMENT => (4, vec![0x7d]),
        _ => values[intent.value].clone(),
    }
}

/// Some of the operations in the same place, not only those that can be seen.
fn preds(intent: &Intent, row: &Row, rows: &[Row]) -> Vec<(u64, u64)> {
    let same_place = |(id, old): &(u64, &Row)| {
        let element = if old.insert { (*id, 0) } else { old.element };
        old.obj == row.obj && old.property == row.property && element == row.element
    };
    (1..)
        .zip(rows)
        .filter(same_place)
        .zip(intent.replaces.iter().cycle())
        .filter(|(_, replace)| **replace)
        .map(|((id, _), _)| (id, 0))
        .collect()
}

/// A first change of those operations that pass.
fn script() -> impl Strategy<Value = Chunk> {
    proptest::collection::vec(intent(), 1..30).prop_map(|intents| {
        let mut rows: Vec<Row> = Vec::new();
        let mut chunk = Chunk {
            columns: Vec::new(),
            ..Chunk::nulls(0)
        };
        for intent in intents {
            let mut longer = rows.clone();
            longer.push(row_for(&intent, &rows));
            let candidate = Chunk {
                columns: columns(&longer),
                ..chunk.clone()
            };
            if check(candidate.bytes()).is_ok() {
                (rows, chunk) = (longer, candidate);
            }
        }
        chunk
    })
}

proptest! {
    #[test]
    fn operations_that_pass_are_applied_saved_and_loaded(chunk in script()) {
        load(&chunk.bytes());
    }
}
