//! What a rescue file holds: what the server has not confirmed, stored or not.

use super::kit::{Rig, note};
use crate::access::Visibility;
use crate::device::Input;
use crate::wire::PushBody;

fn rescued(rig: &Rig) -> Vec<(usize, Option<Visibility>)> {
    let docs = rig.device.unsent().map(|doc| {
        let rows = rig.read(doc.as_bytes());
        let found = rig.device.rescue(doc, &rows);
        let found = found.expect("a known document");
        (found.changes.len(), found.share)
    });
    docs.collect()
}

#[test]
fn it_holds_what_is_unsent_whether_or_not_the_storage_took_it() {
    let mut rig = Rig::live();
    rig.create(note(1));
    rig.tap(note(1));
    assert_eq!(rescued(&rig), [(2, None)], "nothing is stored yet");
    rig.store();
    assert_eq!(rescued(&rig), [(2, None)], "all is stored");
    rig.give(Input::Share {
        doc: note(1),
        visibility: Visibility::Team,
    });
    rig.store();
    assert_eq!(rescued(&rig), [(2, Some(Visibility::Team))]);

    // After a restart the changes are in the storage alone.
    let rig = rig.crash();
    assert_eq!(rescued(&rig), [(2, Some(Visibility::Team))]);
}

#[test]
fn what_the_server_confirmed_is_not_in_it() {
    let mut rig = Rig::live();
    rig.create(note(1));
    rig.store();
    let (batch, body) = rig.push();
    assert!(matches!(body, PushBody::Changes(_)));
    assert_eq!(rescued(&rig), [(1, None)], "sent is not confirmed");
    rig.ack(batch, 1, 1);
    rig.store();
    assert_eq!(rescued(&rig), []);
    rig.tap(note(1));
    rig.store();
    assert_eq!(rescued(&rig), [(1, None)], "only the new one");
}
