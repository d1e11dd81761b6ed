//! The app's first model of a form, as sheets: its own types through their documented
//! appearances.

mod condition;

use super::rows::{Cells, Sheet, put};
use super::xlsx::workbook;
use crate::localized::Localized;
use crate::model::{Choice, Field, Fill, Form, Holds, Kind, Level, Log, Options, Shows, VisitList};
use condition::condition;

/// What a form of the first model has and a sheet has not.
const KEPT_OUT: &str = "the description of the form and its list of judgment words stay in the app";

/// The workbook of a form, and what it leaves out.
#[must_use]
pub fn first_model(form: &Form) -> (Vec<u8>, Vec<String>) {
    let mut sheets = Sheets {
        form,
        survey: Vec::new(),
        choices: Vec::new(),
    };
    for part in form.parts() {
        let mut cells = sheets.row("begin_group", part.id.as_str());
        sheets.words(&mut cells, "label", &part.label);
        sheets.survey.push(cells);
        sheets.fields(&part.fields);
        sheets.end("end_group");
    }
    let mut settings = Cells::new();
    put(
        &mut settings,
        "form_title",
        form.title().get(form.default_language()),
    );
    put(&mut settings, "form_id", form.id().as_str());
    put(&mut settings, "version", form.version().to_string());
    put(
        &mut settings,
        "default_language",
        language(form.default_language()),
    );
    let order = ["type", "name", "label", "hint", "appearance"];
    let book = [
        Sheet::new("survey", &order, sheets.survey),
        Sheet::new("choices", &["list_name", "name", "label"], sheets.choices),
        Sheet::new("settings", &[], vec![settings]),
    ];
    let book: Vec<Sheet> = book.into_iter().filter(|s| !s.rows.is_empty()).collect();
    let kept = form.about().is_some() || !form.judgment_lists().is_empty();
    let notes = kept.then(|| KEPT_OUT.to_owned()).into_iter().collect();
    (workbook(&book), notes)
}

struct Sheets<'f> {
    form: &'f Form,
    survey: Vec<Cells>,
    choices: Vec<Cells>,
}

