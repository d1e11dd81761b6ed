//! What comes of answers that were given apart.

use super::*;

fn pair(form: &(rounds_forms::xform::fill::Plan, Ties)) -> (Device<'_>, Device<'_>) {
    let mut one = Device::begin(form);
    let mut two = one.join(2);
    exchange(&mut one, &mut two);
    (one, two)
}

#[test]
fn instances_added_apart_both_stay_with_their_answers() {
    let form = form(WEAVE);
    let (mut one, mut two) = pair(&form);
    one.take("/data/house[1]/name = first\n+ /data/house\n/data/house[2]/name = of one");
    two.take("+ /data/house\n/data/house[2]/name = of two\n+ /data/house[2]/room\n/data/house[2]/room[1]/size = 20");
    exchange(&mut one, &mut two);
    let mut names: Vec<String> = (1..4)
        .map(|at| one.value(&format!("/data/house[{at}]/name")))
        .collect();
    assert_eq!(names[0], "first");
    names.sort();
    assert_eq!(names, ["first", "of one", "of two"]);
    assert!(
        one.value("/data/total").starts_with("3/"),
        "{}",
        one.value("/data/total")
    );
    // Words in one instance merge as text does.
    let place = (1..4).find(|at| one.value(&format!("/data/house[{at}]/name")) == "of two");
    let path = format!("/data/house[{}]/name", place.unwrap());
    one.take(&format!("{path} = all of two"));
    two.take(&format!("{path} = of two, again"));
    exchange(&mut one, &mut two);
    assert_eq!(one.value(&path), "all of two, again");
}

#[test]
fn a_constraint_that_fails_after_a_merge_is_shown_and_nothing_is_refused() {
    let form = form(
        "| survey | type | name | label | constraint | constraint_message |\n\
         | | integer | least | Least | . <= ${most} or ${most} = '' | The least is above the most |\n\
         | | integer | most | Most | | |\n",
    );
    let (mut one, mut two) = pair(&form);
    one.take("/data/least = 5");
    two.take("/data/most = 3");
    exchange(&mut one, &mut two);
    let state = one.state("/data/least");
    assert_eq!((state.node.value.as_str(), state.node.valid), ("5", false));
    assert_eq!(
        state.message.as_deref(),
        Some("The least is above the most")
    );
    two.take("/data/most = 8");
    exchange(&mut one, &mut two);
    assert!(one.state("/data/least").node.valid);
}

#[test]
fn answers_that_do_not_apply_are_kept_and_come_back() {
    let form = form(WEAVE);
    let (mut one, mut two) = pair(&form);
    one.take("/data/rooms = 3\n/data/why = many people");
    exchange(&mut one, &mut two);
    two.take("/data/rooms = 1");
    exchange(&mut one, &mut two);
    let state = one.state("/data/why");
    assert_eq!(
        (state.node.relevant, state.node.value.as_str()),
        (false, "")
    );
    assert!(!one.bound.relevant_keys().contains("why"));
    assert!(one.note().answers.contains_key("why"));
    one.take("/data/rooms = 4");
    exchange(&mut one, &mut two);
    assert_eq!(two.value("/data/why"), "many people");
    assert!(two.bound.relevant_keys().contains("why"));
}

#[test]
fn a_value_answered_apart_counts_as_the_first_and_a_choice_settles_it() {
    let form = form(WEAVE);
    let (mut one, mut two) = pair(&form);
    one.take("/data/rooms = 2");
    two.take("/data/rooms = 3");
    exchange(&mut one, &mut two);
    let state = one.state("/data/rooms");
    assert_eq!((state.node.value.as_str(), state.conflict), ("2", true));
    assert_eq!(one.bound.candidates("/data/rooms"), ["2", "3"]);
    let refused = one.bound.choose("/data/taps", "3", "x");
    assert_eq!(
        refused,
        Err(RecordError::NoConflict("/data/taps".to_owned()))
    );
    // The same answer given again settles it as well, and either way it is logged.
    one.take("/data/rooms = 2");
    exchange(&mut one, &mut two);
    assert!(!two.state("/data/rooms").conflict);
    assert_eq!(two.note().choices.len(), 1);
}

