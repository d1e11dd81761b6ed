//! Positions in text: UTF-16 units, also around emoji.

use super::*;

#[test]
fn positions_count_utf16_units() {
    let (mut a, mut b) = pair();
    edit(&mut a, 2, &[type_in("notes", 0, 0, "a😀é👩‍🏫z")]);
    edit(&mut a, 3, &[type_in("notes", 3, 1, "e")]);
    assert_eq!(text_of(&a, "notes"), "a😀e👩‍🏫z");
    edit(&mut a, 4, &[type_in("notes", 1, 2, "😁!")]);
    edit(&mut a, 5, &[type_in("notes", 10, 1, "end")]);
    assert_eq!(text_of(&a, "notes"), "a😁!e👩‍🏫end");
    exchange(&mut a, &mut b);
    edit(&mut b, 6, &[type_in("notes", 5, 5, "")]);
    assert_eq!(text_of(&b, "notes"), "a😁!eend");
    assert_in_step(&b);
}

#[test]
fn a_position_inside_a_character_is_refused() {
    let (mut a, _) = note();
    edit(&mut a, 2, &[type_in("notes", 0, 0, "😀😀")]);
    for (at, delete, inside) in [(1, 0, 1), (0, 1, 1), (2, 1, 3), (3, 1, 3)] {
        let refused = a.edit(&[type_in("notes", at, delete, "x")], Timestamp(3));
        let expected = EditError::InsideCharacter {
            field: "notes".into(),
            at: inside,
        };
        assert_eq!(refused, Err(expected));
    }
    assert_eq!(text_of(&a, "notes"), "😀😀");
}

#[test]
fn a_position_beyond_the_end_is_refused() {
    let (mut a, _) = note();
    edit(&mut a, 2, &[type_in("notes", 0, 0, "ab😀")]);
    for (at, delete) in [(5, 0), (0, 5), (4, 1), (usize::MAX, 1), (1, usize::MAX)] {
        let refused = a.edit(&[type_in("notes", at, delete, "x")], Timestamp(3));
        let field = "notes".into();
        assert_eq!(
            refused,
            Err(EditError::OutOfText {
                field,
                length: 4,
                at,
                delete
            })
        );
    }
    edit(&mut a, 3, &[type_in("notes", 4, 0, "!")]);
    assert_eq!(text_of(&a, "notes"), "ab😀!");
}

#[test]
fn later_edits_of_a_list_see_the_earlier_ones() {
    let (mut a, _) = note();
    let edits = [
        type_in("notes", 0, 0, "abc"),
        type_in("notes", 3, 0, "def"),
        type_in("notes", 0, 6, "done"),
        set("rating", "1"),
        set("rating", "2"),
    ];
    edit(&mut a, 2, &edits);
    assert_eq!(text_of(&a, "notes"), "done");
    assert_eq!(
        register(&a, "rating").settled(),
        Some(&Value::Text("2".into()))
    );
    assert!(view(&a).choices.is_empty());
}

#[test]
fn an_emoji_replaced_on_both_sides_is_never_torn() {
    let (mut a, mut b) = pair();
    let id = add_entry(&mut a, 2, "x😀y");
    exchange(&mut a, &mut b);
    let words = |text: &str| Edit::EntryText {
        id: id.clone(),
        text: text.into(),
    };
    edit(&mut a, 3, &[words("x😁y")]);
    edit(&mut b, 3, &[words("x😂y!")]);
    exchange(&mut a, &mut b);
    let text = &entry(&a, &id).text;
    assert!(text.contains('😁') && text.contains("😂y!"), "{text}");
    assert!(!text.contains('\u{fffd}'));
}

#[test]
fn a_field_of_another_type_is_not_there() {
    let (mut a, _) = note();
    edit(&mut a, 2, &[set("rating", "3")]);
    let toggle = |field: &str| Edit::Toggle {
        field: field.into(),
        option: "o".into(),
        on: true,
    };
    let cases = [
        (type_in("rating", 0, 0, "x"), "rating", "text"),
        (type_in("absent", 0, 0, "x"), "absent", "text"),
        (
            Edit::Tally {
                field: "notes".into(),
                by: 1,
            },
            "notes",
            "tally",
        ),
        (toggle("hands"), "hands", "select-many"),
        (set("notes", "x"), "notes", "single-value"),
        (choose("modes", "x"), "modes", "single-value"),
        (set("hands", "x"), "hands", "single-value"),
    ];
    for (edit, field, expected) in cases {
        let field = field.to_owned();
        let refused = a.edit(&[edit], Timestamp(3));
        assert_eq!(refused, Err(EditError::NoSuchField { field, expected }));
    }
}
