//! Texts as facts: in every language, whatever they are looked up by.

use super::Facts;
use crate::xform::model::{Label, Part, Text, TextForm};

impl<'a> Facts<'a> {
    pub(super) fn label(&mut self, name: &str, label: Option<&'a Label>) {
        match label {
            None => {}
            Some(Label::Plain(text)) => {
                for language in self.named() {
                    self.parts(&format!("{name} {language}"), text);
                }
            }
            Some(Label::Itext(id)) => self.itext(name, id),
            Some(Label::Computed(expression)) => {
                self.meaning(format!("{name} computed"), Some(expression));
            }
        }
    }

    /// A text without a language, as it is in each.
    pub(super) fn plain(&mut self, name: &str, text: &'a str) {
        for language in self.named() {
            let text = straight(text);
            if !text.is_empty() {
                self.text(format!("{name} {language} 000"), text);
            }
        }
    }

    pub(super) fn itext(&mut self, name: &str, id: &str) {
        let form = self.form;
        let languages = self.languages.iter().map(String::as_str);
        let mut all: Vec<(String, &str)> = languages.map(|l| (l.to_owned(), l)).collect();
        if all.is_empty() {
            let unnamed = form.languages.first().map_or("", String::as_str);
            all.push((String::new(), unnamed));
        }
        let all: Vec<(String, String)> = all
            .into_iter()
            .map(|(shown, l)| (shown, l.to_owned()))
            .collect();
        for (shown, language) in all {
            let Some(forms) = form.texts.get(&language, id) else {
                continue;
            };
            for (variant, text) in forms.iter() {
                let name = match variant {
                    TextForm::Long => format!("{name} {shown}"),
                    other => format!("{name} {shown} {}", other.name()),
                };
                self.parts(&name, text);
            }
        }
    }

    fn named(&self) -> Vec<String> {
        if self.languages.is_empty() {
            vec![String::new()]
        } else {
            self.languages.clone()
        }
    }

    fn parts(&mut self, name: &str, text: &'a Text) {
        let mut literal = String::new();
        let mut number = 0;
        let last = text.parts.len();
        for (at, part) in text.parts.iter().enumerate() {
            match part {
                Part::Literal(text) => literal.push_str(text),
                Part::Output(expression) => {
                    let before = std::mem::take(&mut literal);
                    self.literal(name, &mut number, &before, false);
                    self.meaning(format!("{name} {number:03}"), Some(expression));
                    number += 1;
                }
            }
            if at + 1 == last {
                let rest = std::mem::take(&mut literal);
                self.literal(name, &mut number, &rest, true);
            }
        }
    }

    /// A piece of a text; blanks at the ends of the whole are not shown.
    fn literal(&mut self, name: &str, number: &mut u32, text: &str, last: bool) {
        let text = unspaced(text);
        let text = if *number == 0 {
            text.trim_start()
        } else {
            &text
        };
        let text = if last { text.trim_end() } else { text };
        if !text.is_empty() {
            self.text(format!("{name} {number:03}"), text.to_owned());
            *number += 1;
        }
    }
}

/// As sheets have it: straight quotes and plain blanks.
fn unspaced(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{a0}' => ' ',
        c => c,
    };
    text.replace("\r\n", "\n").chars().map(plain).collect()
}

fn straight(text: &str) -> String {
    unspaced(text).trim().to_owned()
}
