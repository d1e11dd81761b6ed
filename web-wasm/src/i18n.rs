//! Every word on the screen, in English and Spanish, from Fluent files.
//!
//! [`t`] and [`tr`] read the chosen language as a signal, so a change of language
//! repaints in place and loses nothing that was typed.

use std::cell::Cell;
use std::thread::LocalKey;

use crate::prelude::*;
use ftl::Messages;

mod ftl;

const ENGLISH: &str = include_str!("../locales/en-US.ftl");
const SPANISH: &str = include_str!("../locales/es.ftl");

/// A language that the page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Locale {
    /// US English.
    #[default]
    English,
    /// Spanish, as spoken in the US.
    Spanish,
}

impl Locale {
    /// Its BCP 47 tag, for `lang`, dates and numbers.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::Spanish => "es-US",
        }
    }

    /// The code under which forms hold its texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The locale for a browser's or stored tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.starts_with("es") {
            Self::Spanish
        } else {
            Self::English
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Spanish,
            Self::Spanish => Self::English,
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::English => ENGLISH,
            Self::Spanish => SPANISH,
        }
    }

    const fn messages(self) -> &'static LocalKey<Messages> {
        match self {
            Self::English => &ENGLISH_MESSAGES,
            Self::Spanish => &SPANISH_MESSAGES,
        }
    }
}

thread_local! {
    static ENGLISH_MESSAGES: Messages = Messages::read(Locale::English.source());
    static SPANISH_MESSAGES: Messages = Messages::read(Locale::Spanish.source());
}

thread_local! {
    static CHOSEN: Cell<Option<RwSignal<Locale>>> = const { Cell::new(None) };
}

/// Makes `signal` the language of every message from now on.
pub fn follow(signal: RwSignal<Locale>) {
    CHOSEN.with(|chosen| chosen.set(Some(signal)));
}