impl Sheets<'_> {
    fn row(&self, kind: &str, name: &str) -> Cells {
        let mut cells = Cells::new();
        put(&mut cells, "type", kind);
        put(&mut cells, "name", name);
        cells
    }

    fn end(&mut self, kind: &str) {
        let cells = self.row(kind, "");
        self.survey.push(cells);
    }

    /// A text in every language of the form.
    fn words(&self, cells: &mut Cells, column: &str, text: &Localized) {
        for code in self.form.languages() {
            let header = format!("{column}::{}", language(code));
            put(cells, &header, text.get(code));
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            self.field(field);
        }
    }

    fn field(&mut self, field: &Field) {
        let name = field.id.as_str();
        let mut cells = self.row(&self.kind(field), name);
        self.words(&mut cells, "label", &field.label);
        if let Some(hint) = &field.hint {
            self.words(&mut cells, "hint", hint);
        }
        let log = matches!(field.kind, Kind::EvidenceLog(_));
        if field.required && !log {
            put(&mut cells, "required", "yes");
        }
        let counted = matches!(field.kind, Kind::Tally) && !self.form.counts();
        match &field.relevant {
            _ if counted => put(&mut cells, "relevant", "false()"),
            Some(relevant) => put(&mut cells, "relevant", condition(self.form, relevant)),
            None => {}
        }
        put(&mut cells, "appearance", appearance(field));
        self.limits(&mut cells, field);
        self.survey.push(cells);
        match &field.kind {
            Kind::Group { fields } => {
                self.fields(fields);
                self.end("end_group");
            }
            Kind::EvidenceLog(log) => {
                self.log(name, log);
                self.end("end_repeat");
            }
            Kind::SelectOne {
                options: Options::Listed(list),
            }
            | Kind::SelectMany {
                options: Options::Listed(list),
            } => self.list(name, list),
            Kind::Rating {
                levels,
                needs_evidence,
            } => {
                self.levels(name, levels);
                if *needs_evidence {
                    self.links(field);
                }
            }
            _ => {}
        }
    }

    /// The word in the column `type`.
    fn kind(&self, field: &Field) -> String {
        let name = field.id.as_str();
        let select = |word: &str, options: &Options| match options {
            Options::Listed(_) => format!("{word} {name}"),
            Options::Visit(VisitList::Schools) => format!("{word}_from_file schools.csv"),
            Options::Visit(VisitList::Team) => format!("{word}_from_file team.csv"),
        };
        match &field.kind {
            Kind::Group { .. } => "begin_group".to_owned(),
            Kind::Text { .. } => "text".to_owned(),
            Kind::Integer { .. } | Kind::Tally => "integer".to_owned(),
            Kind::SelectOne { options } => select("select_one", options),
            Kind::SelectMany { options } => select("select_multiple", options),
            Kind::Rating { .. } => format!("select_one {name}"),
            Kind::EvidenceLog(_) => "begin_repeat".to_owned(),
            Kind::Note { .. } => "note".to_owned(),
            Kind::Date => "date".to_owned(),
            Kind::Time => "time".to_owned(),
            Kind::DateTime => "dateTime".to_owned(),
        }
    }

    /// Bounds, and what a new note begins with.
    fn limits(&self, cells: &mut Cells, field: &Field) {
        match &field.kind {
            Kind::Integer { min, max } => {
                let bounds = [(min, ">="), (max, "<=")];
                let bounds = bounds.iter().filter_map(|(bound, sign)| {
                    bound.as_ref().map(|bound| format!(". {sign} {bound}"))
                });
                let bounds: Vec<String> = bounds.collect();
                put(cells, "constraint", bounds.join(" and "));
            }
            Kind::Tally => {
                put(cells, "constraint", ". >= 0");
                put(cells, "default", "0");
            }
            _ => {}
        }
        let default = match (field.fill, &field.kind) {
            (Some(Fill::Today), _) => "today()",
            (Some(Fill::Now), Kind::Time) => "format-date-time(now(), '%H:%M:%S')",
            (Some(Fill::Now), _) => "now()",
            _ => "",
        };
        put(cells, "default", default);
    }

    /// The questions of one entry.
    fn log(&mut self, name: &str, log: &Log) {
        let mut number = self.row("calculate", &format!("{name}_no"));
        put(&mut number, "calculation", "position(..)");
        self.survey.push(number);
        let mut at = self.named("dateTime", name, "at", ["Time", "Hora"]);
        put(&mut at, "appearance", "rounds-at");
        put(&mut at, "default", "now()");
        self.survey.push(at);
        let who = ["Who or what", "Quién o qué"];
        self.asked(name, "who", &log.who, who, "select_one");
        self.asked(name, "mode", &log.modes, ["How", "Cómo"], "select_one");
        let mut text = self.named("text", name, "text", ["Text", "Texto"]);
        put(&mut text, "appearance", "multiline rounds-text");
        self.survey.push(text);
        self.asked(
            name,
            "tags",
            &log.tags,
            ["Look-fors", "Aspectos"],
            "select_multiple",
        );
    }

    fn asked(&mut self, log: &str, what: &str, list: &[Choice], words: [&str; 2], kind: &str) {
        if list.is_empty() {
            return;
        }
        let name = format!("{log}_{what}");
        let mut cells = self.named(&format!("{kind} {name}"), log, what, words);
        put(&mut cells, "appearance", format!("rounds-{what}"));
        self.survey.push(cells);
        self.list(&name, list);
    }

    /// A row with a label of ours, in the languages that we have words in.
    fn named(&self, kind: &str, log: &str, what: &str, words: [&str; 2]) -> Cells {
        let mut cells = self.row(kind, &format!("{log}_{what}"));
        for code in self.form.languages() {
            let [english, spanish] = words;
            let word = if code.starts_with("es") {
                spanish
            } else {
                english
            };
            put(&mut cells, &format!("label::{}", language(code)), word);
        }
        cells
    }

    /// The entries that a rating stands on, by their numbers.
    fn links(&mut self, field: &Field) {
        let words = [
            "Entries that show it, by number",
            "Entradas que lo muestran, por número",
        ];
        let mut cells = self.named("text", field.id.as_str(), "links", words);
        put(&mut cells, "appearance", "rounds-links");
        put(&mut cells, "constraint", "regex(., '^[0-9 ]*$')");
        self.survey.push(cells);
    }

    fn list(&mut self, list: &str, choices: &[Choice]) {
        for choice in choices {
            let mut cells = Cells::new();
            put(&mut cells, "list_name", list);
            put(&mut cells, "name", choice.id.as_str());
            self.words(&mut cells, "label", &choice.label);
            self.choices.push(cells);
        }
    }

    fn levels(&mut self, list: &str, levels: &[Level]) {
        for level in levels {
            let mut cells = Cells::new();
            put(&mut cells, "list_name", list);
            put(&mut cells, "name", level.id.as_str());
            self.words(&mut cells, "label", &level.label);
            if let Some(descriptor) = &level.descriptor {
                for code in self.form.languages() {
                    let header = format!("descriptor_{}", code.replace('-', "_"));
                    put(&mut cells, &header, descriptor.get(code));
                }
            }
            if level.absent {
                put(&mut cells, "absent", "yes");
            }
            self.choices.push(cells);
        }
    }
}

fn appearance(field: &Field) -> &'static str {
    match (&field.kind, field.fill) {
        (Kind::Text { multiline: true }, _) => "multiline",
        (Kind::Tally, _) => "counter rounds-tally",
        (Kind::Rating { .. }, _) => "rounds-rubric",
        (Kind::EvidenceLog(log), _) => match (log.holds, log.elapsed) {
            (Holds::Evidence, true) => "rounds-evidence rounds-elapsed",
            (Holds::Evidence, false) => "rounds-evidence",
            (Holds::Wonderings, true) => "rounds-wonderings rounds-elapsed",
            (Holds::Wonderings, false) => "rounds-wonderings",
        },
        (Kind::Note { shows, pinned }, _) => match (shows, pinned) {
            (Some(Shows::Focus), true) => "rounds-focus rounds-pinned",
            (Some(Shows::Focus), false) => "rounds-focus",
            (Some(Shows::Stop), true) => "rounds-stop rounds-pinned",
            (Some(Shows::Stop), false) => "rounds-stop",
            (None, true) => "rounds-pinned",
            (None, false) => "",
        },
        (_, Some(Fill::VisitNumber)) => "rounds-visit-number",
        (_, Some(Fill::School)) => "rounds-school",
        (_, Some(Fill::Author)) => "rounds-author",
        (_, Some(Fill::NowOnTap)) => "rounds-tap",
        _ => "",
    }
}

/// The name of a language in headers, with its code.
fn language(code: &str) -> String {
    let name = match code {
        "en" => "English",
        "es" => "Español",
        other => other,
    };
    format!("{name} ({code})")
}
