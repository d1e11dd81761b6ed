//! A form of another tool in a visit: brought by the visit, filled apart and offline by
//! headless devices, merged.

use std::path::Path;
use std::process::Command;

use rounds_tests::process::{HeadlessDevice, Outcome, Server, binary};
use serde_json::{Value, json};

const FORM: &str = "\
| survey | type | name | label | relevant | constraint | constraint_message | calculation | appearance | default | repeat_count |
| | integer | rooms | Rooms | | . <= ${most} or ${most} = '' | More than there are | | | | |
| | integer | most | Rooms there are | | | | | | | |
| | text | why | Why so many | ${rooms} > 2 | | | | multiline | | |
| | integer | taps | Taps | | | | | rounds-tally | 0 | |
| | select_multiple pets | pets | Pets | | | | | | | |
| | begin_repeat | house | House | | | | | | | |
| | text | name | Name | | | | | | | |
| | decimal | age | Age | | | | | | 0 | |
| | end_repeat | | | | | | | | | |
| | begin_repeat | floor | Floor | | | | | | | ${rooms} |
| | text | carpet | Carpet | | | | | | red | |
| | end_repeat | | | | | | | | | |
| | begin_repeat | evidence | Evidence | | | | | rounds-evidence | | |
| | text | words | Words | | | | | rounds-text | | |
| | end_repeat | | | | | | | | | |
| | calculate | total | | | | | concat(count(${house}), '/', sum(${age}), '/', count(${evidence})) | | | |
| | integer | nth | Nth | | | | | rounds-visit-number | | |
| choices | list_name | name | label |
| | pets | dog | Dog |
| | pets | cat | Cat |
| settings | form_title | form_id | version |
| | Houses | houses | 7 |
";

const VISIT: &str = r#"title = "House visit"
host = "Pine County Schools"
focus = "How do people live?"
starts = "2026-12-01"
days = 1
forms = ["t1", "t2", "houses.md"]

[[venue]]
id = "ridge"
name = "Cedar Ridge"

[[stop]]
id = "one"
venue = "ridge"
label = "Visit 1"
kind = "classroom"
day = 1
time = "09:30"
minutes = 12
forms = ["t1", "t2", "houses"]

[[team]]
name = "Millbrook"
role = "observer"
uses = 12
days = 14
"#;

/// A step, the place that is named and what is said about it.
const REFUSED: [(&str, &str, &str); 16] = [
    (
        r#"{"set": "rooms", "value": "many"}"#,
        "[1].value",
        "does not fit the type",
    ),
    (
        r#"{"set": "rumba", "value": 1}"#,
        "[1].set",
        "the form has no \"rumba\"",
    ),
    (
        r#"{"set": "/data/total", "value": 1}"#,
        "[1].set",
        "computes",
    ),
    (
        r#"{"set": "pets", "value": ["cow"]}"#,
        "[1].value",
        "\"cow\" is no choice",
    ),
    (
        r#"{"set": "name", "value": "x"}"#,
        "[1].set",
        "/data/house/name",
    ),
    (
        r#"{"set": "house[9]/name", "value": "x"}"#,
        "[1].set",
        "no such place",
    ),
    (
        r#"{"text": "rooms", "at": 0, "insert": "x"}"#,
        "[1].text",
        "this is no text",
    ),
    (
        r#"{"text": "why", "at": 9, "insert": "x"}"#,
        "[1].at",
        "0 UTF-16 units",
    ),
    (
        r#"{"tally": "rooms", "by": 1}"#,
        "[1].tally",
        "this is no tally",
    ),
    (
        r#"{"choose": "rooms", "value": 1}"#,
        "[1].choose",
        "no two answers",
    ),
    (
        r#"{"add": "/data/floor"}"#,
        "[1].add",
        "the form counts these itself",
    ),
    (
        r#"{"add": "/data/evidence"}"#,
        "[1].add",
        "added as evidence",
    ),
    (
        r#"{"remove": "/data/house[4]"}"#,
        "[1].remove",
        "no such place",
    ),
    (
        r#"{"evidence": {"text": "x", "who": "me"}}"#,
        "[1].evidence",
        "have no who",
    ),
    (
        r#"{"evidence": {"text": "x", "field": "house"}}"#,
        "[1].evidence",
        "no log",
    ),
    (r#"{"add": 3}"#, "[1].add", "must be a text"),
];

fn rounds(folder: &Path, args: &[&str]) -> Outcome<std::process::Output> {
    let mut command = Command::new(binary()?);
    Ok(command.current_dir(folder).args(args).output()?)
}

/// A visit with these forms on a running server: the team's link.
fn visit(server: &Server, folder: &Path, file: &str) -> Outcome<String> {
    std::fs::write(folder.join("visit.toml"), file)?;
    let data = server.data().display().to_string();
    let url = server.origin();
    let args = [
        "visit",
        "create",
        "--from",
        "visit.toml",
        "--data",
        &data,
        "--public-url",
        &url,
    ];
    let made = rounds(folder, &args)?;
    let said = String::from_utf8(made.stdout)?;
    let link = said.split_whitespace().find(|word| word.contains("/join#"));
    let wrong = String::from_utf8_lossy(&made.stderr).into_owned();
    Ok(link.ok_or(format!("{said}{wrong}"))?.to_owned())
}

fn new_note(device: &HeadlessDevice, form: &str) -> Outcome<String> {
    let visits = device.json(&["visits", "--json"])?;
    let visit = visits[0]["id"].as_str().ok_or("a visit")?;
    device.ok(&[
        "new-note", "--visit", visit, "--stop", "one", "--form", form,
    ])
}

fn show(device: &HeadlessDevice, note: &str) -> Outcome<Value> {
    device.json(&["show", note, "--json"])
}

fn value(note: &Value, path: &str) -> Value {
    let values = note["values"].as_array().into_iter().flatten();
    let mut found = values.filter(|value| value["path"] == path);
    found.next().cloned().unwrap_or_default()
}

fn text(note: &Value, path: &str) -> String {
    value(note, path)["value"]
        .as_str()
        .unwrap_or("none")
        .to_owned()
}

#[test]
fn two_devices_fill_a_form_with_repeats_apart_and_find_one_note() -> Outcome<()> {
    let mut server = Server::start()?;
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("houses.md"), FORM)?;
    let link = visit(&server, folder.path(), VISIT)?;
    let one = HeadlessDevice::join(&link, "Ana P.")?;
    let two = HeadlessDevice::join(&link, "Ben O.")?;
    let visits = one.json(&["visits", "--json"])?;
    let titles: Vec<&Value> = visits[0]["forms"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|form| &form["title"])
        .collect();
    assert_eq!(titles[2], "Houses", "{visits}");
    let note = new_note(&one, "houses")?;
    one.ok(&["share", &note, "--with", "team"])?;
    one.ok(&["sync"])?;
    two.ok(&["sync"])?;

    server.take_away()?;
    apart(&one, &two, &note)?;
    server.bring_back()?;
    for device in [&one, &two, &one] {
        device.ok(&["sync"])?;
    }
    let late = HeadlessDevice::join(&link, "Priya K.")?;
    let shown = show(&one, &note)?;
    for device in [&two, &late] {
        assert_eq!(show(device, &note)?["values"], shown["values"]);
    }
    merged(&shown);
    what_does_not_apply_is_kept(&two, &note)
}

