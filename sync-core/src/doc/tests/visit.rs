//! A visit as planned, and the people who join it.

use super::*;
use crate::doc::{PersonView, StopPlan, VenuePlan, VenueView, VisitPlan};
use crate::limits::{
    CHANGE_BYTES, FORM_BYTES, FORM_PART_BYTES, FORM_PARTS, KEY_BYTES, VALUE_BYTES,
};

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
    let (visit, changes) = Document::create_visit(actor(1), person(1), plan, Timestamp(5))?;
    Ok((visit, changes.into_iter().next().unwrap()))
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
    assert_eq!(&*visit.forms[2].definition, "{\"t1\":10}");
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
        &|plan| plan.forms[0].2 = "t".repeat(FORM_BYTES + 1),
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

/// Text that deflates badly.
fn noise(length: usize) -> String {
    let mut state = 1_u64;
    let mut letter = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        char::from(b' ' + u8::try_from(state >> 33 & 63).unwrap())
    };
    (0..length).map(|_| letter()).collect()
}

#[test]
fn long_definitions_come_in_parts_and_show_when_all_are_here() {
    let mut plan = plan();
    plan.forms[1].2 = noise(400_000);
    let made = Document::create_visit(actor(1), person(1), &plan, Timestamp(5));
    let (visit, changes) = made.unwrap();
    assert!(changes.len() > 3, "{}", changes.len());
    assert!(
        changes
            .iter()
            .all(|change| change.bytes.len() <= CHANGE_BYTES)
    );
    let definition =
        |visit: &Document, at: usize| visit.visit().unwrap().forms[at].definition.clone();
    assert_eq!(&*definition(&visit, 1), plan.forms[1].2);
    assert_in_step(&visit);
    // The other way round: the last part comes first.
    let (first, parts) = changes.split_first().unwrap();
    let mut other =
        Document::load(DocKind::Visit, actor(2), person(2), [&first.bytes[..]]).unwrap();
    for part in parts.iter().rev() {
        assert_eq!(other.visit().unwrap().forms.len(), 2, "the short ones");
        other.merge([&part.bytes[..]]).unwrap();
    }
    assert_eq!(other.visit(), visit.visit());
    edit(&mut other, 6, &[join(1, "Ana", "Lake")]);
    assert!(std::sync::Arc::ptr_eq(
        &definition(&other, 1),
        &definition(&other, 1)
    ));
    assert_eq!(&*definition(&other, 1), plan.forms[1].2);
}

#[test]
fn a_definition_has_at_most_its_bytes() {
    let with = |definition: String| {
        let mut plan = plan();
        plan.forms[1].2 = definition;
        create(&plan).map(|_| ())
    };
    assert_eq!(with("t".repeat(FORM_BYTES)), Ok(()));
    let refused = with("t".repeat(FORM_BYTES + 1));
    assert!(matches!(refused, Err(EditError::TooLong { .. })));
    let refused = with(noise(FORM_PARTS * FORM_PART_BYTES * 2));
    match refused {
        Err(EditError::TooLong { what, .. }) => {
            assert!(what.contains("\"T1\", deflated"), "{what}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn parts_that_nobody_asked_for_are_refused_and_bad_ones_show_nothing() {
    let mut plan = plan();
    plan.forms[1].2 = noise(200_000);
    let part = |form: &str, part| Edit::FormPart {
        form: form.into(),
        version: 2,
        part,
        bytes: vec![7; 100],
    };
    let (mut visit, _) = create(&plan).unwrap();
    for wrong in [part("T1", 99), part("T9", 0), part("T3", 0)] {
        assert!(visit.edit(&[wrong], Timestamp(6)).is_err());
    }
    edit(&mut visit, 7, &[part("T1", 0)]);
    assert_eq!(visit.visit().unwrap().forms.len(), 2);
    assert_in_step(&visit);
}
