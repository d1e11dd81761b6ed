//! Functions on texts. Positions count UTF-16 units, as in other tools.

use sha2::Digest as _;

use super::{Context, Evaluator, World};
use crate::xpath::Function;
use crate::xpath::code::Code;
use crate::xpath::number::parse_number;
use crate::xpath::pattern::pattern;
use crate::xpath::value::{Value, words};

impl<W: World> Evaluator<'_, W> {
    pub(super) fn arg(&self, args: &[Code], at: usize, context: Context) -> String {
        args.get(at)
            .map_or_else(String::new, |code| self.string(code, context))
    }

    /// The first argument, or the context node.
    fn own(&self, args: &[Code], at: Context) -> String {
        match args.first() {
            Some(code) => self.string(code, at),
            None => self.world.text(at.node).into_owned(),
        }
    }

    pub(super) fn text_function(
        &self,
        function: Function,
        args: &[Code],
        at: Context,
    ) -> Option<Value> {
        let arg = |index| self.arg(args, index, at);
        Some(match function {
            Function::Text => Value::Text(self.own(args, at)),
            Function::Concat => Value::Text(self.all_texts(args, at).concat()),
            Function::Join => {
                let rest = args.get(1..).unwrap_or_default();
                Value::Text(self.all_texts(rest, at).join(&arg(0)))
            }
            Function::StartsWith => Value::Boolean(arg(0).starts_with(&arg(1))),
            Function::EndsWith => Value::Boolean(arg(0).ends_with(&arg(1))),
            Function::Contains => Value::Boolean(arg(0).contains(&arg(1))),
            Function::SubstringBefore => {
                let text = arg(0);
                Value::text(text.split_once(&arg(1)).map_or("", |(before, _)| before))
            }
            Function::SubstringAfter => {
                let text = arg(0);
                Value::text(text.split_once(&arg(1)).map_or("", |(_, after)| after))
            }
            Function::Substring => self.substring(args, at),
            Function::Substr => self.substr(args, at),
            Function::StringLength => {
                Value::Number(self.own(args, at).encode_utf16().count() as f64)
            }
            Function::NormalizeSpace => {
                let text = self.own(args, at);
                let words: Vec<&str> = words(&text).collect();
                Value::Text(words.join(" "))
            }
            Function::Translate => Value::Text(translate(&arg(0), &arg(1), &arg(2))),
            Function::Regex => {
                let pattern = pattern(&arg(1));
                Value::Boolean(pattern.is_ok_and(|pattern| pattern.is_match(&arg(0))))
            }
            Function::Digest => Value::Text(digest(&arg(0), &arg(1), &arg(2))),
            Function::Base64Decode => Value::Text(base64_decoded(&arg(0))),
            Function::Uuid => self.uuid(args, at),
            Function::Coalesce => {
                let texts = args.iter().map(|code| self.string(code, at));
                Value::Text(
                    texts
                        .into_iter()
                        .find(|text| !text.is_empty())
                        .unwrap_or_default(),
                )
            }
            Function::Itext => Value::Text(self.world.itext(&arg(0), at.current)),
            Function::Version => Value::text(self.world.version()),
            Function::Property | Function::Id | Function::NamespaceUri => Value::text(""),
            _ => return None,
        })
    }

    /// The texts of all arguments; an argument of several nodes gives each of theirs.
    pub(super) fn all_texts(&self, args: &[Code], at: Context) -> Vec<String> {
        let mut all = Vec::new();
        for code in args {
            match self.value(code, at) {
                Value::Nodes(nodes) => {
                    all.extend(nodes.iter().map(|node| self.world.text(*node).into_owned()));
                }
                other => all.push(self.text_of(&other)),
            }
        }
        all
    }

    fn substring(&self, args: &[Code], at: Context) -> Value {
        let text: Vec<u16> = self.arg(args, 0, at).encode_utf16().collect();
        let number = |index: usize| args.get(index).map(|code| self.number(code, at));
        let start = (number(1).unwrap_or(1.0) + 0.5).floor();
        let end = number(2).map(|length| start + (length + 0.5).floor());
        // NaN compares false on both sides: nothing is kept, as the specification says.
        let kept = text.into_iter().zip(1_u32..).filter(|(_, place)| {
            let place = f64::from(*place);
            place >= start && end.is_none_or(|end| place < end)
        });
        let kept: Vec<u16> = kept.map(|(unit, _)| unit).collect();
        Value::Text(String::from_utf16_lossy(&kept))
    }

    fn substr(&self, args: &[Code], at: Context) -> Value {
        let text: Vec<u16> = self.arg(args, 0, at).encode_utf16().collect();
        let size = text.len() as f64;
        let place = |index: usize, other: f64| {
            let code = args.get(index);
            let number = code.map_or(other, |code| self.number(code, at).trunc());
            let number = if number < 0.0 { size + number } else { number };
            number.clamp(0.0, size) as usize
        };
        let (start, end) = (place(1, 0.0), place(2, size));
        let kept = text.get(start..end).unwrap_or_default();
        Value::Text(String::from_utf16_lossy(kept))
    }

    fn uuid(&self, args: &[Code], at: Context) -> Value {
        let Some(length) = args.first().map(|code| self.number(code, at)) else {
            return Value::Text(self.world.uuid());
        };
        let length = length.clamp(0.0, 1_000.0) as usize;
        let mut text = String::new();
        while text.len() < length {
            text.push_str(&self.world.uuid());
        }
        text.truncate(length);
        Value::Text(text)
    }
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let swap = |c: char| match from.chars().position(|other| other == c) {
        None => Some(c),
        Some(at) => to.chars().nth(at),
    };
    text.chars().filter_map(swap).collect()
}

/// As browsers do: blanks and a missing `=` at the end are forgiven, other signs are not.
fn base64_decoded(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let ends = if plain.len().is_multiple_of(4) {
        plain.len().min(2)
    } else {
        0
    };
    let padding = plain
        .chars()
        .rev()
        .take(ends)
        .take_while(|c| *c == '=')
        .count();
    let body = plain.get(..plain.len() - padding).unwrap_or_default();
    if body.len() % 4 == 1 {
        return String::new();
    }
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return String::new(),
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digest(text: &str, algorithm: &str, encoding: &str) -> String {
    let bytes = text.as_bytes();
    let hash = match algorithm {
        "MD5" => md5::Md5::digest(bytes).to_vec(),
        "SHA-1" => sha1::Sha1::digest(bytes).to_vec(),
        "SHA-256" => sha2::Sha256::digest(bytes).to_vec(),
        "SHA-384" => sha2::Sha384::digest(bytes).to_vec(),
        "SHA-512" => sha2::Sha512::digest(bytes).to_vec(),
        _ => return String::new(),
    };
    match encoding {
        "hex" => data_encoding::HEXLOWER.encode(&hash),
        _ => data_encoding::BASE64.encode(&hash),
    }
}

/// A seed for `randomize`: a number, or the first 64 bits of the text's SHA-256.
pub(super) fn seed(text: &str) -> f64 {
    let number = parse_number(text);
    if !number.is_nan() || text.is_empty() {
        return if number.is_nan() { 0.0 } else { number };
    }
    let hash = sha2::Sha256::digest(text.as_bytes());
    let first: [u8; 8] = hash
        .iter()
        .copied()
        .take(8)
        .collect::<Vec<u8>>()
        .try_into()
        .unwrap_or_default();
    (i64::from_be_bytes(first) % 2_147_483_647) as f64
}
