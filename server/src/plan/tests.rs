//! Visit files, right and wrong.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

const GOOD: &str = r#"title = "Fall visit"
host = "Pine County Schools"
focus = "How do students explain their thinking?"
starts = "2026-12-31"
days = 2
forms = ["t1"]

[[venue]]
id = "ridge"
name = "Cedar Ridge Middle School"

[[stop]]
venue = "ridge"
label = "Visit 1, Grade 7 Math"
kind = "classroom"
day = 2
time = "09:30"
minutes = 12
forms = ["t1"]

[[team]]
name = "Millbrook"
role = "observer"
uses = 12
days = 14
"#;

fn read(text: &str) -> Result<Plan, Vec<Mistake>> {
    Plan::read(text, Path::new("."), None)
}

fn mistakes(text: &str) -> Vec<String> {
    read(text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_good_file_is_a_plan() {
    let plan = read(GOOD).unwrap();
    assert_eq!(
        (&*plan.visit.starts, &*plan.visit.ends),
        ("2026-12-31", "2027-01-01")
    );
    let [stop] = &plan.visit.stops[..] else {
        panic!("one stop")
    };
    assert_eq!((&*stop.id, &*stop.start), ("stop-1", "2027-01-01T09:30"));
    assert_eq!(plan.visit.forms[0].0, "t1");
    assert_eq!(plan.teams[0].role, Role::Observer);
    let moved = Plan::read(GOOD, Path::new("."), Some("2026-01-05".parse().unwrap())).unwrap();
    assert_eq!(moved.visit.stops[0].start, "2026-01-06T09:30");
}

#[test]
fn every_mistake_is_named_by_line_and_key() {
    let bad = GOOD
        .replace("days = 2", "days = 0")
        .replace("venue = \"ridge\"", "venue = \"rigde\"")
        .replace("\"09:30\"", "\"930\"")
        .replace("kind = \"classroom\"", "kind = \"class\"")
        .replace(
            "forms = [\"t1\"]\n\n[[team]]",
            "forms = [\"t3\"]\n\n[[team]]",
        )
        .replace("role = \"observer\"", "role = \"boss\"");
    let found = mistakes(&bad);
    let expected = [
        "line 5, days: is 0",
        "line 13, stop.venue: there is no venue \"rigde\", only ridge",
        "line 15, stop.kind: \"class\" is not one of classroom",
        "line 16, stop.day: is 2, write 1 to 1",
        "line 17, stop.time: write a time as 10:30",
        "line 19, stop.forms: the visit has no form \"t3\", only t1",
        "line 23, team.role: \"boss\" is not one of",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\nis not\n{expected}");
    }
}

#[test]
fn an_unknown_key_a_missing_form_and_a_wrong_type_are_named() {
    let found = mistakes(&GOOD.replace("host =", "hots ="));
    assert!(
        found[0].starts_with("line 2") && found[0].contains("hots"),
        "{found:?}"
    );
    let found = mistakes(&GOOD.replace(
        "forms = [\"t1\"]\n\n[[venue]]",
        "forms = [\"t9\"]\n\n[[venue]]",
    ));
    assert!(
        found[0].contains("no form \"t9\" in the library, only t1, t2, t3"),
        "{found:?}"
    );
    let found = mistakes(&GOOD.replace("day = 2", "day = \"two\""));
    assert!(found[0].starts_with("line 16"), "{found:?}");
    let found = mistakes(&GOOD.replace(
        "forms = [\"t1\"]\n\n[[venue]]",
        "forms = [\"gone.json\"]\n\n[[venue]]",
    ));
    assert!(found[0].contains("cannot read"), "{found:?}");
    let found = mistakes(&GOOD.replace("starts = \"2026-12-31\"\n", ""));
    assert!(found[0].contains("starts"), "{found:?}");
}

#[test]
fn forms_of_the_library_are_known_by_id_and_two_as_they_always_were() {
    let all =
        "forms = [\"t1\", \"t2\", \"t3\", \"t4\", \"t5\", \"t6\", \"t7\", \"t8\"]\n\n[[venue]]";
    let plan = read(&GOOD.replace("forms = [\"t1\"]\n\n[[venue]]", all)).unwrap();
    let first: Vec<(&str, bool)> = plan
        .visit
        .forms
        .iter()
        .map(|(id, _, json)| (&**id, !rounds_forms::xform::json::is_definition(json)))
        .collect();
    let expected = [
        ("t1", true),
        ("t2", false),
        ("t3", true),
        ("t4", false),
        ("t5", false),
        ("t6", false),
        ("t7", false),
        ("t8", false),
    ];
    assert_eq!(first, expected);
}
