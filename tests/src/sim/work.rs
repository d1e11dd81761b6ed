//! What people do: they open notes, write everything that can be written, and share.

use sync_core::access::{DocKind, Visibility};
use sync_core::device::{Device, DocInfo, Input, Kept};
use sync_core::doc::{Answer, Edit, EntryDraft, NoteSeed, NoteView, PersonView, Value};
use sync_core::ids::{DocId, SpaceId};
use sync_core::time::Timestamp;

use super::aside;
use super::device::Node;
use super::oracle::Violation;
use super::queue::{DeviceIx, Event};
use super::rng::Rng;
use super::world::World;

/// Notes that a screen shows at once.
const MAX_OPEN: usize = 2;

/// Notes of one space; few, so that people meet in them.
const MAX_NOTES: usize = 10;

const TEXTS: [&str; 2] = ["summary", "wonderings"];
const TALLIES: [&str; 2] = ["talking", "writing"];
const MANY: [&str; 1] = ["grouping"];
const SINGLE: [&str; 3] = ["rating", "subject", "students"];
const WORDS: [&str; 8] = [
    "she ",
    "asks ",
    "why",
    "\n",
    "“¿Qué ves?” ",
    "3 of 24 ",
    "👩🏽‍🏫",
    "é",
];

impl World {
    /// One person does one thing, and will do another.
    pub(super) fn act(&mut self, at: DeviceIx) -> Result<(), Violation> {
        let next = self.now + self.rng.wait(self.options.think_ms);
        self.queue.push(next, Event::Act(at));
        let Some(input) = self.choose(at) else {
            return Ok(());
        };
        if self.trace_on() {
            self.line(format_args!("device {at} does {input:?}"));
        }
        if let Input::SetAside { space } = input {
            return self.set_aside(at, space);
        }
        if let Input::Close { doc } = input {
            self.devices[at].open.remove(&doc);
            self.tell_device(at, input)?;
            if self.rng.chance(500) {
                self.tell_device(at, Input::Open { doc })?;
            }
            return Ok(());
        }
        self.tell_device(at, input)
    }

    fn choose(&mut self, at: DeviceIx) -> Option<Input> {
        let long = self.rng.chance(self.options.long_texts);
        let Self {
            rng,
            devices,
            options,
            ..
        } = self;
        let node = devices.get(at)?;
        let machine = node.machine.as_ref()?;
        let notes: Vec<DocInfo> = machine
            .docs()
            .filter(|info| info.meta.kind == DocKind::Note)
            .collect();
        if rng.chance(options.asides) {
            return aside::choose(rng, node);
        }
        if node.open.len() > MAX_OPEN {
            return open_note(rng, node).map(|doc| Input::Close { doc });
        }
        match rng.below(100) {
            0..6 => create(rng, node, &notes),
            6..11 => rng.pick(&notes).map(|info| Input::Open { doc: info.doc }),
            11..14 => open_note(rng, node).map(|doc| Input::Close { doc }),
            14..20 => {
                let own: Vec<DocInfo> = notes
                    .into_iter()
                    .filter(|info| info.meta.owner == node.person && info.bytes > 0)
                    .collect();
                let doc = rng.pick(&own)?.doc;
                let visibility =
                    rng.pick(&[Visibility::Team, Visibility::Team, Visibility::Space])?;
                Some(Input::Share { doc, visibility })
            }
            20..22 => Some(Input::ConnectNow),
            22 => Some(Input::RetryStorage),
            23..26 => visit(rng, node, machine),
            _ => edit(rng, node, machine, self.now, long).or_else(|| {
                let open = rng.pick(&notes).map(|info| Input::Open { doc: info.doc });
                open.or_else(|| create(rng, node, &notes))
            }),
        }
    }
}

