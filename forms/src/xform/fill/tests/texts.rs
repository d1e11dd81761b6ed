//! Names of choices in the language of the record.

use super::*;

#[test]
fn the_name_of_a_choice_follows_language_and_parts() {
    let text = form(
        "<who/><pick/><name/>",
        "name: calculate=\"jr:choice-name(/d/pick, '/d/pick')\"",
        "<input ref=\"/d/who\"/><select1 ref=\"/d/pick\">
         <item><label ref=\"jr:itext('a')\"/><value>a</value></item>
         <item><label>For <output value=\"/d/who\"/></label><value>b</value></item>
         <item><value>c</value></item></select1>",
    );
    let itext = "<itext><translation lang=\"English (en)\"><text id=\"a\"><value>Apple</value></text></translation>\
        <translation lang=\"Deutsch (de)\"><text id=\"a\"><value form=\"short\">x</value><value>Apfel</value></text></translation></itext></model>";
    let plan = plan(&text.replace("</model>", itext));
    let mut filling = Filling::new(&plan, settings());
    let name = |filling: &Filling<'_>| state(filling, "/d/name").value;
    take(&mut filling, "/d/pick = a");
    assert_eq!(name(&filling), "Apple");
    filling.set_language("Deutsch (de)");
    assert_eq!(
        (name(&filling).as_str(), filling.language()),
        ("Apfel", "Deutsch (de)")
    );
    take(&mut filling, "/d/pick = b\n/d/who = Kim");
    assert_eq!(name(&filling), "For Kim");
    take(&mut filling, "/d/who = Lee");
    assert_eq!(name(&filling), "For Lee");
    take(&mut filling, "/d/pick = c");
    assert_eq!(name(&filling), "c");
}
