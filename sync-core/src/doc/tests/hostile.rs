//! Documents that load but that no build of ours writes: show what is well-formed.

use super::*;
use crate::doc::InstanceDraft;
use crate::gate::chunks::spoiled;
use automerge::legacy::{ElementId, Key, OpId};
use automerge::transaction::Transactable;
use automerge::{AutoCommit, LoadOptions, ObjType, ROOT, ReadDoc, ScalarValue, TextEncoding};

/// Lets Automerge write into a note directly, as foreign software could.
fn vandalise(doc: &Document, actor: Actor, write: impl FnOnce(&mut AutoCommit)) -> Vec<u8> {
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    let saved = doc.save();
    let mut raw = AutoCommit::load_with_options(&saved, options).unwrap();
    raw.set_actor(actor.to_automerge());
    write(&mut raw);
    raw.commit();
    raw.get_last_local_change().unwrap().raw_bytes().to_vec()
}

fn merged_in_step(doc: &mut Document, change: &[u8]) {
    doc.merge([change]).unwrap();
    assert_in_step(doc);
}

#[test]
fn wrong_types_at_known_keys_are_skipped() {
    let containers = ["answers", "entries", "links", "choices", "instances"];
    let scalars = ["kind", "form", "form_version", "created", "stop"];
    for key in containers.into_iter().chain(scalars) {
        for kind in 0..5 {
            let (mut doc, _) = note();
            let id = add_entry(&mut doc, 2, "x");
            let change = vandalise(&doc, actor(7), |raw| match kind {
                0 => raw.put(ROOT, key, f64::NAN).unwrap(),
                1 => raw.delete(ROOT, key).unwrap(),
                2 => drop(raw.put_object(ROOT, key, ObjType::List).unwrap()),
                3 => drop(raw.put_object(ROOT, key, ObjType::Text).unwrap()),
                _ => drop(raw.put_object(ROOT, key, ObjType::Map).unwrap()),
            });
            doc.merge([&change[..]]).unwrap();
            let (saved, edits) = (
                doc.save(),
                [tally(1), Edit::EntryDeleted { id, deleted: true }],
            );
            let _ = doc.edit(&edits, Timestamp(3));
            if let Ok(fresh) = Document::load(DocKind::Note, actor(8), person(8), [&saved[..]]) {
                doc = fresh;
                assert_in_step(&doc);
            }
        }
    }
}

#[test]
fn malformed_answers_and_entries_are_skipped_and_the_rest_is_shown() {
    let (mut doc, _) = note();
    let id = add_entry(&mut doc, 2, "good");
    edit(&mut doc, 3, &[set("rating", "3"), choose("rating", "4")]);
    let change = vandalise(&doc, actor(7), |raw| {
        let answers = raw.get(ROOT, "answers").unwrap().unwrap().1;
        raw.put(&answers, "bytes", vec![1_u8, 2]).unwrap();
        raw.put(&answers, "null", ScalarValue::Null).unwrap();
        raw.put(&answers, "huge", u64::MAX).unwrap();
        raw.put_object(&answers, "list", ObjType::List).unwrap();
        raw.put_object(&answers, "notes", ObjType::List).unwrap();
        let modes = raw.get(&answers, "modes").unwrap().unwrap().1;
        raw.put(&modes, "x", 1).unwrap();
        raw.put(&modes, "y", true).unwrap();
        let entries = raw.get(ROOT, "entries").unwrap().unwrap().1;
        raw.put(&entries, "scalar", 1).unwrap();
        raw.put_object(&entries, "empty", ObjType::Map).unwrap();
        let bare = raw.put_object(&entries, "bare", ObjType::Map).unwrap();
        raw.put(&bare, "field", "evidence").unwrap();
        raw.put(&bare, "at", 1).unwrap();
        raw.put(&bare, "text", "not a text object").unwrap();
        raw.put(&bare, "deleted", "yes").unwrap();
        let good = raw.get(&entries, id.as_str()).unwrap().unwrap().1;
        raw.put(&good, "elapsed", -4).unwrap();
        raw.put(&good, "tags", 3).unwrap();
        raw.put(&good, "who", false).unwrap();
        let links = raw.get(ROOT, "links").unwrap().unwrap().1;
        raw.put(&links, "no separator", true).unwrap();
        raw.put(&links, "field\u{1f}entry", 3).unwrap();
        let choices = raw.get(ROOT, "choices").unwrap().unwrap().1;
        raw.put(&choices, "scalar", 1).unwrap();
        for key in raw.keys(&choices).collect::<Vec<_>>() {
            if let Some((automerge::Value::Object(_), id)) = raw.get(&choices, &key).unwrap() {
                raw.put(&id, "over", 1).unwrap();
            }
        }
    });
    merged_in_step(&mut doc, &change);
    let view = view(&doc);
    let fields: Vec<_> = view.answers.keys().map(String::as_str).collect();
    assert_eq!(fields, ["hands", "modes", "quote", "rating"]);
    assert_eq!(
        view.answers["modes"],
        Answer::Choices(BTreeSet::from(["y".to_owned()]))
    );
    let ids: Vec<_> = view.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["bare", id.as_str()]);
    assert_eq!(view.entries[1].elapsed_ms, None);
    assert!(view.links.is_empty());
    assert!(view.choices[0].over.is_empty());
    let tag = Edit::EntryTag {
        id,
        tag: "t".into(),
        on: true,
    };
    assert!(matches!(
        doc.edit(&[tag], Timestamp(4)),
        Err(EditError::NoSuchEntry(_))
    ));
}

