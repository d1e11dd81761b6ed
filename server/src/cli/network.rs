//! `rounds network create`.

use clap::Subcommand;

use super::failure::Failure;
use super::place::Place;
use super::say;
use crate::clock;
use crate::store::sqlite::IfMissing;
use crate::store::{Directory as _, SqliteStore};

/// Characters of a network's name.
const NAME_CHARS: usize = 200;

#[derive(Debug, Subcommand)]
pub(super) enum NetworkCommand {
    /// Add a network. Makes the data folder when there is none.
    Create {
        /// Its name, as people see it.
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// List the networks.
    List {
        #[command(flatten)]
        place: Place,
    },
}

pub(super) fn run(command: NetworkCommand) -> Result<(), Failure> {
    match command {
        NetworkCommand::Create { name, place } => {
            let name = name.trim();
            let chars = name.chars().count();
            if chars == 0 || chars > NAME_CHARS || name.chars().any(char::is_control) {
                let line = format!("a network's name has 1 to {NAME_CHARS} plain characters");
                return Err(Failure::new(line));
            }
            let store = SqliteStore::open(&place.data()?, IfMissing::Create)?;
            store.create_network(name, clock::now())?;
            say(&format!("network {name}"))
        }
        NetworkCommand::List { place } => {
            for name in place.open()?.networks()? {
                say(&name)?;
            }
            Ok(())
        }
    }
}
