//! What counts as the same form: a change of anything that means something is seen.

use super::{differ, sheet};

const FORM: &str = "
| survey | type | name | label::English (en) | hint::English (en) | appearance | required | relevant | constraint | constraint_message::English (en) | read_only | default | calculation | choice_filter |
| | text | a | A | H | x | yes | 1 = 1 | . != 'q' | M | | D | | |
| | select_one l | b | B ${a} | | | | | | | | | | g = ${a} |
| | begin_repeat | r | R | | | | | | | | | | |
| | dateTime | c | C | | | | | | | | now() | | |
| | end_repeat | | | | | | | | | | | | |
| | calculate | d | | | | | | | | | | ${a} | |
| choices | list_name | name | label::English (en) | g |
| | l | x | X | 1 |
| | l | y | Y | 2 |
| settings | form_title | form_id | version | style |
| | T | f | 1 | pages |
";

#[test]
fn a_form_is_the_same_as_itself_with_other_blanks() {
    let form = sheet(FORM);
    assert_eq!(differ(&form, &form), None);
    let spaced = FORM
        .replace("1 = 1", "1  =  1")
        .replace("${a} |\n", "  ${a} |\n");
    assert_eq!(differ(&form, &sheet(&spaced)), None);
}

#[test]
fn every_change_is_seen_and_named() {
    let form = sheet(FORM);
    let changes = [
        ("| A | H", "| AA | H", "label"),
        ("| A | H", "| A | HH", "hint"),
        ("| H | x |", "| H | z |", "appearance"),
        ("| x | yes |", "| x | |", "required"),
        ("1 = 1", "1 = 2", "relevant"),
        ("'q'", "'qq'", "constraint"),
        ("| M |", "| MM |", "constraint message"),
        ("| D |", "| E |", "in a new record"),
        ("B ${a}", "B ${d}", "label"),
        ("g = ${a}", "g != ${a}", "choices"),
        ("now()", "today()", "when"),
        ("| x | X | 1 |", "| z | X | 1 |", "list l choice 00000 name"),
        (
            "| x | X | 1 |",
            "| x | XX | 1 |",
            "list l choice 00000 label",
        ),
        ("| x | X | 1 |", "| x | X | 3 |", "list l choice 00000 g"),
        ("| | l | y | Y | 2 |\n", "", "list l"),
        (
            "| | T | f | 1 | pages |",
            "| | U | f | 1 | pages |",
            "title",
        ),
        ("| | T | f | 1 | pages |", "| | T | g | 1 | pages |", "id"),
        (
            "| | T | f | 1 | pages |",
            "| | T | f | 2 | pages |",
            "version",
        ),
        ("| | T | f | 1 | pages |", "| | T | f | 1 | |", "style"),
        ("English (en)", "German (de)", "English (en)"),
        ("dateTime", "date", "value"),
        ("| calculate | d", "| text | d", "shown"),
    ];
    for (from, to, named) in changes {
        let changed = FORM
            .replace(from, to)
            .replace("| text | d | |", "| text | d | D |");
        assert_ne!(changed, FORM, "{from}");
        let found = differ(&form, &sheet(&changed)).unwrap_or_default();
        assert!(found.contains(named), "{from}: {found:?}");
    }
}
