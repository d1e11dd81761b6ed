//! Honest changes pass, everything else is refused.

use automerge::transaction::Transactable as _;
use automerge::{ActorId, AutoCommit, Automerge, Change};

use super::chunks::{self, Chunk, actor, by, changes, document, honest, reseal, sized, splice};
use super::{check, check_all};
use crate::ids::ChangeHash;
use crate::limits;
use crate::log::Refusal;

mod histories;
mod hostile;
mod mutated;
mod ours;
mod rows;
mod scripts;

#[test]
fn honest_changes_pass_and_are_read_as_automerge_reads_them() {
    let mut doc = honest();
    let pasted = splice(&mut doc, &"ñ and so on. ".repeat(400));
    for bytes in changes(&mut doc).into_iter().chain([pasted]) {
        let theirs = Change::from_bytes(bytes.clone()).unwrap();
        let ours = check(bytes.clone()).unwrap();
        assert_eq!(ours.hash, ChangeHash::from(theirs.hash()));
        assert_eq!(&ours.actor.to_bytes(), theirs.actor_id().to_bytes());
        assert_eq!(ours.seq, theirs.seq());
        assert_eq!(ours.start_op, theirs.start_op().get());
        assert_eq!(ours.ops, theirs.len() as u64);
        assert!(
            ours.deps
                .iter()
                .copied()
                .map(automerge::ChangeHash::from)
                .eq(theirs.deps().iter().copied())
        );
        assert_eq!(ours.bytes, bytes);
        assert_eq!(theirs.author().is_some(), ours.seq == 1);
        assert_eq!(
            theirs.author().map(|who| who.as_bytes().to_vec()),
            ours.author.map(|who| who.as_bytes().to_vec())
        );
        assert_eq!(
            Chunk::parse(&bytes).bytes(),
            bytes,
            "the test's own builder"
        );
    }
}

#[test]
fn an_empty_change_passes() {
    let mut doc = document(1);
    doc.empty_change(automerge::transaction::CommitOptions::default().with_time(5));
    let checked = check(changes(&mut doc).remove(0)).unwrap();
    assert_eq!((checked.ops, checked.seq, checked.start_op), (0, 1, 1));
}

#[test]
fn a_change_cut_anywhere_is_refused() {
    for bytes in changes(&mut honest()) {
        for len in 0..bytes.len() {
            let cut = bytes[..len].to_vec();
            assert_eq!(
                check(cut),
                Err(Refusal::Malformed),
                "{len} of {}",
                bytes.len()
            );
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(check(longer), Err(Refusal::Malformed));
    }
}

#[test]
fn a_change_with_any_bit_flipped_is_refused() {
    for bytes in changes(&mut honest()) {
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(check(flipped).is_err(), "bit {bit}");
        }
    }
}

#[test]
fn every_limit_holds_at_its_value_and_one_past_it() {
    type Make = fn(usize) -> Chunk;
    let ops = usize::try_from(limits::CHANGE_OPS).unwrap();
    let cases: [(&str, usize, Make); 6] = [
        ("operations", ops, |ops| Chunk::nulls(ops as u64)),
        ("dependencies", limits::CHANGE_DEPS, dependencies),
        ("other actors", limits::CHANGE_ACTORS, |others| {
            referring(0, others)
        }),
        ("message", limits::CHANGE_MESSAGE_BYTES, |len| Chunk {
            message: vec![b'm'; len],
            ..Chunk::nulls(2)
        }),
        ("key", 4 * limits::KEY_BYTES, |len| {
            let key = [vec![0x7f], sized(&vec![b'k'; len])].concat();
            Chunk::parse(&by(actor(1).to_automerge())).with(0x15, key)
        }),
        ("predecessors", ops, |count| referring(count, 1)),
    ];
    for (name, limit, make) in cases {
        let checked = check(make(limit).bytes());
        assert!(checked.is_ok(), "{name} at the limit: {checked:?}");
        assert_eq!(
            check(make(limit + 1).bytes()),
            Err(Refusal::TooLarge),
            "{name} past it"
        );
    }
}

#[test]
fn a_change_may_fill_its_bytes_and_no_more() {
    let sized_to = |value: usize| {
        let mut doc = document(1);
        doc.put(automerge::ROOT, "a", vec![0; value]).unwrap();
        changes(&mut doc).remove(0)
    };
    let around = sized_to(limits::CHANGE_BYTES / 2).len() - limits::CHANGE_BYTES / 2;
    let exact = sized_to(limits::CHANGE_BYTES - around);
    assert_eq!(exact.len(), limits::CHANGE_BYTES);
    assert!(check(exact).is_ok());
    let past = sized_to(limits::CHANGE_BYTES - around + 1);
    assert_eq!(check(past), Err(Refusal::TooLarge));
}

