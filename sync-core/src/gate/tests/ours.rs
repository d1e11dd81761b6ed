//! What our own documents write passes, whoever wrote at the same time.

use proptest::prelude::*;

use super::super::History;
use super::*;
use crate::access::DocKind;
use crate::doc::{Document, Edit, EntryDraft, InstanceDraft, NoteSeed, Value, flat};
use crate::ids::PersonId;
use crate::time::Timestamp;

fn person(device: u8) -> PersonId {
    PersonId::from_bytes([device; 16])
}

fn seed() -> NoteSeed {
    NoteSeed {
        form: "T1".into(),
        form_version: 1,
        stop: None,
        texts: ["notes".to_owned()].into(),
        tallies: ["hands".to_owned()].into(),
        choices: ["modes".to_owned()].into(),
        edits: Vec::new(),
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let text = proptest::sample::select(vec!["", "x", "seen: ", "¿sí? 👍"]);
    let field = || "rating".to_owned();
    let value = || {
        prop_oneof![
            (0..5_i64).prop_map(Value::Int),
            Just(Value::Text("b".into()))
        ]
    };
    let set = proptest::option::of(value());
    prop_oneof![
        set.prop_map(move |value| Edit::Set {
            field: field(),
            value
        }),
        value().prop_map(move |value| Edit::Choose {
            field: field(),
            value
        }),
        (0..6_usize, 0..4_usize, text).prop_map(|(at, delete, insert)| Edit::Text {
            field: "notes".into(),
            at,
            delete,
            insert: insert.into(),
        }),
        (-3..4_i64).prop_map(|by| Edit::Tally {
            field: "hands".into(),
            by
        }),
        any::<bool>().prop_map(|on| Edit::Toggle {
            field: "modes".into(),
            option: "pairs".into(),
            on,
        }),
        text_of_entry().prop_map(Edit::AddEntry),
        (0..4_u8).prop_map(|number| Edit::AddInstance(InstanceDraft {
            id: format!("{number}"),
            repeat: "house".into(),
            parent: String::new(),
            texts: ["name".to_owned()].into(),
            tallies: ["rooms".to_owned()].into(),
            choices: ["pets".to_owned()].into(),
        })),
        (0..4_u8, "[a-z]{0,9}").prop_map(|(number, insert)| Edit::Text {
            field: flat(&format!("{number}"), "name"),
            at: 0,
            delete: 0,
            insert,
        }),
        (0..4_u8, any::<bool>()).prop_map(|(number, deleted)| Edit::InstanceDeleted {
            id: format!("{number}"),
            deleted,
        }),
    ]
}

fn text_of_entry() -> impl Strategy<Value = EntryDraft> {
    "[a-z ]{0,20}".prop_map(|text| EntryDraft {
        field: "log".into(),
        at: Timestamp(5),
        elapsed_ms: Some(7),
        who: Some("students".into()),
        mode: None,
        text,
        tags: ["q".to_owned()].into(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn edits_of_two_devices_pass(
        steps in proptest::collection::vec((any::<bool>(), proptest::option::of(edit())), 1..25),
    ) {
        let (first, change) =
            Document::create_note(actor(1), person(1), &seed(), Timestamp(1)).unwrap();
        let mut log = vec![change.bytes];
        let chunks = log.iter().map(Vec::as_slice);
        let second = Document::load(DocKind::Note, actor(2), person(2), chunks).unwrap();
        let mut docs = [first, second];
        for (device, step) in steps {
            let doc = &mut docs[usize::from(device)];
            let Some(edit) = step else {
                doc.merge(log.iter().map(Vec::as_slice)).unwrap();
                continue;
            };
            if let Ok(Some((change, _))) = doc.edit(&[edit], Timestamp(2)) {
                log.push(change.bytes);
            }
        }
        let mut history = History::default();
        for bytes in log {
            let checked = check(bytes).unwrap();
            let author = (checked.seq == 1).then(|| PersonId::from_slice(&checked.actor.to_bytes()[..16]));
            prop_assert_eq!(checked.author, author.flatten());
            prop_assert_eq!(history.admit(&[checked]), Ok(()));
        }
    }
}
