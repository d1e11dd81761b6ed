//! Checks of removed devices and the inbox.
#![expect(clippy::expect_used, reason = "checks panic by design")]

use sync_core::ids::{DeviceId, SpaceId};

use super::kit::{ANN, BEN, NOW, SPACE, join_request, link, visit, visit_row, visit_writer};
use crate::store::{Decision, KEPT_OF_DEVICE, Keep, KeptPart, NewKept, Store, TokenHash};

fn file(number: u8, spaces: &[SpaceId]) -> NewKept {
    NewKept {
        hash: [number; 32],
        device: DeviceId::from_bytes(*ANN.as_bytes()),
        person: ANN,
        received: NOW,
        bytes: vec![number; 40],
        parts: spaces.iter().copied().map(part).collect(),
    }
}

fn part(space: SpaceId) -> KeptPart {
    KeptPart {
        space,
        docs: 2,
        changes: 5,
    }
}

pub(super) fn a_removed_device_is_known_and_shut_out(store: &dyn Store) {
    visit(store);
    store.create_link(&link(1)).expect("new link");
    let mut writer = visit_writer();
    let ann = join_request(1, ANN, &mut writer);
    let ben = join_request(1, BEN, &mut writer);
    for request in [&ann, &ben] {
        assert!(matches!(store.join(request), Ok(Ok(_))));
    }
    let (device, later) = (ann.device.id, NOW.plus(7));
    assert_eq!(store.is_removed(device), Ok(false));
    assert_eq!(store.remove_device(device, later), Ok(true));
    assert_eq!(store.remove_device(device, NOW.plus(9)), Ok(false));
    let nobody = DeviceId::from_bytes([99; 16]);
    assert_eq!(store.remove_device(nobody, later), Ok(false));
    assert_eq!(store.is_removed(device), Ok(true));
    assert_eq!(store.is_removed(nobody), Ok(false));
    let listed = store.devices(SPACE).expect("the store works");
    let mut wanted = vec![(ann.device, Some(later)), (ben.device.clone(), None)];
    wanted.sort_by_key(|(device, _)| device.id);
    assert_eq!(listed, wanted);
    assert_eq!(store.devices(SpaceId::from_bytes([9; 16])), Ok(Vec::new()));

    // Its session says so, also one that it gets later: it is not taken for a stranger.
    let found = store.session(ann.token, NOW).expect("the store works");
    assert!(found.is_some_and(|session| session.removed));
    let second = TokenHash([8; 32]);
    let renewed = store.renew_session(device, second, NOW);
    assert!(renewed.is_ok_and(|session| session.is_some_and(|session| session.removed)));
    let other = store.session(ben.token, NOW).expect("the store works");
    assert!(other.is_some_and(|session| !session.removed));

    assert_eq!(store.readmit_device(ben.device.id), Ok(false));
    assert_eq!(store.readmit_device(device), Ok(true));
    assert_eq!(store.is_removed(device), Ok(false));
    let found = store.session(ann.token, NOW).expect("the store works");
    assert!(found.is_some_and(|session| !session.removed));
}

pub(super) fn a_file_is_kept_until_it_is_decided(store: &dyn Store) {
    visit(store);
    let unknown = SpaceId::from_bytes([9; 16]);
    let kept = store.keep(&file(1, &[SPACE, SPACE, unknown]));
    assert_eq!(kept, Ok(Keep::Kept));
    assert_eq!(store.keep(&file(1, &[SPACE])), Ok(Keep::Kept), "once");
    assert_eq!(store.keep(&file(2, &[SPACE])), Ok(Keep::Kept));
    assert_eq!(store.kept(unknown), Ok(Vec::new()));
    let inbox = store.kept(SPACE).expect("the store works");
    let [first, second] = &*inbox else {
        panic!("two files, not {inbox:?}");
    };
    assert_eq!((first.person, first.received), (ANN, NOW));
    assert_eq!(first.part, part(SPACE));
    assert_eq!(first.decision, Decision::Waiting);
    assert_eq!(store.kept_bytes(first.file), Ok(Some(vec![1; 40])));
    assert_eq!(store.kept_bytes(second.file), Ok(Some(vec![2; 40])));
    assert_eq!(store.kept_bytes(99), Ok(None));

    let by = (BEN, NOW.plus(1));
    let decide = |file, space, decision| store.decide(file, space, decision, by);
    assert_eq!(decide(first.file, unknown, Decision::Accepted), Ok(false));
    assert_eq!(decide(99, SPACE, Decision::Accepted), Ok(false));
    assert_eq!(decide(first.file, SPACE, Decision::Accepted), Ok(true));
    assert_eq!(decide(first.file, SPACE, Decision::Discarded), Ok(false));
    assert_eq!(decide(second.file, SPACE, Decision::Discarded), Ok(true));
    let inbox = store.kept(SPACE).expect("the store works");
    let decisions: Vec<_> = inbox.iter().map(|kept| kept.decision).collect();
    assert_eq!(decisions, [Decision::Accepted, Decision::Discarded]);
}

