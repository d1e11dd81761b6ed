//! Changes against what came before them: the honest are admitted, and whatever is
//! admitted Automerge applies, saves and loads.

use std::sync::LazyLock;

use automerge::{ObjType, ReadDoc as _, ScalarValue};
use proptest::prelude::*;

use super::super::History;
use super::rows::{Ref, Row, columns};
use super::*;

/// A document of two devices; the comments count its operations. 1 to 12 are by
/// `actor(1)` in two changes, 13 is by `actor(2)`.
fn base() -> AutoCommit {
    let mut one = document(1);
    let map = one.put_object(automerge::ROOT, "m", ObjType::Map).unwrap(); // 1
    let text = one.put_object(&map, "t", ObjType::Text).unwrap(); // 2
    one.splice_text(&text, 0, 0, "abc").unwrap(); // 3, 4, 5
    let list = one.put_object(&map, "l", ObjType::List).unwrap(); // 6
    one.insert(&list, 0, "x").unwrap(); // 7
    one.put(&map, "s", 1_i64).unwrap(); // 8
    one.put(&map, "c", ScalarValue::counter(1)).unwrap(); // 9
    one.commit();
    one.delete(&text, 1).unwrap(); // 10, of 4
    one.increment(&map, "c", 1).unwrap(); // 11
    one.put(&map, "s", 2_i64).unwrap(); // 12, replaces 8
    one.commit();
    let mut two = chunks::fork(&mut one, 2);
    two.put(&map, "z", 1_i64).unwrap(); // 13
    two.commit();
    one.apply_changes(two.get_changes(&[])).unwrap();
    one
}

static BASE: LazyLock<AutoCommit> = LazyLock::new(base);
static BASE_HISTORY: LazyLock<History> = LazyLock::new(|| history(&mut base()));

fn history(doc: &mut AutoCommit) -> History {
    let mut history = History::default();
    let all: Vec<_> = changes(doc)
        .into_iter()
        .map(|bytes| check(bytes).unwrap())
        .collect();
    history.admit(&all).unwrap();
    history
}

/// The first change of a third device, after all of [`base`].
fn third(rows: &[Row]) -> Chunk {
    let mut deps: Vec<_> = BASE.clone().get_heads().iter().map(|head| head.0).collect();
    deps.sort_unstable();
    let refs = rows
        .iter()
        .flat_map(|row| row.obj.iter().chain([&row.element]).chain(&row.preds));
    let actors = refs
        .filter(|id| id.0 > 0)
        .map(|id| id.1)
        .max()
        .unwrap_or_default();
    let other = |index: u64| actor(u8::try_from(index).unwrap()).to_bytes().to_vec();
    Chunk {
        deps,
        actor: actor(3).to_bytes().to_vec(),
        seq: 1,
        start_op: 14,
        others: (1..=actors).map(other).collect(),
        columns: columns(rows),
        ..Chunk::default()
    }
}

fn judge(chunk: &Chunk) -> Result<(), Refusal> {
    BASE_HISTORY.clone().admit(&[check(chunk.bytes())?])
}

const MAP: Option<Ref> = Some((1, 1));
const TEXT: Option<Ref> = Some((2, 1));
const LIST: Option<Ref> = Some((6, 1));

fn put(obj: Option<Ref>, property: &'static str, preds: &[Ref]) -> Row {
    let value = (4, vec![5]);
    Row {
        obj,
        property: Some(property),
        action: 1,
        value,
        preds: preds.to_vec(),
        ..Row::default()
    }
}

fn at(obj: Option<Ref>, element: Ref, insert: bool, preds: &[Ref]) -> Row {
    Row {
        element,
        insert,
        property: None,
        ..put(obj, "", preds)
    }
}

fn delete(row: Row) -> Row {
    Row {
        action: 3,
        value: (0, Vec::new()),
        ..row
    }
}

fn increment(row: Row) -> Row {
    Row { action: 5, ..row }
}

