//! Files and functions stay small enough to be read in one go.

use crate::files::{Checked, none, sources};

/// Lines of a file; the median is far below.
const MAX_FILE_LINES: usize = 700;

/// Lines of a function: one screen.
const MAX_FUNCTION_LINES: usize = 70;

/// Files with functions that are still longer; the list only shrinks.
const STILL_LONG: [&str; 3] = [
    "sync-core/src/wire/server.rs",
    "tests/src/bin/bench/reconnect.rs",
    "tests/src/sim/server.rs",
];

#[test]
fn no_file_is_too_long() -> Checked {
    let mut problems = Vec::new();
    for file in sources(&["rs", "js", "css", "html"])? {
        let lines = file.text.lines().count();
        if lines > MAX_FILE_LINES {
            problems.push(format!(
                "{}: {lines} lines, {MAX_FILE_LINES} allowed",
                file.name
            ));
        }
    }
    none(&problems)
}

#[test]
fn no_function_is_too_long() -> Checked {
    let mut problems = Vec::new();
    for file in sources(&["rs"])? {
        for (line, length) in functions(&file.text) {
            if length > MAX_FUNCTION_LINES && !STILL_LONG.contains(&file.name.as_str()) {
                let name = &file.name;
                problems.push(format!(
                    "{name}:{line}: {length} lines, {MAX_FUNCTION_LINES} allowed"
                ));
            }
        }
    }
    none(&problems)
}

/// First line (from 1) and number of lines of every function that is longer
/// than one line. Formatted code closes a function where it began.
fn functions(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        if !begins_function(line) {
            continue;
        }
        let indent = indent(line);
        let ends = |line: &&&str| match line.strip_prefix(indent) {
            // A declaration in a trait has no body.
            Some(code) => code == "}" || (code.starts_with(')') && code.ends_with(';')),
            None => false,
        };
        let body = lines
            .iter()
            .skip(first)
            .take_while(|line| !ends(line))
            .count();
        found.push((first + 1, body + 1));
    }
    found
}

fn begins_function(line: &str) -> bool {
    let code = line.trim_start();
    let before = code.split("fn ").next().unwrap_or(code);
    let qualifiers = [
        "pub",
        "pub(crate)",
        "pub(super)",
        "async",
        "const",
        "unsafe",
    ];
    code.contains("fn ")
        && before
            .split_whitespace()
            .all(|word| qualifiers.contains(&word))
        && !code.ends_with('}')
        && !code.ends_with(';')
}

fn indent(line: &str) -> &str {
    line.split_at(line.len() - line.trim_start().len()).0
}

#[test]
fn lengths_are_counted() {
    let text = "impl A {\n    fn a() {\n        x();\n    }\n    fn b() {}\n    fn d(\n    );\n}\npub fn c() {\n}\n";
    assert_eq!(functions(text), [(2, 3), (6, 2), (9, 2)]);
}
