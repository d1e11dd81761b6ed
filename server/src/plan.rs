//! Visit files: a visit as a facilitator writes it down, checked before anything is made.

use std::fmt;
use std::path::Path;

use sync_core::access::Role;
use sync_core::doc::VisitPlan;

use crate::config::line_of;
use crate::day::Day;

mod check;
mod file;
mod forms;

/// A checked visit file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The visit; its network is left empty, for the command says it.
    pub(crate) visit: VisitPlan,
    /// The teams for which links are to be made.
    pub(crate) teams: Vec<TeamPlan>,
}

/// A team that is invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TeamPlan {
    /// The district.
    pub(crate) name: String,
    /// What its people become.
    pub(crate) role: Role,
    /// How many may use its link.
    pub(crate) uses: u64,
    /// For how many days.
    pub(crate) days: u64,
}

/// What is wrong in a visit file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    line: usize,
    key: String,
    what: String,
}

impl Plan {
    /// Reads a visit file. `starts` replaces the first day that the file names; forms
    /// by path are looked for in `dir`.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the file.
    pub(crate) fn read(text: &str, dir: &Path, starts: Option<Day>) -> Result<Self, Vec<Mistake>> {
        let file: file::VisitFile = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            let what = error.message().replace('\n', ", ");
            vec![Mistake {
                line,
                key: String::new(),
                what,
            }]
        })?;
        check::check(text, file, dir, starts)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, key, what } = self;
        match key.is_empty() {
            true => write!(f, "line {line}: {what}"),
            false => write!(f, "line {line}, {key}: {what}"),
        }
    }
}

#[cfg(test)]
mod tests;
