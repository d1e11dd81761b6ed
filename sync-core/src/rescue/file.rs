//! What of a saved rescue file a server takes, whoever reads the file: the sealed parts,
//! in hexadecimal. Beside them are the notes as people read them, which nothing reads.

use serde::Deserialize;

/// What a rescue file calls itself.
pub const FORMAT: &str = "rounds-rescue";

/// The version that is written.
pub const FILE_VERSION: u32 = 1;

/// A rescue file that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RescueFile {
    format: String,
    sealed: Parts,
}

/// The parts of a file; files of the first builds are one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Parts {
    Many(Vec<String>),
    One(String),
}

impl RescueFile {
    /// The sealed parts in hexadecimal, in the order in which a server is brought them;
    /// `None` when it is a file of another kind.
    #[must_use]
    pub fn into_parts(self) -> Option<Vec<String>> {
        let parts = match self.sealed {
            Parts::Many(parts) => parts,
            Parts::One(part) => vec![part],
        };
        (self.format == FORMAT).then_some(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parts(file: serde_json::Value) -> Option<Vec<String>> {
        let file: RescueFile = serde_json::from_value(file).ok()?;
        file.into_parts()
    }

    #[test]
    fn files_of_the_first_builds_have_one_part() {
        let one = json!({"format": FORMAT, "version": FILE_VERSION, "sealed": "00ff"});
        assert_eq!(parts(one), Some(vec!["00ff".to_owned()]));
        let many = json!({"format": FORMAT, "sealed": ["00", "ff"], "notes": [1]});
        assert_eq!(parts(many), Some(vec!["00".to_owned(), "ff".to_owned()]));
    }

    #[test]
    fn other_files_are_none() {
        assert_eq!(parts(json!({"format": "rounds", "sealed": []})), None);
        assert_eq!(parts(json!({"format": FORMAT})), None);
        assert_eq!(parts(json!({"format": FORMAT, "sealed": 7})), None);
        assert_eq!(parts(json!([])), None);
    }
}
