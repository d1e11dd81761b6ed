//! Who writes to a store, what they were told, and whether it is true.

use std::collections::{BTreeMap, BTreeSet};

use rounds_server::store::sqlite::SqliteStore;
use rounds_server::store::{
    Directory as _, Log as _, Position, Reader, ServerIds, StoreError, Visit,
};
use rounds_tests::process::Outcome;
use sync_core::access::{DocKind, Role, Visibility};
use sync_core::doc::{Document, Edit, NoteSeed, Value};
use sync_core::gate::{self, CheckedChange};
use sync_core::ids::{Actor, DeviceId, DocId, PersonId, Seq, SpaceId};
use sync_core::log::{Append, AppendBody, Author, Entry, EntryBody};
use sync_core::time::Timestamp;

use crate::seeds::Dice;

const NOW: Timestamp = Timestamp(1_000_000);
const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);
const NETWORK: &str = "Lakeshore";

/// People who write, and notes of each.
const PEOPLE: u8 = 2;
const NOTES: u8 = 3;

/// Appends in one transaction at most.
const GROUP: u64 = 8;

/// The question that they answer.
const FIELD: &str = "subject";

/// Bytes of a page that is read back.
const PAGE: usize = 64 * 1024;

/// A note, and one change of it; none for its sharing.
type Told = (DocId, Option<Vec<u8>>);

/// All that is known of a store from the outside.
#[derive(Debug)]
pub(crate) struct Ledger {
    ids: Option<ServerIds>,
    has_visit: bool,
    writers: Vec<Writer>,
    /// What was said to be durable, by position.
    acknowledged: BTreeMap<Seq, Told>,
    /// What was said to be there already, when it was asked for again.
    repeated: BTreeSet<Told>,
    /// Asked for and answered with a failure: it may be there, and is asked for again.
    unsure: Vec<Append>,
}

#[derive(Debug)]
struct Writer {
    doc: DocId,
    by: Author,
    note: Option<Document>,
    changes: u64,
    shared: bool,
}

/// How a step ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Acknowledged,
    Failed(StoreError),
}

impl Ledger {
    pub(crate) fn new() -> Self {
        let people = (1..=PEOPLE).flat_map(|person| (1..=NOTES).map(move |note| (person, note)));
        Self {
            ids: None,
            has_visit: false,
            writers: people.map(|(p, n)| Writer::new(p, n)).collect(),
            acknowledged: BTreeMap::new(),
            repeated: BTreeSet::new(),
            unsure: Vec::new(),
        }
    }

