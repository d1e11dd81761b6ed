//! A text for people in the languages of its form.

use std::collections::BTreeMap;

use serde::Serialize;

/// A text by language code. It always has one in the form's default language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Localized {
    texts: BTreeMap<String, String>,
    #[serde(skip)]
    default: String,
}

impl Localized {
    /// Texts by language; `None` unless the default language is among them.
    pub(crate) fn new(default: &str, texts: BTreeMap<String, String>) -> Option<Self> {
        texts.contains_key(default).then(|| Self {
            texts,
            default: default.to_owned(),
        })
    }

    /// The text in `language` (`es`, `es-MX`), else in its main language, else in the
    /// form's default language.
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        pick(&self.texts, language, &self.default).map_or("", String::as_str)
    }

    /// Whether there is a text in exactly this language.
    #[must_use]
    pub fn has(&self, language: &str) -> bool {
        self.texts.contains_key(language)
    }
}

/// What a map by language holds for `language`, its main language or `default`.
pub(crate) fn pick<'a, T>(
    map: &'a BTreeMap<String, T>,
    language: &str,
    default: &str,
) -> Option<&'a T> {
    let main = language.split(['-', '_']).next().unwrap_or(language);
    map.get(language)
        .or_else(|| map.get(main))
        .or_else(|| map.get(default))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_back_to_the_main_language_and_then_to_the_default() {
        let texts = [("en", "Grade"), ("es", "Grado")]
            .map(|(language, text)| (language.to_owned(), text.to_owned()));
        let text = Localized::new("en", BTreeMap::from(texts));
        let get = |language| text.as_ref().map(|t| t.get(language).to_owned());
        assert_eq!(get("es").as_deref(), Some("Grado"));
        assert_eq!(get("es-MX").as_deref(), Some("Grado"));
        assert_eq!(get("fr").as_deref(), Some("Grade"));
    }

    #[test]
    fn a_text_needs_the_default_language() {
        let texts = BTreeMap::from([("es".to_owned(), "Grado".to_owned())]);
        assert_eq!(Localized::new("en", texts), None);
    }
}
