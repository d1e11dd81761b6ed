//! Placeholders in the page's text files: `{{ROUNDS_JS}}`, `{{ASSET:app.css}}`.
//! They are strict, so that braces in CSS and JavaScript are left alone.

use anyhow::{Result, bail};

/// One thing a text file may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placeholder<'a> {
    /// The URL of another file, by its name.
    Asset(&'a str),
    /// Identity of this build: 16 hex digits.
    Build,
    /// JSON array of every URL that the app needs without a network.
    Precache,
}

impl<'a> Placeholder<'a> {
    fn parse(inner: &'a str) -> Result<Option<Self>> {
        let key_len = inner.find(|c: char| !c.is_ascii_uppercase() && c != '_');
        let (key, rest) = inner.split_at(key_len.unwrap_or(inner.len()));
        Ok(Some(match (key, rest.strip_prefix(':')) {
            ("ASSET", Some(name)) => Self::Asset(name),
            ("ROUNDS_JS", None) if rest.is_empty() => Self::Asset("rounds.js"),
            ("ROUNDS_WASM", None) if rest.is_empty() => Self::Asset("rounds_bg.wasm"),
            ("BUILD", None) if rest.is_empty() => Self::Build,
            ("PRECACHE", None) if rest.is_empty() => Self::Precache,
            (key, _) if key.len() > 1 && rest.is_empty() => {
                bail!("{{{{{key}}}}} is not a placeholder")
            }
            _ => return Ok(None),
        }))
    }
}

/// Replaces each placeholder in `text` by what `resolve` answers.
///
/// # Errors
/// For an unknown placeholder, or what `resolve` refuses.
pub(super) fn expand(
    text: &str,
    mut resolve: impl FnMut(Placeholder<'_>) -> Result<String>,
) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let placeholder = match after.split_once("}}") {
            Some((inner, tail)) => Placeholder::parse(inner)?.map(|found| (found, tail)),
            None => None,
        };
        match placeholder {
            Some((found, tail)) => {
                out.push_str(&resolve(found)?);
                rest = tail;
            }
            None => {
                out.push_str("{{");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use anyhow::Result;

    use super::{Placeholder, expand};

    fn show(text: &str) -> Result<String> {
        expand(text, |found| Ok(format!("{found:?}")))
    }

    #[test]
    fn known_placeholders_are_replaced() -> Result<()> {
        assert_eq!(show("a{{BUILD}}b{{PRECACHE}}")?, "aBuildbPrecache");
        assert_eq!(show("{{ASSET:a/b.css}}")?, r#"Asset("a/b.css")"#);
        assert_eq!(
            show("{{ROUNDS_JS}}{{ROUNDS_WASM}}")?
                .matches("Asset")
                .count(),
            2
        );
        Ok(())
    }

    #[test]
    fn other_braces_are_left_alone() -> Result<()> {
        for text in ["f({{}})", "{{ a: 1 }}", "@media{a{b:c}}", "{{", "}}{{x"] {
            assert_eq!(show(text)?, text);
        }
        Ok(())
    }

    #[test]
    fn a_mistyped_placeholder_is_an_error() {
        assert!(show("{{ROUND_JS}}").is_err());
        assert!(expand("{{BUILD}}", |_: Placeholder<'_>| anyhow::bail!("no")).is_err());
    }
}
