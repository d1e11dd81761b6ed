//! ODK XForm XML → [`Definition`].
//!
//! Elements and attributes are told by their local names: prefixes differ between tools.

mod action;
mod binds;
mod body;
mod instance;
mod text;
mod xml;

use std::collections::BTreeMap;

use crate::limits::{
    EXPRESSIONS_PARTS, FORM_FILE_BYTES, LIST_ELEMENTS, PROBLEMS, XFORM_ATTRIBUTES, XFORM_ELEMENTS,
    XFORM_TAGS,
};
use crate::xform::model::{Content, Data, Definition, NodeId, Origin, Repeat};
use crate::xpath::Expression;
use xml::{Element, child};

/// Why a file is no usable form, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct ReadProblem {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    pub message: String,
}

impl ReadProblem {
    /// Places a problem at the byte that an [`Origin`] of this reader holds.
    #[must_use]
    pub fn at(text: &str, origin: Origin, message: impl Into<String>) -> Self {
        let before = text.get(..origin.0 as usize).unwrap_or(text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).map_or(0, |rest| rest.chars().count()) + 1;
        Self {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            message: message.into(),
        }
    }
}

/// Reads an XForm.
///
/// # Errors
/// Everything that is wrong, in the order of the file, at most [`PROBLEMS`].
pub fn read_xform(text: &str) -> Result<Definition, Vec<ReadProblem>> {
    let one = |line, column, message: String| {
        vec![ReadProblem {
            line,
            column,
            message,
        }]
    };
    if text.len() > FORM_FILE_BYTES {
        let message = format!(
            "a form may have at most {FORM_FILE_BYTES} bytes, this has {}",
            text.len()
        );
        return Err(one(1, 1, message));
    }
    if text.trim().is_empty() {
        return Err(one(1, 1, "the file is empty".to_owned()));
    }
    // The tree takes its room by these before it is built.
    let count = |sign| text.bytes().filter(|byte| *byte == sign).count();
    if count(b'<') > XFORM_TAGS || count(b'=') > XFORM_ATTRIBUTES {
        let message = "the form has more elements or attributes than a form can have";
        return Err(one(1, 1, message.to_owned()));
    }
    let options = roxmltree::ParsingOptions {
        nodes_limit: XFORM_ELEMENTS,
        ..Default::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| {
        let position = error.pos();
        one(
            position.row,
            position.col,
            format!("this is not well-formed XML: {error}"),
        )
    })?;
    let mut reader = Reader {
        text,
        definition: Definition::default(),
        problems: Vec::new(),
        bind_ids: BTreeMap::new(),
        actions: Vec::new(),
        parts: 0,
    };
    reader.read(document.root_element());
    if reader.problems.is_empty() {
        return Ok(reader.definition);
    }
    reader.problems.sort();
    reader.problems.dedup();
    Err(reader.problems)
}

/// Reads a file of items; one that is not well-formed has none.
pub(crate) fn read_data(text: &str) -> Data {
    let options = roxmltree::ParsingOptions {
        nodes_limit: LIST_ELEMENTS,
        ..Default::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options);
    document
        .map(|document| instance::data(document.root_element()))
        .unwrap_or_default()
}

struct Reader<'a> {
    text: &'a str,
    definition: Definition,
    problems: Vec<ReadProblem>,
    bind_ids: BTreeMap<String, NodeId>,
    actions: Vec<action::Found<'a>>,
    /// What the expressions so far are made of.
    parts: usize,
}

impl<'a> Reader<'a> {
    fn problem(&mut self, origin: Origin, message: impl Into<String>) {
        // Each is placed by counting lines, and nobody mends more at once.
        if self.problems.len() < PROBLEMS {
            let problem = ReadProblem::at(self.text, origin, message);
            self.problems.push(problem);
        }
    }

