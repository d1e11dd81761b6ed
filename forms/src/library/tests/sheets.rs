//! The forms of the practice as sheets: exactly their fields, in both languages, and each
//! can be filled from empty to complete.

mod fields;

use std::collections::{BTreeMap, BTreeSet};

use super::super::LIBRARY_SHEETS;
use crate::limits;
use crate::model::Form;
use crate::sheet::export::{differ, first_model, to_xlsform};
use crate::sheet::read;
use crate::xform::external::read_external;
use crate::xform::fill::{Filling, NodeState, Plan, Settings, Step};
use crate::xform::model::{Choices, Control, ControlKind, Definition, Item, NodeId, ValueType};
use crate::xpath::Moment;

fn form(id: &str) -> Definition {
    let (_, text) = LIBRARY_SHEETS
        .into_iter()
        .find(|(name, _)| *name == id)
        .unwrap();
    read(text.as_bytes(), &format!("{id}.md")).unwrap()
}

fn controls(items: &[Item], into: &mut BTreeMap<NodeId, Control>) {
    for item in items {
        match item {
            Item::Control(control) => {
                into.insert(control.node, control.clone());
            }
            Item::Group(group) => controls(&group.children, into),
            Item::Repeat(repeat) => controls(&repeat.children, into),
        }
    }
}

/// The fields of a form, a line each: `name kind own-words`, sections indenting.
fn outline(form: &Definition) -> String {
    let mut shown = BTreeMap::new();
    controls(&form.body, &mut shown);
    let mut lines = String::new();
    for (id, node) in form.shape.iter() {
        let path = form.shape.path(id);
        if id == NodeId::ROOT || path.contains("/meta") {
            continue;
        }
        let indent = "  ".repeat(path.matches('/').count() - 2);
        let kind = match (shown.get(&id), &node.repeat) {
            (_, Some(_)) => "repeat".to_owned(),
            (Some(control), None) => word(control, node.bind.value, node.bind.readonly.is_some()),
            (None, None) if node.children.is_empty() => "calculate".to_owned(),
            (None, None) => "group".to_owned(),
        };
        let own = appearance(form, id, shown.get(&id));
        lines += &format!("{indent}{} {kind}{own}\n", node.name);
    }
    lines
}

fn word(control: &Control, value: ValueType, readonly: bool) -> String {
    match (control.kind, value) {
        (ControlKind::Input, ValueType::Text) if readonly => "note".to_owned(),
        (ControlKind::Input, ValueType::Text) => "text".to_owned(),
        (ControlKind::Input, value) => value.word().to_owned(),
        (ControlKind::Upload, _) => control.media_type.clone().unwrap_or_default(),
        (kind, _) => kind.word().to_owned(),
    }
}

/// Rounds' own words, without those of other tools.
fn appearance(form: &Definition, id: NodeId, control: Option<&Control>) -> String {
    fn section(items: &[Item], id: NodeId) -> Option<String> {
        items.iter().find_map(|item| match item {
            Item::Control(_) => None,
            Item::Group(group) if group.node == Some(id) && !group.appearance.is_empty() => {
                Some(group.appearance.clone())
            }
            Item::Group(group) => section(&group.children, id),
            Item::Repeat(repeat) if repeat.node == id => Some(repeat.appearance.clone()),
            Item::Repeat(repeat) => section(&repeat.children, id),
        })
    }
    let all = control.map_or_else(
        || section(&form.body, id).unwrap_or_default(),
        |control| control.appearance.clone(),
    );
    let own = all
        .split_whitespace()
        .filter(|word| word.starts_with("rounds-"));
    own.map(|word| format!(" {word}")).collect()
}

#[test]
fn each_has_exactly_its_fields() {
    for (id, expected) in fields::FIELDS {
        assert_eq!(outline(&form(id)), expected, "{id}");
    }
    assert_eq!(fields::FIELDS.len(), LIBRARY_SHEETS.len());
}

#[test]
fn the_sheets_of_t1_and_t3_have_the_fields_that_the_app_shows() {
    for (id, more) in [
        ("t1", &["evidence_log_audio", "evidence_log_photo"][..]),
        ("t3", &["audio", "audio_consent"]),
    ] {
        let first = Form::from_json(super::super::library_json(id).unwrap()).unwrap();
        let (bytes, _) = first_model(&first);
        let first = outline(&read(&bytes, "first.xlsx").unwrap());
        let first: BTreeSet<&str> = first.lines().map(str::trim).collect();
        let sheet = outline(&form(id));
        let sheet: BTreeSet<&str> = sheet.lines().map(str::trim).collect();
        assert_eq!(
            first.difference(&sheet).collect::<Vec<_>>(),
            Vec::<&&str>::new()
        );
        let added = sheet
            .difference(&first)
            .map(|line| line.split(' ').next().unwrap());
        assert_eq!(added.collect::<Vec<_>>(), more);
    }
}

