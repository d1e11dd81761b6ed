//! What may enter a log, over a store that counts how often a document is read.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::*;
use crate::doc::{Document, Edit, EntryDraft, NoteSeed};
use crate::gate::chunks::spoiled;
use crate::time::Timestamp;

const DEVICE: DeviceId = DeviceId::from_bytes([1; 16]);
const PERSON: PersonId = PersonId::from_bytes([2; 16]);
const SPACE: SpaceId = SpaceId::from_bytes([3; 16]);

fn doc() -> DocId {
    DocId::from_bytes([4; 16])
}

/// A log of one space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Mini {
    docs: BTreeMap<DocId, DocRow>,
    changes: Vec<(DocId, Vec<u8>)>,
    prints: BTreeMap<Circle, u128>,
    head: u64,
    /// How often all changes of a document were read.
    reads: u32,
}

impl LogTx for Mini {
    type Error = Infallible;

    fn doc(&mut self, doc: DocId) -> Result<Option<DocRow>, Infallible> {
        Ok(self.docs.get(&doc).cloned())
    }

    fn put_doc(&mut self, doc: DocId, row: &DocRow) -> Result<(), Infallible> {
        self.docs.insert(doc, row.clone());
        Ok(())
    }

    fn changes(&mut self, doc: DocId) -> Result<Vec<Vec<u8>>, Infallible> {
        self.reads += 1;
        let all = self.changes.iter().filter(|(of, _)| *of == doc);
        Ok(all.map(|(_, change)| change.clone()).collect())
    }

    fn head(&mut self, _: SpaceId) -> Result<Seq, Infallible> {
        Ok(Seq(self.head))
    }

    fn put_entry(&mut self, entry: &NewEntry<'_>) -> Result<(), Infallible> {
        self.head = entry.seq.0;
        if let Record::Changes(changes) = entry.record {
            for change in changes {
                self.changes.push((entry.doc, change.bytes.clone()));
            }
        }
        Ok(())
    }

    fn fingerprint(&mut self, _: SpaceId, circle: Circle) -> Result<u128, Infallible> {
        Ok(self.prints.get(&circle).copied().unwrap_or_default())
    }

    fn put_fingerprint(
        &mut self,
        _: SpaceId,
        circle: Circle,
        value: u128,
    ) -> Result<(), Infallible> {
        self.prints.insert(circle, value);
        Ok(())
    }
}

/// The changes of a note that its author wrote alone.
fn written() -> Vec<Vec<u8>> {
    let actor = Actor::new(DEVICE, [0; 8]);
    let seed = NoteSeed {
        texts: ["summary".to_owned()].into(),
        tallies: ["talking".to_owned()].into(),
        choices: ["grouping".to_owned()].into(),
        ..NoteSeed::default()
    };
    let (mut note, first) = Document::create_note(actor, PERSON, &seed, Timestamp(1)).unwrap();
    let mut changes = vec![first.bytes];
    let text = |at, delete, insert: &str| Edit::Text {
        field: "summary".to_owned(),
        at,
        delete,
        insert: insert.to_owned(),
    };
    let entry = Edit::AddEntry(EntryDraft {
        field: "evidence".to_owned(),
        at: Timestamp(2),
        elapsed_ms: None,
        who: None,
        mode: None,
        text: "She asks why.".to_owned(),
        tags: ["equity".to_owned()].into(),
    });
    let tally = Edit::Tally {
        field: "talking".to_owned(),
        by: 1,
    };
    for edit in [text(0, 0, "abc"), entry, tally, text(1, 1, "xy")] {
        let (change, _) = note.edit(&[edit], Timestamp(3)).unwrap().unwrap();
        changes.push(change.bytes);
    }
    changes
}

fn push(store: &mut Mini, histories: &mut Histories, bytes: &[u8]) -> Result<Appended, Refusal> {
    let checked = gate::check(bytes.to_vec())?;
    let append = Append {
        space: SPACE,
        doc: doc(),
        kind: DocKind::Note,
        by: Author {
            device: DEVICE,
            person: PERSON,
            role: Role::Observer,
        },
        body: AppendBody::Changes(vec![checked]),
    };
    let Ok(result) = super::append(store, histories, &append);
    result
}

