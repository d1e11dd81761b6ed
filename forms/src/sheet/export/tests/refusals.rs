//! What XLSForm cannot say is refused by name.

use super::super::{Refusal, to_xlsform};
use crate::xform::read::read_xform;

fn refused(instance: &str, model: &str, body: &str) -> Vec<String> {
    let xml = format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:orx=\"http://openrosa.org/xforms\" xmlns:odk=\"http://www.opendatakit.org/xforms\">\
         <h:head><h:title>T</h:title><model><instance><d id=\"f\">{instance}</d></instance>{model}</model></h:head>\
         <h:body>{body}</h:body></h:html>"
    );
    let form = read_xform(&xml).unwrap();
    let refusals = to_xlsform(&form).err().unwrap_or_default();
    refusals.iter().map(Refusal::to_string).collect()
}

const A: &str = "<input ref=\"/d/a\"><label>A</label></input>";

#[test]
fn what_is_shown_otherwise_than_stored() {
    let table = [
        (
            "<a/>",
            "",
            "<input ref=\"/d/a\"/>",
            "neither a label nor a hint",
        ),
        (
            "<a/>",
            "",
            "<input ref=\"/d/a\"><label>A</label></input><input ref=\"/d/a\"><label>B</label></input>",
            "shown twice",
        ),
        (
            "<a/>",
            "",
            "<input ref=\"/d/x\"><label>A</label></input>",
            "1 of the questions",
        ),
        (
            "<a/><g><b/></g>",
            "",
            "<group ref=\"/d/g\"><label>G</label><input ref=\"/d/a\"><label>A</label></input></group>",
            "another group",
        ),
        (
            "<a/><g><b/></g>",
            "",
            "<group appearance=\"w1\"><label>G</label><input ref=\"/d/a\"><label>A</label></input></group>\
          <group ref=\"/d/g\"><label>G</label><input ref=\"/d/g/b\"><label>B</label></input></group>",
            "no place in the record",
        ),
        (
            "<g><a/></g>",
            "",
            "<group ref=\"/d/g\"><label>G</label><hint>H</hint><input ref=\"/d/g/a\"><label>A</label></input></group>",
            "the group has a hint",
        ),
        (
            "<r><a/></r>",
            "",
            "<repeat nodeset=\"/d/r\"><label>R</label><input ref=\"/d/r/a\"><label>A</label></input></repeat>",
            "each instance has a label",
        ),
    ];
    all_refused(&table);
}

#[test]
fn texts_that_a_sheet_cannot_hold() {
    let table = [
        (
            "<a/>",
            "",
            "<input ref=\"/d/a\"><label ref=\"/d/a\"/></input>",
            "computed as a whole",
        ),
        (
            "<a/>",
            "",
            "<input ref=\"/d/a\"><label><output value=\"1 + 1\"/></label></input>",
            "result of \"1 + 1\"",
        ),
        (
            "<a/>",
            "",
            "<upload ref=\"/d/a\" mediatype=\"text/plain\"><label>A</label></upload>",
            "files of the type \"text/plain\"",
        ),
        (
            "<a/>",
            "<itext><translation lang=\"en\"><text id=\"i\"><value>A</value><value form=\"short\">S</value></text></translation></itext>",
            "<input ref=\"/d/a\"><label ref=\"jr:itext('i')\"/></input>",
            "variant \"short\"",
        ),
        (
            "<a/>",
            "<itext><translation lang=\"en\"><text id=\"i\"><value>A</value><value form=\"image\">http://x/a.png</value></text></translation></itext>",
            "<input ref=\"/d/a\"><label ref=\"jr:itext('i')\"/></input>",
            "the file \"http://x/a.png\"",
        ),
    ];
    all_refused(&table);
}

fn all_refused(table: &[(&str, &str, &str, &str)]) {
    for (instance, model, body, said) in table {
        let lines = refused(instance, model, body);
        assert!(
            lines.iter().any(|line| line.contains(said)),
            "{said}: {lines:?}"
        );
    }
}

#[test]
fn what_is_stored_or_set_otherwise() {
    let select = |nodes: &str| {
        format!(
            "<select1 ref=\"/d/a\"><label>A</label><itemset nodeset=\"{nodes}\"><value ref=\"name\"/><label ref=\"label\"/></itemset></select1>"
        )
    };
    let list = |inside: &str| format!("<instance id=\"l\">{inside}</instance>");
    let table = [
        ("<r jr:template=\"\"><a/></r>", String::new(), "<repeat nodeset=\"/d/r\"><input ref=\"/d/r/a\"><label>A</label></input></repeat>".to_owned(), "begins with 0 instances"),
        ("<r jr:template=\"\"><a>1</a></r><r><a/></r>", String::new(), "<repeat nodeset=\"/d/r\"><input ref=\"/d/r/a\"><label>A</label></input></repeat>".to_owned(), "a new instance begins with other answers"),
        ("<r><a/></r>", String::new(), "<repeat nodeset=\"/d/r\" jr:count=\"3\"><input ref=\"/d/r/a\"><label>A</label></input></repeat>".to_owned(), "the number of instances is \"3\""),
        ("<a/>", list("<root><item><name>x</name></item></root>"), select("instance('l')/root/item/sub"), "come from"),
        ("<a/>", list("<root><thing/></root>"), A.to_owned(), "not a plain table"),
        ("<a/>", "<instance id=\"l\" src=\"jr://file/other.xml\"/>".to_owned(), A.to_owned(), "comes from \"jr://file/other.xml\""),
        ("<a/>", "<setvalue event=\"odk-instance-load\" ref=\"/d/a\" value=\"1\"/>".to_owned(), A.to_owned(), "whenever a record is opened"),
        ("<a/>", "<setvalue event=\"odk-instance-first-load\" ref=\"/d/a\">x</setvalue>".to_owned(), A.to_owned(), "to a fixed text"),
        ("<a/><meta><timeStart/></meta>", String::new(), A.to_owned(), "/d/meta/timeStart"),
        ("<a/><meta><entity dataset=\"x\"/></meta>", String::new(), A.to_owned(), "/d/meta/entity"),
        ("<a/>", "<bind nodeset=\"/d/a\" type=\"int\" relevant=\"yes\"/>".to_owned(), A.to_owned(), "/d/a relevant"),
    ];
    for (instance, model, body, said) in table {
        let lines = refused(instance, &model, &body);
        assert!(
            lines.iter().any(|line| line.contains(said)),
            "{said}: {lines:?}"
        );
    }
}