/// The chosen language; followed where something follows.
#[must_use]
pub fn locale() -> Locale {
    let Some(chosen) = CHOSEN.with(Cell::get) else {
        return Locale::English;
    };
    // Handlers and tasks ask too; there is nothing to repaint for them.
    let follows = leptos::reactive::graph::Observer::get().is_some();
    if follows {
        chosen.get()
    } else {
        chosen.get_untracked()
    }
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// A text, put in as it is.
    Text(String),
    /// A number: chooses the plural, and is written in the language's way.
    Number(f64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(number as f64)
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

/// A message without arguments, in the chosen language.
#[must_use]
pub fn t(id: &str) -> String {
    message(locale(), id, &[])
}

/// A message with arguments, in the chosen language.
#[must_use]
pub fn tr(id: &str, args: &[(&'static str, Arg)]) -> String {
    message(locale(), id, args)
}

/// A message in a given language; the id itself when there is no such message.
#[must_use]
pub fn message(locale: Locale, id: &str, args: &[(&'static str, Arg)]) -> String {
    let given = |name: &str| args.iter().find(|(given, _)| *given == name);
    let variable = |name: &str| match (given(name), name) {
        (Some((_, value)), _) => Some(value.clone()),
        // Most messages about where work is need the word; Spanish says "esta tableta" and
        // "este teléfono".
        (None, "device") => Some(Arg::Text(device_word(locale))),
        (None, "kind") => Some(Arg::from(device_kind().code())),
        _ => None,
    };
    locale
        .messages()
        .with(|messages| messages.format(id, &variable))
        .unwrap_or_else(|| id.to_owned())
}

/// "tablet", "phone" or "computer", in a language.
fn device_word(locale: Locale) -> String {
    let id = device_kind().message();
    let word = locale
        .messages()
        .with(|messages| messages.format(id, &|_| None));
    word.unwrap_or_default()
}

/// What people call the thing in their hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceKind {
    /// Anything touched and not small.
    #[default]
    Tablet,
    /// Narrow.
    Phone,
    /// With a mouse and a large screen.
    Computer,
}

impl DeviceKind {
    const fn message(self) -> &'static str {
        match self {
            Self::Tablet => "device-tablet",
            Self::Phone => "device-phone",
            Self::Computer => "device-computer",
        }
    }

    /// The word that the server knows it by.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tablet => "tablet",
            Self::Phone => "phone",
            Self::Computer => "computer",
        }
    }
}

thread_local! {
    static KIND: Cell<DeviceKind> = const { Cell::new(DeviceKind::Tablet) };
}

/// Sets the word for this device; it does not change while the page lives.
pub fn set_device_kind(kind: DeviceKind) {
    KIND.with(|cell| cell.set(kind));
}

/// The word for this device.
#[must_use]
pub fn device_kind() -> DeviceKind {
    KIND.with(Cell::get)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;

    use super::*;

    /// Ids with the variables that each uses.
    fn ids(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let (true, Some((id, _))) = (starts, line.split_once(" =")) {
                current = id.to_owned();
                assert!(!found.contains_key(id), "{id} twice");
                found.entry(current.clone()).or_default();
            }
            for piece in line.split('$').skip(1) {
                let name = piece.split(|c: char| !c.is_ascii_alphanumeric()).next();
                // The page sets it in every message; only grammar decides who needs it.
                let name = name.filter(|name| *name != "kind");
                found
                    .entry(current.clone())
                    .or_default()
                    .extend(name.map(str::to_owned));
            }
        }
        found
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_variables() {
        let (english, spanish) = (ids(ENGLISH), ids(SPANISH));
        assert!(english.len() > 100);
        for (id, variables) in &english {
            assert_eq!(spanish.get(id), Some(variables), "{id} in es.ftl");
        }
        let extra: Vec<_> = spanish
            .keys()
            .filter(|id| !english.contains_key(*id))
            .collect();
        assert!(extra.is_empty(), "only in es.ftl: {extra:?}");
    }

    #[test]
    fn both_files_parse_without_errors() {
        for locale in [Locale::English, Locale::Spanish] {
            let parsed = FluentResource::try_new(locale.source().to_owned());
            assert!(parsed.is_ok(), "{}: {:?}", locale.tag(), parsed.err());
        }
    }

    #[test]
    fn every_message_that_the_code_asks_for_exists() {
        let known = ids(ENGLISH);
        let mut missing = Vec::new();
        let mut used = BTreeSet::new();
        for source in sources(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
            for call in ["t(\"", "tr(\"", "message(locale, \"", "msg!(\""] {
                for (at, _) in source.match_indices(call) {
                    let before = source[..at].chars().next_back();
                    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                        continue;
                    }
                    let rest = &source[at + call.len()..];
                    let id = rest.split('"').next().unwrap_or_default();
                    used.insert(id.to_owned());
                    if !known.contains_key(id) {
                        missing.push(id.to_owned());
                    }
                }
            }
        }
        assert!(
            used.len() > 80,
            "the search found too little: {}",
            used.len()
        );
        assert!(missing.is_empty(), "not in en-US.ftl: {missing:?}");
    }

    fn sources(folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                found.extend(sources(&path.to_string_lossy()));
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("i18n.rs")
            {
                found.extend(std::fs::read_to_string(path));
            }
        }
        found
    }

    #[test]
    fn plurals_and_the_word_for_the_device_are_put_in() {
        let waiting = |n: u64| message(Locale::English, "state-waiting", &[("n", n.into())]);
        assert_eq!(waiting(1), "1 change waiting");
        assert_eq!(waiting(3), "3 changes waiting");
        let saved = message(Locale::Spanish, "state-saved", &[]);
        assert_eq!(saved, "Guardado en esta tableta");
        set_device_kind(DeviceKind::Phone);
        let saved = message(Locale::Spanish, "state-saved", &[]);
        assert_eq!(saved, "Guardado en este teléfono");
    }

    #[test]
    fn names_of_states_stay_short_in_spanish() {
        for (id, _) in ids(SPANISH)
            .iter()
            .filter(|(id, _)| id.starts_with("state-"))
        {
            let text = message(Locale::Spanish, id, &[("n", 3usize.into())]);
            assert!(text.chars().count() <= 28, "{id}: {text}");
        }
    }
}
