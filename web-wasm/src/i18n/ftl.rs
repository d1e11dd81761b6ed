//! Reads the messages' files: the part of Fluent's syntax that they use, which is texts,
//! variables, literals and choices by plural, number or word. A test holds it to what
//! Fluent's own library makes of every message; with the library the first load was 20 kB larger.

use super::Arg;

/// The messages of a language.
#[derive(Debug)]
pub(super) struct Messages {
    /// Ids with their patterns as written, in the order of the ids.
    patterns: Vec<(&'static str, &'static str)>,
}

impl Messages {
    /// Finds where each message begins and ends.
    pub(super) fn read(source: &'static str) -> Self {
        let mut patterns = Vec::new();
        let mut rest = source;
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            match line.split_once(" =") {
                Some((id, _)) if id.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    let body = rest.get(id.len() + " =".len()..).unwrap_or_default();
                    let length = length(body);
                    patterns.push((id, body.get(..length).unwrap_or_default().trim()));
                    rest = body.get(length..).unwrap_or_default();
                }
                _ => rest = after,
            }
        }
        patterns.sort_unstable();
        Self { patterns }
    }

    /// The message with its variables put in; `None` where there is no such message.
    pub(super) fn format(
        &self,
        id: &str,
        variable: &dyn Fn(&str) -> Option<Arg>,
    ) -> Option<String> {
        let at = self.patterns.binary_search_by_key(&id, |(id, _)| id).ok()?;
        let (_, rest) = *self.patterns.get(at)?;
        let mut out = String::new();
        Reader { rest, variable }.pattern(false, &mut out);
        Some(out)
    }
}

/// Up to the line that begins the next message, a comment or nothing.
fn length(body: &str) -> usize {
    let mut length = 0;
    for line in body.split_inclusive('\n') {
        let continues = length == 0 || line.starts_with([' ', '}']);
        if !continues {
            break;
        }
        length += line.len();
    }
    length
}

struct Reader<'a> {
    rest: &'a str,
    variable: &'a dyn Fn(&str) -> Option<Arg>,
}

impl<'a> Reader<'a> {
    /// Text and what stands in braces; a variant's ends with its line.
    fn pattern(&mut self, in_variant: bool, out: &mut String) {
        loop {
            out.push_str(self.until(|c| c == '{' || (in_variant && c == '\n')));
            if !self.take("{") {
                return;
            }
            self.placeable(out);
        }
    }

    fn placeable(&mut self, out: &mut String) {
        self.skip_blank();
        if self.take("\"") {
            out.push_str(self.until(|c| c == '"'));
            self.take("\"");
        } else {
            self.take("$");
            let name = self.until(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
            let value = (self.variable)(name);
            self.skip_blank();
            if self.take("->") {
                self.select(value.as_ref(), out);
            } else {
                match value {
                    Some(Arg::Text(text)) => out.push_str(&text),
                    Some(Arg::Number(number)) => out.push_str(&number.to_string()),
                    None => out.push_str(&format!("{{${name}}}")),
                }
            }
        }
        self.skip_blank();
        self.take("}");
    }

    /// The first variant that fits, or the one with the star.
    fn select(&mut self, value: Option<&Arg>, out: &mut String) {
        let (mut chosen, mut star) = (None, String::new());
        loop {
            self.skip_blank();
            let has_star = self.take("*");
            if !self.take("[") {
                break;
            }
            let key = self.until(|c| c == ']');
            self.take("]");
            self.skip_blank();
            let mut text = String::new();
            self.pattern(true, &mut text);
            if has_star {
                star = text;
            } else if chosen.is_none() && value.is_some_and(|value| fits(key, value)) {
                chosen = Some(text);
            }
        }
        out.push_str(&chosen.unwrap_or(star));
    }

    fn until(&mut self, is_end: impl Fn(char) -> bool) -> &'a str {
        let (text, rest) = self
            .rest
            .split_at(self.rest.find(is_end).unwrap_or(self.rest.len()));
        self.rest = rest;
        text
    }

    fn take(&mut self, what: &str) -> bool {
        let rest = self.rest.strip_prefix(what);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_blank(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

/// Whether a variant's key is the value or, for a number, its plural: in English and
/// Spanish *one* is 1 and nothing else. Keys are whole numbers: reading fractions would
/// bring a table of 10 kB.
fn fits(key: &str, value: &Arg) -> bool {
    match value {
        Arg::Text(text) => text == key,
        Arg::Number(number) => {
            let whole: Result<i32, _> = key.parse();
            whole.is_ok_and(|whole| f64::from(whole) == *number) || (key == "one" && *number == 1.0)
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

    use super::super::Locale;
    use super::*;

    fn fluent(locale: Locale) -> FluentBundle<FluentResource> {
        let resource = FluentResource::try_new(locale.source().to_owned()).unwrap();
        let mut bundle = FluentBundle::new(vec![locale.tag().parse().unwrap()]);
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).unwrap();
        bundle
    }

    fn variables(pattern: &str) -> Vec<&str> {
        pattern
            .split('$')
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next())
            .collect()
    }

    #[test]
    fn every_message_reads_as_fluents_own_library_reads_it() {
        let values = [0.0, 1.0, 2.0, 11.0, 21.0, 1.5, 1e6]
            .map(Arg::Number)
            .into_iter()
            .chain(["", "one", "phone", "{ $n }"].map(Arg::from));
        for (locale, value) in values.flat_map(|value| {
            [Locale::English, Locale::Spanish].map(|locale| (locale, value.clone()))
        }) {
            let (bundle, ours) = (fluent(locale), Messages::read(locale.source()));
            assert!(ours.patterns.len() > 300);
            for (id, pattern) in &ours.patterns {
                let mut args = FluentArgs::new();
                for name in variables(pattern) {
                    match &value {
                        Arg::Text(text) => args.set(name, text.as_str()),
                        Arg::Number(number) => args.set(name, FluentValue::from(*number)),
                    }
                }
                let theirs = bundle
                    .get_message(id)
                    .and_then(|message| message.value())
                    .unwrap();
                let theirs = bundle.format_pattern(theirs, Some(&args), &mut Vec::new());
                let read = ours.format(id, &|_| Some(value.clone()));
                assert_eq!(read.as_deref(), Some(&*theirs), "{id} with {value:?}");
            }
        }
    }

    #[test]
    fn a_variable_that_is_missing_is_named() {
        let messages = Messages::read("hello = Hello, { $name }\n");
        assert_eq!(
            messages.format("hello", &|_| None).unwrap(),
            "Hello, {$name}"
        );
        assert_eq!(messages.format("other", &|_| None), None);
    }

    #[test]
    fn a_broken_file_ends() {
        for broken in [
            "a = {",
            "a = { $n ->",
            "a = { $n ->\n [one",
            "a = { \"",
            "a =",
            "=",
        ] {
            let _ = Messages::read(broken).format("a", &|_| Some(Arg::Number(1.0)));
        }
    }
}
