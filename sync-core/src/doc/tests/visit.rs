//! A visit as planned, and the people who join it.

use super::*;
use crate::doc::{PersonView, StopPlan, VenuePlan, VenueView, VisitPlan};
use crate::limits::{CHANGE_BYTES, KEY_BYTES, VALUE_BYTES};

fn stop(id: &str, start: &str, forms: &[&str]) -> StopPlan {
    StopPlan {
        id: id.into(),
        venue: "north".into(),
        label: "Visit 12".into(),
        kind: "classroom".into(),
        start: start.into(),
        minutes: 7,
        forms: forms.iter().map(|form| (*form).to_owned()).collect(),
    }
}

fn plan() -> VisitPlan {
    let venue = |id: &str, name: &str| VenuePlan {
        id: id.into(),
        name: name.into(),
    };
    VisitPlan {
        title: "Autumn visit".into(),
        network: "River network".into(),
        host: "Lake district".into(),
        focus: "Who talks?".into(),
        starts: "2026-10-21".into(),
        ends: "2026-10-22".into(),
        venues: vec![
            venue("south", "South School"),
            venue("north", "North School"),
        ],
        stops: vec![
            stop("c", "2026-10-21T10:30", &["T3", "T1"]),
            stop("b", "2026-10-21T09:00", &[]),
            stop("a", "2026-10-21T10:30", &["T1"]),
        ],
        forms: vec![
            ("T3".into(), 1, "{\"t3\":1}".into()),
            ("T1".into(), 2, "{\"t1\":2}".into()),
            ("T1".into(), 10, "{\"t1\":10}".into()),
        ],
    }
}

fn create(plan: &VisitPlan) -> Result<(Document, LocalChange), EditError> {
    Document::create_visit(actor(1), person(1), plan, Timestamp(5))
}

fn join(number: u8, name: &str, team: &str) -> Edit {
    Edit::Person {
        id: person(number),
        person: PersonView {
            name: name.into(),
            team: team.into(),
        },
    }
}

#[test]
fn a_visit_shows_what_was_planned_in_order() {
    let (a, change) = create(&plan()).unwrap();
    let b = Document::load(DocKind::Visit, actor(2), person(2), [&change.bytes[..]]).unwrap();
    assert_eq!(a.visit(), b.visit());
    let visit = b.visit().unwrap();
    assert_eq!(
        (visit.title.as_str(), visit.focus.as_str()),
        ("Autumn visit", "Who talks?")
    );
    assert_eq!(
        (visit.starts.as_str(), visit.ends.as_str()),
        ("2026-10-21", "2026-10-22")
    );
    let venues: Vec<_> = visit
        .venues
        .iter()
        .map(|VenueView { id, .. }| id.as_str())
        .collect();
    assert_eq!(venues, ["south", "north"]);
    let stops: Vec<_> = visit.stops.iter().map(|stop| stop.id.as_str()).collect();
    assert_eq!(stops, ["b", "c", "a"], "by start, then as planned");
    assert_eq!(visit.stops[1].forms, ["T3", "T1"]);
    assert_eq!(
        (visit.stops[1].minutes, visit.stops[1].kind.as_str()),
        (7, "classroom")
    );
    let forms: Vec<_> = visit
        .forms
        .iter()
        .map(|form| (form.id.as_str(), form.version))
        .collect();
    assert_eq!(forms, [("T3", 1), ("T1", 2), ("T1", 10)]);
    assert_eq!(visit.forms[2].definition, "{\"t1\":10}");
    assert_eq!((b.note(), b.kind()), (None, DocKind::Visit));
    assert_in_step(&a);
}

#[test]
fn people_added_apart_all_join_and_one_renamed_apart_has_one_name() {
    let (mut a, change) = create(&plan()).unwrap();
    let mut b = Document::load(DocKind::Visit, actor(2), person(2), [&change.bytes[..]]).unwrap();
    edit(&mut a, 6, &[join(1, "Ana", "Lake"), join(3, "Cy", "Hill")]);
    let (_, touched) = edit(
        &mut b,
        6,
        &[join(2, "Bo", "Lake"), join(3, "Cyrus", "Hill")],
    );
    assert!(touched.rest);
    let (from_a, from_b) = (a.save(), b.save());
    a.merge([&from_b[..]]).unwrap();
    b.merge([&from_a[..]]).unwrap();
    assert_eq!(a.visit(), b.visit());
    let people = &a.visit().unwrap().people;
    assert_eq!(people.len(), 3);
    assert_eq!(
        people[&person(2)],
        PersonView {
            name: "Bo".into(),
            team: "Lake".into()
        }
    );
    let name = people[&person(3)].name.clone();
    let (_, touched) = edit(&mut a, 7, &[join(3, &name, "Hill")]);
    assert!(!touched.rest, "the name that shows stays");
    assert_eq!(a.edit(&[join(3, &name, "Hill")], Timestamp(8)), Ok(None));
    assert_in_step(&a);
}

#[test]
fn edits_of_the_other_kind_are_refused() {
    let (mut visit, _) = create(&plan()).unwrap();
    assert_eq!(
        visit.edit(&[tally(1)], Timestamp(6)),
        Err(EditError::WrongKind("note"))
    );
    let (mut note, _) = note();
    let joined = note.edit(&[join(1, "Ana", "Lake")], Timestamp(6));
    assert_eq!(joined, Err(EditError::WrongKind("visit")));
}

#[test]
fn a_plan_with_bad_ids_or_too_much_text_is_refused() {
    let refused = |change: &dyn Fn(&mut VisitPlan)| {
        let mut plan = plan();
        change(&mut plan);
        create(&plan).map(|_| ())
    };
    assert_eq!(
        refused(&|plan| plan.title = "t".repeat(VALUE_BYTES)),
        Ok(())
    );
    let long: [&dyn Fn(&mut VisitPlan); 5] = [
        &|plan| plan.title = "t".repeat(VALUE_BYTES + 1),
        &|plan| plan.stops[0].label = "t".repeat(VALUE_BYTES + 1),
        &|plan| plan.stops[0].id = "t".repeat(KEY_BYTES + 1),
        &|plan| plan.venues[0].id = "t".repeat(KEY_BYTES + 1),
        &|plan| plan.forms[0].2 = "t".repeat(CHANGE_BYTES),
    ];
    for change in long {
        assert!(matches!(refused(change), Err(EditError::TooLong { .. })));
    }
    let twice = |what, id: &str| {
        Err(EditError::Duplicate {
            what,
            id: id.into(),
        })
    };
    assert_eq!(
        refused(&|plan| plan.stops[0].id = "a".into()),
        twice("stop", "a")
    );
    assert_eq!(
        refused(&|plan| plan.venues[0].id = "north".into()),
        twice("venue", "north")
    );
    assert_eq!(
        refused(&|plan| plan.forms[1].1 = 10),
        twice("form", "T1 10")
    );
}

#[test]
fn a_name_has_at_most_its_bytes() {
    let (mut visit, _) = create(&plan()).unwrap();
    edit(&mut visit, 6, &[join(1, &"n".repeat(VALUE_BYTES), "t")]);
    let refused = visit.edit(&[join(2, "n", &"t".repeat(VALUE_BYTES + 1))], Timestamp(7));
    assert!(matches!(refused, Err(EditError::TooLong { .. })));
}
