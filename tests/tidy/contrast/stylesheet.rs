//! The themes of `tokens.css`: custom properties per rule, read with a parser
//! that knows just as much CSS as that file uses.

use std::collections::BTreeMap;

use super::colour::{self, Colour};

/// Custom properties by name, without the two dashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Theme(BTreeMap<String, String>);

impl Theme {
    pub(super) fn colour(&self, name: &str) -> Result<Colour, String> {
        let text = self
            .0
            .get(name)
            .ok_or_else(|| format!("tokens.css has no --{name}"))?;
        colour::parse(text).ok_or_else(|| format!("--{name} is {text}, not #RRGGBB"))
    }

    /// This theme with another's properties on top, as the cascade does it.
    fn with(&self, other: &Self) -> Self {
        let all = self.0.iter().chain(&other.0);
        Self(
            all.map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }
}

/// Every look that the page can have.
pub(super) struct Themes {
    pub(super) light: Theme,
    pub(super) dark: Theme,
    pub(super) chosen_dark: Theme,
    pub(super) sunlight: Theme,
    pub(super) more_light: Theme,
    pub(super) more_dark: Theme,
}

impl Themes {
    pub(super) fn parse(css: &str) -> Result<Self, String> {
        let rules = rules(css);
        let find = |what: &str, is: &dyn Fn(&str) -> bool| {
            let found = rules.iter().find(|(selector, _)| is(selector));
            found
                .map(|(_, theme)| theme.clone())
                .ok_or(format!("tokens.css has no rule for {what}"))
        };
        let light = find("light", &|it| it == ":root")?;
        let in_media = |it: &str, scheme: &str, more: bool| {
            it.contains(&format!("prefers-color-scheme:{scheme}"))
                && it.contains("prefers-contrast:more") == more
        };
        let dark = light.with(&find("dark", &|it| in_media(it, "dark", false))?);
        let more_light = find("more contrast, light", &|it| in_media(it, "light", true))?;
        let more_dark = find("more contrast, dark", &|it| in_media(it, "dark", true))?;
        Ok(Self {
            chosen_dark: light.with(&find("a chosen dark", &|it| {
                it == ":root[data-theme=dark]"
            })?),
            sunlight: light.with(&find("sunlight", &|it| it == ":root[data-theme=sunlight]")?),
            more_light: light.with(&more_light),
            more_dark: dark.with(&more_dark),
            light,
            dark,
        })
    }
}

/// Each rule's selector, the enclosing media query before it, and its properties.
fn rules(css: &str) -> Vec<(String, Theme)> {
    let css = without_comments_and_blanks(css);
    let mut outer: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let mut rest = css.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        let (text, tail) = rest.split_at(at);
        if tail.starts_with('{') {
            outer.push(text);
        } else {
            let theme = properties(text);
            if !theme.0.is_empty() {
                found.push((outer.join(" "), theme));
            }
            outer.pop();
        }
        rest = tail
            .trim_start_matches(|c| c != '{' && c != '}')
            .get(1..)
            .unwrap_or_default();
    }
    found
}

fn properties(block: &str) -> Theme {
    let pair = |line: &str| {
        let (name, value) = line.strip_prefix("--")?.split_once(':')?;
        Some((name.to_owned(), value.to_owned()))
    };
    Theme(block.split(';').filter_map(pair).collect())
}

/// Blanks matter only inside values that no rule here reads.
fn without_comments_and_blanks(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    out.retain(|c| !c.is_whitespace());
    out
}

#[test]
fn rules_are_told_apart() {
    let css = "/* x */:root{--a:#000;color:red}\n@media (b){ :root { --a: #FFF } }";
    let found: Vec<String> = rules(css)
        .into_iter()
        .map(|(selector, _)| selector)
        .collect();
    assert_eq!(found, [":root", "@media(b) :root"]);
}
