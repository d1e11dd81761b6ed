//! Where a command works: the same settings as the server's, from the same sources.

use std::path::PathBuf;

use clap::Args;
use sync_core::ids::SpaceId;

use super::failure::Failure;
use crate::config::{Config, Settings};
use crate::links;
use crate::public_url::PublicUrl;
use crate::store::sqlite::IfMissing;
use crate::store::{SqliteStore, Store, Visit};

/// The data folder of a command.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// The data folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The configuration file of the server.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Place {
    /// The settings of this place, with `flags` on top.
    pub(super) fn config(&self, flags: Settings) -> Result<Config, Failure> {
        let flags = Settings {
            data: self.data.clone().or(flags.data),
            ..flags
        };
        Ok(Config::load(self.config.as_deref(), variables(), flags)?)
    }

    /// The data folder.
    pub(super) fn data(&self) -> Result<PathBuf, Failure> {
        Ok(self.config(Settings::default())?.data)
    }

    /// Opens the database that is there.
    pub(super) fn open(&self) -> Result<SqliteStore, Failure> {
        Ok(SqliteStore::open(&self.data()?, IfMissing::Refuse)?)
    }

    /// How people reach the server: what the settings say, else what the server that ran
    /// here last said, else where it would listen.
    pub(super) fn public_url(&self, flag: Option<PublicUrl>) -> Result<PublicUrl, Failure> {
        let config = self.config(Settings {
            public_url: flag,
            ..Settings::default()
        })?;
        let reached = config
            .public_url
            .or_else(|| links::remembered(&config.data));
        Ok(reached.unwrap_or_else(|| PublicUrl::of_listener(config.listen)))
    }
}

/// The environment. What is no text is no setting of ours, or will be refused as one.
fn variables() -> impl Iterator<Item = (String, String)> {
    let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    std::env::vars_os().map(move |(name, value)| (lossy(name), lossy(value)))
}

/// The visit that a person means by its id or its title.
pub(super) fn find_visit(store: &dyn Store, name: &str) -> Result<Visit, Failure> {
    let visits = store.visits()?;
    if let Ok(space) = name.parse::<SpaceId>() {
        let found = visits.into_iter().find(|visit| visit.space == space);
        return found.ok_or_else(|| Failure::new(format_args!("there is no visit {space}")));
    }
    let mut titled = visits.iter().filter(|visit| visit.title == name);
    match (titled.next(), titled.next()) {
        (Some(visit), None) => Ok(visit.clone()),
        (Some(_), Some(_)) => Err(Failure::new(format_args!(
            "several visits are called \"{name}\": use the id that `rounds visit list` prints"
        ))),
        (None, _) => Err(Failure::new(format_args!(
            "there is no visit \"{name}\": see `rounds visit list`"
        ))),
    }
}
