//! The writer's order and what it says when the disk is full.
#![expect(clippy::unwrap_used, reason = "tests")]

use sync_core::access::DocKind;
use sync_core::gate::CheckedChange;
use sync_core::ids::{Actor, ChangeHash, DeviceId, DocId, PersonId, Seq};
use sync_core::log::Author;
use sync_core::time::Timestamp;

use super::*;
use crate::store::sqlite::IfMissing;
use crate::store::{Directory as _, SqliteStore, Visit};

const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);

/// The only change of note `number`, of `bytes` bytes.
fn note(number: u8, bytes: usize) -> Append {
    let device = DeviceId::from_bytes([9; 16]);
    let change = CheckedChange {
        hash: ChangeHash([number; 32]),
        actor: Actor::new(device, [0; 8]),
        seq: 1,
        start_op: 1,
        ops: 1,
        deps: Vec::new(),
        bytes: vec![number; bytes],
    };
    Append {
        space: SPACE,
        doc: DocId::from_bytes([number; 16]),
        kind: DocKind::Note,
        by: Author {
            device,
            person: PersonId::from_bytes([2; 16]),
            role: sync_core::access::Role::Observer,
        },
        body: AppendBody::Changes(vec![change]),
    }
}

struct Rig {
    store: Arc<SqliteStore>,
    writer: Writer,
    queue: Queue,
    answers: mpsc::UnboundedReceiver<Input>,
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
        _dir: dir,
    }
}

impl Rig {
    fn push(&self, number: u8, bytes: usize) {
        let (op, append) = (OpId(u64::from(number)), note(number, bytes));
        self.queue.put(Job::Append { op, append });
    }

    fn answer(&mut self) -> (OpId, Result<Seq, Refusal>) {
        match self.answers.blocking_recv() {
            Some(Input::Appended { op, result }) => (op, result.map(|appended| appended.seq)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn answers_come_in_the_order_of_positions() {
    let mut rig = rig();
    for number in 1..=200 {
        rig.push(number, 10);
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
    rig.push(1, 10);
    assert_eq!(rig.answer(), (OpId(1), Ok(Seq(1))));
    // Less than there are, so that the file cannot grow.
    rig.store.limit_pages(1);
    rig.push(2, 100_000);
    assert_eq!(rig.answer(), (OpId(2), Err(Refusal::Unavailable)));
    rig.store.limit_pages(1_000_000);
    rig.push(2, 100_000);
    assert_eq!(rig.answer(), (OpId(2), Ok(Seq(2))));
}
