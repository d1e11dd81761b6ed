//! Texts a person reads: labels, hints and messages, in every language.

use std::collections::BTreeMap;

use crate::xpath::Expression;

/// A label, hint or message.
#[derive(Clone, Debug)]
pub enum Label {
    /// Text that stands in the form, with `<output>` in it.
    Plain(Text),
    /// `jr:itext('id')`: an entry of [`Texts`].
    Itext(String),
    /// Anything else in `ref`.
    Computed(Expression),
}

/// A text with computed parts; its expressions are evaluated where it is shown.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub parts: Vec<Part>,
}

impl Text {
    /// A text without computed parts.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self {
            parts: vec![Part::Literal(text.to_owned())],
        }
    }
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub enum Part {
    Literal(String),
    /// `<output value="…">`, apart: most texts have none, and it is large.
    Output(Box<Expression>),
}

/// What a translation gives for one id: the text itself or a medium.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextForm {
    Long,
    Short,
    Guidance,
    Markdown,
    Image,
    BigImage,
    Audio,
    Video,
    Other(String),
}

impl TextForm {
    /// The `form` attribute of a `<value>`; none is the text itself.
    #[must_use]
    pub fn named(name: Option<&str>) -> Self {
        match name {
            None | Some("long" | "") => Self::Long,
            Some("short") => Self::Short,
            Some("guidance") => Self::Guidance,
            Some("markdown") => Self::Markdown,
            Some("image") => Self::Image,
            Some("big-image") => Self::BigImage,
            Some("audio") => Self::Audio,
            Some("video") => Self::Video,
            Some(other) => Self::Other(other.to_owned()),
        }
    }

    /// The name that [`Self::named`] reads.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Long => "long",
            Self::Short => "short",
            Self::Guidance => "guidance",
            Self::Markdown => "markdown",
            Self::Image => "image",
            Self::BigImage => "big-image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Other(other) => other,
        }
    }
}

/// The forms of one text, in order. Mostly there is one, and a map of one would take ten
/// times its room.
#[derive(Clone, Debug, Default)]
pub struct Forms(Vec<(TextForm, Text)>);

impl Forms {
    #[must_use]
    pub fn get(&self, form: &TextForm) -> Option<&Text> {
        let at = self.find(form).ok()?;
        self.0.get(at).map(|(_, text)| text)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TextForm, &Text)> {
        self.0.iter().map(|(form, text)| (form, text))
    }

    fn find(&self, form: &TextForm) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(form))
    }

    fn set(&mut self, form: TextForm, text: Text) {
        match self.find(&form) {
            Ok(at) => {
                if let Some((_, old)) = self.0.get_mut(at) {
                    *old = text;
                }
            }
            Err(at) => {
                self.0.reserve_exact(1);
                self.0.insert(at, (form, text));
            }
        }
    }
}

impl IntoIterator for Forms {
    type Item = (TextForm, Text);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// All translations: language → id → form → text. Forms without translations have one
/// language named "" or none at all.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    languages: BTreeMap<String, BTreeMap<String, Forms>>,
}

impl Texts {
    /// Sets one text; an earlier one is replaced.
    pub fn set(&mut self, language: &str, id: &str, form: TextForm, text: Text) {
        if !self.languages.contains_key(language) {
            self.languages.insert(language.to_owned(), BTreeMap::new());
        }
        if let Some(ids) = self.languages.get_mut(language) {
            ids.entry(id.to_owned()).or_default().set(form, text);
        }
    }

    /// The forms of the entry `id` in `language`.
    #[must_use]
    pub fn get(&self, language: &str, id: &str) -> Option<&Forms> {
        self.languages.get(language)?.get(id)
    }

    /// Whether any language has the entry.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.languages.values().any(|ids| ids.contains_key(id))
    }

    /// Every text, in order of language, id and form.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &TextForm, &Text)> {
        self.languages.iter().flat_map(|(language, ids)| {
            ids.iter().flat_map(move |(id, forms)| {
                let with = move |(form, text)| (language.as_str(), id.as_str(), form, text);
                forms.iter().map(with)
            })
        })
    }
}
