//! Forms of every format become workbooks and come back the same.

#![expect(clippy::unwrap_used, reason = "tests")]

mod any;
mod conformance;
mod refusals;
mod same;

use super::{Exported, differ, to_xlsform};
use crate::sheet::read;
use crate::xform::json::{from_json, to_json};
use crate::xform::model::{Choices, Definition, Part, TextForm, each_control};
use crate::xform::read::read_xform;

fn sheet(text: &str) -> Definition {
    read(text.as_bytes(), "form.md").unwrap()
}

fn exported(form: &Definition) -> Exported {
    to_xlsform(form).unwrap()
}

/// The form of the workbook that is made of a form.
fn again(form: &Definition) -> Definition {
    read(&exported(form).bytes, "again.xlsx").unwrap()
}

/// A form with a question of every type that people answer, hidden values, sections,
/// references, languages, media, triggers and defaults.
const RICH: &str = "
| survey | type | name | label::English (en) | label::Español (es) | hint::English (en) | media::image::English (en) | appearance | parameters | required | required_message::English (en) | relevant | constraint | constraint_message::English (en) | read_only | default | calculation | trigger | choice_filter | repeat_count | body::intent |
| | start | start | | | | | | | | | | | | | | | | | | |
| | deviceid | device | | | | | | | | | | | | | | | | | | |
| | audit | audit | | | | | | track-changes=true | | | | | | | | | | | | |
| | text | who | Who are you? | ¿Quién es? | A hint | who.png | multiline | rows=3 | yes | Say it. | | | | | Nobody | | | | | |
| | integer | rooms | Rooms | Aulas | | | counter | | | | | . >= 0 and . <= 40 | Not so many as ${rooms}. | | | | | | | |
| | calculate | twice | | | | | | | | | | | | | | ${rooms} * 2 | | | | |
| | hidden | kept | | | | | | | | | | | | | a | | | | | |
| | note | said | ${who} has ${twice} | ${who} tiene ${twice} | | | | | | | ${rooms} > 1 | | | | | | | | | |
| | begin_group | place | Place | Lugar | | | field-list | | | | selected(${what}, 'a') | | | | | | | | | |
| | geopoint | where | Where | Dónde | | | | capture-accuracy=10 warning-accuracy=50 | | | | | | | | | | | | |
| | range | how | How | Cómo | | | | start=0 end=1 step=0.1 | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | | | | | | | | |
| | select_one l | one | One | Uno | | | minimal | randomize=true seed=7 | | | | | | | | | | | | |
| | select_multiple l | what | What | Qué | | | | | | | | | | | | | | group = ${one} | | |
| | rank l | order | Order | Orden | | | | | | | | | | | | | | | | |
| | select_one_from_file towns.csv | town | Town | Ciudad | | | | value=code | | | | | | | | | | | | |
| | acknowledge | ok | OK | OK | | | | | | | | | | | | | | | | |
| | image | photo | Photo | Foto | | | annotate | max-pixels=1024 | | | | | | | | | | | | ex:org.x.y() |
| | audio | sound | Sound | Sonido | | | | quality=low | | | | | | | | | | | | |
| | background-geopoint | spot | | | | | | | | | | | | | | | ${one} | | | |
| | text | copy | Copy | Copia | | | | | | | | | | yes | | concat(${who}, '!') | ${who}, ${one} | | | |
| | begin_repeat | r | Person | Persona | | | | | | | | | | | | | | | ${rooms} | |
| | dateTime | at | At | A las | | | | | | | | | | | now() | | | | | |
| | text | name | Name | Nombre | | | | | | | | | | | | | | | | |
| | calculate | nr | | | | | | | | | | | | | | position(..) | | | | |
| | begin_repeat | inner | Inner | Interior | | | | | | | | | | | | | | | | |
| | select_one ${name} | other | Other | Otra | | | | | | | ${nr} > 1 | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | | | | | | | | |
| | calculate | total | | | | | | | | | | | | | | count(${r}) + ${last-saved#rooms} | | | | |
| | calculate | looked | | | | | | | | | | | | | | instance('l')/root/item[name = ${one}]/group | | | | |
| choices | list_name | name | label::English (en) | label::Español (es) | group |
| | l | a | A of ${who} | A | a |
| | l | b | B | | a |
| settings | form_title | form_id | version | default_language | instance_name | style |
| | Rich | rich | 3 | English (en) | concat(${who}, ${rooms}) | pages |
";

/// Places that can be picked from a list and from a repeat; a message in two languages
/// for who lacks the app that a question calls.
const PLACES: &str = "
| survey | type | name | label::English (en) | label::Español (es) | parameters | noAppErrorString::English (en) | noAppErrorString::Español (es) |
| | begin_repeat | spots | Spots | Lugares | | | |
| | geopoint | geometry | Where | Dónde | | | |
| | end_repeat | | | | | | |
| | geopoint | where | Where | Dónde | reference-geometry=l | | |
| | geotrace | way | Way | Camino | incremental=true reference-geometry=${spots} | | |
| | text | app | App | App | | Install it. | Instálela. |
| choices | list_name | name | label::English (en) | label::Español (es) | geometry |
| | l | a | A | A | 1 2 0 0 |
";

#[test]
fn places_to_pick_from_and_missing_apps_come_back() {
    let form = sheet(PLACES);
    let mut lists = Vec::new();
    each_control(&form.body, &mut |control| {
        if let Choices::Itemset(itemset) = &control.choices {
            lists.push(itemset.nodeset.source().to_owned());
        }
    });
    assert_eq!(
        lists,
        ["instance('l')/root/item", "/data/spots[./geometry != '']"]
    );
    let texts = form
        .texts
        .get("Español (es)", "/data/app:jr:noAppErrorString");
    let text = texts.and_then(|forms| forms.get(&TextForm::Long));
    let literal = |part: &Part| matches!(part, Part::Literal(text) if text == "Instálela.");
    assert!(text.is_some_and(|text| text.parts.iter().all(literal)));
    let back = again(&form);
    assert_eq!(differ(&form, &back), None);
    let app = back.shape.iter().find(|(_, node)| node.name == "app");
    let others = app.map(|(_, node)| node.bind.others.clone());
    let looked_up = "jr:itext('/data/app:jr:noAppErrorString')".to_owned();
    assert_eq!(
        others,
        Some(vec![("noAppErrorString".to_owned(), looked_up)])
    );
}

#[test]
fn a_rich_form_comes_back_from_a_workbook() {
    let form = sheet(RICH);
    let exported = exported(&form);
    assert_eq!(exported.notes, []);
    assert_eq!(differ(&form, &again(&form)), None);
    // Who edits the workbook finds references and not paths.
    let written = super::Writer::write(&form).unwrap();
    let cells = written.iter().flat_map(|sheet| sheet.rows.iter().flatten());
    let paths: Vec<&String> = cells
        .map(|(_, text)| text)
        .filter(|t| t.contains("/data/"))
        .collect();
    assert_eq!(paths, Vec::<&String>::new());
}

#[test]
fn the_same_form_gives_the_same_bytes() {
    let form = sheet(RICH);
    let first = exported(&form);
    assert_eq!(first, exported(&form));
    // Also through the other formats.
    assert_eq!(first.bytes, exported(&again(&form)).bytes);
    let json = from_json(&to_json(&form).unwrap()).unwrap();
    assert_eq!(first.bytes, exported(&json).bytes);
}

#[test]
fn a_form_in_xml_becomes_a_sheet() {
    let xml = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
        xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>Old</h:title><model><instance>\
        <d id=\"old\"><g><a/></g><b/><r jr:template=\"\"><c/></r><r><c/></r><meta><instanceID/></meta></d></instance>\
        <bind nodeset=\"/d/b\" type=\"int\" relevant=\"/d/g/a = 'x' and  . &lt; 3\"/>\
        <bind nodeset=\"/d/meta/instanceID\" calculate=\"concat('uuid:', uuid())\"/></model></h:head><h:body>\
        <select1 ref=\"/d/g/a\"><label>A \u{201c}quoted\u{201d}</label><item><label>X</label><value>x</value></item></select1>\
        <input ref=\"/d/b\"><label>\n  B of <output value=\"/d/g/a\"/>\n</label></input>\
        <repeat nodeset=\"/d/r\"><input ref=\"/d/r/c\"><label>C</label></input></repeat></h:body></h:html>";
    let form = read_xform(xml).unwrap();
    let exported = exported(&form);
    let notes: Vec<String> = exported.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["the choices of 1 questions have become lists of their own"]
    );
    let again = again(&form);
    assert_eq!(differ(&form, &again), None);
    let paths: Vec<String> = again
        .shape
        .iter()
        .map(|(id, _)| again.shape.path(id))
        .collect();
    assert!(paths.contains(&"/d/g/a".to_owned()), "{paths:?}");
}