pub(super) fn of_a_decided_file_only_its_rows_stay(store: &dyn Store) {
    visit(store);
    let other = SpaceId::from_bytes([9; 16]);
    let made = store.create_visit(&visit_row(other, "Spring visit"), &[], NOW);
    assert_eq!(made, Ok(Ok(())));
    let twice = file(1, &[SPACE, other]);
    assert_eq!(store.keep(&twice), Ok(Keep::Kept));
    let number = store.kept(SPACE).expect("the store works")[0].file;
    let by = (BEN, NOW.plus(1));
    let decide = |space, decision| store.decide(number, space, decision, by);
    assert_eq!(decide(SPACE, Decision::Accepted), Ok(true));
    let bytes = store.kept_bytes(number);
    assert_eq!(bytes, Ok(Some(vec![1; 40])), "the other visit waits");
    assert_eq!(decide(other, Decision::Discarded), Ok(true));
    assert_eq!(store.kept_bytes(number), Ok(None));
    let rows = [SPACE, other].map(|space| store.kept(space).map(|rows| rows.len()));
    assert_eq!(rows, [Ok(1), Ok(1)]);

    // Asked for again, what was discarded waits, and what was accepted does not.
    assert_eq!(store.keep(&twice), Ok(Keep::Kept));
    assert_eq!(store.kept_bytes(number), Ok(Some(vec![1; 40])));
    assert_eq!(decide(SPACE, Decision::Discarded), Ok(false));
    assert_eq!(decide(other, Decision::Accepted), Ok(true));
    assert_eq!(store.keep(&twice), Ok(Keep::Kept));
    assert_eq!(store.kept_bytes(number), Ok(None));
    assert_eq!(
        decide(other, Decision::Discarded),
        Ok(false),
        "it is in the log"
    );

    // What is asked for again needs room as what is new.
    assert_eq!(store.keep(&file(2, &[SPACE])), Ok(Keep::Kept));
    let inbox = store.kept(SPACE).expect("the store works");
    let discarded = inbox[1].file;
    let decided = store.decide(discarded, SPACE, Decision::Discarded, by);
    assert_eq!(decided, Ok(true));
    for number in (3_u8..).take(usize::try_from(KEPT_OF_DEVICE).expect("few")) {
        assert_eq!(store.keep(&file(number, &[SPACE])), Ok(Keep::Kept));
    }
    assert_eq!(store.keep(&file(2, &[SPACE])), Ok(Keep::Full));
    assert_eq!(store.kept_bytes(discarded), Ok(None));
}

pub(super) fn one_device_does_not_fill_the_inbox(store: &dyn Store) {
    visit(store);
    let most = u8::try_from(KEPT_OF_DEVICE).expect("a small number");
    for number in 0..most {
        assert_eq!(store.keep(&file(number, &[SPACE])), Ok(Keep::Kept));
    }
    assert_eq!(store.keep(&file(most, &[SPACE])), Ok(Keep::Full));
    assert_eq!(
        store.keep(&file(0, &[SPACE])),
        Ok(Keep::Kept),
        "it is there"
    );
    let mut other = file(most, &[SPACE]);
    other.device = DeviceId::from_bytes(*BEN.as_bytes());
    assert_eq!(store.keep(&other), Ok(Keep::Kept));
    let first = store.kept(SPACE).expect("the store works")[0].file;
    let by = (BEN, NOW);
    assert_eq!(store.decide(first, SPACE, Decision::Accepted, by), Ok(true));
    assert_eq!(store.keep(&file(most + 1, &[SPACE])), Ok(Keep::Kept));
}