#[test]
fn an_entry_that_moves_in_time_moves_in_the_view() {
    let (mut doc, _) = note();
    let ids = [10, 20, 30].map(|at| add_entry(&mut doc, at, "x"));
    for at in [25_u64, 5, 99, 25] {
        let change = vandalise(
            &doc,
            Actor::new(actor(7).device(), at.to_be_bytes()),
            |raw| {
                let entries = raw.get(ROOT, "entries").unwrap().unwrap().1;
                let entry = raw.get(&entries, ids[0].as_str()).unwrap().unwrap().1;
                raw.put(&entry, "at", at).unwrap();
            },
        );
        if !change.is_empty() {
            merged_in_step(&mut doc, &change);
        }
    }
}

#[test]
fn objects_inside_a_text_do_not_shift_positions() {
    let (mut doc, _) = note();
    edit(&mut doc, 2, &[type_in("notes", 0, 0, "ab")]);
    let change = vandalise(&doc, actor(7), |raw| {
        let answers = raw.get(ROOT, "answers").unwrap().unwrap().1;
        let notes = raw.get(&answers, "notes").unwrap().unwrap().1;
        raw.split_block(&notes, 1).unwrap();
        raw.insert(&notes, 0, "😀😀").unwrap();
    });
    merged_in_step(&mut doc, &change);
    let length: usize = text_of(&doc, "notes").chars().map(char::len_utf16).sum();
    for at in 0..=length {
        let _ = doc.edit(&[type_in("notes", at, 0, "x")], Timestamp(3));
        assert_in_step(&doc);
    }
}

#[test]
fn changes_that_would_make_automerge_panic_are_refused() {
    let (mut doc, _) = note();
    let (second, _) = edit(&mut doc, 2, &[tally(1)]);
    let (third, _) = edit(&mut doc, 3, &[tally(1)]);
    let expanded = |bytes: &[u8]| {
        automerge::Change::from_bytes(bytes.to_vec())
            .unwrap()
            .decode()
    };
    let bytes =
        |change: automerge::ExpandedChange| automerge::Change::from(change).raw_bytes().to_vec();
    let mut gap = expanded(&third.bytes);
    gap.seq = 9;
    gap.hash = None;
    let mut again = expanded(&second.bytes);
    again.time += 1;
    again.hash = None;
    let mut author = expanded(&third.bytes);
    author.extra_bytes = [&[1, 16][..], person(2).as_bytes()].concat();
    author.hash = None;
    let (typed, _) = edit(&mut doc, 4, &[type_in("notes", 0, 0, "ab")]);
    let mut nowhere = expanded(&typed.bytes);
    nowhere.hash = None;
    nowhere.seq += 1;
    nowhere.start_op = nowhere.start_op.saturating_add(100);
    nowhere.deps = vec![doc.heads()[0].into()];
    let id = OpId(77, actor(1).to_automerge());
    nowhere.operations[0].key = Key::Seq(ElementId::Id(id));
    let saved = doc.save();
    for bad in [bytes(gap), bytes(again), bytes(author), bytes(nowhere)] {
        let merged = doc.merge([&bad[..]]);
        assert!(matches!(merged, Err(DocError::Unreadable(_))), "{merged:?}");
        assert_eq!(doc.save(), saved);
    }
}

