//! The XML of a workbook's parts, from its beginning to its end: a tree of a sheet would
//! take many times the room of its text.

use std::borrow::Cow;

use crate::limits;

/// What comes next. Names are without their prefixes: strict and usual workbooks differ
/// only in those.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    Open(Tag<'a>),
    Text(Cow<'a, str>),
    Close(&'a str),
}

/// The beginning of an element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub name: &'a str,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute.
    #[must_use]
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.attributes;
        loop {
            let (key, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, after) = after.get(1..)?.split_once(quote)?;
            if local(key.trim()) == name {
                return decoded(value);
            }
            rest = after;
        }
    }
}

/// The XML is not well-formed, nested too deep, or has a document type.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotXml;

/// Reads a text, event by event.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a str,
    /// The elements that are open.
    open: Vec<&'a str>,
    /// The last one ends with its tag.
    ends: bool,
}

impl<'a> Reader<'a> {
    #[must_use]
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            open: Vec::new(),
            ends: false,
        }
    }

    /// Whether the elements that are open end with these names.
    #[must_use]
    pub(super) fn is_in(&self, path: &[&str]) -> bool {
        let start = self.open.len().checked_sub(path.len());
        let last = start.and_then(|start| self.open.get(start..));
        last.is_some_and(|last| last.iter().map(|name| local(name)).eq(path.iter().copied()))
    }

    /// What comes next; none at the end.
    pub(super) fn event(&mut self) -> Result<Option<Event<'a>>, NotXml> {
        if std::mem::take(&mut self.ends) {
            return Ok(self.open.pop().map(|name| Event::Close(local(name))));
        }
        loop {
            if self.rest.is_empty() {
                return if self.open.is_empty() {
                    Ok(None)
                } else {
                    Err(NotXml)
                };
            }
            let Some(markup) = self.rest.strip_prefix('<') else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at_checked(end).ok_or(NotXml)?;
                self.rest = rest;
                if !self.open.is_empty() {
                    return Ok(Some(Event::Text(decoded(text).ok_or(NotXml)?)));
                }
                if !text.trim().is_empty() {
                    return Err(NotXml);
                }
                continue;
            };
            if let Some(comment) = markup.strip_prefix("!--") {
                (_, self.rest) = comment.split_once("-->").ok_or(NotXml)?;
            } else if let Some(text) = markup.strip_prefix("![CDATA[") {
                let (text, rest) = text.split_once("]]>").ok_or(NotXml)?;
                self.rest = rest;
                return Ok(Some(Event::Text(Cow::Borrowed(text))));
            } else if let Some(instruction) = markup.strip_prefix('?') {
                (_, self.rest) = instruction.split_once("?>").ok_or(NotXml)?;
            } else if let Some(end) = markup.strip_prefix('/') {
                return self.close(end).map(Some);
            } else {
                return self.tag(markup).map(Some);
            }
        }
    }

    fn close(&mut self, markup: &'a str) -> Result<Event<'a>, NotXml> {
        let (name, rest) = markup.split_once('>').ok_or(NotXml)?;
        self.rest = rest;
        let name = name.trim_end();
        match self.open.pop() {
            Some(open) if open == name => Ok(Event::Close(local(name))),
            _ => Err(NotXml),
        }
    }

    fn tag(&mut self, markup: &'a str) -> Result<Event<'a>, NotXml> {
        let (inside, rest) = markup.split_at_checked(tag_end(markup)?).ok_or(NotXml)?;
        self.rest = rest.get(1..).unwrap_or_default();
        self.ends = inside.ends_with('/');
        let inside = inside.strip_suffix('/').unwrap_or(inside);
        let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at_checked(end).ok_or(NotXml)?;
        if name.is_empty() || name.starts_with('!') || self.open.len() >= limits::SHEET_XML_DEPTH {
            return Err(NotXml);
        }
        self.open.push(name);
        let name = local(name);
        Ok(Event::Open(Tag { name, attributes }))
    }
}

/// Where a tag ends: at the first `>` that stands in no value.
fn tag_end(markup: &str) -> Result<usize, NotXml> {
    let mut quote = None;
    for (at, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Ok(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    Err(NotXml)
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A text with its entities replaced; none when one is unknown.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(['&', '\r']) {
        return Some(Cow::Borrowed(text));
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';')?;
        out.push(character(entity)?);
        out.push_str(rest);
    }
    Some(Cow::Owned(out))
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a text, as a person would note them.
    fn told(text: &str) -> Result<String, NotXml> {
        let mut reader = Reader::new(text);
        let mut out = String::new();
        while let Some(event) = reader.event()? {
            match event {
                Event::Open(tag) => {
                    let r = tag.attribute("r").map(|r| format!(" {r}"));
                    out.push_str(&format!("({}{}", tag.name, r.unwrap_or_default()));
                }
                Event::Text(text) => out.push_str(&format!("[{text}]")),
                Event::Close(_) => out.push(')'),
            }
        }
        Ok(out)
    }

    #[test]
    fn elements_attributes_texts() {
        for (text, events) in [
            ("\u{feff}<?xml version=\"1.0\"?>\n<a/>\n", "(a)"),
            (
                "<x:a><b x:r='1&gt;2' s=\"/\" />t&amp;&#65;&#x42;</x:a >",
                "(a(b 1>2)[t&AB])",
            ),
            ("<a><![CDATA[<&]]><!-- <b> -->\r\nc</a>", "(a[<&][\nc])"),
            ("<a s=\"x\" r = \"2\"></a>", "(a 2)"),
        ] {
            assert_eq!(told(text).as_deref(), Ok(events), "{text}");
        }
    }

    #[test]
    fn what_is_no_xml() {
        let deep = "<a>".repeat(limits::SHEET_XML_DEPTH + 1);
        for text in [
            "<a>",
            "</a>",
            "<a></b>",
            "words",
            "<a/>words",
            "<a>&b;</a>",
            "<a>&#xd800;</a>",
            "<!DOCTYPE a><a/>",
            "<a",
            "<a r='></a>",
            "<a><!-- </a>",
            "<>",
            &deep,
        ] {
            assert_eq!(told(text), Err(NotXml), "{text}");
        }
    }

    #[test]
    fn where_a_reader_is() -> Result<(), NotXml> {
        let mut reader = Reader::new("<a><x:b/></a>");
        reader.event()?;
        reader.event()?;
        assert!(reader.is_in(&["a", "b"]) && reader.is_in(&["b"]) && !reader.is_in(&["a"]));
        reader.event()?;
        assert!(reader.is_in(&["a"]));
        Ok(())
    }
}
