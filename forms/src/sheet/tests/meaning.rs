//! What a sheet means.

use super::{body, declared, form, paths};
use crate::xform::model::{ActionKind, Choices, Event, Item, Source, TextForm};

type Checked = Result<(), String>;

#[test]
fn groups_repeats_and_their_references() -> Checked {
    let form = form(
        "| survey |
         | | type | name | label | relevant | required | calculation | repeat_count |
         | | integer | rooms | Rooms | | yes | | |
         | | begin repeat | room | Room | | | | ${rooms} + 1 |
         | | begin group | seen | | ${rooms} > 1 | | | |
         | | integer | pupils | Pupils | | | | |
         | | end group | | | | | | |
         | | calculate | twice | | | | ${pupils} * 2 | |
         | | end repeat | | | | | | |
         | | note | | Total: ${total} | | | | |
         | | calculate | total | | | | sum(${pupils}) | |",
    )?;
    assert_eq!(
        paths(&form),
        [
            "/data",
            "/data/rooms",
            "/data/room_count",
            "/data/room",
            "/data/room/seen",
            "/data/room/seen/pupils",
            "/data/room/twice",
            "/data/generated_note_name_9",
            "/data/total",
        ]
    );
    assert_eq!(declared(&form, "/data/rooms"), ["required true()"]);
    assert_eq!(declared(&form, "/data/room"), ["count /data/room_count"]);
    assert_eq!(
        declared(&form, "/data/room/seen"),
        ["relevant /data/rooms > 1"]
    );
    assert_eq!(
        declared(&form, "/data/room/twice"),
        ["calculate ../seen/pupils * 2"]
    );
    assert_eq!(
        declared(&form, "/data/total"),
        ["calculate sum( /data/room/seen/pupils )"]
    );
    assert_eq!(
        body(&form.body),
        ["Input", "group", " repeat", "  group", "   Input", "Input"]
    );
    assert_eq!(form.form_id, "visit");
    Ok(())
}

