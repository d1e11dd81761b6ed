//! From types and appearances to what a question looks like.

use crate::xform::model::{Control, ControlKind, Node, RangeSpan, ValueType};

/// What a piece of the form is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// Questions that belong together; of a clock one runs at a time.
    Group {
        clock: bool,
    },
    Repeat(Repeated),
    /// One instance of a repeat.
    Instance,
    Question(Kind),
    /// Part of a layout that is not drawn here.
    Hidden,
}

/// What a repeat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    Plain,
    Evidence,
    Wonderings,
    Cards,
}

/// The control of a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Nothing to answer.
    Note,
    Text {
        multiline: bool,
        /// An address of the web.
        web: bool,
        /// Digits only, e.g. a phone number.
        digits: bool,
    },
    Number {
        whole: bool,
    },
    /// Taps that add up.
    Counter,
    /// Minutes that run; with a number they count down from it.
    Timer {
        minutes: Option<u16>,
    },
    One(Selecting),
    Many(Selecting),
    Rank,
    Range(Span),
    Moment {
        look: MomentLook,
        /// A button puts in the present.
        tap: bool,
    },
    /// Acknowledge.
    Agree,
    Place(PlaceLook),
    File(FileLook),
    /// Levels with what each looks like.
    Rubric,
    /// Numbers of entries.
    Links,
}

/// How choices are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selecting {
    /// One below the other.
    List,
    /// A menu.
    Menu,
    /// Beside one another.
    Across,
    /// A scale with its words under it.
    Likert,
    /// Found by typing.
    Search,
}

/// Numbers from one to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub start: f64,
    pub end: f64,
    pub step: f64,
    pub look: RangeLook,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeLook {
    Slider { upright: bool, ticks: bool },
    Stars,
    Menu,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentLook {
    Date,
    Month,
    Year,
    Time,
    DateTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceLook {
    Point,
    Line,
    Area,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLook {
    Photo,
    Sound,
    Film,
    Any,
    Signature,
    Drawing,
}

/// The words of an appearance, small.
pub(super) fn words(appearance: &str) -> Vec<String> {
    let words = appearance.split_whitespace();
    words.map(str::to_lowercase).collect()
}

/// What a repeat is, by the words of its appearance.
pub(super) fn repeated(words: &[String]) -> Repeated {
    let has = |word: &str| words.iter().any(|own| own == word);
    match () {
        () if has("rounds-evidence") => Repeated::Evidence,
        () if has("rounds-wonderings") => Repeated::Wonderings,
        () if has("rounds-cards") => Repeated::Cards,
        () => Repeated::Plain,
    }
}

/// What a control looks like.
pub(super) fn part(control: &Control, node: &Node, words: &[String]) -> Part {
    let has = |word: &str| words.iter().any(|own| own == word);
    let value = node.bind.value;
    let fixed = node.bind.readonly.as_ref();
    let fixed = fixed.is_some_and(|expression| expression.source().trim() == "true()");
    Part::Question(match control.kind {
        // The first row of a table of choices: each row says its choices itself.
        ControlKind::SelectOne | ControlKind::SelectMultiple if has("label") => {
            return Part::Hidden;
        }
        ControlKind::Trigger if value == ValueType::Geopoint => return Part::Hidden,
        ControlKind::Input if fixed => Kind::Note,
        ControlKind::Input => input(value, control, words),
        ControlKind::SelectOne if has("rounds-rubric") => Kind::Rubric,
        ControlKind::SelectOne => Kind::One(selecting(words)),
        ControlKind::SelectMultiple => Kind::Many(selecting(words)),
        ControlKind::Rank => Kind::Rank,
        ControlKind::Range => Kind::Range(span(control.range.as_ref(), words)),
        ControlKind::Trigger => Kind::Agree,
        ControlKind::Upload => Kind::File(file(control, words)),
    })
}

fn input(value: ValueType, control: &Control, words: &[String]) -> Kind {
    let has = |word: &str| words.iter().any(|own| own == word);
    let rows = control.attributes.iter().any(|(name, _)| name == "rows");
    match value {
        ValueType::Integer | ValueType::Decimal if has("rounds-timer") => Kind::Timer {
            minutes: words
                .iter()
                .find_map(|word| word.strip_prefix("rounds-minutes-")?.parse().ok()),
        },
        ValueType::Integer if has("counter") || has("rounds-tally") => Kind::Counter,
        ValueType::Integer => Kind::Number { whole: true },
        ValueType::Decimal => Kind::Number { whole: false },
        ValueType::Date | ValueType::Time | ValueType::DateTime => Kind::Moment {
            look: moment(value, words),
            tap: has("rounds-tap"),
        },
        ValueType::Geopoint => Kind::Place(PlaceLook::Point),
        ValueType::Geotrace => Kind::Place(PlaceLook::Line),
        ValueType::Geoshape => Kind::Place(PlaceLook::Area),
        _ if has("rounds-links") => Kind::Links,
        _ => Kind::Text {
            multiline: rows || has("multiline"),
            web: has("url"),
            digits: has("numbers"),
        },
    }
}

fn moment(value: ValueType, words: &[String]) -> MomentLook {
    let has = |word: &str| words.iter().any(|own| own == word);
    match value {
        ValueType::Time => MomentLook::Time,
        ValueType::DateTime => MomentLook::DateTime,
        _ if has("year") => MomentLook::Year,
        _ if has("month-year") => MomentLook::Month,
        _ => MomentLook::Date,
    }
}

fn selecting(words: &[String]) -> Selecting {
    let has = |word: &str| words.iter().any(|own| own == word);
    let across = |word: &String| {
        word.starts_with("columns")
            || matches!(
                word.as_str(),
                "horizontal"
                    | "horizontal-compact"
                    | "compact"
                    | "quickcompact"
                    | "list-nolabel"
                    | "list"
                    | "rounds-who"
                    | "rounds-mode"
                    | "rounds-tags"
                    | "no-buttons"
            )
            || word.starts_with("compact-")
    };
    match () {
        () if has("autocomplete")
            || has("search")
            || words.iter().any(|w| w.starts_with("search(")) =>
        {
            Selecting::Search
        }
        () if has("minimal") => Selecting::Menu,
        () if has("likert") => Selecting::Likert,
        () if words.iter().any(across) => Selecting::Across,
        () => Selecting::List,
    }
}

fn span(range: Option<&RangeSpan>, words: &[String]) -> Span {
    let has = |word: &str| words.iter().any(|own| own == word);
    let number = |text: Option<&str>, otherwise: f64| {
        let read = text.and_then(|text| text.trim().parse().ok());
        read.filter(|number: &f64| number.is_finite())
            .unwrap_or(otherwise)
    };
    Span {
        start: number(range.map(|range| range.start.as_str()), 1.0),
        end: number(range.map(|range| range.end.as_str()), 10.0),
        step: number(range.map(|range| range.step.as_str()), 1.0),
        look: match () {
            () if has("rating") => RangeLook::Stars,
            () if has("picker") => RangeLook::Menu,
            () => RangeLook::Slider {
                upright: has("vertical"),
                ticks: !has("no-ticks"),
            },
        },
    }
}

fn file(control: &Control, words: &[String]) -> FileLook {
    let has = |word: &str| words.iter().any(|own| own == word);
    let media = control.media_type.as_deref().unwrap_or_default();
    match media.split('/').next().unwrap_or_default() {
        "image" if has("signature") => FileLook::Signature,
        "image" if has("draw") => FileLook::Drawing,
        "image" => FileLook::Photo,
        "audio" => FileLook::Sound,
        "video" => FileLook::Film,
        _ => FileLook::Any,
    }
}
