//! Golden bytes: a frame of an old build must always be read.

use super::*;
use crate::access::{DocKind, DocMeta, Role, Visibility};
use crate::ids::{BatchId, ChangeHash, DeviceId, DocId, Incarnation, PersonId, Seq, SpaceId};
use crate::log::{Entry, EntryBody, Refusal};
use crate::receipt::Receipt;
use crate::time::Timestamp;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn client(message: &ClientMessage) -> String {
    let frame = message.encode();
    assert_eq!(ClientMessage::decode(&frame).as_ref(), Ok(message));
    every_cut_is_refused(&frame, |cut| ClientMessage::decode(cut).is_err());
    hex(&frame)
}

fn server(message: &ServerMessage) -> String {
    let frame = message.encode();
    assert_eq!(ServerMessage::decode(&frame).as_ref(), Ok(message));
    every_cut_is_refused(&frame, |cut| ServerMessage::decode(cut).is_err());
    hex(&frame)
}

fn every_cut_is_refused(frame: &[u8], refused: impl Fn(&[u8]) -> bool) {
    for end in 0..frame.len() {
        assert!(refused(&frame[..end]), "cut at {end} was read");
    }
    let mut longer = frame.to_vec();
    longer.push(0);
    assert!(refused(&longer), "a byte too many was read");
}

fn space() -> SpaceId {
    SpaceId::from_bytes([1; 16])
}

fn meta() -> DocMeta {
    DocMeta {
        kind: DocKind::Note,
        owner: PersonId::from_bytes([5; 16]),
        visibility: Visibility::Team,
    }
}

fn doc() -> DocId {
    DocId::from_bytes([2; 16])
}

#[test]
fn hello() {
    let message = ClientMessage::Hello {
        build: "b1".to_owned(),
        device: DeviceId::from_bytes([3; 16]),
        spaces: vec![SpaceCursor {
            space: space(),
            incarnation: Incarnation::from_bytes([4; 16]),
            cursor: Seq(300),
        }],
    };
    insta::assert_snapshot!(client(&message));
}

#[test]
fn pushes() {
    let push = |body| ClientMessage::Push {
        batch: BatchId(7),
        space: space(),
        doc: doc(),
        kind: DocKind::Note,
        body,
    };
    let changes = vec![vec![0xaa, 0xbb], vec![0xcc]];
    insta::assert_snapshot!(
        "push_changes",
        client(&push(PushBody::Changes(changes.clone())))
    );
    insta::assert_snapshot!(
        "push_share",
        client(&push(PushBody::Share(Visibility::Team)))
    );
    let receipt = Receipt::from_bytes([9; 16]);
    insta::assert_snapshot!(
        "push_heal",
        client(&push(PushBody::Heal {
            meta: meta(),
            changes,
            receipt
        }))
    );
    insta::assert_snapshot!(
        "push_heal_packed",
        client(&push(PushBody::HealPacked {
            meta: meta(),
            packed: vec![0xdd],
            receipt
        }))
    );
}

#[test]
fn small_client_messages() {
    insta::assert_snapshot!("credit", client(&ClientMessage::Credit { bytes: 70_000 }));
    insta::assert_snapshot!("ping", client(&ClientMessage::Ping { nonce: 5 }));
    let digests = ClientMessage::Digests {
        space: space(),
        last: true,
        docs: vec![(doc(), 6)],
    };
    insta::assert_snapshot!("digests", client(&digests));
}

#[test]
fn welcome() {
    let message = ServerMessage::Welcome {
        build: "s1".to_owned(),
        server_time: Timestamp(1_700_000_000_000),
        push_window: 64,
        spaces: vec![SpaceWelcome {
            space: space(),
            role: Role::Observer,
            incarnation: Incarnation::from_bytes([4; 16]),
            head: Seq(12),
            fingerprint: 0xfeed,
        }],
    };
    insta::assert_snapshot!(server(&message));
}

#[test]
fn answers() {
    let heads = vec![ChangeHash([8; 32])];
    let ack = ServerMessage::Ack {
        batch: BatchId(7),
        seq: Seq(13),
        cursor: Seq(13),
        heads,
    };
    insta::assert_snapshot!("ack", server(&ack));
    let why = Refusal::DocFull;
    let nack = ServerMessage::Nack {
        batch: BatchId(7),
        why,
        retry_after: 0,
    };
    insta::assert_snapshot!("nack", server(&nack));
    insta::assert_snapshot!("pong", server(&ServerMessage::Pong { nonce: 5 }));
    let bye = ServerMessage::Bye {
        code: ByeCode::GoingAway,
        retry_after: 1_500,
    };
    insta::assert_snapshot!("bye", server(&bye));
    insta::assert_snapshot!(
        "want",
        server(&ServerMessage::Want {
            space: space(),
            docs: vec![doc()]
        })
    );
    insta::assert_snapshot!(
        "healed",
        server(&ServerMessage::Healed {
            space: space(),
            cursor: Seq(13)
        })
    );
}

#[test]
fn entries() {
    let meta = meta();
    let entry = |seq, body| {
        let heads = vec![ChangeHash([8; 32])];
        (
            Entry {
                seq: Seq(seq),
                doc: doc(),
                meta,
                heads,
                body,
            },
            Receipt::from_bytes([9; 16]),
        )
    };
    let message = ServerMessage::Entries {
        space: space(),
        upto: Seq(14),
        head: Seq(20),
        entries: vec![
            entry(12, EntryBody::Changes(vec![vec![0xaa]])),
            entry(13, EntryBody::Shared),
            entry(14, EntryBody::Packed(vec![0xdd])),
        ],
    };
    insta::assert_snapshot!(server(&message));
}

#[test]
fn another_version_or_type_is_told_apart() {
    let mut frame = ClientMessage::Ping { nonce: 5 }.encode();
    frame[0] = 2;
    assert_eq!(
        ClientMessage::decode(&frame),
        Err(WireError::Version { got: 2 })
    );
    frame[0] = 1;
    frame[1] = 99;
    assert_eq!(
        ClientMessage::decode(&frame),
        Err(WireError::UnknownType(99))
    );
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(frame in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
        let _ = ClientMessage::decode(&frame);
        let _ = ServerMessage::decode(&frame);
    }
}
