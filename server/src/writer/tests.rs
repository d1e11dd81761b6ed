//! The writer's order and what it says when the disk is full.
#![expect(clippy::unwrap_used, reason = "tests")]

use sync_core::access::DocKind;
use sync_core::ids::{Actor, DeviceId, DocId, PersonId, Seq};
use sync_core::log::Author;
use sync_core::time::Timestamp;

use super::*;
use crate::store::conformance::kit::change;
use crate::store::sqlite::IfMissing;
use crate::store::{Directory as _, SqliteStore, Visit};

const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);

/// Note `number`, of so many changes of a kilobyte.
fn note(number: u8, changes: u64) -> Append {
    let device = DeviceId::from_bytes([9; 16]);
    let (actor, mut last) = (Actor::new(device, [number; 8]), None);
    let changes = (1..=changes).map(|seq| {
        let change = change(last, actor, seq, 1_024);
        last = Some(change.hash);
        change
    });
    Append {
        space: SPACE,
        doc: DocId::from_bytes([number; 16]),
        kind: DocKind::Note,
        by: Author {
            device,
            person: PersonId::from_bytes([2; 16]),
            role: sync_core::access::Role::Observer,
        },
        body: AppendBody::Changes(changes.collect()),
    }
}

struct Rig {
    store: Arc<SqliteStore>,
    writer: Writer,
    queue: Queue,
    answers: mpsc::UnboundedReceiver<Vec<Input>>,
    told: VecDeque<Input>,
    _dir: tempfile::TempDir,
}

fn rig() -> Rig {
    let dir = tempfile::TempDir::new().unwrap();
    let store = Arc::new(SqliteStore::open(dir.path(), IfMissing::Create).unwrap());
    store.create_network("Lakeshore", Timestamp(1)).unwrap();
    let visit = Visit {
        space: SPACE,
        network: "Lakeshore".to_owned(),
        title: "Fall visit".to_owned(),
        starts: "2026-10-20".to_owned(),
        ends: "2026-10-22".to_owned(),
    };
    store
        .create_visit(&visit, &[], Timestamp(1))
        .unwrap()
        .unwrap();
    let (tell, answers) = mpsc::unbounded_channel();
    let (writer, queue) =
        Writer::start(store.clone(), tell, Arc::default(), Arc::default()).unwrap();
    Rig {
        store,
        writer,
        queue,
        answers,
        told: VecDeque::new(),
        _dir: dir,
    }
}

impl Rig {
    fn push(&self, number: u8, changes: u64) {
        let (op, append) = (OpId(u64::from(number)), note(number, changes));
        self.queue.put(vec![Job::Append { op, append }]);
    }

    fn answer(&mut self) -> (OpId, Result<Seq, Refusal>) {
        if self.told.is_empty() {
            self.told.extend(self.answers.blocking_recv().unwrap());
        }
        match self.told.pop_front() {
            Some(Input::Appended { op, result }) => (op, result.map(|appended| appended.seq)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn answers_come_in_the_order_of_positions() {
    let mut rig = rig();
    for number in 1..=200 {
        rig.push(number, 1);
    }
    for number in 1..=200 {
        assert_eq!(rig.answer(), (OpId(number), Ok(Seq(number))));
    }
    let Rig { writer, queue, .. } = rig;
    drop(queue);
    writer.join();
}

#[test]
fn a_full_disk_refuses_for_now_and_the_writer_lives_on() {
    let mut rig = rig();
    rig.push(1, 1);
    assert_eq!(rig.answer(), (OpId(1), Ok(Seq(1))));
    // Less than there are, so that the file cannot grow.
    rig.store.limit_pages(1);
    rig.push(2, 100);
    assert_eq!(rig.answer(), (OpId(2), Err(Refusal::Unavailable)));
    rig.store.limit_pages(1_000_000);
    rig.push(2, 100);
    assert_eq!(rig.answer(), (OpId(2), Ok(Seq(2))));
}
