//! `rounds join create`, `list` and `revoke`.

use clap::Subcommand;
use sync_core::access::Role;

use super::failure::Failure;
use super::place::{Place, find_visit};
use super::say;
use crate::clock;
use crate::day::Day;
use crate::links::{self, LinkPlan, MadeLink};
use crate::public_url::PublicUrl;
use crate::store::{JoinRefusal, Joins as _};
use crate::token::Given;

#[derive(Debug, Subcommand)]
pub(super) enum JoinCommand {
    /// Make a link; prints it and its code to say aloud. Both are shown only now.
    Create {
        /// The visit's id or title.
        #[arg(long)]
        visit: String,
        /// What people become: observer, facilitator or host.
        #[arg(long)]
        role: String,
        /// Their district; without it they say it themselves.
        #[arg(long, default_value = "")]
        team: String,
        /// How many people may use it.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000))]
        uses: u64,
        /// For how many days.
        #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u64).range(1..=365))]
        days: u64,
        /// Who invites, as people see it; by default the network.
        #[arg(long)]
        issuer: Option<String>,
        /// How people reach the server.
        #[arg(long, value_name = "URL")]
        public_url: Option<PublicUrl>,
        #[command(flatten)]
        place: Place,
    },
    /// List the links of a visit, without their secrets.
    List {
        /// The visit's id or title.
        #[arg(long)]
        visit: String,
        #[command(flatten)]
        place: Place,
    },
    /// Take a link back. Who joined with it stays.
    Revoke {
        /// The link, or its code.
        link: String,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) fn run(command: JoinCommand) -> Result<(), Failure> {
    match command {
        JoinCommand::Create {
            visit,
            role,
            team,
            uses,
            days,
            issuer,
            public_url,
            place,
        } => {
            let role = Role::from_word(&role).ok_or_else(|| {
                Failure::new(format_args!(
                    "\"{role}\" is no role: write observer, facilitator or host"
                ))
            })?;
            let public_url = place.public_url(public_url)?;
            let store = place.open()?;
            let visit = find_visit(&store, &visit)?;
            let issuer = issuer.unwrap_or(visit.network);
            let space = visit.space;
            let plan = LinkPlan {
                space,
                role,
                team,
                issuer,
                uses,
                days,
            };
            say(&describe(
                &links::make(&store, plan, clock::now())?,
                &public_url,
            ))
        }
        JoinCommand::List { visit, place } => list(&place, &visit),
        JoinCommand::Revoke { link, place } => revoke(&place, &link),
    }
}

/// `LINK code CODE until DAY`.
pub(super) fn describe(made: &MadeLink, public_url: &PublicUrl) -> String {
    let (url, code) = (made.url(public_url), &made.code);
    format!("{url} code {code} until {}", Day::of(made.expires))
}

fn list(place: &Place, visit: &str) -> Result<(), Failure> {
    let store = place.open()?;
    let visit = find_visit(&store, visit)?;
    let now = clock::now();
    for link in store.links(visit.space)? {
        let state = match link.check(now) {
            Ok(()) => "open",
            Err(JoinRefusal::Expired) => "expired",
            Err(JoinRefusal::Revoked) => "revoked",
            Err(_) => "used up",
        };
        let (used, max, until) = (link.used, link.max_uses, Day::of(link.expires));
        say(&format!(
            "{state} {} \"{}\" {used} of {max} until {until}",
            link.role, link.team
        ))?;
    }
    Ok(())
}

fn revoke(place: &Place, link: &str) -> Result<(), Failure> {
    let code = link.rsplit_once('#').map_or(link, |(_, secret)| secret);
    let known = match Given::parse(code) {
        Some(given) => place.open()?.revoke_link(given.hash())?,
        None => false,
    };
    match known {
        true => say("revoked"),
        false => Err(Failure::new(
            "this link or code is not known: copy it again, whole",
        )),
    }
}