#[test]
fn counted_instances_made_apart_are_the_same_ones() {
    let form = form(WEAVE);
    let (mut one, mut two) = pair(&form);
    one.take("/data/rooms = 2\n/data/floor[2]/carpet = blue");
    two.take("/data/rooms = 2\n/data/floor[1]/carpet = green\n+ /data/floor[2]/lamp\n/data/floor[2]/lamp[1]/bulb = warm");
    exchange(&mut one, &mut two);
    assert_eq!(one.value("/data/floor[1]/carpet"), "green");
    assert_eq!(one.value("/data/floor[2]/carpet"), "blue");
    assert_eq!(one.value("/data/floor[2]/lamp[1]/bulb"), "warm");
    // Fewer, and then as many again: what was in them comes back.
    one.take("/data/rooms = 1");
    exchange(&mut one, &mut two);
    assert!(!two.states().iter().any(|line| line.contains("floor[2]")));
    two.take("/data/rooms = 2");
    exchange(&mut one, &mut two);
    assert_eq!(one.value("/data/floor[2]/carpet"), "blue");
    assert_eq!(one.value("/data/floor[2]/lamp[1]/bulb"), "warm");
    // No number is none of them, and what was in them is kept.
    one.take("/data/rooms =");
    exchange(&mut one, &mut two);
    assert!(!two.states().iter().any(|line| line.contains("floor[")));
    two.take("/data/rooms = 2");
    exchange(&mut one, &mut two);
    assert_eq!(one.value("/data/floor[2]/carpet"), "blue");
    // A default that was cleared stays cleared.
    one.take("/data/floor[1]/carpet =");
    exchange(&mut one, &mut two);
    assert_eq!(two.value("/data/floor[1]/carpet"), "");
}

#[test]
fn what_the_form_gave_once_is_the_same_everywhere() {
    let form = form(WEAVE);
    let (mut one, mut two) = pair(&form);
    assert!(!one.value("/data/begun").is_empty() && !one.value("/data/once_id").is_empty());
    assert_eq!(one.value("/data/once_id"), two.value("/data/once_id"));
    assert_eq!(two.value("/data/asked"), "");
    two.take("/data/rooms = 2");
    let asked = two.value("/data/asked");
    assert!(asked.contains("T09:46:42"), "{asked}");
    exchange(&mut one, &mut two);
    assert_eq!(one.value("/data/asked"), asked);
}

#[test]
fn entries_are_instances_of_their_log_and_their_parts_answers() {
    let form = form(WEAVE);
    let (mut one, mut two) = pair(&form);
    one.add_entry("Desks in groups", 2_000);
    two.add_entry("Objective on the board", 1_000);
    exchange(&mut one, &mut two);
    assert_eq!(
        one.value("/data/evidence[1]/words"),
        "Objective on the board"
    );
    assert_eq!(one.value("/data/evidence[2]/entry_no"), "2");
    assert_eq!(one.value("/data/evidence[1]/tags"), "cat eel");
    assert_eq!(
        one.value("/data/evidence[1]/seen_at"),
        "1970-01-01T00:00:01.000+00:00"
    );
    one.take("/data/evidence[1]/words = Objective on the wall\n/data/evidence[2]/who = cat\n/data/evidence[2]/tags = dog\n/data/evidence[2]/photo = p.jpg");
    two.take("- /data/evidence[1]");
    exchange(&mut one, &mut two);
    assert_eq!(two.value("/data/evidence[1]/words"), "Desks in groups");
    assert_eq!(two.value("/data/evidence[1]/tags"), "dog");
    assert_eq!(two.value("/data/evidence[1]/photo"), "p.jpg");
    let kept = two.note().entries.iter().find(|entry| entry.deleted);
    assert_eq!(kept.unwrap().text, "Objective on the wall");
}

#[test]
fn who_an_entry_is_about_may_be_answered_apart_too() {
    let form = form(WEAVE);
    let (mut one, mut two) = pair(&form);
    one.add_entry("Desks", 1_000);
    exchange(&mut one, &mut two);
    one.take("/data/evidence[1]/who = cat");
    two.take("/data/evidence[1]/who = eel");
    exchange(&mut one, &mut two);
    let state = two.state("/data/evidence[1]/who");
    assert_eq!((state.node.value.as_str(), state.conflict), ("cat", true));
    two.take("/data/evidence[1]/who = cat");
    exchange(&mut one, &mut two);
    assert!(!one.state("/data/evidence[1]/who").conflict);
}

