//! The column `parameters`: `key=value key2=value2`.

use super::fault::Fault;

/// Parameters by key, in their order. Keys are lower case; values keep theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a cell. Blanks, commas and semicolons separate.
    ///
    /// # Errors
    /// [`Fault::BadParameters`].
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let mut tokens = Vec::new();
        let separates = |c: char| c.is_whitespace() || c == ',' || c == ';';
        for word in text.split(separates).filter(|word| !word.is_empty()) {
            let mut pieces = word.split('=').peekable();
            while let Some(piece) = pieces.next() {
                if !piece.is_empty() {
                    tokens.push(Some(piece));
                }
                if pieces.peek().is_some() {
                    tokens.push(None);
                }
            }
        }
        let mut parameters = Self::default();
        for pair in tokens.chunks(3) {
            let [Some(key), None, Some(value)] = pair else {
                return Err(Fault::BadParameters);
            };
            parameters.set(&key.to_lowercase(), value);
        }
        Ok(parameters)
    }

    fn set(&mut self, key: &str, value: &str) {
        self.0.retain(|(other, _)| other != key);
        self.0.push((key.to_owned(), value.to_owned()));
    }

    /// The value of a key, as it was written.
    #[must_use]
    pub(super) fn raw(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    }

    /// The value of a key in lower case.
    #[must_use]
    pub(super) fn get(&self, key: &str) -> Option<String> {
        self.raw(key).map(str::to_lowercase)
    }

    /// The first key that is not one of these.
    ///
    /// # Errors
    /// [`Fault::UnknownParameter`].
    pub(super) fn accept(&self, accepted: &[&str]) -> Result<(), Fault> {
        let unknown = self
            .0
            .iter()
            .find(|(key, _)| !accepted.contains(&key.as_str()));
        match unknown {
            None => Ok(()),
            Some((key, _)) => Err(Fault::UnknownParameter {
                key: key.clone(),
                accepted: accepted.join(", "),
            }),
        }
    }

    /// A key whose value must be one of some words.
    ///
    /// # Errors
    /// [`Fault::ParameterWord`].
    pub(super) fn word(
        &self,
        name: &'static str,
        words: &'static str,
    ) -> Result<Option<String>, Fault> {
        let value = self.get(name);
        match &value {
            Some(value) if !words.split(", ").any(|word| word == value) => {
                Err(Fault::ParameterWord { name, words })
            }
            _ => Ok(value),
        }
    }

    /// A key whose value must be a whole number.
    ///
    /// # Errors
    /// [`Fault::NotAWholeNumber`].
    pub(super) fn whole(&self, name: &'static str) -> Result<Option<i64>, Fault> {
        let read = |text: &str| text.parse().map_err(|_| Fault::NotAWholeNumber(name));
        self.raw(name).map(read).transpose()
    }

    /// A key whose value must be a number.
    ///
    /// # Errors
    /// [`Fault::NotANumber`].
    pub(super) fn number(&self, name: &'static str) -> Result<Option<f64>, Fault> {
        let read = |text: &str| match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(Fault::NotANumber(name)),
        };
        self.raw(name).map(read).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read() {
        let found = Parameters::read("Start=1, end = 5;Value=Code").unwrap_or_default();
        assert_eq!(found.raw("start"), Some("1"));
        assert_eq!(found.raw("end"), Some("5"));
        assert_eq!(found.raw("value"), Some("Code"));
        assert_eq!(Parameters::read("  "), Ok(Parameters::default()));
    }

    #[test]
    fn what_is_no_pair() {
        for bad in ["a", "a=", "=b", "a=b c", "a==b"] {
            assert_eq!(Parameters::read(bad), Err(Fault::BadParameters), "{bad}");
        }
    }
}
