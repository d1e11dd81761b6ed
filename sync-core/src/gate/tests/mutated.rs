//! What passes is read, applied, saved and loaded by Automerge without a panic.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// One spoiled place: which change, where, and what is done there.
#[derive(Debug, Clone)]
enum Spoil {
    Set(u8),
    Flip(u8),
    Remove,
    Insert(u8),
    Copy(Index),
}

fn spoil() -> impl Strategy<Value = (Index, Spoil)> {
    let how = prop_oneof![
        any::<u8>().prop_map(Spoil::Set),
        (0..8_u8).prop_map(Spoil::Flip),
        Just(Spoil::Remove),
        any::<u8>().prop_map(Spoil::Insert),
        any::<Index>().prop_map(Spoil::Copy),
    ];
    (any::<Index>(), how)
}

fn apply(bytes: &mut Vec<u8>, at: Index, spoil: &Spoil) {
    if bytes.is_empty() {
        return;
    }
    let place = at.index(bytes.len());
    match spoil {
        Spoil::Set(value) => bytes[place] = *value,
        Spoil::Flip(bit) => bytes[place] ^= 1 << bit,
        Spoil::Remove => drop(bytes.remove(place)),
        Spoil::Insert(value) => bytes.insert(place, *value),
        Spoil::Copy(from) => bytes[place] = bytes[from.index(bytes.len())],
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = check(bytes.clone());
        let sealed = chunks::seal(1, &bytes);
        if check(sealed.clone()).is_ok() {
            load(&sealed);
        }
    }

    #[test]
    fn spoiled_changes_never_panic(
        which in any::<Index>(),
        spoils in proptest::collection::vec(spoil(), 1..4),
    ) {
        let mut data = which.get(&SAMPLES).data();
        for (at, spoil) in &spoils {
            apply(&mut data, *at, spoil);
        }
        let bytes = chunks::seal(1, &data);
        if check(bytes.clone()).is_ok() {
            load(&bytes);
        }
    }

    #[test]
    fn spoiled_columns_never_panic(
        which in any::<Index>(),
        column in any::<Index>(),
        spoils in proptest::collection::vec(spoil(), 1..4),
    ) {
        let mut chunk = which.get(&SAMPLES).clone();
        let column = column.index(chunk.columns.len());
        for (at, spoil) in &spoils {
            apply(&mut chunk.columns[column].1, *at, spoil);
        }
        let bytes = chunk.bytes();
        if check(bytes.clone()).is_ok() {
            load(&bytes);
        }
    }
}

static SAMPLES: LazyLock<Vec<Chunk>> = LazyLock::new(samples);

/// Honest changes, the first of which stand alone.
fn samples() -> Vec<Chunk> {
    let mut doc = honest();
    let mut alone = document(4);
    let map = alone
        .put_object(automerge::ROOT, "m", automerge::ObjType::Map)
        .unwrap();
    let text = alone
        .put_object(&map, "t", automerge::ObjType::Text)
        .unwrap();
    alone.splice_text(&text, 0, 0, "abc").unwrap();
    alone.splice_text(&text, 1, 1, "x").unwrap();
    alone
        .put(&map, "c", automerge::ScalarValue::counter(1))
        .unwrap();
    alone.increment(&map, "c", 2).unwrap();
    alone.put(&map, "c", 2_i64).unwrap();
    alone.delete(&map, "c").unwrap();
    let all = changes(&mut alone).into_iter().chain(changes(&mut doc));
    all.map(|bytes| Chunk::parse(&bytes)).collect()
}
