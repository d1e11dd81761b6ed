//! The types of questions: their control, the type of their value and what is declared
//! with them.

use crate::xform::model::ControlKind;

/// What a word in the column `type` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QuestionType {
    /// None for what is never shown.
    pub control: Option<ControlKind>,
    /// What an upload takes.
    pub media: Option<&'static str>,
    /// The type of the value; none for a trigger without one.
    pub value: &'static str,
    pub readonly: bool,
    /// `jr:preload` and its parameters.
    pub preload: Option<(&'static str, &'static str)>,
    pub constraint: Option<&'static str>,
    pub hint: Option<&'static str>,
}

const PLAIN: QuestionType = QuestionType {
    control: None,
    media: None,
    value: "string",
    readonly: false,
    preload: None,
    constraint: None,
    hint: None,
};

const fn input(value: &'static str) -> QuestionType {
    QuestionType {
        control: Some(ControlKind::Input),
        value,
        ..PLAIN
    }
}

const fn control(control: ControlKind, value: &'static str) -> QuestionType {
    QuestionType {
        control: Some(control),
        value,
        ..PLAIN
    }
}

const fn upload(media: &'static str) -> QuestionType {
    QuestionType {
        control: Some(ControlKind::Upload),
        media: Some(media),
        value: "binary",
        ..PLAIN
    }
}

const fn preload(value: &'static str, kind: &'static str, what: &'static str) -> QuestionType {
    QuestionType {
        value,
        preload: Some((kind, what)),
        ..PLAIN
    }
}

const fn property(what: &'static str) -> QuestionType {
    preload("string", "property", what)
}

const fn days(constraint: &'static str, hint: Option<&'static str>) -> QuestionType {
    QuestionType {
        constraint: Some(constraint),
        hint,
        ..input("int")
    }
}

/// The newer word for an older one.
#[must_use]
pub(super) fn renamed(name: &str) -> &str {
    match name {
        "imei" => "deviceid",
        "image" | "add image prompt" | "add photo prompt" => "photo",
        "add audio prompt" => "audio",
        "add video prompt" => "video",
        "add file prompt" => "file",
        name => name,
    }
}

/// The type with this name.
#[must_use]
pub(super) fn question_type(name: &str) -> Option<QuestionType> {
    asked(name).or_else(|| noted(name)).or_else(|| chosen(name))
}

/// What a person answers by typing, taking or pointing.
fn asked(name: &str) -> Option<QuestionType> {
    Some(match name {
        "text" | "string" | "q string" | "add text prompt" => input("string"),
        "integer" | "int" | "q int" | "add integer prompt" => input("int"),
        "decimal" | "q decimal" | "add decimal prompt" => input("decimal"),
        "date" | "q date" | "add date prompt" => input("date"),
        "time" => input("time"),
        "dateTime"
        | "datetime"
        | "date time"
        | "q dateTime"
        | "q date time"
        | "add dateTime prompt"
        | "add date time prompt" => input("dateTime"),
        "geopoint" | "gps" | "location" | "q geopoint" | "q location" | "add location prompt" => {
            input("geopoint")
        }
        "geoshape" | "q geoshape" => input("geoshape"),
        "geotrace" | "q geotrace" => input("geotrace"),
        "barcode" | "q barcode" | "add barcode prompt" => input("barcode"),
        "note" | "q note" | "add note prompt" => QuestionType {
            readonly: true,
            ..input("string")
        },
        "percentage" => days("0 <= . and . <= 100", None),
        "number of days in last month" => days("0 <= . and . <= 31", Some("Enter a number 0-31.")),
        "number of days in last six months" => {
            days("0 <= . and . <= 183", Some("Enter a number 0-183."))
        }
        "number of days in last year" => days("0 <= . and . <= 365", Some("Enter a number 0-365.")),
        "phone number" => QuestionType {
            constraint: Some("regex(., '^\\d*$')"),
            hint: Some("Enter numbers only."),
            ..input("string")
        },
        "photo" | "image" | "q picture" | "q image" | "add image prompt" => upload("image/*"),
        "audio" | "q audio" | "add audio prompt" => upload("audio/*"),
        "video" | "q video" | "add video prompt" => upload("video/*"),
        "file" | "add file prompt" => upload("application/*"),
        "osm" => upload("osm/*"),
        "acknowledge" | "trigger" | "q acknowledge" | "add acknowledge prompt" => {
            control(ControlKind::Trigger, "string")
        }
        "background-geopoint" => control(ControlKind::Trigger, "geopoint"),
        "range" => control(ControlKind::Range, "int"),
        _ => return None,
    })
}

/// What is computed or comes from the device.
fn noted(name: &str) -> Option<QuestionType> {
    Some(match name {
        "calculate" | "q calculate" | "add calculate prompt" | "hidden" => PLAIN,
        "start" | "start time" | "get start time" => preload("dateTime", "timestamp", "start"),
        "end" | "end time" | "get end time" => preload("dateTime", "timestamp", "end"),
        "today" | "get today" => preload("date", "date", "today"),
        "deviceid" | "imei" | "device id" | "get device id" => property("deviceid"),
        "subscriberid" | "subscriber id" | "get subscriber id" => property("subscriberid"),
        "simserial" | "sim id" | "get sim id" => property("simserial"),
        "phonenumber" | "get phone number" => property("phonenumber"),
        "username" => property("username"),
        "email" => property("email"),
        "uri:subscriberid" => property("uri:subscriberid"),
        "uri:phonenumber" => property("uri:phonenumber"),
        "uri:simserial" => property("uri:simserial"),
        "uri:deviceid" => property("uri:deviceid"),
        "uri:username" => property("uri:username"),
        "uri:email" => property("uri:email"),
        "start-geopoint" => QuestionType {
            value: "geopoint",
            ..PLAIN
        },
        "background-audio" | "audit" => QuestionType {
            value: "binary",
            ..PLAIN
        },
        _ => return None,
    })
}