fn opens(store: &Mini) -> bool {
    let actor = Actor::new(DEVICE, [9; 8]);
    let changes = store.changes.iter().map(|(_, change)| change.as_slice());
    let loaded = Document::load(DocKind::Note, actor, PERSON, changes);
    loaded.is_ok_and(|loaded| {
        let saved = loaded.save();
        let again = Document::load(DocKind::Note, actor, PERSON, [saved.as_slice()]);
        again.is_ok_and(|again| again.is_complete() && again.heads() == loaded.heads())
    })
}

#[test]
fn what_is_let_in_can_be_opened_and_what_cannot_is_refused() {
    let changes = written();
    let (mut refused, mut admitted) = (0, 0);
    for (at, honest) in changes.iter().enumerate().skip(1) {
        let (mut store, mut histories) = (Mini::default(), Histories::default());
        for earlier in &changes[..at] {
            push(&mut store, &mut histories, earlier).unwrap();
        }
        for hostile in spoiled(honest) {
            let before = store.clone();
            match push(&mut store, &mut histories, &hostile) {
                Err(why) => {
                    refused += u32::from(why == Refusal::Unreadable);
                    store.reads = before.reads;
                    assert_eq!(store, before, "{why}");
                }
                Ok(_) => {
                    admitted += 1;
                    assert!(opens(&store));
                    store = before;
                }
            }
        }
        push(&mut store, &mut histories, honest).unwrap();
        assert!(opens(&store));
    }
    assert!(refused > 50 && admitted > 50, "{refused} and {admitted}");
}

#[test]
fn a_warm_document_is_never_read_and_a_cold_one_once() {
    let changes = written();
    let (mut store, mut warm) = (Mini::default(), Histories::default());
    for change in &changes[..3] {
        push(&mut store, &mut warm, change).unwrap();
    }
    push(&mut store, &mut warm, &changes[0]).unwrap();
    assert_eq!(store.reads, 0);
    // The server starts again.
    let mut cold = Histories::default();
    push(&mut store, &mut cold, &changes[2]).unwrap();
    assert_eq!(store.reads, 0, "nothing new needs no history");
    for change in &changes[3..] {
        push(&mut store, &mut cold, change).unwrap();
    }
    assert_eq!(store.reads, 1);
    assert!(opens(&store));
}

#[test]
fn an_old_change_that_comes_again_costs_one_read_of_a_cold_document() {
    let changes = written();
    let (mut store, mut warm) = (Mini::default(), Histories::default());
    for change in &changes[..3] {
        push(&mut store, &mut warm, change).unwrap();
    }
    let mut cold = Histories::default();
    for _ in 0..2 {
        let again = push(&mut store, &mut cold, &changes[0]).unwrap();
        assert_eq!((again.entry, again.seq), (None, Seq(3)));
        assert_eq!(store.reads, 1);
    }
    // One that leaves a gap is refused, and what the document has stays known.
    let gap = push(&mut store, &mut cold, &changes[4]);
    assert_eq!(gap, Err(Refusal::SequenceGap));
    push(&mut store, &mut cold, &changes[3]).unwrap();
    assert_eq!(store.reads, 1);
}

#[test]
fn a_transaction_that_was_undone_leaves_no_trace() {
    let changes = written();
    let (mut store, mut histories) = (Mini::default(), Histories::default());
    push(&mut store, &mut histories, &changes[0]).unwrap();
    let before = store.clone();
    push(&mut store, &mut histories, &changes[1]).unwrap();
    store = before;
    assert_eq!(
        push(&mut store, &mut histories, &changes[2]),
        Err(Refusal::SequenceGap)
    );
    for change in &changes[1..] {
        push(&mut store, &mut histories, change).unwrap();
    }
    assert!(opens(&store));
}

#[test]
fn a_log_that_is_damaged_refuses_for_now() {
    let changes = written();
    let (mut store, mut histories) = (Mini::default(), Histories::new(0));
    push(&mut store, &mut histories, &changes[0]).unwrap();
    store.changes[0].1[20] ^= 1;
    let refused = push(&mut store, &mut histories, &changes[1]);
    assert_eq!(refused, Err(Refusal::Unavailable));
}
