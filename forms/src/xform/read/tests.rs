//! XForms that are read, and what is said about those that are not.

use super::*;
use crate::xform::model::{Choices, Event, Item, Label, ValueType};

fn form(model: &str, body: &str) -> String {
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:orx=\"http://openrosa.org/xforms\">\n\
         <h:head><h:title> A form </h:title><model>\n{model}\n</model></h:head>\n<h:body>\n{body}\n</h:body></h:html>"
    )
}

fn read(model: &str, body: &str) -> Definition {
    match read_xform(&form(model, body)) {
        Ok(definition) => definition,
        Err(problems) => panic!("{problems:?}"),
    }
}

const SMALL: &str = "<instance><d id=\"f\" version=\"3\"><a/><b/></d></instance>";

#[test]
fn what_is_wrong_is_said_with_line_and_column() {
    let bind = |rest: &str| form(&format!("{SMALL}\n<bind nodeset=\"/d/b\" {rest}/>"), "");
    let table = [
        (String::new(), "1:1: the file is empty"),
        (
            "  <html/>".to_owned(),
            "1:3: this is no ODK form: it has no <model>",
        ),
        (form("", ""), "the <model> has no <instance>"),
        (
            form("<instance><d/></instance>", ""),
            "3:11: the form has no id: write one at <d id=",
        ),
        (
            bind("relevant=\"/d/a &gt;\""),
            "4:41: relevant cannot be understood: the expression ends too early",
        ),
        (
            bind("relevant=\"/d/a &gt; 1 &gt;&gt; 2\""),
            "4:48: relevant cannot",
        ),
        (bind("calculate=\"sume(1)\""), "did you mean sum()?"),
        (
            bind("relevant=\"1\" relevant=\"2\""),
            "4:35: this is not well-formed XML",
        ),
    ];
    all_say(&table);
}

#[test]
fn what_is_wrong_in_the_body_is_said_as_well() {
    let table = [
        (
            form(SMALL, "<input/>"),
            "6:1: <input> does not say which node it asks for",
        ),
        (
            form(
                SMALL,
                "<range ref=\"/d/a\" start=\"one\" end=\"5\" step=\"1\"/>",
            ),
            "start of a range must be a number, not \"one\"",
        ),
        (
            form(SMALL, "<range ref=\"/d/a\" start=\"1\" end=\"5\"/>"),
            "a range needs a number for step",
        ),
        (
            form(SMALL, "<repeat><input ref=\"/d/a\"/></repeat>"),
            "this <repeat> has no nodeset",
        ),
        (
            form(
                SMALL,
                "<select1 ref=\"/d/a\"><itemset><value ref=\"name\"/></itemset></select1>",
            ),
            "an <itemset> needs a nodeset",
        ),
        (
            form(
                SMALL,
                "<input ref=\"/d/a\"><setvalue event=\"xforms-value-changed\"/></input>",
            ),
            "<setvalue> does not say what to set",
        ),
        (
            form("<instance><d id=\"f\"><a/><a/></d></instance>", ""),
            "3:25: <a> stands here twice",
        ),
        (
            form(SMALL, "<input bind=\"x\"/>"),
            "there is no bind with the id \"x\"",
        ),
    ];
    all_say(&table);
}

fn all_say(table: &[(String, &str)]) {
    for (text, said) in table {
        let problems = read_xform(text).err().unwrap_or_default();
        let lines: Vec<String> = problems.iter().map(ReadProblem::to_string).collect();
        assert!(
            lines.iter().any(|line| line.contains(said)),
            "{said}\n{lines:?}"
        );
    }
}

#[test]
fn all_problems_are_said_at_once_in_order() {
    let binds = "<bind nodeset=\"/d/a\" relevant=\")\" required=\"(\"/>\n<bind nodeset=\"/d/b\" calculate=\"nope()\"/>";
    let problems = read_xform(&form(&format!("{SMALL}\n{binds}"), ""))
        .err()
        .unwrap_or_default();
    let lines: Vec<u32> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [4, 4, 5]);
}

#[test]
fn entities_cannot_blow_up_and_depth_is_bounded() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
    assert!(read_xform(bomb).is_err());
    let deep = format!("{}{}", "<g>".repeat(500), "</g>".repeat(500));
    let instance = format!("<instance><d id=\"f\">{deep}</d></instance>");
    let problems = read_xform(&form(&instance, "")).err().unwrap_or_default();
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("groups inside one another"))
    );
    let groups = format!("{}{}", "<group>".repeat(500), "</group>".repeat(500));
    assert!(read_xform(&form(SMALL, &groups)).is_err());
}