#[test]
fn each_is_in_english_and_spanish_and_comes_back_from_a_workbook() {
    for (id, text) in LIBRARY_SHEETS {
        let form = form(id);
        assert_eq!(form.languages, ["English (en)", "Español (es)"], "{id}");
        assert_eq!(form.form_id, id);
        for (language, name, _, text) in form.texts.iter() {
            assert_ne!(
                format!("{:?}", text.parts),
                "[Literal(\"-\")]",
                "{id} {language} {name}"
            );
        }
        let exported = to_xlsform(&form).unwrap();
        assert_eq!(exported.notes, [], "{id}");
        let again = read(&exported.bytes, "again.xlsx").unwrap();
        assert_eq!(differ(&form, &again), None, "{id}");
        assert!(text.len() < limits::FORM_BYTES);
        // Nobody is named: a rule of the practice.
        for word in ["teacher_name", "student_name", "room_number"] {
            assert!(!text.contains(word), "{id} {word}");
        }
    }
}

/// What lies beside a form in the app: the visit's schools and its team.
fn beside(name: &str) -> Option<Vec<u8>> {
    let text = match name {
        "schools.csv" => "name,label\ns1,Oak School\ns2,Elm School\n",
        "team.csv" => "name,label\np1,Ana\np2,Ben\n",
        _ => return None,
    };
    Some(text.as_bytes().to_vec())
}

fn settings() -> Settings {
    Settings {
        now: Moment::parse_zoned("2026-03-14T09:26:53Z").unwrap(),
        seed: 1,
        language: None,
        properties: Vec::new(),
    }
}

/// A repeat of the shape, and whether its instances are counted by the form.
fn repeats(form: &Definition) -> Vec<(String, bool)> {
    let all = form.shape.iter().filter_map(|(id, node)| {
        let repeat = node.repeat.as_ref()?;
        Some((form.shape.path(id), repeat.count.is_some()))
    });
    all.collect()
}

/// An answer for a question.
fn answer(control: &Control, value: ValueType, filling: &NodeState) -> Option<String> {
    let listed = match &control.choices {
        Choices::Itemset(set) => Some(set.nodeset.source().to_owned()),
        _ => None,
    };
    Some(match (control.kind, value) {
        (ControlKind::Upload, _) => "file.bin".to_owned(),
        (ControlKind::SelectOne | ControlKind::SelectMultiple, _) => {
            let list = listed?;
            if list.contains("schools") {
                "s1".to_owned()
            } else if list.contains("team") {
                "p1".to_owned()
            } else {
                return first_choice(&list);
            }
        }
        (_, ValueType::Integer | ValueType::Decimal) => "3".to_owned(),
        (_, ValueType::Date) => "2026-03-15".to_owned(),
        (_, ValueType::Time) => "09:30:00.000".to_owned(),
        (_, ValueType::DateTime) => "2026-03-14T10:00:00.000Z".to_owned(),
        _ if filling.path.ends_with("links") || filling.path.ends_with("cards") => "1 2".to_owned(),
        _ => "What was seen".to_owned(),
    })
}

/// A choice that opens what depends on it, in the lists of the library.
fn first_choice(nodes: &str) -> Option<String> {
    let list = nodes.split('\'').nth(1)?;
    let known = [
        ("yes_no", "yes"),
        ("act", "adapt"),
        ("seen", "observed"),
        ("norms", "no_names"),
        ("card_on", "task"),
        ("quantifier", "many"),
        ("status", "done"),
        ("change_status", "testing"),
        ("grade", "grade_3"),
        ("subject", "math"),
        ("class_type", "ell"),
        ("objectives_given", "posted"),
        ("evidence_log_who", "students"),
        ("evidence_log_mode", "heard"),
        ("evidence_log_tags", "reasoning"),
        ("clarity_check", "checked"),
        ("setting", "panel"),
        ("interesting", "partly"),
        ("level", "can_state_task"),
    ];
    let found = known.iter().find(|(name, _)| *name == list);
    let rubric = [
        "explain_reasoning",
        "task_asks_more",
        "use_others_ideas",
        "know_the_purpose",
    ];
    let level = rubric.contains(&list).then_some("providing");
    found
        .map(|(_, choice)| *choice)
        .or(level)
        .map(str::to_owned)
}