/// What each writes while there is no server.
fn apart(one: &HeadlessDevice, two: &HeadlessDevice, note: &str) -> Outcome<()> {
    one.edit(
        note,
        &json!([
            {"set": "rooms", "value": 3},
            {"set": "why", "value": "Three families"},
            {"tally": "taps", "by": 2},
            {"set": "/data/house[1]/name", "value": "First"},
            {"add": "/data/house"},
            {"set": "house[2]/name", "value": "Ana's"},
            {"set": "house[2]/age", "value": 12.5},
            {"evidence": {"text": "A door stands open."}},
            {"set": "/data/floor[3]/carpet", "value": "blue"},
        ]),
    )?;
    two.edit(
        note,
        &json!([
            {"set": "most", "value": 2},
            {"tally": "taps", "by": 3},
            {"set": "pets", "value": ["dog", "cat"]},
            {"add": "/data/house"},
            {"set": "/data/house[2]/name", "value": "Ben's"},
            {"evidence": {"text": "Nobody is at home."}},
        ]),
    )
}

fn merged(shown: &Value) {
    let names: Vec<String> = (1..4)
        .map(|at| text(shown, &format!("/data/house[{at}]/name")))
        .collect();
    assert_eq!(names[0], "First");
    assert!(
        names.contains(&"Ana's".to_owned()) && names.contains(&"Ben's".to_owned()),
        "{names:?}"
    );
    assert_eq!(text(shown, "/data/nth"), "1", "the device knows it");
    assert_eq!(text(shown, "/data/taps"), "5");
    assert_eq!(text(shown, "/data/pets"), "dog cat");
    assert_eq!(text(shown, "/data/floor[3]/carpet"), "blue");
    assert_eq!(text(shown, "/data/total"), "3/12.5/2");
    // What the merge made wrong is shown, with the form's words, and kept.
    let rooms = value(shown, "/data/rooms");
    assert_eq!(
        (&rooms["value"], &rooms["valid"]),
        (&json!("3"), &json!(false)),
        "{rooms}"
    );
    assert_eq!(rooms["message"], "More than there are");
}

/// What does not apply any more is kept, left out of the export, and comes back.
fn what_does_not_apply_is_kept(two: &HeadlessDevice, note: &str) -> Outcome<()> {
    two.edit(note, &json!([{"set": "rooms", "value": 1}]))?;
    let shown = show(two, note)?;
    assert_eq!(value(&shown, "/data/why")["relevant"], json!(false));
    assert_eq!(shown["answers"]["why"]["value"], "Three families");
    let export = two.json(&["export", "--json"])?.to_string();
    assert!(!export.contains("Three families") && export.contains("Ben's"));
    two.edit(note, &json!([{"set": "rooms", "value": 3}]))?;
    let shown = show(two, note)?;
    assert_eq!(text(&shown, "/data/why"), "Three families");
    assert_eq!(text(&shown, "/data/floor[3]/carpet"), "blue");
    let export = two.json(&["export", "--json"])?.to_string();
    assert!(export.contains("Three families"));
    Ok(())
}

