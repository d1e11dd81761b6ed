//! The shape of a visit file; `check.rs` says what its values must be.

use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitFile {
    pub(super) title: Spanned<String>,
    pub(super) host: Spanned<String>,
    pub(super) focus: Spanned<String>,
    /// First day, ISO 8601.
    pub(super) starts: Option<Spanned<String>>,
    /// How many days.
    pub(super) days: Spanned<i64>,
    /// Ids of the library, or paths of files with a form of any format.
    pub(super) forms: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) venue: Vec<VenueFile>,
    #[serde(default)]
    pub(super) stop: Vec<StopFile>,
    #[serde(default)]
    pub(super) team: Vec<TeamFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VenueFile {
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StopFile {
    /// By default `stop-` and its number in the file.
    pub(super) id: Option<Spanned<String>>,
    pub(super) venue: Spanned<String>,
    pub(super) label: Spanned<String>,
    pub(super) kind: Spanned<String>,
    /// Which day of the visit, from 1.
    pub(super) day: Spanned<i64>,
    /// Local time of its start, `10:30`.
    pub(super) time: Spanned<String>,
    pub(super) minutes: Spanned<i64>,
    /// Ids of forms of the visit; none when no note is needed.
    #[serde(default)]
    pub(super) forms: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamFile {
    pub(super) name: Spanned<String>,
    pub(super) role: Spanned<String>,
    pub(super) uses: Spanned<i64>,
    pub(super) days: Spanned<i64>,
}
