//! The JSON of a note is a contract: these are its exact words.

use sync_core::access::{DocKind, DocMeta, Visibility};
use sync_core::doc::PersonView;
use sync_core::ids::{DeviceId, DocId, SpaceId};
use sync_core::time::Timestamp;

use super::*;

fn candidate(value: &str, who: u8) -> Candidate {
    Candidate {
        value: Value::Text(value.to_owned()),
        device: DeviceId::from_bytes([who; 16]),
        by: PersonId::from_bytes([who; 16]),
        at: Timestamp(u64::from(who)),
    }
}

#[test]
fn a_conflict_has_no_value_but_all_candidates_with_who_and_when() {
    let ana = PersonView {
        name: "Ana".to_owned(),
        team: String::new(),
    };
    let mut visit = VisitView::default();
    visit.people.insert(PersonId::from_bytes([1; 16]), ana);
    let people = People(Some(&visit));
    let register = Register(vec![candidate("developing", 1), candidate("providing", 2)]);
    let json = serde_json::to_value(answer(&Answer::Single(register), people)).ok();
    let id = |who: u8| PersonId::from_bytes([who; 16]).to_string();
    let expected = serde_json::json!({"kind": "single", "value": null, "candidates": [
        {"value": "developing", "by": id(1), "name": "Ana", "device": id(1), "at": 1},
        {"value": "providing", "by": id(2), "name": null, "device": id(2), "at": 2},
    ]});
    assert_eq!(json, Some(expected));
    let agreed = Register(vec![candidate("developing", 1), candidate("developing", 2)]);
    let json = serde_json::to_value(answer(&Answer::Single(agreed), people)).ok();
    assert_eq!(
        json,
        Some(serde_json::json!({"kind": "single", "value": "developing"}))
    );
}

#[test]
fn a_note_says_everything_that_is_documented() {
    let author = PersonId::from_bytes([1; 16]);
    let entry = EntryView {
        id: "e1".to_owned(),
        field: "evidence".to_owned(),
        at: Timestamp(5),
        elapsed_ms: None,
        who: Register(vec![candidate("students", 1)]),
        mode: Register::default(),
        text: "3/4".to_owned(),
        tags: BTreeSet::from(["talk".to_owned()]),
        by: author,
        deleted: false,
    };
    let view = NoteView {
        form: "t1".to_owned(),
        form_version: 1,
        stop: Register(vec![candidate("s1", 1)]),
        author,
        created: Timestamp(4),
        answers: BTreeMap::from([
            ("choral".to_owned(), Answer::Tally(2)),
            ("objectives".to_owned(), Answer::Text("x".to_owned())),
        ]),
        entries: vec![entry],
        instances: Vec::new(),
        links: BTreeMap::new(),
        choices: vec![ChoiceView {
            id: "c1".to_owned(),
            field: "level".to_owned(),
            value: Some(Value::Int(3)),
            over: vec![candidate("x", 1)],
            by: author,
            at: Timestamp(6),
        }],
    };
    let info = DocInfo {
        doc: DocId::from_bytes([3; 16]),
        space: SpaceId::from_bytes([4; 16]),
        meta: DocMeta {
            kind: DocKind::Note,
            owner: author,
            visibility: Visibility::Team,
        },
        state: DocState::Saved,
        waiting: 2,
        bytes: 9,
    };
    let person = serde_json::json!({"id": author.to_string(), "name": null});
    let expected = serde_json::json!({
        "id": info.doc.to_string(), "visit": info.space.to_string(),
        "form": "t1", "form_version": 1, "stop": "s1", "author": person, "created": 4,
        "visibility": "team", "state": "saved", "waiting": 2,
        "answers": {"choral": {"kind": "tally", "value": 2}, "objectives": {"kind": "text", "value": "x"}},
        "conflicts": {}, "links": {},
        "choices": [{"id": "c1", "field": "level", "value": 3, "by": person, "at": 6, "over": [
            {"value": "x", "by": author.to_string(), "name": null, "device": author.to_string(), "at": 1},
        ]}],
        "entries": [{"id": "e1", "field": "evidence", "at": 5, "elapsed_ms": null,
            "who": "students", "mode": null, "text": "3/4", "tags": ["talk"], "by": person,
            "deleted": false}],
    });
    assert_eq!(
        serde_json::to_value(note(&info, &view, People(None))).ok(),
        Some(expected)
    );
}
