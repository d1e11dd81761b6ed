//! `rounds visit create` and `list`.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::failure::Failure;
use super::join::describe;
use super::place::Place;
use super::say;
use crate::links::{self, LinkPlan};
use crate::plan::Plan;
use crate::public_url::PublicUrl;
use crate::store::{Directory as _, SqliteStore, Visit};
use crate::{clock, demo, visits};

#[derive(Debug, Subcommand)]
pub(super) enum VisitCommand {
    /// Add a visit from a file; prints its id and a link for each team in the file.
    Create {
        /// The network that runs it; without it the only one there is.
        #[arg(long, value_name = "NAME")]
        network: Option<String>,
        /// The visit file (TOML): venues, stops, teams, forms.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// How people reach the server, for the links.
        #[arg(long, value_name = "URL")]
        public_url: Option<PublicUrl>,
        #[command(flatten)]
        place: Place,
    },
    /// Print a visit file to start from.
    Example,
    /// List the visits: id, days, title.
    List {
        #[command(flatten)]
        place: Place,
    },
}

pub(super) fn run(command: VisitCommand) -> Result<(), Failure> {
    match command {
        VisitCommand::Create {
            network,
            from,
            public_url,
            place,
        } => {
            let mut plan = read(&from)?;
            let public_url = place.public_url(public_url)?;
            let store = place.open()?;
            plan.visit.network = known_network(&store, network.as_deref())?;
            let visit = visits::create(&store, &plan.visit, clock::now())?;
            say(&format!("visit {}", visit.space))?;
            invite(&store, &plan, &visit, &public_url)
        }
        VisitCommand::Example => say(demo::VISIT.trim_end()),
        VisitCommand::List { place } => {
            for visit in place.open()?.visits()? {
                let Visit {
                    space,
                    title,
                    starts,
                    ends,
                    ..
                } = visit;
                say(&format!("{space} {starts} {ends} {title}"))?;
            }
            Ok(())
        }
    }
}

fn read(file: &Path) -> Result<Plan, Failure> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format_args!("cannot read {shown}: {error}")))?;
    let dir = file.parent().unwrap_or(Path::new("."));
    Plan::read(&text, dir, None).map_err(|mistakes| {
        let all: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        Failure::new(format_args!("{shown}: {}", all.join("; ")))
    })
}

fn known_network(store: &SqliteStore, name: Option<&str>) -> Result<String, Failure> {
    let networks = store.networks()?;
    let found = match name {
        Some(name) => networks.iter().find(|known| *known == name),
        None if networks.len() == 1 => networks.first(),
        None => None,
    };
    if let Some(found) = found {
        return Ok(found.clone());
    }
    let what = match name {
        Some(name) => format!("there is no network \"{name}\""),
        None if networks.is_empty() => "there is no network".to_owned(),
        None => "say which network with --network NAME".to_owned(),
    };
    let advice = match networks.is_empty() {
        true => "make it first: rounds network create NAME".to_owned(),
        false => format!("the networks are: {}", networks.join(", ")),
    };
    Err(Failure::new(format_args!("{what}; {advice}")))
}

fn invite(
    store: &SqliteStore,
    plan: &Plan,
    visit: &Visit,
    public_url: &PublicUrl,
) -> Result<(), Failure> {
    for team in &plan.teams {
        let link = LinkPlan {
            space: visit.space,
            role: team.role,
            team: team.name.clone(),
            issuer: visit.network.clone(),
            uses: team.uses,
            days: team.days,
        };
        let made = links::make(store, link, clock::now())?;
        say(&format!(
            "team {} {}: {}",
            team.name,
            team.role,
            describe(&made, public_url)
        ))?;
    }
    Ok(())
}