    /// How many entries were acknowledged.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.len() + self.repeated.len()
    }

    /// Takes note of a store that opened: it is the same server as before.
    pub(crate) fn opened(&mut self, store: &SqliteStore) -> Outcome<()> {
        let ids = store.server_ids();
        match &self.ids {
            Some(known) if *known != ids => Err("the server became another one".into()),
            _ => {
                self.ids = Some(ids);
                Ok(())
            }
        }
    }

    /// Writes something more: what failed before, or something new.
    pub(crate) fn step(&mut self, store: &SqliteStore, dice: &mut Dice) -> Outcome<Step> {
        if !self.has_visit {
            return self.make_visit(store);
        }
        let group = match std::mem::take(&mut self.unsure) {
            none if none.is_empty() => self.something_new(dice)?,
            unsure => unsure,
        };
        let results = match store.append_batch(&group, NOW) {
            Ok(results) => results,
            Err(error) => {
                self.unsure = group;
                return Ok(Step::Failed(error));
            }
        };
        for (append, result) in group.into_iter().zip(results) {
            let appended = result.map_err(|why| format!("honest work was refused: {why}"))?;
            let told = told(&append);
            if appended.entry.is_none() {
                self.repeated.insert(told);
            } else if self.acknowledged.insert(appended.seq, told).is_some() {
                return Err(format!("{:?} was given twice", appended.seq).into());
            }
        }
        Ok(Step::Acknowledged)
    }

    fn make_visit(&mut self, store: &SqliteStore) -> Outcome<Step> {
        let visit = Visit {
            space: SPACE,
            network: NETWORK.to_owned(),
            title: "Fall visit".to_owned(),
            starts: "2026-10-20".to_owned(),
            ends: "2026-10-22".to_owned(),
        };
        let made = store.create_network(NETWORK, NOW);
        let made = match made {
            Ok(()) | Err(StoreError::Exists(_)) => store.create_visit(&visit, &[], NOW),
            Err(error) => Err(error),
        };
        match made {
            Ok(Ok(())) | Err(StoreError::Exists(_)) => {
                self.has_visit = true;
                Ok(Step::Acknowledged)
            }
            Ok(Err(why)) => Err(format!("the visit was refused: {why}").into()),
            Err(error) => Ok(Step::Failed(error)),
        }
    }

    fn something_new(&mut self, dice: &mut Dice) -> Outcome<Vec<Append>> {
        let count = 1 + dice.below(GROUP);
        let new = (0..count).filter_map(|_| {
            let at = dice.index(self.writers.len());
            self.writers.get_mut(at).map(|writer| writer.append(dice))
        });
        new.collect()
    }

    /// Compares everything that can be read with everything that was said.
    pub(crate) fn check(&self, store: &SqliteStore) -> Outcome<()> {
        let mut found = BTreeMap::new();
        for person in 1..=PEOPLE {
            let person = person_id(person);
            for entry in self.read_own(store, person)? {
                let (seq, told) = (entry.seq, flat(entry)?);
                if found.insert(seq, told).is_some() {
                    return Err(format!("{seq:?} stands twice in the log").into());
                }
            }
            self.check_fingerprint(store, person)?;
        }
        for (place, seq) in found.keys().enumerate() {
            if seq.0 != place as u64 + 1 {
                return Err(format!("the log has a gap before {seq:?}").into());
            }
        }
        for (seq, told) in &self.acknowledged {
            if found.get(seq) != Some(told) {
                return Err(format!("{seq:?} was acknowledged and is lost").into());
            }
        }
        self.check_others(&found)?;
        self.writers.iter().try_for_each(|writer| {
            let told = found.values().filter(|(doc, _)| *doc == writer.doc);
            writer.check(store, told)
        })
    }

    /// All entries of a person's own notes, in order.
    fn read_own(&self, store: &SqliteStore, person: PersonId) -> Outcome<Vec<Entry>> {
        let role = Role::Observer;
        let reader = Reader {
            space: SPACE,
            person,
            role,
        };
        let (mut at, mut entries) = (Position::default(), Vec::new());
        loop {
            let page = store.read_page(reader, at, PAGE)?;
            let own = page.entries.into_iter();
            entries.extend(own.filter(|entry| entry.meta.owner == person));
            if page.upto.seq == page.head {
                return Ok(entries);
            }
            if page.upto <= at {
                return Err("a page does not move on".into());
            }
            at = page.upto;
        }
    }

    fn check_fingerprint(&self, store: &SqliteStore, person: PersonId) -> Outcome<()> {
        let role = Role::Observer;
        let reader = Reader {
            space: SPACE,
            person,
            role,
        };
        let statuses = store.space_statuses(person, &[(SPACE, role)])?;
        let status = statuses.first().ok_or("no status")?;
        let (digests, head) = store.read_digests(reader)?;
        let print = digests.values().fold(0, |all, digest| all ^ digest);
        if status.fingerprint != print || status.head != head {
            return Err("the fingerprint is not that of the documents".into());
        }
        Ok(())
    }

    /// What nobody was told of is what somebody asked for, all of it.
    fn check_others(&self, found: &BTreeMap<Seq, Told>) -> Outcome<()> {
        let asked: BTreeSet<Told> = self.unsure.iter().map(told).collect();
        let others = found
            .iter()
            .filter(|(seq, _)| !self.acknowledged.contains_key(seq));
        let (mut repeated, mut landed) = (0, 0);
        for (seq, told) in others {
            if self.repeated.contains(told) {
                repeated += 1;
            } else if asked.contains(told) {
                landed += 1;
            } else {
                return Err(format!("{seq:?} holds what nobody wrote").into());
            }
        }
        if repeated != self.repeated.len() {
            return Err("what was there already is lost".into());
        }
        if landed != 0 && landed != asked.len() {
            return Err("half of a transaction is there".into());
        }
        Ok(())
    }
}

