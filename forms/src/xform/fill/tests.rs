//! Records as they are filled: relevance, types, choices, events, refused steps.

use super::*;
use crate::xform::model::{Choices, each_control};
use crate::xform::read::read_xform;

mod functions;
mod order;
mod repeats;
mod texts;

/// A form with these nodes, binds and body. Nodes and body are XML; a bind is a line
/// `node: attribute="…" …`.
pub(super) fn form(nodes: &str, binds: &str, body: &str) -> String {
    let binds: String = binds
        .lines()
        .filter_map(|line| line.trim().split_once(": "))
        .map(|(node, rest)| format!("<bind nodeset=\"/d/{node}\" {rest}/>"))
        .collect();
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:odk=\"http://www.opendatakit.org/xforms\">\
         <h:head><h:title>T</h:title><model><instance><d id=\"t\">{nodes}</d></instance>{binds}</model></h:head>\
         <h:body>{body}</h:body></h:html>"
    )
}

pub(super) fn plan(text: &str) -> Plan {
    match read_xform(text).map(Plan::new) {
        Ok(Ok(plan)) => plan,
        Ok(Err(problem)) => panic!("{problem:?}"),
        Err(problems) => panic!("{problems:?}"),
    }
}

pub(super) fn settings() -> Settings {
    Settings {
        now: Moment::parse_zoned("2026-03-14T09:26:53+02:00").unwrap_or(Moment {
            millis: 0,
            offset: 0,
        }),
        seed: 7,
        language: None,
        properties: vec![("deviceid".to_owned(), "tablet-4".to_owned())],
    }
}

/// Steps, one a line: `path = answer`, `+ path`, `- path`.
pub(super) fn take(filling: &mut Filling<'_>, steps: &str) {
    for line in steps.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let owned = |text: &str| text.trim().to_owned();
        let step = match line.split_once(' ') {
            Some(("+", path)) => Step::Add { path: owned(path) },
            Some(("-", path)) => Step::Remove { path: owned(path) },
            _ => {
                let (path, value) = line.split_once('=').unwrap_or((line, ""));
                Step::Set {
                    path: owned(path),
                    value: owned(value),
                }
            }
        };
        assert_eq!(filling.apply(&step), Ok(()), "{line}");
    }
}

/// All values that are relevant, as `name=value`, without the root.
pub(super) fn values(filling: &Filling<'_>) -> String {
    let states = filling.states();
    let shown = states.iter().filter(|state| state.relevant);
    let texts = shown.map(|state| {
        let path = state.path.strip_prefix("/d/").unwrap_or(&state.path);
        format!("{path}={}", state.value)
    });
    texts.collect::<Vec<String>>().join(" ")
}

fn state(filling: &Filling<'_>, path: &str) -> NodeState {
    let found = filling
        .states()
        .into_iter()
        .find(|state| state.path == path);
    found.unwrap_or_else(|| panic!("{path} is missing"))
}

#[test]
fn what_is_not_relevant_counts_as_empty_and_comes_back() {
    let text = form(
        "<a/><g><b/><c/></g><sum/>",
        "g: relevant=\"/d/a = 'yes'\"
         g/c: relevant=\"../b > 3\"
         sum: calculate=\"concat(/d/g/b, '|', /d/g/c)\"",
        "<input ref=\"/d/a\"/><input ref=\"/d/g/b\"/><input ref=\"/d/g/c\"/>",
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "/d/a = yes\n/d/g/b = 5\n/d/g/c = x");
    assert_eq!(values(&filling), "a=yes g/b=5 g/c=x sum=5|x");
    take(&mut filling, "/d/a = no");
    assert_eq!(values(&filling), "a=no sum=|");
    take(&mut filling, "/d/a = yes\n/d/g/b = 2");
    assert_eq!(values(&filling), "a=yes g/b=2 sum=2|");
    take(&mut filling, "/d/g/b = 4");
    assert_eq!(values(&filling), "a=yes g/b=4 g/c=x sum=4|x");
}

