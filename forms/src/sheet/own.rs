//! Rounds' own types of questions in a sheet: words in the column `appearance` beside a
//! type that every tool knows, so that the sheet opens elsewhere as well.
//!
//! docs/FORMS.md explains them to people who write sheets.

use super::fault::Fault;

/// A word, the types it goes with, and whether it belongs into a log of entries.
struct Word {
    name: &'static str,
    kinds: &'static [&'static str],
    /// What a person reads when it stands elsewhere.
    needs: &'static str,
    inside: bool,
}

const fn word(name: &'static str, kinds: &'static [&'static str], needs: &'static str) -> Word {
    Word {
        name,
        kinds,
        needs,
        inside: false,
    }
}

const fn entry(name: &'static str, kinds: &'static [&'static str], needs: &'static str) -> Word {
    Word {
        inside: true,
        ..word(name, kinds, needs)
    }
}

/// The type of sections, as they are checked here.
pub(super) const GROUP: &str = "begin group";
pub(super) const REPEAT: &str = "begin repeat";

/// Repeats that are logs of entries.
const LOGS: [&str; 2] = ["rounds-evidence", "rounds-wonderings"];

const WORDS: [Word; 22] = [
    word("rounds-tally", &["integer"], "an integer"),
    word(
        "rounds-timer",
        &["decimal", "integer"],
        "a decimal or an integer",
    ),
    word("rounds-clock", &[GROUP], "a group"),
    word("rounds-rubric", &["select one"], "a select_one"),
    word("rounds-links", &["text"], "a text"),
    word("rounds-evidence", &[REPEAT], "a repeat"),
    word("rounds-wonderings", &[REPEAT], "a repeat"),
    word("rounds-elapsed", &[REPEAT], "a repeat with rounds-evidence"),
    word("rounds-cards", &[REPEAT], "a repeat"),
    entry("rounds-at", &["dateTime", "time"], "a dateTime or a time"),
    entry("rounds-who", &["select one"], "a select_one"),
    entry("rounds-mode", &["select one"], "a select_one"),
    entry("rounds-text", &["text"], "a text"),
    entry(
        "rounds-tags",
        &["select all that apply"],
        "a select_multiple",
    ),
    word("rounds-visit-number", &["integer"], "an integer"),
    word("rounds-school", &["select one"], "a select_one"),
    word(
        "rounds-author",
        &["select one", "select all that apply"],
        "a select_one or a select_multiple",
    ),
    word("rounds-tap", &["time", "dateTime"], "a time or a dateTime"),
    word("rounds-focus", &["note"], "a note"),
    word("rounds-stop", &["note"], "a note"),
    word("rounds-pinned", &["note"], "a note"),
    // With a number: `rounds-minutes-10`.
    word(
        MINUTES,
        &["decimal", "integer"],
        "a decimal or an integer with rounds-timer",
    ),
];

const MINUTES: &str = "rounds-minutes-";

/// The longest turn that a timer counts down, in minutes.
const LONGEST_MINUTES: u16 = 600;

/// All words.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|word| word.name)
}

/// Whether an appearance makes a log of entries of a repeat.
pub(super) fn is_log(appearance: &str) -> bool {
    appearance
        .split_whitespace()
        .any(|word| LOGS.contains(&word))
}

/// Checks the words of an appearance that are Rounds' own.
///
/// # Errors
/// A word that is unknown, or that does not go with this type or place.
pub(super) fn check(appearance: &str, kind: &str, in_log: bool) -> Result<(), Fault> {
    for used in appearance.split_whitespace() {
        if !used.starts_with("rounds-") {
            continue;
        }
        let found = WORDS.iter().find(|word| match word.name {
            MINUTES => minutes(used).is_some(),
            name => name == used,
        });
        let Some(found) = found else {
            return Err(Fault::OwnUnknown(used.to_owned()));
        };
        let kind = renamed(kind);
        if !found.kinds.contains(&kind) {
            return Err(Fault::OwnType {
                word: used.to_owned(),
                needs: found.needs,
            });
        }
        if found.inside && !in_log {
            return Err(Fault::OwnPlace(used.to_owned()));
        }
    }
    Ok(())
}

/// The minutes of `rounds-minutes-10`.
fn minutes(word: &str) -> Option<u16> {
    let number: u16 = word.strip_prefix(MINUTES)?.parse().ok()?;
    (1..=LONGEST_MINUTES).contains(&number).then_some(number)
}

/// One word for types with several.
fn renamed(kind: &str) -> &str {
    match kind {
        "int" => "integer",
        "string" => "text",
        "datetime" | "date time" => "dateTime",
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_with_their_types() {
        assert_eq!(check("counter rounds-tally", "integer", false), Ok(()));
        assert_eq!(
            check("rounds-timer rounds-minutes-10", "decimal", false),
            Ok(())
        );
        assert_eq!(check("multiline rounds-text", "text", true), Ok(()));
        assert_eq!(check("minimal", "anything", false), Ok(()));
        let misfit = check("rounds-tally", "text", false);
        assert!(matches!(misfit, Err(Fault::OwnType { .. })), "{misfit:?}");
        let misplaced = check("rounds-who", "select one", false);
        assert!(
            matches!(misplaced, Err(Fault::OwnPlace(_))),
            "{misplaced:?}"
        );
        for unknown in [
            "rounds-taly",
            "rounds-minutes-0",
            "rounds-minutes-x",
            "rounds-",
        ] {
            let found = check(unknown, "integer", false);
            assert!(matches!(found, Err(Fault::OwnUnknown(_))), "{found:?}");
        }
    }
}
