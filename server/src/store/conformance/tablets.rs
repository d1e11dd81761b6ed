//! Checks of what a visit's team may know of its devices.
#![expect(clippy::expect_used, reason = "checks panic by design")]

use sync_core::ids::{DeviceId, SpaceId};

use super::kit::{ANN, BEN, NOW, SPACE, join_request, link, visit, visit_writer};
use crate::store::{Store, Tablet};

pub(super) fn a_team_knows_when_its_devices_were_heard(store: &dyn Store) {
    visit(store);
    store.create_link(&link(1)).expect("new link");
    let mut writer = visit_writer();
    let ann = join_request(1, ANN, &mut writer);
    let ben = join_request(1, BEN, &mut writer);
    for request in [&ann, &ben] {
        assert!(matches!(store.join(request), Ok(Ok(_))));
    }
    let unknown = (DeviceId::from_bytes([99; 16]), SpaceId::from_bytes([9; 16]));
    let of = |device: DeviceId| -> Tablet {
        let listed = store.tablets(SPACE).expect("the store works");
        let found = listed.into_iter().find(|tablet| tablet.device.id == device);
        found.expect("it is listed")
    };
    let (anns, bens) = (ann.device.id, ben.device.id);
    let first = of(anns);
    assert_eq!(
        (&first.device, &first.name),
        (&ann.device, &ann.person.name)
    );
    assert_eq!((first.heard, first.prepared), (None, None));

    let later = NOW.plus(60_000);
    assert_eq!(store.heard(&[(anns, later), (unknown.0, NOW)]), Ok(()));
    assert_eq!(store.heard(&[(anns, NOW), (bens, NOW)]), Ok(()));
    assert_eq!(of(anns).heard, Some(later), "time does not go back");
    assert_eq!(of(bens).heard, Some(NOW));

    assert_eq!(store.prepared(bens, SPACE, later), Ok(()));
    assert_eq!(store.prepared(bens, SPACE, NOW), Ok(()), "twice");
    assert_eq!(store.prepared(unknown.0, SPACE, NOW), Ok(()));
    assert_eq!(store.prepared(bens, unknown.1, NOW), Ok(()));
    assert_eq!(of(bens).prepared, Some(later));
    assert_eq!(of(anns).prepared, None, "each for itself");

    assert_eq!(store.tablets(unknown.1), Ok(Vec::new()));
    assert_eq!(store.remove_device(anns, later), Ok(true));
    let left = store.tablets(SPACE).expect("the store works");
    let left: Vec<_> = left.iter().map(|tablet| tablet.device.id).collect();
    assert_eq!(left, [bens], "a removed one is left out");
}
