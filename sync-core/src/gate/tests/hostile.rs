//! Chunks that no honest device sends, each with the refusal it earns.

use super::super::chunks::{seal, signed, unsigned};
use super::*;

/// An honest change of one operation: `a` of the root becomes 1.
fn one_op() -> Chunk {
    Chunk::parse(&by(actor(1).to_automerge()))
}

/// An honest change of a second actor, with references to the first's operations.
fn with_references() -> Chunk {
    Chunk::parse(&splice(&mut honest(), "hello"))
}

fn refused(name: &str, chunk: &Chunk, why: Refusal) {
    assert_eq!(check(chunk.bytes()), Err(why), "{name}");
}

#[test]
fn headers_that_are_not_of_a_plain_change_are_refused() {
    let data = one_op().data();
    assert!(check(seal(1, &data)).is_ok());
    for kind in [0, 3, 4, 255] {
        assert_eq!(
            check(seal(kind, &data)),
            Err(Refusal::Malformed),
            "type {kind}"
        );
    }
    assert_eq!(check(seal(2, &data)), Err(Refusal::Compressed));

    let mut magic = seal(1, &data);
    magic[0] ^= 1;
    assert_eq!(check(magic), Err(Refusal::Malformed));

    let mut overlong = seal(1, &data);
    overlong[9] |= 0x80;
    overlong.insert(10, 0);
    assert_eq!(check(reseal(overlong)), Err(Refusal::Malformed));
    let twice = [seal(1, &data), seal(1, &data)].concat();
    assert_eq!(check(twice), Err(Refusal::Malformed));
    let saved = honest().save();
    assert!(check(saved).is_err());
}

#[test]
fn fields_out_of_bounds_are_refused() {
    type Spoil = fn(&mut Chunk);
    let cases: [(&str, Spoil); 12] = [
        ("sequence 0", |chunk| chunk.seq = 0),
        ("sequence past 31 bits", |chunk| chunk.seq = 1 << 31),
        ("first operation 0", |chunk| chunk.start_op = 0),
        ("first operation without a past", |chunk| chunk.start_op = 2),
        ("second change without a past", |chunk| chunk.seq = 2),
        ("time before 1970", |chunk| chunk.time = -1),
        ("time past what is counted", |chunk| chunk.time = 1 << 53),
        ("message that is not text", |chunk| {
            chunk.message = vec![0xff];
        }),
        ("dependency twice", |chunk| chunk.deps = vec![[1; 32]; 2]),
        ("itself as another", |chunk| {
            chunk.others = vec![chunk.actor.clone()];
        }),
        ("an unused actor", |chunk| chunk.others = vec![vec![9; 24]]),
        ("a short actor", |chunk| chunk.others = vec![vec![9; 16]]),
    ];
    for (name, spoil) in cases {
        let mut chunk = one_op();
        spoil(&mut chunk);
        refused(name, &chunk, Refusal::Malformed);
    }
}

#[test]
fn counters_end_at_31_bits() {
    let from = |start_op: u64| Chunk {
        deps: vec![[1; 32]],
        start_op,
        ..one_op()
    };
    assert!(check(from((1 << 31) - 2).bytes()).is_ok());
    refused(
        "counter past 31 bits",
        &from((1 << 31) - 1),
        Refusal::Malformed,
    );
}

#[test]
fn only_an_author_in_an_actors_first_change_may_follow_the_columns() {
    let author = |len: usize| [vec![1], sized(&vec![5; len])].concat();
    let with = |extra: Vec<u8>| Chunk { extra, ..one_op() };
    assert!(check(with(author(16)).bytes()).is_ok());
    for len in [0, 15, 17] {
        refused(
            "an author of another length",
            &with(author(len)),
            Refusal::Malformed,
        );
    }
    refused("another footer", &with(vec![2, 1, 5]), Refusal::Malformed);
    refused(
        "bytes after it",
        &with([author(16), vec![0]].concat()),
        Refusal::Malformed,
    );
    refused("a cut author", &with(vec![1, 16, 5]), Refusal::Malformed);
    let later = Chunk {
        deps: vec![[1; 32]],
        seq: 2,
        ..with(author(16))
    };
    refused("an author in a later change", &later, Refusal::Malformed);
}

#[test]
fn the_table_of_columns_is_strict() {
    let honest = one_op();
    for (spec, column) in &honest.columns {
        let deflated = Chunk {
            columns: vec![(spec | 0b1000, column.clone())],
            ..honest.clone()
        };
        refused("a deflated column", &deflated, Refusal::Compressed);
    }
    let unknown = honest.clone().with(0x65, [0x7f, 1, b'x']);
    refused("an unknown column", &unknown, Refusal::Malformed);
    let empty = honest.clone().with(0x57, []);
    refused("an empty column", &empty, Refusal::Malformed);
    let mut twice = honest.clone();
    twice.columns.push(honest.columns[4].clone());
    refused("a column twice", &twice, Refusal::Malformed);
    let mut swapped = honest.clone();
    swapped.columns.swap(0, 1);
    refused("columns out of order", &swapped, Refusal::Malformed);
    let many = Chunk {
        columns: vec![(0x15, vec![0]); 15],
        ..honest
    };
    refused("too many columns", &many, Refusal::Malformed);
}

