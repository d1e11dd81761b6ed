//! What happened, for people: kept only when somebody will read it.

use std::collections::VecDeque;
use std::fmt;

/// Lines kept when only the end of a run is wanted.
const LAST_LINES: usize = 400;

/// Where the lines go.
#[derive(Debug, Default)]
pub enum Trace {
    /// Nowhere; costs nothing.
    #[default]
    Off,
    /// The last lines are kept.
    Last(VecDeque<String>),
    /// Printed as they come.
    Print,
}

impl Trace {
    /// Keeps the last lines.
    #[must_use]
    pub fn last() -> Self {
        Self::Last(VecDeque::new())
    }

    pub(super) fn line(&mut self, now: u64, what: fmt::Arguments<'_>) {
        match self {
            Self::Off => {}
            Self::Last(lines) => {
                if lines.len() == LAST_LINES {
                    lines.pop_front();
                }
                lines.push_back(format!("{:>10.3} s  {what}", now as f64 / 1000.0));
            }
            Self::Print => println!("{:>10.3} s  {what}", now as f64 / 1000.0),
        }
    }

    /// The lines kept so far.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let kept = match self {
            Self::Last(lines) => Some(lines),
            Self::Off | Self::Print => None,
        };
        kept.into_iter().flatten().map(String::as_str)
    }
}
