//! The rows of the survey as a tree of questions and sections.

use super::parameters::Parameters;
use super::question_type::QuestionType;
use super::table::SheetKind;
use super::value::{Cell, Fields, Value, Words};
use crate::xform::model::Origin;

/// The row that something came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub sheet: SheetKind,
    pub row: u32,
}

const ROW_BITS: u32 = 24;

impl Place {
    /// A row of the survey.
    #[must_use]
    pub(super) const fn survey(row: u32) -> Self {
        Self {
            sheet: SheetKind::Survey,
            row,
        }
    }

    /// The place as the form model carries it.
    #[must_use]
    pub(super) const fn origin(self) -> Origin {
        let sheet = match self.sheet {
            SheetKind::Survey => 0,
            SheetKind::Choices => 1,
            SheetKind::Settings => 2,
            SheetKind::ExternalChoices => 3,
            SheetKind::Entities => 4,
            SheetKind::Osm => 5,
        };
        Origin(sheet << ROW_BITS | (self.row & ((1 << ROW_BITS) - 1)))
    }

    /// The place that the form model carried.
    #[must_use]
    pub(super) const fn of(origin: Origin) -> Self {
        let sheet = match origin.0 >> ROW_BITS {
            1 => SheetKind::Choices,
            2 => SheetKind::Settings,
            3 => SheetKind::ExternalChoices,
            4 => SheetKind::Entities,
            5 => SheetKind::Osm,
            _ => SheetKind::Survey,
        };
        Self {
            sheet,
            row: origin.0 & ((1 << ROW_BITS) - 1),
        }
    }
}

/// What an element is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Survey,
    Group,
    /// A group that is not shown: `meta`.
    Hidden,
    /// A group that is shown, but not in the record: see the setting `flat`.
    Flat,
    Repeat,
    /// One group for each choice of a list.
    Loop(String),
    Question(QuestionType),
    /// Another file that the form reads; its ending.
    External(&'static str),
}

/// What happens at a question besides its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// `start-geopoint`
    Geopoint,
    /// `background-audio`
    Audio,
}

/// A question or a section.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub name: String,
    pub kind: Kind,
    /// The word in the column `type`, older words replaced.
    pub type_name: String,
    pub place: Place,
    pub label: Option<Words>,
    pub hint: Option<Words>,
    pub guidance: Option<Words>,
    pub media: Vec<(String, Words)>,
    pub bind: Vec<(String, Words)>,
    pub control: Vec<(String, Cell)>,
    /// Attributes of the instance node.
    pub attributes: Vec<(String, Cell)>,
    pub default: Option<Cell>,
    /// The default is an expression.
    pub dynamic: bool,
    pub choice_filter: Option<Cell>,
    /// The list of a select, a file or a reference; the list of a range's ticks.
    pub itemset: Option<Cell>,
    pub parameters: Parameters,
    /// The questions whose answers set this one.
    pub trigger: Vec<String>,
    pub effect: Option<Effect>,
    pub children: Vec<Self>,
}

impl Element {
    /// An element with nothing but a name.
    #[must_use]
    pub(super) fn new(name: &str, kind: Kind, place: Place) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            type_name: String::new(),
            place,
            label: None,
            hint: None,
            guidance: None,
            media: Vec::new(),
            bind: Vec::new(),
            control: Vec::new(),
            attributes: Vec::new(),
            default: None,
            dynamic: false,
            choice_filter: None,
            itemset: None,
            parameters: Parameters::default(),
            trigger: Vec::new(),
            effect: None,
            children: Vec::new(),
        }
    }

    /// An element with what the cells of its row say.
    #[must_use]
    pub(super) fn of_row(name: &str, kind: Kind, fields: &Fields, row: u32) -> Self {
        let words = |key| fields.get(key).map(Words::of);
        let cell = |key| fields.text(&[key]).cloned();
        Self {
            type_name: cell("type").map_or(String::new(), |cell| cell.text),
            // A medium in a column without its kind is not shown, but it is no mistake.
            label: words("label").or_else(|| cell("media").map(|_| Words::Plain(Cell::default()))),
            hint: words("hint"),
            guidance: words("guidance_hint"),
            media: all_words(fields.map("media")),
            bind: all_words(fields.map("bind")),
            control: cells(fields.map("control")),
            attributes: cells(fields.map("instance")),
            default: cell("default"),
            choice_filter: cell("choice_filter"),
            ..Self::new(name, kind, Place::survey(row))
        }
    }

    /// What a bind's column says in plain text.
    #[must_use]
    pub(super) fn bound(&self, key: &str) -> Option<&Cell> {
        let found = self.bind.iter().find(|(name, _)| name == key);
        match found {
            Some((_, Words::Plain(cell))) => Some(cell),
            _ => None,
        }
    }

    /// Adds what the sheet does not say itself.
    pub(super) fn bind_text(&mut self, key: &str, text: &str) {
        self.bind.retain(|(name, _)| name != key);
        let cell = Cell::new(text, usize::MAX);
        self.bind.push((key.to_owned(), Words::Plain(cell)));
    }

    /// The text of a control's column.
    #[must_use]
    pub(super) fn controlled(&self, key: &str) -> Option<&Cell> {
        let found = self.control.iter().find(|(name, _)| name == key);
        found.map(|(_, cell)| cell)
    }

    /// Sets a control's column.
    pub(super) fn control_cell(&mut self, key: &str, cell: Cell) {
        self.control.retain(|(name, _)| name != key);
        self.control.push((key.to_owned(), cell));
    }

    /// The appearance; empty when there is none.
    #[must_use]
    pub(super) fn appearance(&self) -> &str {
        self.controlled("appearance").map_or("", |cell| &cell.text)
    }

    /// Whether its texts are looked up by id, because there are several languages or
    /// media.
    #[must_use]
    pub(super) fn needs_itext(&self) -> bool {
        self.label.as_ref().is_some_and(Words::is_translated) || !self.media.is_empty()
    }

    /// Whether this is a section and not a question.
    #[must_use]
    pub(super) fn is_section(&self) -> bool {
        !matches!(self.kind, Kind::Question(_) | Kind::External(_))
    }

    /// Whether a person ever sees it.
    #[must_use]
    pub(super) fn is_shown(&self) -> bool {
        let Kind::Question(question) = &self.kind else {
            return false;
        };
        let set = self.bind.iter().any(|(name, _)| name == "calculate") || !self.trigger.is_empty();
        let silent = set && self.label.is_none() && self.hint.is_none() && question.hint.is_none();
        question.control.is_some() && !silent
    }
}

fn all_words(fields: Option<&Fields>) -> Vec<(String, Words)> {
    let each = fields.into_iter().flat_map(Fields::iter);
    each.map(|(key, value)| (key.to_owned(), Words::of(value)))
        .collect()
}

fn cells(fields: Option<&Fields>) -> Vec<(String, Cell)> {
    let each = fields.into_iter().flat_map(Fields::iter);
    each.filter_map(|(key, value)| match value {
        Value::Text(cell) => Some((key.to_owned(), cell.clone())),
        Value::Map(_) => None,
    })
    .collect()
}