/// What is chosen from a list. A sheet names the list after the type.
fn chosen(name: &str) -> Option<QuestionType> {
    Some(match name {
        "select one" | "q select1" | "select one using" | "add select one prompt using" => {
            control(ControlKind::SelectOne, "string")
        }
        "select all that apply"
        | "select all that apply from"
        | "select multiple from"
        | "select multiple using"
        | "q select"
        | "add select multiple prompt using" => control(ControlKind::SelectMultiple, "string"),
        "select one external" => input("string"),
        "rank" => control(ControlKind::Rank, "odk:rank"),
        _ => return None,
    })
}

/// What begins or ends a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionType {
    Group,
    Repeat,
    Loop,
}

impl SectionType {
    /// As in `begin group`.
    #[must_use]
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::Loop => "loop",
        }
    }

    fn named(word: &str) -> Option<Self> {
        match word {
            "group" => Some(Self::Group),
            "repeat" | "lgroup" | "looped group" => Some(Self::Repeat),
            "loop" => Some(Self::Loop),
            _ => None,
        }
    }
}

/// `begin group`, `begin_repeat`, `begin loop over fruits`.
#[must_use]
pub(super) fn begins(text: &str) -> Option<(SectionType, Option<&str>)> {
    let rest = text
        .strip_prefix("begin")?
        .strip_prefix([' ', '_', '\t', '\n'])?;
    if let Some(section) = SectionType::named(rest) {
        return Some((section, None));
    }
    let (words, list) = rest.rsplit_once(' ')?;
    let words = words.strip_suffix(" over").unwrap_or(words);
    Some((SectionType::named(words)?, Some(list)))
}

/// `end group`, `end_repeat`.
#[must_use]
pub(super) fn ends(text: &str) -> Option<SectionType> {
    let rest = text
        .strip_prefix("end")?
        .strip_prefix([' ', '_', '\t', '\n'])?;
    SectionType::named(rest)
}

/// How a select finds its choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SelectKind {
    One,
    Multiple,
    Rank,
    /// From the sheet `external_choices`.
    OneExternal,
}

/// `select_one fruits or_other`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SelectType<'a> {
    pub kind: SelectKind,
    pub command: &'a str,
    pub list: &'a str,
    pub or_other: bool,
    pub from_file: bool,
}

const SELECTS: &[(&str, SelectKind)] = &[
    ("add select one prompt using", SelectKind::One),
    ("add select multiple prompt using", SelectKind::Multiple),
    ("select all that apply from", SelectKind::Multiple),
    ("select one from", SelectKind::One),
    ("select1", SelectKind::One),
    ("select_one", SelectKind::One),
    ("select one", SelectKind::One),
    ("select_multiple", SelectKind::Multiple),
    ("select all that apply", SelectKind::Multiple),
    ("select_one_external", SelectKind::OneExternal),
    ("select_one_from_file", SelectKind::One),
    ("select_multiple_from_file", SelectKind::Multiple),
    ("select one from file", SelectKind::One),
    ("select multiple from file", SelectKind::Multiple),
    ("rank", SelectKind::Rank),
];

/// Takes the type of a select apart; none when it is no select.
#[must_use]
pub(super) fn select(text: &str) -> Option<SelectType<'_>> {
    SELECTS.iter().find_map(|(command, kind)| {
        let rest = text.strip_prefix(command)?.strip_prefix(' ')?;
        let others = [" or specify other", " or_other", " or other"];
        let list = others.iter().find_map(|words| rest.strip_suffix(words));
        let or_other = list.is_some();
        let list = list.unwrap_or(rest);
        let one_word = !list.is_empty() && !list.contains(char::is_whitespace);
        one_word.then_some(SelectType {
            kind: *kind,
            command,
            list,
            or_other,
            from_file: command.ends_with("file"),
        })
    })
}

/// Whether a type is a select that lacks its list.
#[must_use]
pub(super) fn lacks_list(text: &str) -> bool {
    SELECTS.iter().any(|(command, _)| *command == text) || chosen(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selects_are_taken_apart() {
        let parts = |text| select(text).map(|s| (s.kind, s.list, s.or_other, s.from_file));
        assert_eq!(
            parts("select_one yn"),
            Some((SelectKind::One, "yn", false, false))
        );
        assert_eq!(
            parts("select all that apply from x or specify other"),
            Some((SelectKind::Multiple, "x", true, false))
        );
        assert_eq!(
            parts("select one from file a.csv"),
            Some((SelectKind::One, "a.csv", false, true))
        );
        assert_eq!(
            parts("rank ${r}"),
            Some((SelectKind::Rank, "${r}", false, false))
        );
        assert_eq!(parts("select_one"), None);
        assert_eq!(parts("select_one a b"), None);
    }

    #[test]
    fn sections_begin_and_end() {
        assert_eq!(begins("begin group"), Some((SectionType::Group, None)));
        assert_eq!(begins("begin_repeat"), Some((SectionType::Repeat, None)));
        assert_eq!(
            begins("begin looped group"),
            Some((SectionType::Repeat, None))
        );
        assert_eq!(
            begins("begin loop over x"),
            Some((SectionType::Loop, Some("x")))
        );
        assert_eq!(begins("begin loop x"), Some((SectionType::Loop, Some("x"))));
        assert_eq!(begins("beginning"), None);
        assert_eq!(ends("end_group"), Some(SectionType::Group));
        assert_eq!(ends("end"), None);
    }
}
