//! Rules of the page's design that a reader of the code would miss.

use crate::files::{Checked, none, sources};

/// Colours come from `tokens.css` alone, so that every theme knows them and
/// their contrast is checked.
#[test]
fn style_sheets_use_the_palette() -> Checked {
    let mut problems = Vec::new();
    for file in sources(&["css"])? {
        if !file.name.starts_with("web-wasm/") || file.name.ends_with("/tokens.css") {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            if has_raw_colour(line) {
                problems.push(format!("{}:{}: use a token", file.name, number + 1));
            }
        }
    }
    none(&problems)
}

/// The content security policy refuses them, silently for most people.
#[test]
fn nothing_is_styled_inline() -> Checked {
    let mut problems = Vec::new();
    for file in sources(&["rs", "html", "js"])? {
        let inline = |line: &str| line.contains(" style=\"") || line.contains("<style");
        if file.name.starts_with("web-wasm/") {
            let lines = file
                .text
                .lines()
                .enumerate()
                .filter(|(_, line)| inline(line));
            problems.extend(lines.map(|(at, _)| format!("{}:{}: use a class", file.name, at + 1)));
        }
    }
    none(&problems)
}

/// Leptos' own signals would work, and be compiled once more for every type
/// (docs/DECISIONS.md 28).
#[test]
fn the_page_takes_its_own_signals() -> Checked {
    let inner = ["web-wasm/src/prelude.rs", "web-wasm/src/reactive/"];
    let mut problems = Vec::new();
    for file in sources(&["rs"])? {
        let is_inner = inner.iter().any(|start| file.name.starts_with(start));
        if file.name.starts_with("web-wasm/src/") && !is_inner {
            let lines = file.text.lines().enumerate();
            let taken = lines.filter(|(_, line)| line.contains("leptos::prelude"));
            problems.extend(
                taken.map(|(at, _)| format!("{}:{}: use crate::prelude", file.name, at + 1)),
            );
        }
    }
    none(&problems)
}

/// Whether a declaration's value names a colour by its parts.
fn has_raw_colour(line: &str) -> bool {
    let Some((_, value)) = line.split_once(':') else {
        return false;
    };
    let is_hex = |rest: &str| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let ends = !rest
            .chars()
            .nth(digits)
            .is_some_and(|c| c.is_alphanumeric() || c == '-');
        matches!(digits, 3 | 4 | 6 | 8) && ends
    };
    value.split('#').skip(1).any(is_hex)
        || ["rgb(", "rgba(", "hsl(", "hsla("]
            .iter()
            .any(|call| value.contains(call))
}

#[test]
fn raw_colours_are_seen() {
    assert!(has_raw_colour("color: #fff;") && has_raw_colour("a{background:rgba(0,0,0,.1)}"));
    assert!(!has_raw_colour("#add { color: var(--ink) }"));
    assert!(!has_raw_colour("fill: url(#leaf)"));
}