#[test]
fn required_readonly_and_constraint_are_said_for_each_value() {
    let text = form(
        "<a/><g><b/></g>",
        "a: type=\"int\" required=\"true()\" constraint=\". &lt; 10\"
         g: readonly=\"/d/a = 5\"",
        "<input ref=\"/d/a\"/>",
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    let a = |filling: &Filling<'_>| state(filling, "/d/a");
    assert!(a(&filling).required && !a(&filling).valid);
    take(&mut filling, "/d/a = 12");
    assert!(!a(&filling).valid);
    take(&mut filling, "/d/a = 5");
    assert!(a(&filling).valid && !a(&filling).readonly);
    assert!(state(&filling, "/d/g/b").readonly);
}

#[test]
fn answers_are_kept_in_the_form_of_their_type() {
    let table = [
        ("int", "3.9", "3"),
        ("int", "x", ""),
        ("decimal", "10", "10.0"),
        ("date", "2026-03-14T10:00", "2026-03-14"),
        ("date", "2026-02-30", ""),
        ("time", "10:30:00.000+02:00", "10:30:00.000+02:00"),
        ("time", "25:00:00", ""),
        ("dateTime", "2026-03-14T10:30:00", "2026-03-14T10:30:00"),
        ("geopoint", "1 2", "1.0 2.0"),
        ("geopoint", "91 2 0 0", ""),
        ("geotrace", "1 1;2 2", "1.0 1.0;2.0 2.0"),
        ("geoshape", "1 1; 2 2; 1 1;", "1.0 1.0;2.0 2.0;1.0 1.0"),
        ("geoshape", "1 1; 2 2; 3 1", ""),
        ("string", " x ", " x "),
    ];
    for (kind, given, kept) in table {
        let text = form(
            "<a/>",
            &format!("a: type=\"{kind}\""),
            "<input ref=\"/d/a\"/>",
        );
        let plan = plan(&text);
        let mut filling = Filling::new(&plan, settings());
        let step = Step::Set {
            path: "/d/a".to_owned(),
            value: given.to_owned(),
        };
        assert_eq!(filling.apply(&step), Ok(()));
        assert_eq!(state(&filling, "/d/a").value, kept, "{kind} {given}");
    }
}

#[test]
fn choices_that_go_take_their_answer_with_them_for_the_time() {
    let text = form(
        "<many/><one/><rank/><hide/>",
        "",
        "<input ref=\"/d/hide\"/>
         <select ref=\"/d/many\"><itemset nodeset=\"instance('l')/root/item[name != /d/hide]\"><value ref=\"name\"/><label ref=\"label\"/></itemset></select>
         <select1 ref=\"/d/one\"><item><label>A</label><value>a</value></item></select1>
         <odk:rank ref=\"/d/rank\"><itemset nodeset=\"instance('l')/root/item[name != /d/hide]\"><value ref=\"name\"/></itemset></odk:rank>",
    );
    let list = "<instance id=\"l\"><root><item><name>a</name></item><item><name>b</name></item><item><name>c</name></item></root></instance></model>";
    let plan = plan(&text.replace("</model>", list));
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "/d/many = c a\n/d/one = z\n/d/rank = c b a");
    assert_eq!(values(&filling), "many=a c one= rank=c b a hide=");
    take(&mut filling, "/d/hide = c");
    assert_eq!(values(&filling), "many=a one= rank=b a hide=c");
    take(&mut filling, "/d/hide = b");
    assert_eq!(values(&filling), "many=a c one= rank=c a hide=b");
}

#[test]
fn values_are_preloaded_and_set_by_events() {
    let text = form(
        "<day/><start/><device/><id/><first/><later/><from/>",
        "day: type=\"date\" jr:preload=\"date\" jr:preloadParams=\"today\"
         start: jr:preload=\"timestamp\" jr:preloadParams=\"start\"
         device: jr:preload=\"property\" jr:preloadParams=\"deviceid\"
         id: jr:preload=\"uid\"",
        "<input ref=\"/d/from\"><setvalue ref=\"/d/later\" event=\"xforms-value-changed\" value=\"concat(/d/later, /d/from)\"/></input>",
    );
    let first =
        "<setvalue ref=\"/d/first\" event=\"odk-instance-first-load\">hello</setvalue></model>";
    let plan = plan(&text.replace("</model>", first));
    let mut filling = Filling::new(&plan, settings());
    assert_eq!(state(&filling, "/d/day").value, "2026-03-14");
    assert_eq!(
        state(&filling, "/d/start").value,
        "2026-03-14T09:26:53.000+02:00"
    );
    assert_eq!(state(&filling, "/d/device").value, "tablet-4");
    assert_eq!(state(&filling, "/d/id").value.len(), "uuid:".len() + 36);
    assert_eq!(state(&filling, "/d/first").value, "hello");
    take(&mut filling, "/d/from = a\n/d/from = a\n/d/from = b");
    assert_eq!(state(&filling, "/d/later").value, "ab");
    assert_eq!(
        values(&filling),
        values(&{
            let mut again = Filling::new(&plan, settings());
            take(&mut again, "/d/from = a\n/d/from = b");
            again
        })
    );
}

#[test]
fn steps_that_fit_nowhere_are_refused() {
    let plan = plan(&form("<a/><g><b/></g>", "", "<input ref=\"/d/a\"/>"));
    let mut filling = Filling::new(&plan, settings());
    let set = |path: &str| Step::Set {
        path: path.to_owned(),
        value: "1".to_owned(),
    };
    for path in [
        "/d/x", "/e/a", "d/a", "/d/a[2]", "/d/a[0]", "/d/a/b", "", "/d/a[",
    ] {
        let refused = Err(StepError::NoPlace(path.to_owned()));
        assert_eq!(filling.apply(&set(path)), refused, "{path}");
    }
    assert_eq!(
        filling.apply(&set("/d/g")),
        Err(StepError::Group("/d/g".to_owned()))
    );
    let add = Step::Add {
        path: "/d/g".to_owned(),
    };
    assert_eq!(
        filling.apply(&add),
        Err(StepError::NoRepeat("/d/g".to_owned()))
    );
}

#[test]
fn a_place_need_not_be_one_of_those_to_pick_from() {
    let text = form(
        "<where/>",
        "where: type=\"geopoint\"",
        "<input ref=\"/d/where\"><itemset nodeset=\"instance('l')/root/item\">\
         <value ref=\"name\"/><label ref=\"label\"/></itemset></input>",
    );
    let list = "<instance id=\"l\"><root><item><name>a</name></item></root></instance></model>";
    let plan = plan(&text.replace("</model>", list));
    let mut picks = 0;
    each_control(&plan.definition().body, &mut |control| {
        picks += usize::from(matches!(control.choices, Choices::Itemset(_)));
    });
    assert_eq!(picks, 1);
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "/d/where = 1.5 2.5");
    assert_eq!(state(&filling, "/d/where").value, "1.5 2.5");
}
