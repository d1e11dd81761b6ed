//! Random edits on three replicas, delivered in random order and more than once: the
//! same note everywhere, and at every step the view that a fresh load would show.

use super::*;
use crate::doc::{InstanceDraft, flat};
use proptest::prelude::*;

/// One step of a random history.
#[derive(Debug, Clone)]
enum Step {
    Edit { who: usize, edits: Vec<Random> },
    Deliver { to: usize, picks: Vec<usize> },
    Snapshot { from: usize, to: usize },
}

/// An edit before it is known what stands where.
#[derive(Debug, Clone)]
enum Random {
    Set(u8, Option<u8>),
    Choose(u8, u8),
    Text(u8, u8, &'static str),
    Tally(i64),
    Toggle(u8, bool),
    Add(u64, &'static str),
    Words(usize, &'static str),
    Who(usize, u8),
    Tag(usize, u8, bool),
    Delete(usize, bool),
    Link(usize, u8, bool),
    Stop(u8),
    Instance(u8),
    Inside(usize, u8),
    Gone(usize, bool),
}

fn words() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "a",
        "ab ba",
        "😀",
        "x😁y",
        "é語",
        "long enough to split",
    ])
}

fn random() -> impl Strategy<Value = Random> {
    let entry = 0..6_usize;
    prop_oneof![
        (0..2_u8, prop::option::of(0..3_u8)).prop_map(|(f, v)| Random::Set(f, v)),
        (0..2_u8, 0..3_u8).prop_map(|(f, v)| Random::Choose(f, v)),
        (any::<u8>(), any::<u8>(), words()).prop_map(|(at, del, t)| Random::Text(at, del, t)),
        (-3..4_i64).prop_map(Random::Tally),
        (0..3_u8, any::<bool>()).prop_map(|(o, on)| Random::Toggle(o, on)),
        (0..4_u64, words()).prop_map(|(at, t)| Random::Add(at, t)),
        (entry.clone(), words()).prop_map(|(e, t)| Random::Words(e, t)),
        (entry.clone(), 0..3_u8).prop_map(|(e, w)| Random::Who(e, w)),
        (entry.clone(), 0..2_u8, any::<bool>()).prop_map(|(e, t, on)| Random::Tag(e, t, on)),
        (entry.clone(), any::<bool>()).prop_map(|(e, on)| Random::Delete(e, on)),
        (entry, 0..2_u8, any::<bool>()).prop_map(|(e, f, on)| Random::Link(e, f, on)),
        (0..2_u8).prop_map(Random::Stop),
        (0..3_u8).prop_map(Random::Instance),
        (0..6_usize, 0..3_u8).prop_map(|(i, v)| Random::Inside(i, v)),
        (0..6_usize, any::<bool>()).prop_map(|(i, on)| Random::Gone(i, on)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3_usize, prop::collection::vec(random(), 1..4))
            .prop_map(|(who, edits)| Step::Edit { who, edits }),
        2 => (0..3_usize, prop::collection::vec(any::<usize>(), 1..5))
            .prop_map(|(to, picks)| Step::Deliver { to, picks }),
        1 => (0..3_usize, 0..3_usize).prop_map(|(from, to)| Step::Snapshot { from, to }),
    ]
}

/// A real edit of the note as it stands; `None` when there is nothing to aim at.
fn aim(doc: &Document, random: &Random) -> Option<Edit> {
    let field = |f: &u8| format!("field-{f}");
    let value = |v: &u8| Value::Int(i64::from(*v));
    let instances = &view(doc).instances;
    let instance = |i: &usize| {
        let found = instances.get(i % instances.len().max(1));
        found.map(|found| found.id.clone())
    };
    let entries = &view(doc).entries;
    let id = |e: &usize| {
        entries
            .get(e % entries.len().max(1))
            .map(|entry| entry.id.clone())
    };
    Some(match random {
        Random::Set(f, v) => Edit::Set {
            field: field(f),
            value: v.as_ref().map(value),
        },
        Random::Choose(f, v) => Edit::Choose {
            field: field(f),
            value: value(v),
        },
        Random::Text(at, delete, insert) => text_edit(doc, *at, *delete, insert),
        Random::Tally(by) => tally(*by),
        Random::Toggle(o, on) => Edit::Toggle {
            field: "modes".into(),
            option: field(o),
            on: *on,
        },
        Random::Add(at, text) => Edit::AddEntry(draft(*at, text)),
        Random::Words(e, text) => Edit::EntryText {
            id: id(e)?,
            text: (*text).to_owned(),
        },
        Random::Who(e, w) => Edit::EntryWho {
            id: id(e)?,
            who: field(w),
        },
        Random::Tag(e, t, on) => Edit::EntryTag {
            id: id(e)?,
            tag: field(t),
            on: *on,
        },
        Random::Delete(e, on) => Edit::EntryDeleted {
            id: id(e)?,
            deleted: *on,
        },
        Random::Link(e, f, on) => Edit::Link {
            field: field(f),
            entry: id(e)?,
            on: *on,
        },
        Random::Stop(s) => Edit::Stop { stop: field(s) },
        Random::Instance(p) => {
            new_instance(doc, *p, instance(&usize::from(*p)).unwrap_or_default())
        }
        Random::Inside(i, v) => Edit::Tally {
            field: flat(&instance(i)?, "n"),
            by: i64::from(*v),
        },
        Random::Gone(i, deleted) => Edit::InstanceDeleted {
            id: instance(i)?,
            deleted: *deleted,
        },
    })
}