#[test]
fn selects_find_their_choices() -> Checked {
    let form = form(
        "| survey |
         | | type | name | label | choice_filter | parameters |
         | | select_one county | c | County | | |
         | | select_multiple town or_other | t | Town | | |
         | | select_one town | f | Town | county = ${c} | randomize=true, seed=7 |
         | | select_one_from_file schools.csv | s | School | | value=code |
         | choices |
         | | list_name | name | label | county |
         | | county | n | North | |
         | | town | a | Alta | n |",
    )?;
    let nodesets: Vec<String> = form
        .body
        .iter()
        .filter_map(|item| match item {
            Item::Control(control) => match &control.choices {
                Choices::Itemset(set) => {
                    let words: Vec<&str> = set.nodeset.source().split_whitespace().collect();
                    Some(format!("{} {}", words.join(" "), set.value.source()))
                }
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(
        nodesets,
        [
            "instance('county')/root/item name",
            "instance('town')/root/item name",
            "randomize(instance('town')/root/item[county = /data/c ], 7) name",
            "instance('schools')/root/item code",
        ]
    );
    assert_eq!(
        declared(&form, "/data/t_other"),
        ["relevant selected(../t, 'other')"]
    );
    let sources: Vec<String> = form
        .secondary
        .iter()
        .map(|list| match &list.source {
            Source::External(uri) => uri.clone(),
            Source::Inline(data) => format!("{} {}", list.id, data.len()),
        })
        .collect();
    assert_eq!(sources, ["jr://file-csv/schools.csv", "county 4", "town 8"]);
    Ok(())
}

#[test]
fn languages_come_from_headers() -> Checked {
    let form = form(
        "| survey |
         | | type | name | label::English (en) | label::Español (es) | hint |
         | | text | a | Name | Nombre | |
         | | text | b | Age | | In years |
         | settings |
         | | form_title | version | default_language |
         | | Visit | 7 | English (en) |",
    )?;
    assert_eq!(form.languages, ["English (en)", "Español (es)"]);
    assert_eq!(form.default_language.as_deref(), Some("English (en)"));
    assert_eq!((form.title.as_str(), form.version.as_str()), ("Visit", "7"));
    let text = |language, id| {
        let forms = form.texts.get(language, id)?;
        forms
            .get(&TextForm::Long)
            .map(|text| format!("{:?}", text.parts))
    };
    assert_eq!(
        text("Español (es)", "/data/a:label").as_deref(),
        Some("[Literal(\"Nombre\")]")
    );
    assert_eq!(
        text("Español (es)", "/data/b:label").as_deref(),
        Some("[Literal(\"-\")]")
    );
    Ok(())
}

#[test]
fn values_are_set_when_something_happens() -> Checked {
    let form = form(
        "| survey |
         | | type | name | label | default | trigger | calculation |
         | | text | who | Who | Nobody | | |
         | | begin repeat | r | R | | | |
         | | dateTime | at | At | now() | | |
         | | end repeat | | | | | |
         | | text | copy | Copy | | ${who} | concat(${who}, '!') |",
    )?;
    let actions: Vec<String> = form
        .actions
        .iter()
        .map(|action| {
            let target = form.shape.path(action.target);
            let kind = match &action.kind {
                ActionKind::SetValue(expression) => expression.source().to_owned(),
                other => format!("{other:?}"),
            };
            let event = match action.events.first() {
                Some(Event::NewRepeat(id)) => format!("new {}", form.shape.path(*id)),
                Some(Event::ValueChanged(id)) => format!("changed {}", form.shape.path(*id)),
                other => format!("{other:?}"),
            };
            format!("{target} {kind} {event}")
        })
        .collect();
    assert_eq!(
        actions,
        [
            "/data/r/at now() Some(FirstLoad)",
            "/data/copy concat( /data/who , '!') changed /data/who",
            "/data/r/at now() new /data/r",
        ]
    );
    let first = form
        .initial
        .children
        .first()
        .map(|content| content.text.as_str());
    assert_eq!(first, Some("Nobody"));
    assert!(declared(&form, "/data/copy").is_empty());
    Ok(())
}

#[test]
fn loops_and_tables_are_written_out() -> Checked {
    let form = form(
        "| survey |
         | | type | name | label | appearance |
         | | begin loop over tool | have | Tools | |
         | | integer | n_%(name)s | How many %(label)s? | |
         | | end loop | | | |
         | | begin group | g | Table | table-list |
         | | select_one yn | x | X | |
         | | end group | | | |
         | choices |
         | | list_name | name | label |
         | | tool | saw | saws |
         | | yn | yes | Yes |",
    );
    // The name of a question in a loop cannot hold a placeholder, as in pyxform.
    assert!(form.is_err_and(|lines| lines.starts_with("survey:3:name")));
    let form = super::form(
        "| survey |
         | | type | name | label | appearance |
         | | begin loop over tool | have | Tools | |
         | | integer | n | How many %(label)s? | |
         | | end loop | | | |
         | | begin group | g | Table | table-list |
         | | select_one yn | x | X | |
         | | end group | | | |
         | choices |
         | | list_name | name | label |
         | | tool | saw | saws |
         | | yn | yes | Yes |",
    )?;
    assert_eq!(
        paths(&form),
        [
            "/data",
            "/data/have",
            "/data/have/saw",
            "/data/have/saw/n",
            "/data/g",
            "/data/g/generated_table_list_label_5",
            "/data/g/reserved_name_for_field_list_labels_6",
            "/data/g/x",
        ]
    );
    assert_eq!(
        body(&form.body),
        [
            "group",
            " group",
            "  Input",
            "group field-list",
            " Input",
            " SelectOne label",
            " SelectOne list-nolabel",
        ]
    );
    Ok(())
}

#[test]
fn entities_stand_in_their_section() -> Checked {
    let form = form(
        "| survey |
         | | type | name | label | save_to |
         | | begin repeat | tree | Tree | |
         | | text | kind | Kind | species |
         | | end repeat | | | |
         | entities |
         | | list_name | label |
         | | trees | ${kind} |",
    )?;
    let all: Vec<String> = form
        .shape
        .iter()
        .map(|(id, _)| form.shape.path(id))
        .collect();
    assert!(
        all.contains(&"/data/tree/meta/entity/label".to_owned()),
        "{all:?}"
    );
    assert_eq!(
        declared(&form, "/data/tree/meta/entity/label"),
        ["readonly true()", "calculate ../../../kind"]
    );
    Ok(())
}

#[test]
fn flat_groups_are_only_shown() -> Checked {
    let form = form(
        "| survey |
         | | type | name | label | relevant |
         | | begin group | g | G | 1 = 1 |
         | | text | a | A | 2 = 2 |
         | | end group | | | |
         | settings |
         | | flat |
         | | yes |",
    )?;
    assert_eq!(paths(&form), ["/data", "/data/a"]);
    assert_eq!(declared(&form, "/data/a"), ["relevant 1 = 1 and (2 = 2)"]);
    assert_eq!(body(&form.body), ["group", " Input"]);
    Ok(())
}
