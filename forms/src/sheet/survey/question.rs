//! Questions that are no selects, and their parameters.

use super::Reader;
use crate::sheet::element::{Effect, Element, Kind};
use crate::sheet::fault::Fault;
use crate::sheet::parameters::Parameters;
use crate::sheet::question_type::{self, lacks_list, question_type};
use crate::sheet::value::{Cell, Fields};

const QUALITIES: &str = "voice-only, low, normal, external";

/// What an audit can be told to record.
const AUDIT: [&str; 6] = [
    "identify-user",
    "location-max-age",
    "location-min-interval",
    "location-priority",
    "track-changes",
    "track-changes-reasons",
];

impl Reader<'_> {
    pub(super) fn question(
        &mut self,
        kind: &str,
        name: &str,
        fields: Fields,
        parameters: Parameters,
        row: u32,
    ) {
        self.names.enter_question(name);
        if let Some(ending) = external(kind) {
            let base = name.rsplit_once('.').map_or(name, |(base, _)| base);
            self.names.enter_instance(base);
            self.push(Element::of_row(name, Kind::External(ending), &fields, row));
            return;
        }
        let Some(plain) = question_type(kind).or_else(|| question_type("text")) else {
            return;
        };
        let mut element = Element::of_row(name, Kind::Question(plain), &fields, row);
        element.trigger = self.trigger(&fields, row);
        element.dynamic = Self::is_dynamic(&element);
        if let Some(select) = question_type::select(kind) {
            self.select(select, element, parameters);
            return;
        }
        if kind.starts_with("osm ") {
            element.type_name = "osm".to_owned();
            element.kind = Kind::Question(question_type("osm").unwrap_or(plain));
            self.push(element);
            return;
        }
        if kind == "include" {
            self.fault(row, "type", Fault::Include);
            return;
        }
        if lacks_list(kind) && kind != "select one external" {
            self.fault(row, "type", Fault::NoList(kind.to_owned()));
            return;
        }
        if question_type(kind).is_none() {
            self.fault(row, "type", Fault::UnknownType(kind.to_owned()));
            return;
        }
        let checked = self.by_type(kind, &mut element, &parameters);
        self.note(row, "parameters", checked);
        self.push(element);
    }

    /// What a type needs or brings besides its control.
    fn by_type(
        &mut self,
        kind: &str,
        element: &mut Element,
        given: &Parameters,
    ) -> Result<(), Fault> {
        let row = element.place.row;
        match kind {
            "calculate" => {
                let computed = element.bind.iter().any(|(key, _)| key == "calculate");
                if !computed && !element.dynamic {
                    self.fault(row, "calculate", Fault::NoCalculation);
                }
                Ok(())
            }
            "range" => self.range(element, given),
            "text" => {
                given.accept(&["rows"])?;
                given.whole("rows")?;
                copy(given, &["rows"], element);
                Ok(())
            }
            "photo" => photo(element, given),
            "audio" => {
                given.accept(&["quality"])?;
                let quality = given.word("quality", QUALITIES)?;
                keep(element, "odk:quality", quality.as_deref());
                Ok(())
            }
            "background-audio" => {
                element.effect = Some(Effect::Audio);
                given.accept(&["quality"])?;
                let quality = given.word("quality", "voice-only, low, normal")?;
                keep(element, "odk:quality", quality.as_deref());
                Ok(())
            }
            "geopoint" | "geoshape" | "geotrace" => self.geo(kind, element, given),
            "start-geopoint" => {
                element.effect = Some(Effect::Geopoint);
                Ok(())
            }
            "background-geopoint" => {
                if element.trigger.is_empty() {
                    self.fault(row, "trigger", Fault::GeopointTrigger);
                }
                if element.bind.iter().any(|(key, _)| key == "calculate") {
                    self.fault(row, "calculate", Fault::GeopointCalculation);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn geo(&mut self, kind: &str, element: &mut Element, given: &Parameters) -> Result<(), Fault> {
        if kind == "geopoint" {
            given.accept(&[
                "allow-mock-accuracy",
                "capture-accuracy",
                "reference-geometry",
                "warning-accuracy",
            ])?;
            given.number("capture-accuracy")?;
            given.number("warning-accuracy")?;
        } else {
            given.accept(&["allow-mock-accuracy", "incremental", "reference-geometry"])?;
            given.word("incremental", "true, yes, true()")?;
        }
        let mock = given.word("allow-mock-accuracy", "true, false")?;
        keep(element, "odk:allow-mock-accuracy", mock.as_deref());
        for (key, attribute) in [
            ("capture-accuracy", "accuracyThreshold"),
            ("warning-accuracy", "unacceptableAccuracyThreshold"),
        ] {
            if let Some(value) = given.get(key) {
                element.control_cell(attribute, Cell::new(&value, usize::MAX));
            }
        }
        if given.raw("incremental").is_some() {
            element.control_cell("incremental", Cell::new("true", usize::MAX));
        }
        if let Some(geometry) = given.raw("reference-geometry") {
            let cell = Cell::new(geometry, usize::MAX);
            self.geometries.push((cell.clone(), element.place.row));
            element.itemset = Some(cell);
        }
        Ok(())
    }

    /// The audit belongs to the record's `meta`.
    pub(super) fn audit(&mut self, fields: &Fields, given: &Parameters, row: u32) {
        if let Some(name) = fields.text(&["name"])
            && name.text != "audit"
        {
            self.fault(row, "name", Fault::AuditName);
        }
        let checked = audit_parameters(given);
        self.note(row, "parameters", checked);
        if let Some(kind) = question_type("audit") {
            let mut element = Element::of_row("audit", Kind::Question(kind), fields, row);
            for key in AUDIT {
                let name = format!("odk:{key}");
                keep(&mut element, &name, given.get(key).as_deref());
            }
            self.meta.push(element);
        }
    }
}

/// A file that a form reads under the name of the row.
fn external(kind: &str) -> Option<&'static str> {
    match kind {
        "csv-external" => Some("csv"),
        "xml-external" => Some("xml"),
        _ => None,
    }
}

/// A parameter that other tools read at the bind.
fn keep(element: &mut Element, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        element.bind_text(key, value);
    }
}

fn copy(given: &Parameters, keys: &[&str], element: &mut Element) {
    for key in keys {
        if let Some(value) = given.get(key) {
            element.control_cell(key, Cell::new(&value, usize::MAX));
        }
    }
}

fn photo(element: &mut Element, given: &Parameters) -> Result<(), Fault> {
    if let Some(default) = &mut element.default
        && !element.dynamic
        && !default.text.contains("jr://images/")
    {
        default.text.insert_str(0, "jr://images/");
    }
    given.accept(&["app", "max-pixels"])?;
    given.whole("max-pixels")?;
    copy(given, &["max-pixels"], element);
    if let Some(app) = given.get("app")
        && matches!(element.appearance(), "" | "annotate")
    {
        if !is_package(&app) {
            return Err(Fault::AndroidPackage);
        }
        element.control_cell("intent", Cell::new(&app, usize::MAX));
    }
    Ok(())
}

/// `org.example.app`
fn is_package(name: &str) -> bool {
    let segments: Vec<&str> = name.split('.').collect();
    let good = |segment: &&str| {
        let first = segment.chars().next();
        first.is_some_and(|c| c != '_' && !c.is_ascii_digit())
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    segments.len() > 1 && segments.iter().all(good)
}

fn audit_parameters(given: &Parameters) -> Result<(), Fault> {
    given.accept(&AUDIT)?;
    given.word("track-changes", "true, false")?;
    given.word("track-changes-reasons", "on-form-edit")?;
    given.word("identify-user", "true, false")?;
    let priorities = "no-power, low-power, balanced, high-accuracy";
    let priority = given.word("location-priority", priorities)?;
    let interval = given.whole("location-min-interval")?;
    let age = given.whole("location-max-age")?;
    match (priority, interval, age) {
        (None, None, None) => Ok(()),
        (Some(_), Some(interval), _) if interval < 0 => {
            Err(Fault::Negative("location-min-interval"))
        }
        (Some(_), Some(_), Some(age)) if age < 0 => Err(Fault::Negative("location-max-age")),
        (Some(_), Some(interval), Some(age)) if age < interval => Err(Fault::AuditAge),
        (Some(_), Some(_), Some(_)) => Ok(()),
        _ => Err(Fault::AuditLocation),
    }
}
