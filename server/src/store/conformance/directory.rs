//! Checks of networks, visits, sessions and links.
#![expect(clippy::expect_used, reason = "checks panic by design")]

use sync_core::access::Role;
use sync_core::ids::{DeviceId, SpaceId};
use sync_core::log::Refusal;

use super::kit::{
    ANN, BEN, HOST, NOW, SPACE, Writer, join_request, link, read_all, reader, visit, visit_row,
    visit_writer,
};
use crate::store::{CodeHash, Counts, JoinRefusal, Store, StoreError, TokenHash};

pub(super) fn networks_have_one_name(store: &dyn Store) {
    store.create_network("Lakeshore", NOW).expect("new network");
    store.create_network("Hills", NOW).expect("new network");
    let again = store.create_network("Lakeshore", NOW);
    assert!(matches!(again, Err(StoreError::Exists(_))), "{again:?}");
    let names = store.networks().expect("the store works");
    assert_eq!(names, ["Hills", "Lakeshore"]);
}

pub(super) fn a_visit_is_made_whole_or_not(store: &dyn Store) {
    let made = store.create_visit(&visit_row(SPACE, "Fall visit"), &[], NOW);
    assert!(made.is_err(), "there is no network yet");
    store.create_network("Lakeshore", NOW).expect("new network");
    let mut writer = visit_writer();
    let mut good = writer.write(20);
    good.kind = sync_core::access::DocKind::Visit;
    writer.change(20);
    let mut gap = writer.write(20);
    gap.kind = good.kind;
    let row = visit_row(SPACE, "Fall visit");
    let refused = store.create_visit(&row, &[good.clone(), gap], NOW);
    assert_eq!(refused, Ok(Err(Refusal::SequenceGap)));
    assert_eq!(store.visit(SPACE), Ok(None));
    assert_eq!(store.read_doc(writer.doc), Ok(None));
    assert_eq!(store.create_visit(&row, &[good], NOW), Ok(Ok(())));
    assert_eq!(store.visit(SPACE), Ok(Some(row)));
    let seen = read_all(store, reader(HOST, Role::Host), 1_000);
    assert_eq!(seen.len(), 1, "every member reads the visit");
}

pub(super) fn visits_are_listed_by_day(store: &dyn Store) {
    visit(store);
    let mut earlier = visit_row(SpaceId::from_bytes([2; 16]), "Spring visit");
    earlier.starts = "2026-04-01".to_owned();
    let made = store.create_visit(&earlier, &[], NOW);
    assert_eq!(made, Ok(Ok(())));
    let listed = store.visits().expect("the store works");
    let titles: Vec<_> = listed.iter().map(|visit| visit.title.as_str()).collect();
    assert_eq!(titles, ["Spring visit", "Fall visit"]);
}

pub(super) fn sessions_end(store: &dyn Store) {
    visit(store);
    store.create_link(&link(1)).expect("new link");
    let request = join_request(1, ANN, &mut visit_writer());
    let token = request.token;
    assert!(matches!(store.join(&request), Ok(Ok(_))));
    let found = store.session(token, NOW).expect("the store works");
    assert_eq!(found, Some(request.session));
    assert_eq!(store.session(token, NOW.plus(500)), Ok(None), "it expired");
    assert_eq!(store.extend_session(token, NOW.plus(900)), Ok(()));
    let found = store
        .session(token, NOW.plus(500))
        .expect("the store works");
    assert_eq!(found.map(|session| session.expires), Some(NOW.plus(900)));

    // A second token for the same session, which does not last longer for it.
    let (device, second) = (request.session.device, TokenHash([8; 32]));
    assert_eq!(store.renew_session(device, second, NOW.plus(900)), Ok(None));
    let renewed = store.renew_session(device, second, NOW.plus(500));
    assert_eq!(renewed, Ok(found));
    assert_eq!(store.session(second, NOW.plus(500)), Ok(found));
    let nobody = DeviceId::from_bytes([99; 16]);
    assert_eq!(
        store.renew_session(nobody, TokenHash([9; 32]), NOW),
        Ok(None)
    );

    assert_eq!(store.end_session(token), Ok(true));
    assert_eq!(store.session(token, NOW), Ok(None));
    assert_eq!(store.session(second, NOW), Ok(None), "of the same device");
    assert_eq!(store.end_session(token), Ok(false));
    assert_eq!(store.session(TokenHash([7; 32]), NOW), Ok(None));
}