#[test]
fn the_learning_walk_of_the_library_is_filled_in_a_note() -> Outcome<()> {
    let server = Server::start()?;
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("houses.md"), FORM)?;
    let link = visit(&server, folder.path(), VISIT)?;
    let one = HeadlessDevice::join(&link, "Ana P.")?;
    let note = new_note(&one, "t2")?;
    one.edit(
        &note,
        &json!([
            {"set": "minutes", "value": 8},
            {"set": "indicator_1", "value": "partly"},
            {"tally": "choral_responses", "by": 4},
            {"tally": "on_task", "by": 3},
            {"tally": "off_task", "by": 1},
            {"text": "glow", "at": 0, "delete": 0, "insert": "Students compare."},
        ]),
    )?;
    one.ok(&["sync"])?;
    let status = one.json(&["status", "--json"])?;
    assert_eq!(status["notes"][0]["durable"], json!(true), "{status}");
    let shown = show(&one, &note)?;
    let of = |name: &str| {
        let values = shown["values"].as_array().into_iter().flatten();
        let mut found = values.filter(|value| {
            value["path"]
                .as_str()
                .is_some_and(|path| path.ends_with(name))
        });
        found.next().map(|value| value["value"].clone())
    };
    assert_eq!(of("/on_task_percent"), Some(json!("75")));
    assert_eq!(of("/choral_responses_rate"), Some(json!("0.5")));
    assert_eq!(shown["answers"]["glow"]["value"], "Students compare.");
    // A note of the first model beside it is what it was.
    let note = new_note(&one, "t1")?;
    one.edit(
        &note,
        &json!([{"text": "objectives", "at": 0, "insert": "x"}]),
    )?;
    let shown = show(&one, &note)?;
    assert_eq!(
        (&shown["values"], &shown["answers"]["objectives"]["value"]),
        (&Value::Null, &json!("x"))
    );
    Ok(())
}

#[test]
fn bad_steps_are_refused_with_their_place_and_nothing_is_applied() -> Outcome<()> {
    let server = Server::start()?;
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("houses.md"), FORM)?;
    let link = visit(&server, folder.path(), VISIT)?;
    let one = HeadlessDevice::join(&link, "Ana P.")?;
    let note = new_note(&one, "houses")?;
    let before = show(&one, &note)?;
    for (step, place, why) in REFUSED {
        let step: Value = serde_json::from_str(step)?;
        let script = json!([{"set": "most", "value": 9}, step]);
        let refused = one.run(&["edit", &note, "--script", &one.script(&script)?])?;
        let said = String::from_utf8(refused.stderr)?;
        assert_eq!(refused.status.code(), Some(2), "{step}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(place) && said.contains(why), "{step}: {said}");
        assert_eq!(show(&one, &note)?, before, "{step}");
    }
    Ok(())
}

/// Letters that hardly become fewer when they are deflated.
fn noise(seed: u64, letters: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
    let mut state = seed + 1;
    let letter = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        char::from(LETTERS[(state >> 58) as usize])
    };
    (0..letters).map(letter).collect()
}

#[test]
fn forms_that_cannot_travel_are_refused_with_what_is_wrong() -> Outcome<()> {
    let server = Server::start()?;
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    std::fs::write(
        folder.join("houses.md"),
        FORM.replace("| | decimal |", "| | decimel |"),
    )?;
    std::fs::write(folder.join("broken.xml"), "<h:html>")?;
    let huge = format!(
        "{}{}",
        FORM,
        (0..2_250)
            .map(|n| format!("| | pets | pet{n} | {} |\n", noise(n, 2_000)))
            .collect::<String>()
    );
    let choices = huge.replace(
        "| settings | form_title | form_id | version |\n| | Houses | houses | 7 |\n",
        "",
    );
    std::fs::write(folder.join("huge.md"), choices)?;
    for (forms, why) in [
        ("\"houses.md\"", "survey:9:type"),
        ("\"broken.xml\"", "\"broken.xml\" is not a sound form: "),
        ("\"huge.md\"", "\"huge.md\" is too large for a visit"),
        ("\"gone.xlsx\"", "cannot read"),
        ("\"t9\"", "only t1, t2, t3, t4, t5, t6, t7, t8"),
    ] {
        let file = VISIT.replace("\"t1\", \"t2\", \"houses.md\"", forms);
        let said = visit(&server, folder, &file)
            .err()
            .ok_or("refused")?
            .to_string();
        assert!(
            said.contains("forms: ") && said.contains(why),
            "{forms}: {said}"
        );
    }
    Ok(())
}
