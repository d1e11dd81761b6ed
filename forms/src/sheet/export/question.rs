//! The row of a question.

use super::actions::Deed;
use super::bind::is_true;
use super::line::implied;
use super::refusal::Refusal;
use super::rows::{Cells, put};
use super::survey::Writer;
use crate::sheet::question_type::QuestionType;
use crate::xform::model::{Bind, Choices, Control, ControlKind, NodeId, RangeSpan, ValueType};

/// Types of values that nobody types, by what the device puts in.
const FILLED: [&str; 9] = [
    "start",
    "end",
    "today",
    "deviceid",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
    "email",
];

/// Attributes of the body that a sheet has as parameters: type, parameter, attribute.
const PARAMETERS: [(&str, &str, &str); 8] = [
    ("text", "rows", "rows"),
    ("image", "max-pixels", "max-pixels"),
    ("geopoint", "capture-accuracy", "accuracyThreshold"),
    (
        "geopoint",
        "warning-accuracy",
        "unacceptableAccuracyThreshold",
    ),
    ("geo", "incremental", "incremental"),
    ("range", "tick_interval", "tick-interval"),
    ("range", "placeholder", "placeholder"),
    ("range", "tick_labelset", "tick-labelset"),
];

/// Attributes of the bind that a sheet has as parameters.
const BIND_PARAMETERS: [(&str, &str); 5] = [
    ("audio", "quality"),
    ("background-audio", "quality"),
    ("geopoint", "allow-mock-accuracy"),
    ("geotrace", "allow-mock-accuracy"),
    ("geoshape", "allow-mock-accuracy"),
];

impl Writer<'_> {
    /// A question, or a value that nobody sees.
    pub(super) fn question(&mut self, id: NodeId, control: Option<&Control>) -> Cells {
        let mut cells = Cells::new();
        let Some(node) = self.form.shape.get(id) else {
            return cells;
        };
        let bind = &node.bind;
        let mut parameters: Vec<(String, String)> = Vec::new();
        let (word, kind) = match control {
            Some(control) => self.shown_type(&mut cells, control, bind, &mut parameters),
            None => self.hidden_type(id, bind),
        };
        cells.insert(0, ("type".to_owned(), word));
        cells.insert(1, ("name".to_owned(), node.name.clone()));
        let implies = implied(&kind);
        if let Some(control) = control {
            self.shown(&mut cells, control, &kind, &mut parameters);
        }
        self.bind(&mut cells, id, implies.as_ref());
        self.others(&mut cells, id, &kind);
        for (name, value) in &bind.others {
            if is_parameter(&kind, name) {
                parameters.push((name.clone(), value.clone()));
            }
        }
        put(&mut cells, "parameters", joined(&parameters));
        self.deeds(&mut cells, id, &kind);
        cells
    }

    /// What a person sees of it.
    fn shown(
        &mut self,
        cells: &mut Cells,
        control: &Control,
        kind: &str,
        parameters: &mut Vec<(String, String)>,
    ) {
        let before = cells.len();
        self.label(cells, control.label.as_ref(), Some(control.node));
        self.hint(cells, control.hint.as_ref(), control.node);
        if cells.len() == before && control.appearance != "label" {
            let path = self.form.shape.path(control.node);
            self.refuse(Refusal::NoLabel(path));
        }
        put(cells, "appearance", control.appearance.as_str());
        for (name, value) in &control.attributes {
            if name == "query" {
                let path = self.form.shape.path(control.node);
                self.refuse(Refusal::ExternalChoices(path));
                continue;
            }
            let parameter = PARAMETERS.iter().find(|(of, _, attribute)| {
                attribute == name && (*of == kind || (*of == "geo" && kind.starts_with("geo")))
            });
            match parameter {
                Some((_, key, _)) => parameters.push(((*key).to_owned(), value.clone())),
                None => put(cells, &format!("body::{name}"), value.as_str()),
            }
        }
        if let Some(RangeSpan { start, end, step }) = &control.range {
            for (key, value) in [("start", start), ("end", end), ("step", step)] {
                parameters.push((key.to_owned(), value.clone()));
            }
        }
    }

    /// The word in the column `type`, and the type that it stands for.
    fn shown_type(
        &mut self,
        cells: &mut Cells,
        control: &Control,
        bind: &Bind,
        parameters: &mut Vec<(String, String)>,
    ) -> (String, String) {
        let same = |word: &str| (word.to_owned(), word.to_owned());
        match control.kind {
            ControlKind::Input => {
                if let Choices::Itemset(itemset) = &control.choices {
                    let list = self.places(control, itemset);
                    parameters.push(("reference-geometry".to_owned(), list));
                }
                same(input(bind))
            }
            ControlKind::Range => same("range"),
            ControlKind::Trigger if bind.value == ValueType::Geopoint => {
                same("background-geopoint")
            }
            ControlKind::Trigger => same("acknowledge"),
            ControlKind::Upload => {
                let media = control.media_type.as_deref().unwrap_or_default();
                match upload(media) {
                    Some(word) => same(word),
                    None => {
                        let path = self.form.shape.path(control.node);
                        self.refuse(Refusal::Upload(path, media.to_owned()));
                        same("file")
                    }
                }
            }
            ControlKind::SelectOne | ControlKind::SelectMultiple | ControlKind::Rank => {
                let word = self.select(cells, control, parameters);
                let kind = match control.kind {
                    ControlKind::SelectOne => "select one",
                    ControlKind::SelectMultiple => "select all that apply",
                    _ => "rank",
                };
                (word, kind.to_owned())
            }
        }
    }

    /// The type of a value that nobody sees.
    fn hidden_type(&self, id: NodeId, bind: &Bind) -> (String, String) {
        let same = |word: &str| (word.to_owned(), word.to_owned());
        let brought = |word: &&str| {
            let kind = implied(word);
            kind.is_some_and(|kind| fills(&kind, bind))
        };
        let deed = self.deeds.deed(id);
        match deed {
            Some(Deed::Geopoint) => return same("start-geopoint"),
            Some(Deed::Audio) => return same("background-audio"),
            Some(Deed::Located) => return same("background-geopoint"),
            _ => {}
        }
        if let Some(word) = FILLED.iter().find(|word| brought(word)) {
            return same(word);
        }
        let computed = bind.calculate.is_some() || self.deeds.computes(id);
        same(if computed { "calculate" } else { "hidden" })
    }
}