pub(super) fn links_let_people_in(store: &dyn Store) {
    visit(store);
    let mut writer = visit_writer();
    let new = link(1);
    store.create_link(&new).expect("new link");
    assert_eq!(
        store.link(new.code),
        Ok(Some(new.link.clone())),
        "by its code"
    );
    let taken = store.create_link(&new);
    assert!(matches!(taken, Err(StoreError::Exists(_))), "{taken:?}");

    let request = join_request(1, ANN, &mut writer);
    let appended = store.join(&request).expect("the store works");
    assert!(appended.is_ok_and(|appended| appended.entry.is_some()));
    assert_eq!(store.person(ANN), Ok(Some(request.person.clone())));
    assert_eq!(store.device(request.device.id), Ok(Some(request.device)));
    assert_eq!(store.memberships(ANN), Ok(vec![(SPACE, Role::Observer)]));
    let mut again = join_request(1, ANN, &mut writer);
    again.token = TokenHash([8; 32]);
    assert!(
        matches!(store.join(&again), Ok(Ok(_))),
        "a member comes again"
    );
    let used = store.link(new.link.secret).expect("the store works");
    assert_eq!(used.map(|link| link.used), Some(1), "and uses nothing up");

    assert!(matches!(
        store.join(&join_request(1, BEN, &mut writer)),
        Ok(Ok(_))
    ));
    let third = store.join(&join_request(1, HOST, &mut writer));
    assert_eq!(third, Ok(Err(JoinRefusal::UsedUp)));
    assert_eq!(store.members(SPACE).map(|members| members.len()), Ok(2));
    let listed = store.links(SPACE).expect("the store works");
    assert_eq!(listed.len(), 1);
}

pub(super) fn bad_links_let_no_one_in(store: &dyn Store) {
    visit(store);
    let mut writer = visit_writer();
    let unknown = store.join(&join_request(1, ANN, &mut writer));
    assert_eq!(unknown, Ok(Err(JoinRefusal::Unknown)));
    let mut expired = link(2);
    expired.link.expires = NOW;
    store.create_link(&expired).expect("new link");
    let refused = store.join(&join_request(2, ANN, &mut writer));
    assert_eq!(refused, Ok(Err(JoinRefusal::Expired)));
    let revoked = link(3);
    store.create_link(&revoked).expect("new link");
    assert_eq!(store.revoke_link(revoked.code), Ok(true));
    assert_eq!(store.revoke_link(CodeHash([9; 32])), Ok(false));
    let refused = store.join(&join_request(3, ANN, &mut writer));
    assert_eq!(refused, Ok(Err(JoinRefusal::Revoked)));
    assert_eq!(store.person(ANN), Ok(None));
}

pub(super) fn a_second_link_keeps_the_stronger_role(store: &dyn Store) {
    visit(store);
    let mut writer = visit_writer();
    let mut lead = link(1);
    lead.link.role = Role::Facilitator;
    store.create_link(&lead).expect("new link");
    store.create_link(&link(2)).expect("new link");
    for number in [2, 1, 2] {
        let mut request = join_request(number, ANN, &mut writer);
        request.token = TokenHash(crate::random::bytes());
        assert!(matches!(store.join(&request), Ok(Ok(_))));
    }
    assert_eq!(store.memberships(ANN), Ok(vec![(SPACE, Role::Facilitator)]));
}

pub(super) fn a_refused_join_writes_nothing(store: &dyn Store) {
    visit(store);
    let mut writer = visit_writer();
    store.create_link(&link(1)).expect("new link");
    writer.change(20);
    let refused = store.join(&join_request(1, ANN, &mut writer));
    assert_eq!(refused, Ok(Err(JoinRefusal::Visit(Refusal::SequenceGap))));
    assert_eq!(store.person(ANN), Ok(None));
    let found = store.link(link(1).link.secret).expect("the store works");
    assert_eq!(found.map(|link| link.used), Some(0));
}

pub(super) fn counts_and_probe(store: &dyn Store) {
    visit(store);
    assert_eq!(store.write_probe(), Ok(()));
    assert_eq!(store.write_probe(), Ok(()));
    let mut note = Writer::note(ANN, 1);
    super::kit::put(store, note.write(10));
    super::kit::put(store, note.write(10));
    let expected = Counts {
        visits: 1,
        docs: 1,
        entries: 2,
        ..Counts::default()
    };
    assert_eq!(store.counts(), Ok(expected));
    assert_eq!(store.close(), Ok(()));
}
