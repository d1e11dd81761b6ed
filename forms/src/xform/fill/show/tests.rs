//! What a screen shows of a record, and what a step changes on it.

use super::*;
use crate::sheet;
use crate::xform::fill::tests::{settings, take};
use crate::xform::fill::{Plan, Step};

/// A form of this survey and these choices, tables without the first bar.
fn plan(survey: &str, choices: &str) -> Plan {
    let rows = |rows: &str| -> String {
        let lines = rows.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| format!("| {line}\n")).collect()
    };
    let text = format!(
        "| survey |\n{}| choices |\n{}| settings |\n| | form_title | form_id |\n| | Test | t |\n",
        rows(survey),
        rows(choices)
    );
    match sheet::read(text.as_bytes(), "t.md").map(Plan::new) {
        Ok(Ok(plan)) => plan,
        Ok(Err(problem)) => panic!("{problem:?}"),
        Err(problems) => panic!("{problems:?}"),
    }
}

/// Everything that is shown, one a line: indented, label, value, marks.
fn shown(screen: &Screen, filling: &Filling<'_>) -> String {
    fn go(screen: &Screen, filling: &Filling<'_>, place: Place, depth: usize, out: &mut String) {
        let label = screen.texts(filling, place).label;
        let state = screen.state(filling, place);
        let mark = match &state.trouble {
            Some(trouble) if trouble.missing => " !open",
            Some(_) => " !wrong",
            None => "",
        };
        let value = match screen.part(place.piece) {
            Part::Question(_) if !state.value.is_empty() => format!(" = {}", state.value),
            _ => String::new(),
        };
        let lock = if state.readonly { " (locked)" } else { "" };
        out.push_str(&format!(
            "{}{label}{value}{lock}{mark}\n",
            "  ".repeat(depth)
        ));
        for child in screen.children(filling, place) {
            go(screen, filling, child, depth + 1, out);
        }
    }
    let mut out = String::new();
    for place in screen.children(filling, screen.root(filling)) {
        go(screen, filling, place, 0, &mut out);
    }
    out
}

fn find(screen: &Screen, filling: &Filling<'_>, path: &str) -> Place {
    let all = screen.questions(filling);
    let found = all.into_iter().find(|at| screen.path(filling, *at) == path);
    found.unwrap_or_else(|| panic!("{path} is not shown"))
}

fn set(filling: &mut Filling<'_>, path: &str, value: &str) {
    let step = Step::Set {
        path: path.to_owned(),
        value: value.to_owned(),
    };
    assert_eq!(filling.apply(&step), Ok(()));
}

const VISIT: &str = "
| | type | name | label::English (en) | label::Español (es) | relevant | constraint | constraint_message::English (en) | constraint_message::Español (es) | required | calculation | choice_filter |
| | begin_group | class | Class | Clase | | | | | | | |
| | integer | students | Students | Estudiantes | | . <= 40 | At most 40. | Hasta 40. | yes | | |
| | note | many | That are ${students} students. | Son ${students} estudiantes. | ${students} > 30 | | | | | | |
| | end_group | | | | | | | | | | |
| | begin_group | pairs | Pairs | Parejas | ${students} > 1 | | | | | | |
| | select_one kind | kind | Kind | Tipo | | | | | | | |
| | select_one size | size | Size | Tamaño | | | | | | | of = ${kind} |
| | calculate | half | | | | | | | | ${students} div 2 | |
| | end_group | | | | | | | | | | |
| | begin_repeat | talk | Talk | Conversación | | | | | | | |
| | text | words | Words | Palabras | | | | | | | |
| | end_repeat | | | | | | | | | | |";

const KINDS: &str = "
| | list_name | name | label::English (en) | label::Español (es) | of |
| | kind | a | Ann | Ana | |
| | kind | b | Bob | Beto | |
| | size | s | Small | Chico | a |
| | size | m | Middle | Medio | a |
| | size | l | Large | Grande | b |";

#[test]
fn what_is_shown_follows_the_answers() {
    let plan = plan(VISIT, KINDS);
    let screen = Screen::new(&plan);
    let mut filling = Filling::new(&plan, settings());
    let first = "Class\n  Students !open\nTalk\n  \n    Words\n";
    assert_eq!(shown(&screen, &filling), first);
    set(&mut filling, "/data/class/students", "50");
    let second = "Class\n  Students = 50 !wrong\n  That are 50 students. (locked)\n\
                  Pairs\n  Kind\n  Size\nTalk\n  \n    Words\n";
    assert_eq!(shown(&screen, &filling), second);
    filling.set_language("Español (es)");
    let spanish = shown(&screen, &filling);
    assert!(spanish.contains("Son 50 estudiantes."), "{spanish}");
    let students = find(&screen, &filling, "/data/class/students");
    let trouble = screen.state(&filling, students).trouble;
    assert_eq!(
        trouble.map(|trouble| trouble.message).as_deref(),
        Some("Hasta 40.")
    );
}