    fn read(&mut self, root: Element<'a>) {
        let model = root.descendants().find(|node| xml::is(*node, "model"));
        let Some(model) = model else {
            self.problem(xml::origin(root), "this is no ODK form: it has no <model>");
            return;
        };
        let title = root.descendants().find(|node| xml::is(*node, "title"));
        self.definition.title = title
            .map(xml::all_text)
            .unwrap_or_default()
            .trim()
            .to_owned();
        let instances: Vec<Element<'a>> = xml::children(model, "instance").collect();
        let primary = instances
            .first()
            .and_then(|instance| instance.first_element_child());
        let Some(primary) = primary else {
            self.problem(
                xml::origin(model),
                "the <model> has no <instance> with the questions' nodes",
            );
            return;
        };
        // Old forms are told apart by a namespace of their own.
        let around = model.tag_name().namespace();
        let own = primary
            .tag_name()
            .namespace()
            .filter(|own| Some(*own) != around);
        match xml::plain_attribute(primary, "id").or(own) {
            Some(id) => self.definition.form_id = id.to_owned(),
            None => {
                let name = primary.tag_name().name();
                let message = format!("the form has no id: write one at <{name} id=\"…\">");
                self.problem(xml::origin(primary), message);
            }
        }
        let version = xml::plain_attribute(primary, "version");
        self.definition.version = version.unwrap_or_default().to_owned();
        self.shape(primary, None, 0);
        if !self.problems.is_empty() {
            return;
        }
        for instance in instances.iter().skip(1) {
            self.secondary(*instance);
        }
        if let Some(itext) = child(model, "itext") {
            self.translations(itext);
        }
        for bind in xml::children(model, "bind") {
            self.bind(bind);
        }
        self.find_actions(model, NodeId::ROOT, None, None);
        let body = root.descendants().find(|node| xml::is(*node, "body"));
        let Some(body) = body else {
            self.problem(
                xml::origin(root),
                "this is no ODK form: it has no <body> with questions",
            );
            return;
        };
        self.definition.style = xml::attribute(body, "class").unwrap_or_default().to_owned();
        if let Some(submission) = child(model, "submission") {
            self.submission(submission);
        }
        self.definition.body = self.items(body, NodeId::ROOT, None, 0);
        self.contents(primary);
        self.take_actions();
    }

    /// Parses an expression attribute; a blank one is none.
    fn expression(&mut self, element: Element<'a>, name: &str) -> Option<Expression> {
        let attribute = xml::attribute_node(element, name)?;
        let source = attribute.value().trim();
        if source.is_empty() {
            return None;
        }
        let start = attribute.range_value().start;
        let origin = xml::offset(start);
        if self.parts > EXPRESSIONS_PARTS {
            return None;
        }
        match Expression::parse(source, origin) {
            Ok(expression) => {
                self.parts += expression.parts();
                if self.parts > EXPRESSIONS_PARTS {
                    self.problem(
                        origin,
                        "the expressions up to here are more than a form can have",
                    );
                }
                Some(expression)
            }
            Err(error) => {
                // Entities make the written text longer than what was parsed.
                let lead = attribute.value().len() - attribute.value().trim_start().len();
                let written = self.text.get(attribute.range_value()).unwrap_or_default();
                let at = start + xml::written_offset(written, lead + error.at);
                let message = format!("{name} cannot be understood: {error}");
                self.problem(xml::offset(at), message);
                None
            }
        }
    }

    /// Where records are sent, as the settings of a sheet say it.
    fn submission(&mut self, element: Element<'a>) {
        for (name, setting) in [
            ("base64RsaPublicKey", "public_key"),
            ("action", "submission_url"),
            ("auto-send", "auto_send"),
            ("auto-delete", "auto_delete"),
        ] {
            if let Some(value) = xml::attribute(element, name) {
                let settings = &mut self.definition.settings;
                settings.push((setting.to_owned(), value.to_owned()));
            }
        }
    }

    /// Fills in what a new record holds, and the templates of repeats.
    fn contents(&mut self, primary: Element<'a>) {
        let initial = self.content(primary, NodeId::ROOT, true);
        self.definition.initial = initial;
    }

    fn set_template(&mut self, repeat: NodeId, template: Content) {
        let node = self.definition.shape.get_mut(repeat);
        if let Some(Repeat { template: slot, .. }) = node.and_then(|node| node.repeat.as_mut()) {
            *slot = template;
        }
    }
}

#[cfg(test)]
mod tests;
