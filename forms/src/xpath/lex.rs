//! Tokens of an expression, by the rules of XPath 1.0 (section 3.7).

use super::ExpressionError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Literal(String),
    /// A name with its prefix: `age`, `jr:itext`.
    Name(String),
    /// `/`, `::`, `and`, `*` as an operator is `times`, …
    Sign(&'static str),
}

/// A token and the byte where it begins.
pub(super) type Placed = (Token, usize);

pub(super) fn tokens(source: &str) -> Result<Vec<Placed>, ExpressionError> {
    let mut lexer = Lexer {
        rest: source,
        at: 0,
        found: Vec::new(),
    };
    while lexer.step()? {}
    Ok(lexer.found)
}

struct Lexer<'a> {
    rest: &'a str,
    at: usize,
    found: Vec<Placed>,
}

const SIGNS: &[&str] = &[
    "::", "..", "//", "!=", "<=", ">=", "(", ")", "[", "]", "@", ",", "/", "|", "+", "-", "=", "<",
    ">", ".",
];
const WORDS: &[&str] = &["and", "or", "div", "mod"];

impl Lexer<'_> {
    fn step(&mut self) -> Result<bool, ExpressionError> {
        let trimmed = self.rest.trim_start();
        self.take(self.rest.len() - trimmed.len());
        let Some(first) = self.rest.chars().next() else {
            return Ok(false);
        };
        let second = self.rest.chars().nth(1);
        let digit = first.is_ascii_digit();
        if digit || (first == '.' && second.is_some_and(|c| c.is_ascii_digit())) {
            self.number();
        } else if first == '"' || first == '\'' {
            self.literal(first)?;
        } else if starts_name(first) {
            self.name();
        } else if first == '*' {
            let sign = if self.after_operand() { "times" } else { "*" };
            self.push(Token::Sign(sign), 1);
        } else {
            self.sign(first)?;
        }
        Ok(true)
    }

    fn take(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
        self.at += bytes;
    }

    fn push(&mut self, token: Token, bytes: usize) {
        self.found.push((token, self.at));
        self.take(bytes);
    }

    /// Whether the token before ends an operand, so that an operator comes now.
    fn after_operand(&self) -> bool {
        match self.found.last() {
            None => false,
            Some((Token::Sign(sign), _)) => matches!(*sign, ")" | "]" | "." | ".." | "*"),
            Some(_) => true,
        }
    }

    fn number(&mut self) {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut length = digits(self.rest);
        let after = self.rest.get(length..).unwrap_or_default();
        if let Some(fraction) = after.strip_prefix('.') {
            length += 1 + digits(fraction);
        }
        let text = self.rest.get(..length).unwrap_or_default();
        let value = text.parse().unwrap_or(f64::NAN);
        self.push(Token::Number(value), length);
    }

    fn literal(&mut self, quote: char) -> Result<(), ExpressionError> {
        let inside = self.rest.get(1..).unwrap_or_default();
        let Some(length) = inside.find(quote) else {
            let message = format!("the text that begins with {quote} is not closed");
            return Err(ExpressionError::new(self.at, message));
        };
        let text = inside.get(..length).unwrap_or_default().to_owned();
        self.push(Token::Literal(text), length + 2);
        Ok(())
    }

    fn name(&mut self) {
        let mut length = name_length(self.rest);
        let rest = self.rest.get(length..).unwrap_or_default();
        // `a::b` is an axis; `a:b` and `a:*` are prefixed names.
        if let Some(local) = rest.strip_prefix(':')
            && local.starts_with(|c| starts_name(c) || c == '*')
        {
            length += 1 + name_length(local).max(usize::from(local.starts_with('*')));
        }
        if self.after_operand() {
            length = joined_word(self.rest).unwrap_or(length);
        }
        let name = self.rest.get(..length).unwrap_or_default();
        let word = WORDS.iter().find(|word| **word == name);
        let token = match word {
            Some(word) if self.after_operand() => Token::Sign(word),
            _ => Token::Name(name.to_owned()),
        };
        self.push(token, length);
    }

    fn sign(&mut self, first: char) -> Result<(), ExpressionError> {
        match SIGNS.iter().find(|sign| self.rest.starts_with(**sign)) {
            Some(sign) => {
                self.push(Token::Sign(sign), sign.len());
                Ok(())
            }
            None => {
                let message = format!("\"{first}\" has no meaning here");
                Err(ExpressionError::new(self.at, message))
            }
        }
    }
}

/// The length of an operator that a number follows without a space: `6 div2`.
fn joined_word(text: &str) -> Option<usize> {
    let joins = |word: &&&str| {
        let rest = text.strip_prefix(**word);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    WORDS.iter().find(joins).map(|word| word.len())
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn name_length(text: &str) -> usize {
    text.char_indices()
        .find(|(at, c)| !(starts_name(*c) || *at > 0 && continues_name(*c)))
        .map_or(text.len(), |(at, _)| at)
}

fn continues_name(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(
            c,
            '-' | '.' | '_' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(source: &str) -> String {
        let tokens = tokens(source).unwrap_or_default();
        let texts: Vec<String> = tokens
            .iter()
            .map(|(token, _)| match token {
                Token::Number(n) => format!("{n}"),
                Token::Literal(text) => format!("'{text}'"),
                Token::Name(name) => name.clone(),
                Token::Sign(sign) => format!("<{sign}>"),
            })
            .collect();
        texts.join(" ")
    }

    #[test]
    fn operators_are_told_from_names() {
        assert_eq!(written("div div mod"), "div <div> mod");
        assert_eq!(written("* * *"), "<*> <times> <*>");
        assert_eq!(written("a-b - 1.5"), "a-b <-> 1.5");
        assert_eq!(written("../a[.!='x']"), "<..> </> a <[> <.> <!=> 'x' <]>");
        assert_eq!(written("jr:itext(.5)"), "jr:itext <(> 0.5 <)>");
        assert_eq!(written("child::orx:*"), "child <::> orx:*");
        assert_eq!(written("6 div2 and1"), "6 <div> 2 <and> 1");
    }

    #[test]
    fn an_open_text_is_refused_where_it_begins() {
        assert_eq!(tokens("a = 'b").map_err(|e| e.at), Err(4));
        assert_eq!(tokens("a ; b").map_err(|e| e.at), Err(2));
    }
}