impl Writer {
    fn new(person: u8, note: u8) -> Self {
        let device = DeviceId::from_bytes([person; 16]);
        let (person_id, role) = (person_id(person), Role::Observer);
        Self {
            doc: DocId::from_bytes([person * 16 + note; 16]),
            by: Author {
                device,
                person: person_id,
                role,
            },
            note: None,
            changes: 0,
            shared: false,
        }
    }

    /// A new change, or once in a while the note's sharing.
    fn append(&mut self, dice: &mut Dice) -> Outcome<Append> {
        let body = if self.changes > 3 && !self.shared && dice.below(10) == 0 {
            self.shared = true;
            AppendBody::Share(Visibility::Team)
        } else {
            AppendBody::Changes(vec![self.change(dice)?])
        };
        Ok(Append {
            space: SPACE,
            doc: self.doc,
            kind: DocKind::Note,
            by: self.by,
            body,
        })
    }

    /// The next change on top of the last one: another answer.
    fn change(&mut self, dice: &mut Dice) -> Outcome<CheckedChange> {
        self.changes += 1;
        let Some(note) = &mut self.note else {
            let actor = Actor::new(self.by.device, [0; 8]);
            let seed = NoteSeed {
                form: "t1".to_owned(),
                form_version: 1,
                ..NoteSeed::default()
            };
            let (note, first) = Document::create_note(actor, self.by.person, &seed, NOW)?;
            self.note = Some(note);
            return Ok(gate::check(first.bytes)?);
        };
        let length = match dice.below(20) {
            0 => 4_096,
            _ => 1 + dice.index(300),
        };
        let letters: [u8; 32] = dice.bytes();
        let letters = letters.iter().map(|byte| char::from(b'a' + byte % 26));
        let edit = Edit::Set {
            field: FIELD.to_owned(),
            value: Some(Value::Text(letters.cycle().take(length).collect())),
        };
        let change = note.edit(&[edit], NOW)?;
        let (change, _) = change.ok_or("another answer is a change")?;
        Ok(gate::check(change.bytes)?)
    }

    /// The document is exactly the changes of its entries, and its heads are theirs.
    fn check<'a>(&self, store: &SqliteStore, told: impl Iterator<Item = &'a Told>) -> Outcome<()> {
        let expected: Vec<&Vec<u8>> = told.filter_map(|(_, change)| change.as_ref()).collect();
        let stored = store.read_doc(self.doc)?;
        let changes = stored.iter().flat_map(|stored| &stored.changes);
        if !changes.eq(expected.iter().copied()) {
            return Err(format!("{} is not what its entries say", self.doc).into());
        }
        let last = expected.last().map(|bytes| gate::check(bytes.to_vec()));
        let last = last.transpose()?.map(|change| change.hash);
        let heads = stored.iter().flat_map(|stored| &stored.row.heads);
        if !heads.copied().eq(last) {
            return Err(format!("{} has other heads than its last change", self.doc).into());
        }
        Ok(())
    }
}

fn told(append: &Append) -> Told {
    let change = match &append.body {
        AppendBody::Changes(changes) => changes.first().map(|change| change.bytes.clone()),
        AppendBody::Share(_) | AppendBody::Heal { .. } => None,
    };
    (append.doc, change)
}

fn flat(entry: Entry) -> Outcome<Told> {
    match entry.body {
        EntryBody::Changes(changes) => Ok((entry.doc, changes.into_iter().next())),
        EntryBody::Shared => Ok((entry.doc, None)),
        EntryBody::Packed(_) => Err("stores do not pack".into()),
    }
}

fn person_id(number: u8) -> PersonId {
    PersonId::from_bytes([0xA0 + number; 16])
}