fn new_instance(doc: &Document, number: u8, parent: String) -> Edit {
    Edit::AddInstance(InstanceDraft {
        id: format!("{}-{number}", doc.fresh_stem(Timestamp(1))),
        repeat: "field-0".to_owned(),
        parent,
        tallies: BTreeSet::from(["n".to_owned()]),
        ..InstanceDraft::default()
    })
}

fn text_edit(doc: &Document, at: u8, delete: u8, insert: &str) -> Edit {
    let text = text_of(doc, "notes");
    let mut ends = vec![0];
    for character in text.chars() {
        ends.push(ends.last().unwrap() + character.len_utf16());
    }
    let start = usize::from(at) % ends.len();
    let end = (start + usize::from(delete) % 4).min(ends.len() - 1);
    type_in("notes", ends[start], ends[end] - ends[start], insert)
}

/// Three devices with one note, and all changes that were ever made.
struct World {
    docs: Vec<Document>,
    changes: Vec<Vec<u8>>,
    clock: u64,
}

impl World {
    fn new() -> Self {
        let (a, first) = note();
        let others = [2, 3].map(|number| open(number, [&first.bytes[..]]));
        Self {
            docs: std::iter::once(a).chain(others).collect(),
            changes: vec![first.bytes],
            clock: 10,
        }
    }

    fn step(&mut self, step: &Step) {
        self.clock += 1;
        match step {
            Step::Edit { who, edits } => {
                let doc = &mut self.docs[*who];
                // Each is aimed at the note as it was, so only one may be about its text.
                let mut texts = 0;
                let edits: Vec<_> = edits.iter().filter_map(|random| aim(doc, random)).collect();
                let one_text = edits.into_iter().filter(|edit| {
                    texts += usize::from(matches!(edit, Edit::Text { .. }));
                    texts <= 1 || !matches!(edit, Edit::Text { .. })
                });
                // Two instances of one change would have one id here.
                let mut added = BTreeSet::new();
                let edits: Vec<_> = one_text
                    .filter(|edit| match edit {
                        Edit::AddInstance(draft) => added.insert(draft.id.clone()),
                        _ => true,
                    })
                    .collect();
                if let Some((change, _)) = doc.edit(&edits, Timestamp(self.clock)).unwrap() {
                    self.changes.push(change.bytes);
                }
                assert_in_step(doc);
            }
            Step::Deliver { to, picks } => {
                let count = self.changes.len();
                let chunks = picks.iter().map(|pick| &self.changes[pick % count][..]);
                self.deliver(*to, &chunks.map(<[u8]>::to_vec).collect::<Vec<_>>());
            }
            Step::Snapshot { from, to } => {
                let snapshot = self.docs[*from].save();
                self.deliver(*to, &[snapshot]);
            }
        }
    }

    /// Delivers, and holds what is reported as touched against what changed.
    fn deliver(&mut self, to: usize, chunks: &[Vec<u8>]) {
        let doc = &mut self.docs[to];
        let before = view(doc).clone();
        let touched = doc.merge(chunks.iter().map(Vec::as_slice)).unwrap();
        let after = view(doc);
        let fields = before.answers.keys().chain(after.answers.keys());
        let fields: BTreeSet<_> = fields
            .filter(|field| before.answers.get(*field) != after.answers.get(*field))
            .cloned()
            .collect();
        assert_eq!(touched.fields, fields);
        let known = |view: &NoteView, id: &str| view.instances.iter().find(|i| i.id == id).cloned();
        let ids = before.instances.iter().chain(&after.instances);
        let ids: BTreeSet<_> = ids
            .map(|i| i.id.clone())
            .filter(|id| known(&before, id) != known(after, id))
            .collect();
        assert_eq!(touched.instances, ids);
        let find = |view: &NoteView, id: &str| view.entries.iter().find(|e| e.id == id).cloned();
        let ids = before
            .entries
            .iter()
            .chain(&after.entries)
            .map(|entry| entry.id.clone());
        let ids: BTreeSet<_> = ids
            .filter(|id| find(&before, id) != find(after, id))
            .collect();
        assert_eq!(touched.entries, ids);
        assert_in_step(doc);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_replica_shows_the_same_at_every_step(
        steps in prop::collection::vec(step(), 1..28),
        order in Just((0..400_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut world = World::new();
        for step in &steps {
            world.step(step);
        }
        let count = world.changes.len();
        let all: Vec<_> = order.iter().map(|pick| world.changes[pick % count].clone()).collect();
        for (to, part) in [(0, 0), (1, 100), (2, 200)] {
            for slice in all[part..].chunks(60).chain(all.chunks(90)) {
                world.deliver(to, slice);
            }
        }
        let [a, b, c] = &mut world.docs[..] else { unreachable!("three devices") };
        prop_assert!(a.is_complete() && b.is_complete() && c.is_complete());
        prop_assert_eq!(a.note(), b.note());
        prop_assert_eq!(a.note(), c.note());
        prop_assert_eq!(a.heads(), b.heads());
        prop_assert_eq!(a.heads(), c.heads());
    }
}
