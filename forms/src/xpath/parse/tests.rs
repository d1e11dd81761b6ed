//! Expressions that are read, and where others go wrong.

use super::*;

fn fails(source: &str) -> (usize, String) {
    match parse(source) {
        Ok((tree, _)) => (usize::MAX, format!("{tree:?}")),
        Err(error) => (error.at, error.message),
    }
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    let table = [
        (". >> 5", 3, "\">\" does not fit here"),
        (
            "(/data/a > 3",
            12,
            "a bracket \"(\" is not closed: \")\" is missing",
        ),
        ("/data/a >", 9, "the expression ends too early"),
        ("squareroot(2)", 0, "there is no function squareroot()"),
        (
            "1 + selectd(., 'a')",
            4,
            "there is no function selectd(), did you mean selected()?",
        ),
        (
            "1 + regex(., 'a(?=b)')",
            4,
            "regex() cannot use the pattern \"a(?=b)\": look-around is not supported",
        ),
        ("if(1, 2)", 0, "if() takes 3 values, here it has 2"),
        ("a b", 2, "\"b\" does not fit here: is an operator missing?"),
        ("a)", 1, "a closing bracket \")\" has no opening one"),
        ("", 0, "the expression ends too early"),
        ("a[1", 3, "a bracket \"[\" is not closed: \"]\" is missing"),
    ];
    for (source, at, message) in table {
        assert_eq!(fails(source), (at, message.to_owned()), "{source}");
    }
}

#[test]
fn what_other_tools_write_is_read() {
    let table = [
        "/data/a",
        "/",
        "//a[@id = 'x']",
        "../../b[position() = 1]/c",
        "instance('towns')/root/item[county=current()/../county]/name",
        "-1 - -2 * 3 div 4 mod 5",
        "not(selected(., 'a')) and . != '' or true()",
        "child::node() | self::a | ancestor::*",
        "(a | b)[1]/c",
        "jr:choice-name( /d/x ,' /d/x ')",
        "string-length(.)>3",
        "count(../orx:meta/orx:instanceID)",
    ];
    for source in table {
        assert!(parse(source).is_ok(), "{source}: {:?}", fails(source));
    }
}

#[test]
fn depth_is_bounded_and_length_is_not_depth() {
    let deep = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(fails(&deep).1.contains("levels of brackets"));
    let long = vec!["a = 1"; 3_000].join(" or ");
    assert!(parse(&long).is_ok());
    let minus = format!("{}1", "-".repeat(10_000));
    assert!(parse(&minus).is_ok());
    let equal = vec!["1"; 5_000].join("=");
    assert!(parse(&equal).is_ok());
}

#[test]
fn operators_bind_as_in_the_specification() {
    let table = [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 = 2 < 3", "1 = (2 < 3)"),
        ("1 < 2 = 3", "(1 < 2) = 3"),
        ("a or b and c", "a or (b and c)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("-a + b", "(-a) + b"),
        ("--a", "-(-a)"),
        ("- - -a", "-a"),
    ];
    for (source, grouped) in table {
        let tree = |source| parse(source).map(|(tree, _)| tree);
        assert_eq!(tree(source), tree(grouped), "{source}");
    }
}