fn create(rng: &mut Rng, node: &Node, notes: &[DocInfo]) -> Option<Input> {
    let known = |space: &SpaceId| node.kept(*space).is_some_and(|kept| kept != Kept::Aside);
    let teams = node
        .member_of
        .iter()
        .filter(|(space, role)| role.is_team() && known(space));
    let teams: Vec<SpaceId> = teams.map(|(space, _)| *space).collect();
    let space = rng.pick(&teams)?;
    if notes.iter().filter(|info| info.space == space).count() >= MAX_NOTES {
        return None;
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let seed = NoteSeed {
        form: "t1".to_owned(),
        form_version: 1,
        stop: rng.chance(700).then(|| "stop-1".to_owned()),
        texts: names(&TEXTS),
        tallies: names(&TALLIES),
        choices: names(&MANY),
        edits: Vec::new(),
    };
    Some(Input::CreateNote {
        doc: DocId::from_bytes(rng.bytes()),
        space,
        seed,
    })
}

/// A visit that is opened, or in which a name is written.
fn visit(rng: &mut Rng, node: &Node, machine: &Device) -> Option<Input> {
    let (space, role) = rng.pick(&node.member_of)?;
    let doc = machine.doc(DocId::visit(space))?.doc;
    if machine.visit(doc).is_none() {
        return Some(Input::Open { doc });
    }
    if !role.is_team() || !machine.doc(doc)?.meta.writable_by(node.person, role) {
        return Some(Input::Close { doc });
    }
    let person = PersonView {
        name: words(rng, 2),
        team: words(rng, 2),
    };
    let id = node.person;
    Some(Input::Edit {
        doc,
        edits: vec![Edit::Person { id, person }],
    })
}

/// One of the notes that the screen shows.
fn open_note(rng: &mut Rng, node: &Node) -> Option<DocId> {
    let machine = node.machine.as_ref()?;
    let open: Vec<DocId> = node
        .open
        .iter()
        .copied()
        .filter(|doc| machine.note(*doc).is_some())
        .collect();
    rng.pick(&open)
}

fn edit(rng: &mut Rng, node: &Node, machine: &Device, now: u64, long: bool) -> Option<Input> {
    let doc = open_note(rng, node)?;
    let info = machine.doc(doc)?;
    let (_, role) = node
        .member_of
        .iter()
        .find(|(space, _)| *space == info.space)?;
    if !info.meta.writable_by(node.person, *role) {
        return None;
    }
    let note = machine.note(doc)?;
    let first = one_edit(rng, note, now, long)?;
    let mut edits = vec![first];
    // Another text edit would have to count from the text after the first.
    if rng.chance(200) {
        edits.push(Edit::Tally {
            field: rng.pick(&TALLIES)?.to_owned(),
            by: 1,
        });
    }
    Some(Input::Edit { doc, edits })
}

fn one_edit(rng: &mut Rng, note: &NoteView, now: u64, long: bool) -> Option<Edit> {
    let entry = note.entries.get(rng.index(note.entries.len()));
    Some(match rng.below(16) {
        0..3 => Edit::AddEntry(EntryDraft {
            field: "evidence".to_owned(),
            at: Timestamp(now),
            elapsed_ms: rng.chance(500).then_some(1_000),
            who: rng.chance(700).then(|| "teacher".to_owned()),
            mode: rng.chance(700).then(|| "heard".to_owned()),
            text: words(rng, 6),
            tags: [words(rng, 1).trim().to_owned()]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect(),
        }),
        3..6 => text_edit(rng, note, long)?,
        6 => Edit::Tally {
            field: rng.pick(&TALLIES)?.to_owned(),
            by: if rng.chance(800) { 1 } else { -1 },
        },
        7 => Edit::Toggle {
            field: MANY[0].to_owned(),
            option: rng.pick(&["pairs", "whole", "alone"])?.to_owned(),
            on: rng.chance(600),
        },
        8 | 9 => Edit::Set {
            field: rng.pick(&SINGLE)?.to_owned(),
            value: rng.chance(850).then(|| Value::Int(rng.below(5) as i64)),
        },
        10 => match note.conflicts().next() {
            Some((field, register)) => Edit::Choose {
                field: field.to_owned(),
                value: register.0.get(rng.index(register.0.len()))?.value.clone(),
            },
            None => Edit::Stop {
                stop: rng.pick(&["stop-1", "stop-2"])?.to_owned(),
            },
        },
        11 => Edit::EntryText {
            id: entry?.id.clone(),
            text: words(rng, 8),
        },
        12 => Edit::EntryDeleted {
            id: entry?.id.clone(),
            deleted: !entry?.deleted,
        },
        13 => Edit::EntryTag {
            id: entry?.id.clone(),
            tag: "equity".to_owned(),
            on: rng.chance(600),
        },
        14 => Edit::EntryWho {
            id: entry?.id.clone(),
            who: rng.pick(&["teacher", "student"])?.to_owned(),
        },
        _ => Edit::Link {
            field: "look-for-1".to_owned(),
            entry: entry?.id.clone(),
            on: rng.chance(600),
        },
    })
}

fn text_edit(rng: &mut Rng, note: &NoteView, long: bool) -> Option<Edit> {
    let field = rng.pick(&TEXTS)?;
    let Some(Answer::Text(text)) = note.answers.get(field) else {
        return None;
    };
    // Positions between characters, in UTF-16 units.
    let mut borders = vec![0];
    for character in text.chars() {
        borders.push(borders.last()? + character.len_utf16());
    }
    let from = rng.index(borders.len());
    let to = (from + rng.index(4)).min(borders.len() - 1);
    let (at, delete) = (borders[from], borders[to] - borders[from]);
    let full = borders.last()? > &4_000;
    let insert = match (full, long) {
        (true, _) => String::new(),
        (false, true) => words(rng, 3_000),
        (false, false) => words(rng, 4),
    };
    Some(Edit::Text {
        field: field.to_owned(),
        at,
        delete,
        insert,
    })
}

fn words(rng: &mut Rng, most: usize) -> String {
    let count = 1 + rng.index(most);
    (0..count).filter_map(|_| rng.pick(&WORDS)).collect()
}