#[test]
fn a_step_names_what_it_changed_and_nothing_else() {
    let plan = plan(VISIT, KINDS);
    let mut screen = Screen::new(&plan);
    let mut filling = Filling::new(&plan, settings());
    screen.changes(&filling);
    assert!(screen.changes(&filling).is_empty(), "nothing happened");

    set(&mut filling, "/data/class/students", "31");
    let changes = screen.changes(&filling);
    let place = |path: &str| find(&screen, &filling, path);
    let group = screen.container(&filling, place("/data/pairs/kind"));
    for touched in [
        place("/data/class/students"),
        place("/data/class/many"),
        group.unwrap_or_default(),
        screen.root(&filling),
    ] {
        assert!(changes.touch(touched), "{touched:?}");
    }
    assert!(!changes.touch(place("/data/talk[1]/words")));

    // A text that shows an answer changes with it, and its neighbours do not.
    set(&mut filling, "/data/class/students", "32");
    let changes = screen.changes(&filling);
    assert!(changes.touch(find(&screen, &filling, "/data/class/many")));
    assert!(!changes.touch(find(&screen, &filling, "/data/pairs/kind")));
    assert!(!changes.touch(screen.root(&filling)));
}

#[test]
fn choices_follow_the_filter_and_the_language() {
    let plan = plan(VISIT, KINDS);
    let mut screen = Screen::new(&plan);
    let mut filling = Filling::new(&plan, settings());
    set(&mut filling, "/data/class/students", "20");
    screen.changes(&filling);
    set(&mut filling, "/data/pairs/kind", "a");
    let changes = screen.changes(&filling);
    let size = find(&screen, &filling, "/data/pairs/size");
    assert!(changes.touch(size));
    let labels = |filling: &Filling<'_>| -> String {
        let choices = screen.choices(filling, size).into_iter();
        choices.map(|choice| choice.label + " ").collect()
    };
    assert_eq!(labels(&filling), "Small Middle ");
    filling.set_language("Español (es)");
    assert_eq!(labels(&filling), "Chico Medio ");
}

#[test]
fn instances_come_and_go() {
    let plan = plan(VISIT, KINDS);
    let mut screen = Screen::new(&plan);
    let mut filling = Filling::new(&plan, settings());
    screen.changes(&filling);
    let words = find(&screen, &filling, "/data/talk[1]/words");
    let instance = screen.container(&filling, words).unwrap_or_default();
    let repeat = screen.container(&filling, instance).unwrap_or_default();
    assert!(screen.may_change(&filling, repeat));
    assert_eq!(screen.path(&filling, repeat), "/data/talk");
    take(&mut filling, "+ /data/talk\n/data/talk[2]/words = two");
    assert!(screen.changes(&filling).touch(repeat));
    assert_eq!(screen.children(&filling, repeat).len(), 2);
    take(&mut filling, "- /data/talk[1]");
    assert!(screen.changes(&filling).touch(repeat));
    let left = screen.children(&filling, repeat);
    let paths = left.iter().map(|place| screen.path(&filling, *place));
    assert_eq!(paths.collect::<Vec<String>>(), ["/data/talk[1]"]);
    take(&mut filling, "- /data/talk[1]");
    assert!(screen.children(&filling, repeat).is_empty());
    assert!(
        shown(&screen, &filling).contains("Talk"),
        "one may be added"
    );
}

#[test]
fn check_finds_the_first_in_the_order_of_the_form() {
    let plan = plan(VISIT, KINDS);
    let screen = Screen::new(&plan);
    let mut filling = Filling::new(&plan, settings());
    let students = find(&screen, &filling, "/data/class/students");
    assert_eq!(screen.first_open(&filling), Some(students));
    let progress = |filling: &Filling<'_>| {
        let Progress {
            answered,
            questions,
            open,
        } = screen.progress(filling);
        (answered, questions, open)
    };
    assert_eq!(progress(&filling), (0, 2, 1));
    set(&mut filling, "/data/class/students", "50");
    assert_eq!(screen.first_open(&filling), Some(students));
    assert_eq!(progress(&filling), (1, 4, 1));
    set(&mut filling, "/data/class/students", "5");
    assert_eq!(screen.first_open(&filling), None);
    assert!(screen.fits(&filling, students, "12"));
    assert!(!screen.fits(&filling, students, "twelve"));
}

#[test]
fn pages_hold_everything_once() {
    let plan = plan(VISIT, KINDS);
    let screen = Screen::new(&plan);
    let mut filling = Filling::new(&plan, settings());
    set(&mut filling, "/data/class/students", "31");
    assert_eq!(screen.flow(), Flow::Whole);
    let each = screen.pages(&filling, Flow::Each);
    assert_eq!(each.len(), 5, "{each:?}");
    let parts = screen.pages(&filling, Flow::Parts);
    assert_eq!(parts.len(), 3, "{parts:?}");
    for pages in [each, parts, screen.pages(&filling, Flow::Whole)] {
        for question in screen.questions(&filling) {
            let page = screen.page_of(&filling, &pages, question);
            assert!(page.is_some(), "{question:?} in {pages:?}");
        }
    }
}

