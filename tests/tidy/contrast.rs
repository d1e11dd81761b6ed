//! Recomputes the contrast of the design's colour pairs from the page's own
//! style sheet, so that nobody darkens a grey and makes a label unreadable.

mod colour;
mod pairs;
mod stylesheet;

use self::colour::contrast;
use self::pairs::{PAIRS, Pair, SUNLIGHT};
use self::stylesheet::{Theme, Themes};
use crate::files::{Checked, none, read};

const TOKENS: &str = "web-wasm/static/tokens.css";

#[test]
fn both_themes_have_the_contrast_of_the_design() -> Checked {
    let themes = Themes::parse(&read(TOKENS)?)?;
    let mut problems = Vec::new();
    for pair in PAIRS {
        check(&mut problems, "light", &themes.light, pair, pair.light)?;
        check(&mut problems, "dark", &themes.dark, pair, pair.dark)?;
    }
    none(&problems)
}

#[test]
fn sunlight_has_the_contrast_of_the_design() -> Checked {
    let themes = Themes::parse(&read(TOKENS)?)?;
    let mut problems = Vec::new();
    for (name, theme) in [
        ("sunlight", &themes.sunlight),
        ("more contrast", &themes.more_light),
    ] {
        for pair in SUNLIGHT {
            check(&mut problems, name, theme, pair, pair.light)?;
        }
    }
    none(&problems)
}

/// The design gives no figures for it; it must only never be worse than dark.
#[test]
fn more_contrast_in_the_dark_is_more() -> Checked {
    let themes = Themes::parse(&read(TOKENS)?)?;
    let mut problems = Vec::new();
    for pair in PAIRS {
        let (plain, more) = (ratio(&themes.dark, pair)?, ratio(&themes.more_dark, pair)?);
        if more < plain {
            problems.push(format!(
                "{} on {}: {more:.1}, was {plain:.1}",
                pair.ink, pair.on
            ));
        }
    }
    none(&problems)
}

/// A person may choose the dark theme, or the device may: the same colours.
#[test]
fn the_chosen_dark_is_the_devices_dark() -> Checked {
    let themes = Themes::parse(&read(TOKENS)?)?;
    if themes.dark == themes.chosen_dark {
        Ok(())
    } else {
        Err("the two dark themes differ".into())
    }
}

fn check(
    problems: &mut Vec<String>,
    name: &str,
    theme: &Theme,
    pair: &Pair,
    designed: f64,
) -> Checked {
    let found = ratio(theme, pair)?;
    let Pair {
        ink, on, at_least, ..
    } = pair;
    if found < *at_least {
        problems.push(format!(
            "{name}: {ink} on {on} is {found:.2}, at least {at_least} is needed"
        ));
    }
    // The design gives one decimal.
    if (found - designed).abs() > 0.051 {
        problems.push(format!(
            "{name}: {ink} on {on} is {found:.2}, the design says {designed}"
        ));
    }
    Ok(())
}

fn ratio(theme: &Theme, pair: &Pair) -> Result<f64, String> {
    let colour = |name: &str| theme.colour(name);
    Ok(contrast(colour(pair.ink)?, colour(pair.on)?))
}