#[test]
fn references_to_what_is_there_are_admitted() {
    let cases = [
        put(MAP, "s", &[(12, 1)]),
        put(MAP, "s", &[(8, 1)]),
        put(MAP, "s", &[(8, 1), (12, 1)]),
        put(MAP, "z", &[(13, 2)]),
        put(MAP, "new", &[]),
        at(TEXT, (5, 1), true, &[]),
        at(TEXT, (4, 1), true, &[]),
        at(TEXT, (0, 0), true, &[]),
        at(LIST, (7, 1), false, &[(7, 1)]),
        at(LIST, (7, 1), false, &[]),
        delete(at(TEXT, (4, 1), false, &[(4, 1)])),
        increment(put(MAP, "c", &[(9, 1)])),
    ];
    for row in cases {
        let chunk = third(std::slice::from_ref(&row));
        assert_eq!(judge(&chunk), Ok(()), "{row:?}");
        apply_to_base(&chunk.bytes());
    }
}

#[test]
fn references_to_what_is_not_there_are_refused() {
    let cases = [
        put(Some((13, 1)), "s", &[]),
        put(Some((8, 1)), "s", &[]),
        at(Some((3, 1)), (0, 0), true, &[]),
        put(TEXT, "s", &[]),
        put(LIST, "s", &[]),
        at(MAP, (0, 0), true, &[]),
        at(MAP, (8, 1), false, &[]),
        at(LIST, (3, 1), true, &[]),
        at(LIST, (13, 1), true, &[]),
        at(LIST, (13, 1), false, &[]),
        at(LIST, (3, 1), false, &[]),
        at(LIST, (7, 1), false, &[(3, 1)]),
        put(MAP, "s", &[(13, 1)]),
        put(MAP, "s", &[(12, 2)]),
        put(MAP, "s", &[(9, 1)]),
        put(MAP, "s", &[(3, 1)]),
        put(MAP, "s", &[(10, 1)]),
        put(MAP, "c", &[(11, 1)]),
        put(MAP, "new", &[(8, 1)]),
        delete(put(MAP, "s", &[(9, 1)])),
        delete(put(MAP, "s", &[(10, 1)])),
        delete(at(TEXT, (3, 1), false, &[(5, 1)])),
        increment(put(MAP, "s", &[(9, 1)])),
    ];
    for row in cases {
        let chunk = third(std::slice::from_ref(&row));
        assert_eq!(judge(&chunk), Err(Refusal::Unreadable), "{row:?}");
    }
}

#[test]
fn a_change_out_of_its_place_is_refused() {
    type Spoil = fn(&mut Chunk);
    let cases: [(&str, Spoil, Refusal); 5] = [
        (
            "unknown dependency",
            |chunk| chunk.deps = vec![[1; 32]],
            Refusal::MissingDependency,
        ),
        (
            "unknown actor",
            |chunk| chunk.others = vec![vec![9; 24]],
            Refusal::MissingDependency,
        ),
        ("gap", |chunk| chunk.seq = 2, Refusal::SequenceGap),
        (
            "counter ahead",
            |chunk| chunk.start_op = 15,
            Refusal::Unreadable,
        ),
        (
            "counter behind",
            |chunk| chunk.start_op = 13,
            Refusal::Unreadable,
        ),
    ];
    for (name, spoil, why) in cases {
        let mut chunk = third(&[put(MAP, "s", &[(12, 1)])]);
        assert_eq!(judge(&chunk), Ok(()));
        spoil(&mut chunk);
        assert_eq!(judge(&chunk), Err(why), "{name}");
    }
}

#[test]
fn a_change_must_build_on_what_it_refers_to() {
    let apart = Chunk {
        deps: vec![first()],
        actor: actor(4).to_bytes().to_vec(),
        start_op: 10,
        ..third(&vec![put(MAP, "d", &[]); 5])
    };
    let apart = check(apart.bytes()).unwrap();
    let after = |deps: Vec<[u8; 32]>| {
        let chunk = Chunk {
            deps,
            start_op: 15,
            ..third(&[put(MAP, "s", &[(12, 1)])])
        };
        let batch = [apart.clone(), check(chunk.bytes()).unwrap()];
        BASE_HISTORY.clone().admit(&batch)
    };
    assert_eq!(after(vec![apart.hash.0]), Err(Refusal::Unreadable));
    let mut both = third(&[]).deps;
    both.push(apart.hash.0);
    both.sort_unstable();
    assert_eq!(after(both), Ok(()));
}

