//! Session tokens, link secrets and spoken codes: drawn, shown once, kept as hashes.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::random;
use crate::store::{CodeHash, TokenHash};

/// Characters of a spoken code: Crockford's 32, without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters in a spoken code: 40 bits, guessed only through the rate limit.
const CODE_CHARS: usize = 8;

/// Bytes of text that can be a token, secret or code at all.
const MAX_TEXT: usize = 128;

/// A session token of 256 random bits. Shown to its device only.
pub struct Token(String);

/// The secret part of a join link: 128 random bits.
pub struct Secret(String);

/// The same link as eight characters to say aloud.
pub struct SpokenCode(String);

/// What a person gave: a link's secret or a spoken code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Too long to guess.
    Secret(CodeHash),
    /// Short, so tries are counted.
    Code(CodeHash),
}

impl Token {
    /// A new token.
    #[must_use]
    pub fn draw() -> Self {
        Self(bs58::encode(random::bytes::<32>()).into_string())
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(hash("session", &self.0))
    }

    /// The hash of a token that a client sent; `None` when it cannot be one.
    #[must_use]
    pub fn hash_of(text: &str) -> Option<TokenHash> {
        let sound = !text.is_empty() && text.len() <= MAX_TEXT;
        sound.then(|| TokenHash(hash("session", text)))
    }

    /// The token itself, for the answer that hands it out.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Secret {
    /// A new secret.
    #[must_use]
    pub fn draw() -> Self {
        Self(bs58::encode(random::bytes::<16>()).into_string())
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> CodeHash {
        CodeHash(hash("link", &self.0))
    }

    /// The secret itself, for the link.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl SpokenCode {
    /// A new code.
    #[must_use]
    pub fn draw() -> Self {
        Self::of(random::bytes())
    }

    /// The code that these bytes make.
    #[must_use]
    pub fn of(bytes: [u8; CODE_CHARS]) -> Self {
        // 256 is a multiple of 32, so every character is equally likely.
        let character = |byte: u8| ALPHABET.get(usize::from(byte % 32)).copied();
        let chars = bytes.into_iter().filter_map(character);
        Self(chars.map(char::from).collect())
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> CodeHash {
        CodeHash(hash("code", &self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl fmt::Debug for SpokenCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SpokenCode(..)")
    }
}

impl fmt::Display for SpokenCode {
    /// In two groups, as people say it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_at_checked(CODE_CHARS / 2) {
            Some((first, second)) => write!(f, "{first}-{second}"),
            None => f.write_str(&self.0),
        }
    }
}

impl Given {
    /// Reads what a person typed, pasted or scanned; `None` when it is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_TEXT {
            return None;
        }
        if let Some(code) = normalise(text) {
            return Some(Self::Code(CodeHash(hash("code", &code))));
        }
        let is_secret = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_secret.then(|| Self::Secret(CodeHash(hash("link", text))))
    }

    /// The hash that the store knows it by.
    #[must_use]
    pub fn hash(self) -> CodeHash {
        match self {
            Self::Secret(hash) | Self::Code(hash) => hash,
        }
    }
}

/// A spoken code as it was drawn, from what was heard: any case, O for 0, I or L for 1.
fn normalise(text: &str) -> Option<String> {
    let heard = text.chars().filter(|c| !matches!(c, '-' | ' '));
    let read = heard.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let code: String = read.collect();
    let sound = code.len() == CODE_CHARS && code.bytes().all(|b| ALPHABET.contains(&b));
    sound.then_some(code)
}

/// SHA-256 with what it is for, so that one kind never passes as another.
fn hash(purpose: &str, text: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(purpose.as_bytes());
    hasher.update([0]);
    hasher.update(text.as_bytes());
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_as_it_is_heard() {
        let drawn = Given::parse("0123-ABJK");
        assert!(matches!(drawn, Some(Given::Code(_))));
        for heard in ["0123abjk", "O123 ABJK", "oi 23-abjk", " 0l23ABJK "] {
            assert_eq!(Given::parse(heard), drawn, "{heard}");
        }
        assert!(
            !matches!(Given::parse("0123ABJU"), Some(Given::Code(_))),
            "U is no character"
        );
    }

    #[test]
    fn secrets_are_long_and_never_taken_for_codes() {
        let secret = Secret::draw();
        assert!(secret.reveal().len() >= 20);
        assert_eq!(
            Given::parse(secret.reveal()),
            Some(Given::Secret(secret.hash()))
        );
        let code = SpokenCode::draw();
        assert_eq!(
            Given::parse(&code.to_string()),
            Some(Given::Code(code.hash()))
        );
    }

    #[test]
    fn nonsense_is_neither() {
        for text in ["", "  ", "../../etc", "a b c d e f g h i", &"x".repeat(200)] {
            assert_eq!(Given::parse(text), None, "{text}");
        }
    }

    #[test]
    fn tokens_differ_and_their_hash_is_found_again() {
        let (one, two) = (Token::draw(), Token::draw());
        assert_ne!(one.hash(), two.hash());
        assert_eq!(Token::hash_of(one.reveal()), Some(one.hash()));
        assert_eq!(Token::hash_of(""), None);
    }
}