#[test]
fn steps_that_nobody_can_take_are_refused_and_change_nothing() {
    let form = form(WEAVE);
    let (mut one, _) = pair(&form);
    one.add_entry("Desks", 1_000);
    let (before, states) = (one.note().clone(), one.states());
    for (line, why) in [
        ("/data/total = 1", "the form computes this value itself"),
        (
            "/data/house[1]/at = 1",
            "the form computes this value itself",
        ),
        (
            "/data/evidence[1]/seen_at = 2026-01-01T00:00:00",
            "the form computes",
        ),
        ("/data/rooms = many", "\"many\" does not fit the type"),
        ("/data/pets = dog cow", "\"cow\" is no choice"),
        ("/data/best = cow", "\"cow\" is no choice"),
        ("/data/nothing = 1", "the record has no such place"),
        ("/data/house[9]/name = x", "the record has no such place"),
        ("+ /data/evidence", "entries of a log are added as evidence"),
        ("+ /data/floor", "the form counts these itself"),
        ("- /data/house[7]", "the record has no such place"),
        ("- /data/rooms", "this does not repeat"),
    ] {
        let refused = one.try_step(&step(line)).map_err(|error| error.to_string());
        let said = refused.err().unwrap_or_default();
        assert!(said.contains(why), "{line}: {said:?}");
    }
    assert_eq!((one.note(), one.states()), (&before, states));
}

#[test]
fn people_may_name_values_in_short() {
    let form = form(WEAVE);
    let (one, _) = pair(&form);
    let resolved = |field: &str| one.bound.resolve(field).map_err(|error| error.to_string());
    for (field, path) in [
        ("rooms", "/data/rooms"),
        ("/data/house[2]/name", "/data/house[2]/name"),
        ("house[2]/name", "/data/house[2]/name"),
        ("house", "/data/house"),
    ] {
        assert_eq!(resolved(field), Ok(path.to_owned()));
    }
    let said = resolved("name").err().unwrap_or_default();
    assert!(said.contains("/data/house/name"), "{said}");
    assert!(
        resolved("rumba")
            .err()
            .unwrap_or_default()
            .contains("no \"rumba\"")
    );
}

#[test]
fn one_step_writes_no_more_than_what_it_changed() {
    let form = form(WEAVE);
    let (mut one, _) = pair(&form);
    let edits = one.bound.step(&step("/data/pets = cat dog"), "x").unwrap();
    let option = |option: &str| RecordEdit::Option {
        key: "pets".to_owned(),
        option: option.to_owned(),
        on: true,
    };
    assert_eq!(edits, [option("cat"), option("dog")]);
    let edits = one.bound.step(&step("/data/taps = 3"), "x").unwrap();
    let tally = RecordEdit::Tally {
        key: "taps".to_owned(),
        by: 3,
    };
    assert_eq!(edits, [tally]);
    assert_eq!(one.bound.step(&step("/data/taps = 3"), "x"), Ok(Vec::new()));
}

#[test]
fn hostile_records_show_what_is_sound() {
    let form = form(WEAVE);
    let (one, _) = pair(&form);
    let mut record = crate::record(one.note());
    let mut add = |id: &str, repeat: &str, parent: &str| {
        let instance = rounds_forms::xform::record::Instance {
            repeat: repeat.to_owned(),
            parent: parent.to_owned(),
            order: u64::MAX,
            deleted: false,
        };
        record.instances.insert(id.to_owned(), instance);
    };
    for (id, repeat, parent) in [
        ("self", "house", "self"),
        ("a", "room", "b"),
        ("b", "room", "a"),
        ("lost", "room", "nobody"),
        ("astray", "room", ""),
        ("unknown", "tower", ""),
        ("counted", "floor", ""),
        ("log", "evidence", ""),
    ] {
        add(id, repeat, parent);
    }
    for n in 0..3_000 {
        add(&format!("many-{n:05}"), "house", "");
    }
    let held = [
        ("rooms", Held::Text("no number".to_owned())),
        ("pets", Held::Single(vec!["cat dog".to_owned()])),
        ("taps", Held::Options(["x".to_owned()].into())),
        ("why", Held::Tally(7)),
        ("self\u{1f}name", Held::Single(Vec::new())),
    ];
    for (key, held) in held {
        record.answers.insert(key.to_owned(), held);
    }
    let (plan, ties) = &form;
    let bound = Bound::open(plan, ties, settings(9), record);
    let states = bound.states();
    let houses = states
        .iter()
        .filter(|state| state.node.path.ends_with("/name"));
    assert_eq!(houses.count(), rounds_forms::limits::REPEAT_INSTANCES);
    // Those of the sheet come first: the note had one.
    assert_eq!(
        bound.left_out(),
        3_001 - rounds_forms::limits::REPEAT_INSTANCES
    );
    assert_eq!(bound.instance_of("/data/house[1]"), Some("first-1"));
}