/// Answers every question that can be answered, with two instances of each repeat.
fn complete(form: &Definition, filling: &mut Filling<'_>) {
    for (path, counted) in repeats(form) {
        if !counted {
            // Inside of the first instance of what is around it.
            let (above, name) = path.rsplit_once('/').unwrap();
            let outer = repeats(form)
                .into_iter()
                .filter(|(other, _)| above.starts_with(other.as_str()));
            let mut at = above.to_owned();
            let mut outer: Vec<String> = outer.map(|(other, _)| other).collect();
            outer.sort_by_key(|other| std::cmp::Reverse(other.len()));
            for other in outer {
                at.insert_str(other.len(), "[1]");
            }
            filling
                .apply(&Step::Add {
                    path: format!("{at}/{name}"),
                })
                .unwrap();
        }
    }
    let mut shown = BTreeMap::new();
    controls(&form.body, &mut shown);
    let by_path: BTreeMap<String, (Control, ValueType)> = shown
        .into_iter()
        .map(|(id, control)| {
            let value = form.shape.get(id).unwrap().bind.value;
            (form.shape.path(id), (control, value))
        })
        .collect();
    // Answers open further questions, so once more.
    for _ in 0..3 {
        for state in filling.states() {
            let plain: String = plain(&state.path);
            let Some((control, value)) = by_path.get(&plain) else {
                continue;
            };
            if !state.relevant || state.readonly {
                continue;
            }
            let value = answer(control, *value, &state);
            let value = value.unwrap_or_else(|| panic!("no answer for {}", state.path));
            filling
                .apply(&Step::Set {
                    path: state.path.clone(),
                    value,
                })
                .unwrap();
        }
    }
}

/// A path without positions.
fn plain(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn value(filling: &Filling<'_>, path: &str) -> String {
    let found = filling
        .states()
        .into_iter()
        .find(|state| state.path == path);
    found.map_or_else(|| format!("no {path}"), |state| state.value)
}

#[test]
fn each_can_be_filled_from_empty_to_complete() {
    for (id, _) in LIBRARY_SHEETS {
        let mut form = form(id);
        read_external(&mut form, &beside);
        let plan = Plan::new(form.clone()).unwrap();
        let mut filling = Filling::new(&plan, settings());
        let open: Vec<String> = filling
            .states()
            .into_iter()
            .filter(|s| s.required)
            .map(|s| s.path)
            .collect();
        let wanted: &[&str] = match id {
            "t1" => &["/data/after/clarity_check"],
            "t6" => &["/data/head/title"],
            _ => &[],
        };
        assert_eq!(open, wanted, "{id}");
        complete(&form, &mut filling);
        let mut shown = BTreeMap::new();
        controls(&form.body, &mut shown);
        let asked: BTreeSet<String> = shown.keys().map(|id| form.shape.path(*id)).collect();
        let mut answered = BTreeSet::new();
        for state in filling.states() {
            assert!(state.valid, "{id} {state:?}");
            let asks = asked.contains(&plain(&state.path));
            if asks && state.relevant && !state.readonly {
                assert_ne!(state.value, "", "{id} {}", state.path);
            }
            if state.relevant {
                answered.insert(plain(&state.path));
            }
        }
        let never: Vec<&String> = asked.difference(&answered).collect();
        let closed: &[&str] = if id == "t4" {
            &["/data/too_many_cards"]
        } else {
            &[]
        };
        assert_eq!(
            never, closed,
            "{id}: every question applies in a complete note"
        );
    }
}

/// A complete note of a form, asked for what it computes.
fn computed(id: &str, asks: &[(&str, &str)]) {
    let mut form = form(id);
    read_external(&mut form, &beside);
    let plan = Plan::new(form.clone()).unwrap();
    let mut filling = Filling::new(&plan, settings());
    complete(&form, &mut filling);
    for (path, expected) in asks {
        assert_eq!(value(&filling, path), *expected, "{id} {path}");
    }
}

#[test]
fn what_they_compute() {
    computed(
        "t2",
        &[
            ("/data/in_the_room/engagement/on_task_percent", "50"),
            ("/data/after/questions_high_rate", "1"),
        ],
    );
    computed(
        "t4",
        &[
            ("/data/cards_picked", "2"),
            ("/data/describe[2]/card_no", "2"),
        ],
    );
    computed(
        "t6",
        &[
            ("/data/study_group/question_count", "2"),
            (
                "/data/study_group/study[2]/studied_prediction",
                "What was seen",
            ),
            ("/data/act_group/next_cycle_no", "4"),
        ],
    );
    computed(
        "t1",
        &[
            ("/data/before/date", "2026-03-15"),
            ("/data/in_the_room/evidence_log[2]/evidence_log_no", "2"),
        ],
    );
}

#[test]
fn entries_stamp_their_own_time() {
    let plan = Plan::new(form("t1")).unwrap();
    let mut filling = Filling::new(&plan, settings());
    let log = "/data/in_the_room/evidence_log";
    filling
        .apply(&Step::Add {
            path: log.to_owned(),
        })
        .unwrap();
    for instance in 1..=2 {
        let at = value(&filling, &format!("{log}[{instance}]/evidence_log_at"));
        assert!(at.starts_with("2026-03-14T09:26:53"), "{at}");
    }
}