#[test]
fn whatever_a_server_sends_is_stopped_before_automerge_gives_up() {
    let (mut doc, first) = note();
    let typed = edit(&mut doc, 2, &[type_in("notes", 0, 0, "abc")]).0;
    let erased = edit(&mut doc, 3, &[type_in("notes", 1, 1, "x"), tally(1)]).0;
    let added = edit(&mut doc, 4, &[Edit::AddEntry(draft(4, "She asks why."))]).0;
    let honest = [&first.bytes, &typed.bytes, &erased.bytes, &added.bytes];
    let mut refused = 0;
    for (at, honest_one) in honest.iter().enumerate().skip(1) {
        for bad in spoiled(honest_one) {
            let mut other = open(2, honest[..at].iter().map(|bytes| bytes.as_slice()));
            let before = other.save();
            match other.merge([&bad[..]]) {
                Ok(_) => assert_in_step(&other),
                Err(error) => {
                    refused += 1;
                    assert!(!error.to_string().contains("gave up"), "{error}");
                    assert_eq!(other.save(), before);
                }
            }
        }
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn a_whole_document_and_compressed_columns_are_not_inflated() {
    let (mut doc, _) = note();
    let whole = AutoCommit::load(&doc.save()).unwrap().save();
    let (long, _) = edit(&mut doc, 2, &[type_in("notes", 0, 0, &"abc".repeat(4_000))]);
    let mut long = automerge::Change::from_bytes(long.bytes).unwrap();
    let deflated = long.bytes().to_vec();
    assert_eq!(deflated[8], 2, "a compressed change");
    for bad in [whole, deflated] {
        let merged = doc.merge([&bad[..]]);
        assert!(matches!(merged, Err(DocError::Unreadable(_))), "{merged:?}");
    }
}

#[test]
fn a_change_without_an_author_or_with_a_foreign_actor_shows_no_person() {
    let (mut doc, _) = note();
    let change = vandalise(&doc, actor(7), |raw| {
        let answers = raw.get(ROOT, "answers").unwrap().unwrap().1;
        raw.put(&answers, "rating", "3").unwrap();
    });
    merged_in_step(&mut doc, &change);
    assert_eq!(
        register(&doc, "rating").0[0].by,
        PersonId::from_bytes([0; 16])
    );
}

#[test]
fn a_newer_shape_asks_for_an_update() {
    let (mut doc, first) = note();
    let change = vandalise(&doc, actor(7), |raw| {
        raw.put(ROOT, "schema", 2_u64).unwrap();
    });
    let chunks = [&first.bytes[..], &change];
    let loaded = Document::load(DocKind::Note, actor(3), person(3), chunks);
    assert_eq!(
        loaded.map(|_| ()),
        Err(DocError::TooNew { found: 2, known: 1 })
    );
    doc.merge([&change[..]]).unwrap();
    assert!(doc.note().is_some(), "an open note stays open");
}

#[test]
fn malformed_instances_are_skipped_and_the_rest_is_shown() {
    let (mut doc, _) = note();
    let draft = |id: &str| {
        Edit::AddInstance(InstanceDraft {
            id: id.into(),
            repeat: "house".into(),
            ..InstanceDraft::default()
        })
    };
    edit(
        &mut doc,
        2,
        &[draft("good"), draft("spoiled"), draft("moved")],
    );
    let change = vandalise(&doc, actor(7), |raw| {
        let instances = raw.get(ROOT, "instances").unwrap().unwrap().1;
        raw.put(&instances, "scalar", 1).unwrap();
        raw.put_object(&instances, "list", ObjType::List).unwrap();
        raw.put_object(&instances, "empty", ObjType::Map).unwrap();
        // Each is in the other.
        for (id, parent) in [("one", "two"), ("two", "one"), ("self", "self")] {
            let object = raw.put_object(&instances, id, ObjType::Map).unwrap();
            raw.put(&object, "repeat", "house").unwrap();
            raw.put(&object, "parent", parent).unwrap();
            raw.put(&object, "order", "first").unwrap();
            raw.put(&object, "deleted", 1).unwrap();
        }
        let spoiled = raw.get(&instances, "spoiled").unwrap().unwrap().1;
        raw.put(&spoiled, "repeat", 7).unwrap();
        let moved = raw.get(&instances, "moved").unwrap().unwrap().1;
        raw.put(&moved, "order", u64::MAX).unwrap();
    });
    merged_in_step(&mut doc, &change);
    let shown: Vec<_> = view(&doc).instances.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(shown, ["good", "moved", "one", "self", "two"]);
    edit(&mut doc, 3, &[draft("next")]);
    assert_in_step(&doc);
    assert!(view(&doc).instances.iter().any(|i| i.id == "next"));
}

#[test]
fn a_note_of_an_older_build_takes_no_instances_and_everything_else() {
    let (mut doc, _) = note();
    let change = vandalise(&doc, actor(7), |raw| {
        raw.delete(ROOT, "instances").unwrap();
    });
    merged_in_step(&mut doc, &change);
    let draft = InstanceDraft {
        id: "x".into(),
        ..InstanceDraft::default()
    };
    let refused = doc.edit(&[Edit::AddInstance(draft)], Timestamp(3));
    assert_eq!(refused, Err(EditError::NoSuchInstance("x".into())));
    edit(&mut doc, 3, &[tally(1), set("rating", "3")]);
    assert_in_step(&doc);
}

/// Two devices of foreign software make an instance of the same id apart, with a text in it.
#[test]
fn an_instance_made_twice_is_shown_once_on_every_device() {
    let (mut doc, first) = note();
    let mut other = open(2, [&first.bytes[..]]);
    let draft = |parent: &str| {
        Edit::AddInstance(InstanceDraft {
            id: "same".into(),
            repeat: "house".into(),
            parent: parent.into(),
            texts: BTreeSet::from(["name".to_owned()]),
            ..InstanceDraft::default()
        })
    };
    edit(&mut doc, 2, &[draft("a")]);
    edit(&mut other, 2, &[draft("b")]);
    exchange(&mut doc, &mut other);
    assert_eq!(view(&doc).instances.len(), 1);
    assert_in_step(&doc);
    assert_in_step(&other);
}