#[test]
fn head_and_binds_become_the_model() {
    let binds = "<bind id=\"bee\" nodeset=\"/d/b\" type=\"xsd:int\" relevant=\"/d/a\" required=\" \" \
        jr:constraintMsg=\"No.\" jr:requiredMsg=\"jr:itext('must')\" jr:preload=\"date\" jr:preloadParams=\"today\"/>\
        <bind nodeset=\"/d/nowhere\" type=\"int\"/><bind type=\"int\"/>";
    let definition = read(
        &format!("{SMALL}{binds}"),
        "<input bind=\"bee\"/><input ref=\"/d/lost\"/>",
    );
    assert_eq!(definition.title, "A form");
    assert_eq!(
        (definition.form_id.as_str(), definition.version.as_str()),
        ("f", "3")
    );
    assert_eq!((definition.questions(), definition.unplaced), (2, 1));
    let node = definition
        .shape
        .child(NodeId::ROOT, "b")
        .and_then(|b| definition.shape.get(b));
    let bind = node.map(|node| &node.bind);
    assert_eq!(bind.map(|bind| bind.value), Some(ValueType::Integer));
    assert!(bind.is_some_and(|bind| bind.relevant.is_some() && bind.required.is_none()));
    assert!(
        matches!(bind.and_then(|bind| bind.required_message.as_ref()), Some(Label::Itext(id)) if id == "must")
    );
    assert!(matches!(
        bind.and_then(|bind| bind.constraint_message.as_ref()),
        Some(Label::Plain(_))
    ));
}

#[test]
fn templates_and_first_instances_are_told_apart() {
    let instance = "<instance><d id=\"f\">\
        <with jr:template=\"\"><x>t</x></with><with><x>1</x></with>\
        <without><x>first</x></without><without><x>second</x></without>\
        <none jr:template=\"\"><x/></none></d></instance>";
    let repeat =
        |name: &str| format!("<repeat nodeset=\"/d/{name}\"><input ref=\"/d/{name}/x\"/></repeat>");
    let body = format!("{}{}{}", repeat("with"), repeat("without"), repeat("none"));
    let definition = read(instance, &body);
    let template = |name: &str| {
        let node = definition.shape.child(NodeId::ROOT, name);
        let node = node.and_then(|node| definition.shape.get(node));
        let repeat = node.and_then(|node| node.repeat.as_ref());
        let first = repeat.and_then(|repeat| repeat.template.children.first());
        first.map(|child| child.text.clone())
    };
    assert_eq!(template("with").as_deref(), Some("t"));
    assert_eq!(template("without").as_deref(), Some(""));
    let texts: Vec<&str> = definition
        .initial
        .children
        .iter()
        .filter_map(|instance| instance.children.first())
        .map(|x| x.text.as_str())
        .collect();
    assert_eq!(texts, ["1", "first", "second"]);
}

#[test]
fn choices_labels_and_events_are_read() {
    let lists = "<instance id=\"l\"><root><item k=\"v\"><name>n</name></item></root></instance>\
        <instance id=\"far\" src=\"jr://file-csv/far.csv\"/>\
        <itext><translation lang=\"en\"/><translation lang=\"fr\" default=\"true()\">\
        <text id=\"q\"><value>Qui est <output value=\"/d/a\"/> ?</value><value form=\"image\">jr://images/q.png</value></text></translation></itext>";
    let body = "<group ref=\"/d\"><select1 ref=\"a\" appearance=\"minimal\"><label ref=\"jr:itext('q')\"/>\
        <itemset nodeset=\"instance('l')/root/item\"><value ref=\"name\"/><label ref=\"jr:itext(itextId)\"/></itemset>\
        <setvalue ref=\"../b\" event=\"xforms-value-changed odk-instance-first-load\" value=\"1\"/></select1></group>";
    let definition = read(&format!("{SMALL}{lists}"), body);
    assert_eq!(definition.languages, ["en", "fr"]);
    assert_eq!(definition.default_language.as_deref(), Some("fr"));
    assert_eq!(
        definition.texts.get("fr", "q").map(|forms| forms.len()),
        Some(2)
    );
    assert_eq!(definition.secondary.len(), 2);
    let a = definition.shape.child(NodeId::ROOT, "a");
    let events = definition
        .actions
        .first()
        .map(|action| action.events.clone());
    assert_eq!(
        events,
        a.map(|a| vec![Event::ValueChanged(a), Event::FirstLoad])
    );
    let Some(Item::Group(group)) = definition.body.first() else {
        panic!("{:?}", definition.body);
    };
    let Some(Item::Control(control)) = group.children.first() else {
        panic!("{group:?}");
    };
    assert_eq!(Some(control.node), a);
    assert!(
        matches!(&control.choices, Choices::Itemset(itemset) if itemset.value.source() == "name")
    );
}

#[test]
fn a_cut_or_changed_file_never_panics() {
    let text = form(
        SMALL,
        "<input ref=\"/d/a\"><label>é <output value=\"/d/b\"/></label></input>",
    );
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        let (start, rest) = text.split_at(at);
        assert!(read_xform(start).is_err());
        for change in ["<", "&", "\"", "]]>", "<a>", "é"] {
            let _ = read_xform(&format!("{start}{change}{rest}"));
        }
    }
}
