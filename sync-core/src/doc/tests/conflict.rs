//! Two answers side by side, and how a person settles them.

use super::*;

#[test]
fn both_answers_are_shown_with_who_and_when_until_somebody_chooses() {
    let (mut a, mut b) = pair();
    edit(&mut a, 20, &[set("rating", "4")]);
    edit(&mut b, 30, &[set("rating", "2")]);
    exchange(&mut a, &mut b);
    let rating = register(&a, "rating").clone();
    let seen: Vec<_> = rating
        .0
        .iter()
        .map(|c| (c.value.clone(), c.device, c.by, c.at))
        .collect();
    let two = (
        Value::Text("2".into()),
        actor(2).device(),
        person(2),
        Timestamp(30),
    );
    let four = (
        Value::Text("4".into()),
        actor(1).device(),
        person(1),
        Timestamp(20),
    );
    assert_eq!(seen, [two, four]);
    assert_eq!(
        view(&a)
            .conflicts()
            .map(|(field, _)| field)
            .collect::<Vec<_>>(),
        ["rating"]
    );

    let (_, touched) = edit(&mut b, 40, &[choose("rating", "4")]);
    assert!(touched.fields.contains("rating"));
    exchange(&mut a, &mut b);
    assert_eq!(
        register(&a, "rating").settled(),
        Some(&Value::Text("4".into()))
    );
    let [choice] = &view(&a).choices[..] else {
        panic!("one choice expected")
    };
    assert_eq!(
        (choice.field.as_str(), choice.by, choice.at),
        ("rating", person(2), Timestamp(40))
    );
    assert_eq!(choice.value, Some(Value::Text("4".into())));
    assert_eq!(choice.over, rating.0);
    assert_in_step(&a);
}

#[test]
fn a_third_answer_written_apart_from_the_choice_shows_again() {
    let (mut a, mut b) = pair();
    edit(&mut a, 2, &[set("rating", "1")]);
    edit(&mut b, 2, &[set("rating", "2")]);
    exchange(&mut a, &mut b);
    let saved = a.save();
    let mut c = open(3, [&saved[..]]);
    edit(&mut c, 3, &[set("rating", "3")]);
    edit(&mut a, 3, &[choose("rating", "1")]);
    exchange(&mut a, &mut c);
    let values: Vec<_> = register(&a, "rating")
        .0
        .iter()
        .map(|c| c.value.clone())
        .collect();
    assert_eq!(values, [Value::Text("1".into()), Value::Text("3".into())]);
    assert_in_step(&a);
}

#[test]
fn writing_over_two_answers_is_logged_as_a_choice() {
    let (mut a, mut b) = pair();
    edit(&mut a, 2, &[set("rating", "1")]);
    edit(&mut b, 2, &[set("rating", "2")]);
    assert!(view(&a).choices.is_empty(), "a plain answer is no choice");
    exchange(&mut a, &mut b);
    edit(
        &mut a,
        3,
        &[Edit::Set {
            field: "rating".into(),
            value: None,
        }],
    );
    assert_eq!(view(&a).answers.get("rating"), None);
    assert_eq!(view(&a).choices[0].value, None);
    assert_eq!(view(&a).choices[0].over.len(), 2);
}

#[test]
fn the_same_answer_twice_is_no_conflict() {
    let (mut a, mut b) = pair();
    edit(&mut a, 2, &[set("rating", "1")]);
    edit(&mut b, 2, &[set("rating", "1")]);
    exchange(&mut a, &mut b);
    assert_eq!(register(&a, "rating").0.len(), 2);
    assert_eq!(view(&a).conflicts().count(), 0);
}

#[test]
fn replacing_the_answer_that_loses_inside_automerge_is_seen() {
    // Three devices: the order of actors decides which value Automerge puts first.
    for loser in [1, 2] {
        let (a, first) = note();
        let mut a = a;
        let mut b = open(2, [&first.bytes[..]]);
        let (from_a, _) = edit(&mut a, 2, &[set("rating", "a")]);
        let (from_b, _) = edit(&mut b, 2, &[set("rating", "b")]);
        let mut all = open(3, [&first.bytes[..], &from_a.bytes, &from_b.bytes]);
        let doc = if loser == 1 { &mut a } else { &mut b };
        let (again, _) = edit(doc, 3, &[set("rating", "z")]);
        let touched = all.merge([&again.bytes[..]]).unwrap();
        assert!(touched.fields.contains("rating"));
        assert!(
            register(&all, "rating")
                .0
                .iter()
                .any(|c| c.value == Value::Text("z".into()))
        );
        assert_in_step(&all);
    }
}

#[test]
fn whole_numbers_and_texts_stand_side_by_side_and_stops_too() {
    let (mut a, mut b) = pair();
    let number = Edit::Set {
        field: "count".into(),
        value: Some(Value::Int(-7)),
    };
    edit(&mut a, 2, &[number, Edit::Stop { stop: "x".into() }]);
    edit(
        &mut b,
        2,
        &[set("count", "seven"), Edit::Stop { stop: "y".into() }],
    );
    exchange(&mut a, &mut b);
    let values: Vec<_> = register(&a, "count")
        .0
        .iter()
        .map(|c| c.value.clone())
        .collect();
    assert_eq!(values, [Value::Text("seven".into()), Value::Int(-7)]);
    assert!(view(&a).stop.is_conflict());
    edit(&mut a, 3, &[Edit::Stop { stop: "y".into() }]);
    exchange(&mut a, &mut b);
    assert_eq!(view(&b).stop.settled(), Some(&Value::Text("y".into())));
}