#[test]
fn a_change_must_build_on_its_writers_last() {
    let after_first = |seq| Chunk {
        deps: vec![first()],
        actor: actor(1).to_bytes().to_vec(),
        others: Vec::new(),
        seq,
        start_op: 10,
        ..third(&[put(Some((1, 0)), "s", &[(8, 0)])])
    };
    assert_eq!(judge(&after_first(3)), Err(Refusal::Unreadable));
    assert_eq!(judge(&after_first(2)), Err(Refusal::SequenceReused));
}

/// The first change of [`base`].
fn first() -> [u8; 32] {
    BASE.clone().get_changes(&[]).first().unwrap().hash().0
}

#[test]
fn a_refused_batch_leaves_the_history_as_it_was() {
    let good = third(&[put(MAP, "new", &[])]);
    let hash = check(good.bytes()).unwrap().hash;
    let bad = Chunk {
        deps: vec![hash.0],
        seq: 2,
        start_op: 15,
        ..third(&[put(MAP, "newer", &[(12, 2)])])
    };
    let mut history = BASE_HISTORY.clone();
    let batch = [good, bad].map(|chunk| check(chunk.bytes()).unwrap());
    assert_eq!(history.admit(&batch), Err(Refusal::Unreadable));
    assert!(!history.contains(hash));
    assert_eq!(history.admit(&batch[..1]), Ok(()));
    assert_eq!(history.admit(&batch[..1]), Ok(()), "again");
    assert!(history.contains(hash));
}

#[test]
fn a_document_holds_its_operations_and_no_more() {
    let mut history = History::default();
    let mut last: Option<[u8; 32]> = None;
    let mut push = |history: &mut History, seq: u64, start_op: u64, ops: u64| {
        let deps = last.into_iter().collect();
        let checked = check(
            Chunk {
                deps,
                seq,
                start_op,
                ..Chunk::nulls(ops)
            }
            .bytes(),
        )
        .unwrap();
        history
            .admit(std::slice::from_ref(&checked))
            .map(|()| last = Some(checked.hash.0))
    };
    let step = limits::CHANGE_OPS;
    let full = super::super::history::DOC_OPS;
    let whole = full / step;
    for change in 0..whole {
        push(&mut history, change + 1, change * step + 1, step).unwrap();
    }
    let left = full - whole * step;
    assert_eq!(
        push(&mut history, whole + 1, whole * step + 1, left + 1),
        Err(Refusal::DocFull)
    );
    assert_eq!(
        push(&mut history, whole + 1, whole * step + 1, left),
        Ok(())
    );
}

/// Applies a change to [`base`]; nothing may panic or be lost.
fn apply_to_base(bytes: &[u8]) {
    let mut doc = BASE.clone();
    doc.apply_changes([Change::from_bytes(bytes.to_vec()).unwrap()])
        .unwrap();
    let mut again = AutoCommit::load(&doc.save()).unwrap();
    assert_eq!(again.get_heads(), doc.get_heads());
    assert!(changes(&mut again).iter().any(|change| change == bytes));
    let heads = doc.get_heads();
    doc.diff(&[], &heads);
    doc.hydrate(automerge::ROOT, None).unwrap();
    // Others can go on.
    doc.put(automerge::ROOT, "after", true).unwrap();
    doc.commit();
    history(&mut doc);
}