#[test]
fn a_run_without_end_is_refused_before_it_is_walked() {
    let endless = signed(1 << 60);
    let run = |value: &[u8]| [&endless[..], value].concat();
    let honest = with_references();
    refused(
        "actions",
        &honest.clone().with(0x42, run(&[1])),
        Refusal::TooLarge,
    );
    refused(
        "literals",
        &honest.clone().with(0x42, signed(i64::MIN)),
        Refusal::TooLarge,
    );
    for (spec, value) in [
        (0x01, &[1][..]),
        (0x02, &[1]),
        (0x11, &[1]),
        (0x13, &[1]),
        (0x56, &[0]),
    ] {
        refused(
            "another column",
            &honest.clone().with(spec, run(value)),
            Refusal::Malformed,
        );
    }
    let nulls = [vec![0], unsigned(u64::MAX)].concat();
    refused(
        "nulls",
        &honest.clone().with(0x15, nulls),
        Refusal::Malformed,
    );
    refused(
        "flags",
        &honest.with(0x34, unsigned(u64::MAX)),
        Refusal::Malformed,
    );
    let preds = [vec![0x7f], unsigned(u64::MAX)].concat();
    refused(
        "predecessors",
        &one_op().with(0x70, preds),
        Refusal::TooLarge,
    );
}

#[test]
fn columns_in_another_form_than_automerges_are_refused() {
    let two = Chunk::nulls(2);
    assert!(check(two.bytes()).is_ok());
    let cases: [(&str, u64, Vec<u8>); 11] = [
        ("two equal literals", 0x42, vec![0x7e, 1, 1]),
        ("a run of one", 0x42, vec![1, 1, 1, 1]),
        ("adjacent literals", 0x42, vec![0x7f, 1, 0x7f, 0]),
        ("adjacent runs of one value", 0x42, vec![2, 1, 2, 1]),
        ("an overlong count", 0x42, vec![0x82, 0, 1]),
        ("an empty run", 0x42, vec![2, 1, 0, 0]),
        ("a null action", 0x42, vec![0, 2]),
        ("a row too few", 0x70, vec![0x7f, 0]),
        ("a row too many", 0x70, vec![3, 0]),
        ("nulls alone", 0x01, vec![0, 2]),
        ("an empty count of flags", 0x34, vec![1, 0, 1]),
    ];
    for (name, spec, column) in cases {
        refused(name, &two.clone().with(spec, column), Refusal::Malformed);
    }
}

#[test]
fn operations_that_make_no_sense_are_refused() {
    let cases: [(&str, u64, &[u8]); 14] = [
        ("a table", 0x42, &[0x7f, 6]),
        ("an unknown action", 0x42, &[0x7f, 8]),
        ("a delete of nothing", 0x42, &[0x7f, 3]),
        ("an increment of nothing", 0x42, &[0x7f, 5]),
        ("a map with a value", 0x42, &[0x7f, 0]),
        ("a mark", 0x42, &[0x7f, 7]),
        ("a mark's name", 0xa5, &[0x7f, 1, b'm']),
        ("a mark's expansion", 0x94, &[0, 1]),
        ("an insertion into a map", 0x34, &[0, 1]),
        ("a null with bytes", 0x56, &[0x7f, 0x10]),
        ("a value of an unknown type", 0x56, &[0x7f, 0x1a]),
        ("a short float", 0x56, &[0x7f, 0x15]),
        ("a value past the bytes", 0x56, &[0x7f, 0x24]),
        ("a text that is none", 0x57, &[0x80]),
    ];
    for (name, spec, column) in cases {
        refused(name, &one_op().with(spec, column), Refusal::Malformed);
    }
    let text = one_op().with(0x56, [0x7f, 0x16]).with(0x57, [0xff]);
    refused("broken UTF-8", &text, Refusal::Malformed);
    let counter = |start: i64| {
        let value = signed(start);
        let meta = u8::try_from(value.len()).unwrap() << 4 | 8;
        one_op()
            .with(0x56, [vec![0x7f], unsigned(meta.into())].concat())
            .with(0x57, value)
    };
    assert!(check(counter(i64::from(u32::MAX)).bytes()).is_ok());
    refused(
        "a counter past its bound",
        &counter(1 << 32),
        Refusal::Malformed,
    );
}

#[test]
fn references_that_cannot_be_right_are_refused() {
    // Object 1 of oneself, which is this operation; of an actor that is not named;
    // of a later one; and the counter 0.
    for (actor, counter) in [(0, 1), (1, 1), (0, 5), (0, 0)] {
        let chunk = one_op()
            .with(0x01, [0x7f, actor])
            .with(0x02, [0x7f, counter]);
        refused("an object", &chunk, Refusal::Malformed);
        let pred = one_op()
            .with(0x70, [0x7f, 1])
            .with(0x71, [0x7f, actor])
            .with(0x73, [0x7f, counter]);
        refused("a predecessor", &pred, Refusal::Malformed);
    }
    refused(
        "half an object",
        &one_op().with(0x01, [0x7f, 0]),
        Refusal::Malformed,
    );
    refused(
        "two keys",
        &one_op().with(0x13, [0x7f, 1]),
        Refusal::Malformed,
    );

    let honest = with_references();
    let late = Chunk {
        start_op: 2,
        ..honest.clone()
    };
    refused(
        "operations of others from the future",
        &late,
        Refusal::Malformed,
    );
    let past_32_bits = honest.with(0x02, [signed(5), unsigned(1 << 32)].concat());
    refused("a counter past 32 bits", &past_32_bits, Refusal::Malformed);
}