/// Whether a sheet has an attribute of the bind as a parameter of the question.
pub(super) fn is_parameter(kind: &str, name: &str) -> bool {
    BIND_PARAMETERS.contains(&(kind, name))
}

fn fills(kind: &QuestionType, bind: &Bind) -> bool {
    let preload = bind.preload.as_ref();
    let preload = preload.map(|preload| (preload.kind.as_str(), preload.parameters.as_str()));
    kind.preload.is_some() && kind.preload == preload && bind.value == ValueType::named(kind.value)
}

fn input(bind: &Bind) -> &'static str {
    match bind.value {
        ValueType::Text if bind.readonly.as_ref().is_some_and(is_true) => "note",
        ValueType::Integer => "integer",
        ValueType::Decimal => "decimal",
        ValueType::Date => "date",
        ValueType::Time => "time",
        ValueType::DateTime => "dateTime",
        ValueType::Geopoint => "geopoint",
        ValueType::Geotrace => "geotrace",
        ValueType::Geoshape => "geoshape",
        ValueType::Barcode => "barcode",
        _ => "text",
    }
}

fn upload(media: &str) -> Option<&'static str> {
    Some(match media {
        "image/*" => "image",
        "audio/*" => "audio",
        "video/*" => "video",
        "application/*" => "file",
        "osm/*" => "osm",
        _ => return None,
    })
}

/// `start=1 end=5`
pub(super) fn joined(parameters: &[(String, String)]) -> String {
    let each = parameters
        .iter()
        .map(|(key, value)| format!("{key}={value}"));
    each.collect::<Vec<String>>().join(" ")
}