/// A row that may refer to anything in [`base`], to itself and to what is not there.
fn row() -> impl Strategy<Value = Row> {
    let id = || {
        let own = (14..17_u64).prop_map(|counter| (counter, 0));
        prop_oneof![8 => (1..15_u64).prop_map(|c| (c, 1)), 1 => Just((13, 2)), 1 => own]
    };
    let obj = prop_oneof![1 => Just(None), 2 => Just(MAP), 2 => Just(TEXT), 2 => Just(LIST), 2 => id().prop_map(Some)];
    let names = prop_oneof![
        Just("s"),
        Just("c"),
        Just("t"),
        Just("z"),
        Just("m"),
        Just("q")
    ];
    let property = proptest::option::of(names);
    let element = prop_oneof![3 => id(), 1 => Just((0, 0))];
    let rest = (
        any::<bool>(),
        0..6_u64,
        proptest::collection::btree_set(id(), 0..3),
    );
    (obj, property, element, rest).prop_map(|(obj, property, element, (insert, action, preds))| {
        let insert = insert && property.is_none();
        let value = if matches!(action, 1 | 5) {
            (4, vec![3])
        } else {
            (0, Vec::new())
        };
        let preds = preds.into_iter().filter(|_| !insert).collect();
        Row {
            obj,
            property,
            element,
            insert,
            action,
            value,
            preds,
        }
    })
}

proptest! {
    #[test]
    fn what_is_admitted_is_applied_saved_and_loaded(
        tries in proptest::collection::vec(proptest::collection::vec(row(), 1..3), 20),
    ) {
        for rows in tries {
            let chunk = third(&rows);
            if judge(&chunk).is_ok() {
                apply_to_base(&chunk.bytes());
            }
        }
    }

    #[test]
    fn honest_devices_that_meet_now_and_then_are_admitted(
        steps in proptest::collection::vec((0..3_usize, 0..10_u8, any::<u8>()), 1..60),
    ) {
        let mut docs: Vec<AutoCommit> = vec![base()];
        let mut start = base();
        docs.extend([4, 5].map(|device| chunks::fork(&mut start, device)));
        for (device, action, pick) in steps {
            if action == 0 {
                let other = docs[usize::from(pick) % 3].get_changes(&[]);
                docs[device].apply_changes(other).unwrap();
            } else {
                edit(&mut docs[device], action, pick);
            }
        }
        let mut log = History::default();
        for doc in &mut docs {
            let all = changes(doc).into_iter().map(|bytes| check(bytes).unwrap());
            prop_assert_eq!(log.admit(&all.collect::<Vec<_>>()), Ok(()));
        }
    }
}

/// An edit that a device of ours could make.
fn edit(doc: &mut AutoCommit, action: u8, pick: u8) {
    let (_, map) = doc.get(automerge::ROOT, "m").unwrap().unwrap();
    let (_, text) = doc.get(&map, "t").unwrap().unwrap();
    let (_, list) = doc.get(&map, "l").unwrap().unwrap();
    let at = |length: usize| usize::from(pick) % (length + 1);
    match action {
        1 => doc.put(&map, "s", i64::from(pick)).unwrap(),
        2 => doc.delete(&map, "s").unwrap(),
        3 => drop(doc.increment(&map, "c", i64::from(pick))),
        4 => doc
            .put(&map, "c", ScalarValue::counter(pick.into()))
            .unwrap(),
        5 => {
            let start = at(doc.length(&text));
            let delete = (doc.length(&text) - start).min(2);
            doc.splice_text(&text, start, isize::try_from(delete).unwrap(), "xyz")
                .unwrap();
        }
        6 => {
            let place = at(doc.length(&list));
            doc.insert(&list, place, ScalarValue::counter(1)).unwrap();
        }
        7 if doc.length(&list) > 0 => doc.delete(&list, at(doc.length(&list) - 1)).unwrap(),
        8 if doc.length(&list) > 0 => {
            let place = at(doc.length(&list) - 1);
            let _ = doc.increment(&list, place, 1);
            doc.put(&list, place, ScalarValue::counter(2)).unwrap();
        }
        _ => {
            let made = doc.put_object(&map, "o", ObjType::Map).unwrap();
            doc.put(&made, "inner", 1_i64).unwrap();
        }
    }
    doc.commit();
}
