//! What JSON says, and what is refused of it.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};

use super::*;
use crate::sheet::export::differ;
use crate::xform::read::read_xform;

const FORM: &str = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
    xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:odk=\"http://www.opendatakit.org/xforms\"><h:head><h:title>T</h:title><model>\
    <instance><d id=\"f\" version=\"2\"><a k=\"v\">x</a><r jr:template=\"\"><b>t</b></r><r><b>1</b></r><r><b>2</b></r><c/></d></instance>\
    <instance id=\"l\"><root><item><name>n</name><sub z=\"1\"><deep>q</deep></sub></item></root></instance>\
    <instance id=\"far\" src=\"jr://file/far.xml\"/>\
    <itext><translation lang=\"en\" default=\"true()\"><text id=\"q\"><value>Q <output value=\"/d/a\"/></value><value form=\"image\">jr://images/a.png</value></text></translation>\
    <translation lang=\"fr\"><text id=\"q\"><value>Q</value></text></translation></itext>\
    <bind nodeset=\"/d/a\" type=\"int\" required=\"true()\" jr:requiredMsg=\"jr:itext('q')\" constraint=\". > 1\" jr:constraintMsg=\"No\" odk:quality=\"low\"/>\
    <bind nodeset=\"/d/c\" calculate=\"count(/d/r)\" jr:preload=\"date\" jr:preloadParams=\"today\"/>\
    <setvalue event=\"odk-instance-first-load\" ref=\"/d/c\">fixed</setvalue>\
    <submission action=\"https://x.org\" base64RsaPublicKey=\"k\"/></model></h:head><h:body class=\"pages\">\
    <group appearance=\"field-list\"><label>Only seen</label><input ref=\"/d/a\"><label ref=\"jr:itext('q')\"/>\
    <setvalue event=\"xforms-value-changed\" ref=\"/d/c\" value=\"1 + 1\"/></input></group>\
    <repeat nodeset=\"/d/r\" jr:count=\"2\"><range ref=\"/d/r/b\" start=\"1\" end=\"5\" step=\"2\"><label>B</label></range></repeat>\
    <select ref=\"/d/c\"><label ref=\"/d/a\"/><itemset nodeset=\"instance('l')/root/item\"><value ref=\"name\"/><label ref=\"sub/deep\"/></itemset></select>\
    <select1 ref=\"/d/c\"><item><label>One</label><value>1</value></item></select1><input ref=\"/d/lost\"/></h:body></h:html>";

#[test]
fn everything_that_a_form_says_comes_back() {
    let form = read_xform(FORM).unwrap();
    let json = to_json(&form).unwrap();
    let read = from_json(&json).unwrap();
    assert_eq!(differ(&form, &read), None);
    assert_eq!(to_json(&read).unwrap(), json);
    // What a comparison of meanings leaves out is there as well.
    assert_eq!(format!("{:?}", read.initial), format!("{:?}", form.initial));
    assert_eq!(read.settings, form.settings);
    assert!(is_definition(&json));
    assert!(!is_definition("{\"id\": \"t1\"}"));
}

fn changed(at: &str, value: Value) -> String {
    let mut json: Value =
        serde_json::from_str(&to_json(&read_xform(FORM).unwrap()).unwrap()).unwrap();
    let (parent, key) = at.rsplit_once('/').unwrap();
    let slot = json.pointer_mut(parent).unwrap();
    match key.parse::<usize>() {
        Ok(index) => slot[index] = value,
        Err(_) => slot[key] = value,
    }
    json.to_string()
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let table = [
        ("/rounds_form", json!(9), "rounds_form: rounds_form is 9"),
        (
            "/record/1/depth",
            json!(5),
            "record[1]: the depth 5 fits nowhere",
        ),
        (
            "/record/1/name",
            json!("r"),
            "record[2]: \"r\" stands here twice",
        ),
        (
            "/record/1/name",
            json!("a b"),
            "record[1]: \"a b\" is no name",
        ),
        (
            "/record/1/constraint",
            json!(". >"),
            "/d/a: \". >\" cannot be understood",
        ),
        (
            "/record/1/type",
            json!("number"),
            "/d/a: there is no type \"number\"",
        ),
        (
            "/new/1/name",
            json!("zz"),
            "new: a new record has no place for \"zz\"",
        ),
        (
            "/new/6",
            json!({"depth": 1, "name": "a"}),
            "new: /d/a stands in a new record twice",
        ),
    ];
    all_said(&table);
}

#[test]
fn what_is_wrong_behind_the_record_is_said_as_well() {
    let table = [
        ("/new", json!([]), "new: what a new record holds is missing"),
        (
            "/body/1/node",
            json!("/d/zz"),
            "body[1]: the record has no /d/zz",
        ),
        (
            "/body/1/kind",
            json!("button"),
            "body[1]: \"button\" cannot stand here",
        ),
        (
            "/body/1/depth",
            json!(7),
            "body[1]: the depth 7 fits nowhere",
        ),
        (
            "/lists/0/items/1/depth",
            json!(0),
            "lists[0]: the depth 0 fits nowhere",
        ),
        (
            "/default_language",
            json!("de"),
            "default_language: \"de\" is none",
        ),
        (
            "/actions/0/set",
            json!("/d/zz"),
            "actions[0]: the record has no /d/zz",
        ),
    ];
    all_said(&table);
}

fn all_said(table: &[(&str, Value, &str)]) {
    for (at, value, said) in table {
        let problems = from_json(&changed(at, value.clone()))
            .err()
            .unwrap_or_default();
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            lines.iter().any(|line| line.contains(said)),
            "{said}: {lines:?}"
        );
    }
}

#[test]
fn what_is_no_form_in_json_is_placed_by_line_and_column() {
    let cut = from_json("{\n \"rounds_form\": 2,")
        .err()
        .unwrap_or_default();
    assert!(cut.iter().all(|problem| problem.place == "2:18"), "{cut:?}");
    let unknown = from_json("{\"rounds_form\": 2, \"x\": 1}")
        .err()
        .unwrap_or_default();
    assert!(
        unknown
            .iter()
            .any(|problem| problem.message.contains("unknown field")),
        "{unknown:?}"
    );
}

#[test]
fn a_name_of_a_sheet_may_have_a_prefix() {
    let text = "| survey | type | name | label |\n| | text | x:who | Who |\n";
    let form = crate::sheet::read(text.as_bytes(), "form.md").unwrap();
    let read = from_json(&to_json(&form).unwrap()).unwrap();
    assert_eq!(differ(&form, &read), None);
}