#[test]
fn a_compressed_change_is_refused_before_it_is_inflated() {
    let mut doc = document(1);
    doc.put(automerge::ROOT, "a", vec![0; 16 << 20]).unwrap();
    doc.commit();
    let bomb = doc.get_last_local_change().unwrap().bytes().to_vec();
    assert!(
        bomb.len() < 32 << 10,
        "16 MiB of zeros in {} bytes",
        bomb.len()
    );
    assert_eq!(check(bomb.clone()), Err(Refusal::Compressed));
    let large = chunks::seal(2, &bomb.repeat(260_000 / bomb.len()));
    assert_eq!(check(large), Err(Refusal::TooLarge));
}

#[test]
fn the_operations_of_a_push_are_counted_before_they_are_read() {
    let small = Chunk::nulls(2).bytes();
    let both = check_all(vec![small.clone(), small]).unwrap();
    assert_eq!(both.iter().map(|change| change.ops).sum::<u64>(), 4);
    let many = vec![Chunk::nulls(limits::CHANGE_OPS).bytes(); 15];
    assert_eq!(check_all(many), Err(Refusal::TooLarge));
}

#[test]
fn only_actors_of_ours_pass() {
    for len in [0, 16, 23, 25, 64] {
        let foreign = by(ActorId::from(vec![1; len]));
        assert_eq!(check(foreign), Err(Refusal::Malformed), "{len} bytes");
    }
    assert!(check(by(actor(1).to_automerge())).is_ok());
}

#[test]
fn a_change_that_passes_survives_saving_and_loading() {
    let mut doc = honest();
    let last = splice(&mut doc, "more");
    let mut merged = Automerge::new();
    for bytes in changes(&mut doc).into_iter().chain([last]) {
        let checked = check(bytes).unwrap();
        merged
            .apply_changes([Change::from_bytes(checked.bytes).unwrap()])
            .unwrap();
    }
    assert_eq!(
        Automerge::load(&merged.save()).unwrap().get_heads(),
        merged.get_heads()
    );
}

/// An honest change with `count` dependencies that nobody has.
fn dependencies(count: usize) -> Chunk {
    let deps = (0..count)
        .map(|dep| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&(dep as u64).to_be_bytes());
            hash
        })
        .collect();
    Chunk {
        deps,
        ..Chunk::nulls(2)
    }
}

/// A second change that sets `a` of the root, replacing one operation of each of
/// `others` other actors, and `more` of the first of them.
fn referring(more: usize, others: usize) -> Chunk {
    let name = |other: usize| {
        let mut bytes = actor(9).to_bytes();
        bytes[..2].copy_from_slice(&u16::try_from(other).unwrap().to_be_bytes());
        bytes.to_vec()
    };
    let start: u64 = 1_000_000;
    let (counters, actors) = if more == 0 {
        let step = [vec![0x7f, 1], repeat(others - 1, &[0])].concat();
        let literal = chunks::signed(-i64::try_from(others).unwrap());
        let each = (1..=others as u64).flat_map(chunks::unsigned);
        (step, literal.into_iter().chain(each).collect())
    } else {
        (repeat(more, &[1]), repeat(more, &[1]))
    };
    let preds = if more == 0 { others } else { more };
    Chunk {
        deps: vec![[1; 32]],
        start_op: start,
        others: (1..=others).map(name).collect(),
        ..Chunk::parse(&by(actor(1).to_automerge()))
    }
    .with(0x70, [vec![0x7f], chunks::unsigned(preds as u64)].concat())
    .with(0x71, actors)
    .with(0x73, counters)
}

/// A run of one value.
fn repeat(times: usize, value: &[u8]) -> Vec<u8> {
    [
        chunks::signed(i64::try_from(times).unwrap()),
        value.to_vec(),
    ]
    .concat()
}

/// Applies changes to an empty document; it must neither panic nor lose its hashes.
fn load(bytes: &[u8]) {
    let change = Change::from_bytes(bytes.to_vec()).unwrap();
    let ready = change.deps().is_empty();
    let mut doc = AutoCommit::new();
    doc.apply_changes([change]).unwrap();
    if ready {
        let mut again = AutoCommit::load(&doc.save()).unwrap();
        assert_eq!(again.get_heads(), doc.get_heads());
        assert_eq!(changes(&mut again), [bytes]);
    }
}