#[test]
fn the_eight_forms_show_only_what_is_known() {
    for (id, text) in crate::LIBRARY_SHEETS {
        let read = sheet::read(text.as_bytes(), &format!("{id}.md"));
        let definition = read.unwrap_or_else(|problems| panic!("{id}: {problems:?}"));
        let plan = Plan::new(definition).unwrap_or_else(|problem| panic!("{id}: {problem:?}"));
        let screen = Screen::new(&plan);
        let filling = Filling::new(&plan, settings());
        for place in screen.questions(&filling) {
            let texts = screen.texts(&filling, place);
            assert!(
                !texts.label.is_empty(),
                "{id} {}",
                screen.path(&filling, place)
            );
        }
        assert!(screen.progress(&filling).questions > 0, "{id}");
    }
}

#[test]
fn levels_say_what_is_seen_at_them() {
    let text = crate::LIBRARY_SHEETS[0].1;
    let definition = sheet::read(text.as_bytes(), "t1.md");
    let plan = Plan::new(definition.unwrap_or_default());
    let plan = plan.unwrap_or_else(|problem| panic!("{problem:?}"));
    let screen = Screen::new(&plan);
    let mut filling = Filling::new(&plan, settings());
    let all = screen.questions(&filling);
    let rubric = all
        .into_iter()
        .find(|at| screen.part(at.piece) == Part::Question(Kind::Rubric));
    let rubric = rubric.unwrap_or_default();
    let first = |filling: &Filling<'_>| screen.choices(filling, rubric).into_iter().next();
    let level = first(&filling).unwrap_or_default();
    assert_eq!(
        (
            level.label.as_str(),
            level.descriptor.as_str(),
            level.absent
        ),
        ("Not observed", "No reason heard or seen.", true)
    );
    filling.set_language("Español (es)");
    let level = first(&filling).unwrap_or_default();
    assert_eq!(level.descriptor, "No se oye ni se ve una razón.");
    take(
        &mut filling,
        "/data/in_the_room/evidence_log[1]/evidence_log_text = I saw it",
    );
    let entries = screen.entries(&filling);
    assert_eq!(
        entries.first().map(|entry| entry.text.as_str()),
        Some("I saw it")
    );
}

/// Everything that is shown of every place.
fn snapshot(screen: &Screen, filling: &Filling<'_>) -> BTreeMap<Place, String> {
    let mut all = BTreeMap::new();
    let mut open = vec![screen.root(filling)];
    while let Some(place) = open.pop() {
        let children = screen.children(filling, place);
        let texts = screen.texts(filling, place);
        let mut said = format!("{children:?} {texts:?}");
        if matches!(screen.part(place.piece), Part::Question(_)) {
            let (state, choices) = (screen.state(filling, place), screen.choices(filling, place));
            said.push_str(&format!("{state:?} {choices:?}"));
        }
        open.extend(children);
        all.insert(place, said);
    }
    all
}

#[test]
fn whatever_is_done_every_place_that_differs_is_named() {
    let sheets = crate::LIBRARY_SHEETS.iter().map(|(_, text)| {
        let definition = sheet::read(text.as_bytes(), "form.md");
        Plan::new(definition.unwrap_or_default()).unwrap_or_else(|problem| panic!("{problem:?}"))
    });
    let mut chance = 7_u32;
    let mut draw = move |of: usize| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (chance >> 8) as usize % of.max(1)
    };
    for plan in sheets.chain([plan(VISIT, KINDS)]) {
        let mut screen = Screen::new(&plan);
        let mut filling = Filling::new(&plan, settings());
        screen.changes(&filling);
        let mut before = snapshot(&screen, &filling);
        for _ in 0..120 {
            let places: Vec<Place> = before.keys().copied().collect();
            let place = places.get(draw(places.len())).copied().unwrap_or_default();
            let path = screen.path(&filling, place);
            let step = match screen.part(place.piece) {
                Part::Repeat(_) => Step::Add { path },
                Part::Instance => Step::Remove { path },
                Part::Question(_) => {
                    let choices = screen.choices(&filling, place);
                    let chosen = choices
                        .get(draw(choices.len()))
                        .map(|one| one.value.clone());
                    let typed = ["", "0", "3", "50", "some words"];
                    let typed = typed.get(draw(typed.len())).copied().unwrap_or_default();
                    let value = chosen.filter(|_| draw(4) > 0);
                    let value = value.unwrap_or_else(|| typed.to_owned());
                    Step::Set { path, value }
                }
                Part::Group { .. } | Part::Hidden => continue,
            };
            // Counted repeats refuse to be changed by hand, and nothing has changed then.
            let _ = filling.apply(&step);
            let changes = screen.changes(&filling);
            let after = snapshot(&screen, &filling);
            for (place, said) in &before {
                let differs = after.get(place).is_some_and(|now| now != said);
                assert!(
                    !differs || changes.touch(*place),
                    "{step:?}: {place:?} {said}"
                );
            }
            before = after;
        }
    }
}
