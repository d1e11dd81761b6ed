//! `rounds device`: a device without a screen, on the same machine code as the page.
//!
//! It is the load generator, the support tool and the scripting interface. Each call
//! is one process over one folder. Commands that only read take no lock, so they work
//! while `watch` runs and in a folder that cannot be written.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use serde::Serialize;
use sync_core::access::Visibility;

pub use args::DeviceArgs;
use args::{Circle, Command, Output};
use error::{Failure, Outcome};
use identity::Identity;
use join::JoinLink;
use odk::Filler;
use store::Store;

mod args;
mod aside;
mod drive;
mod error;
mod export;
mod folder;
mod http;
mod identity;
mod join;
mod odk;
mod plan;
mod rescue;
mod review;
mod script;
mod show;
mod status;
mod store;
mod summaries;
mod sync;
mod team;
#[cfg(test)]
mod testkit;
#[cfg(test)]
mod tests;
mod tls;
mod visits;
mod watch;
mod write;

/// How long `join` waits for the visit to arrive.
const FIRST_SYNC: Duration = Duration::from_secs(20);

/// The exit code of a command that could not do its work.
const FAILED: u8 = 2;

/// Runs one command. Exit code 0, or 2 with one line on stderr.
pub fn run(args: DeviceArgs) -> ExitCode {
    let DeviceArgs { data, command } = args;
    let done = match data {
        Some(data) => execute(&data, command),
        None => Err(Failure::new(
            "say which folder holds the device: --data DIR",
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // When stderr is gone too, the exit code still says it.
            writeln!(io::stderr(), "rounds device: {failure}").ok();
            ExitCode::from(FAILED)
        }
    }
}

fn execute(dir: &Path, command: Command) -> Outcome<()> {
    match command {
        Command::Join { url, name } => join(dir, &url, &name),
        Command::Visits(output) => print(output, &visits::visits(&mut folder::to_read(dir)?, dir)?),
        Command::NewNote { visit, stop, form } => new_note(dir, &visit, &stop, &form),
        Command::Share { note, with } => {
            let visibility = match with {
                Circle::Team => Visibility::Team,
                Circle::Space => Visibility::Space,
            };
            write::share(&mut folder::to_write(dir)?, &note, visibility)
        }
        Command::Edit { note, script } => {
            let filler = Filler::from(&Identity::read(dir)?);
            write::edit(&mut folder::to_write(dir)?, &filler, &note, &script)
        }
        Command::Show { note, output } => show(dir, &note, output),
        Command::Status(output) => {
            let identity = Identity::read(dir)?;
            print(output, &status::status(&folder::to_read(dir)?, &identity))
        }
        Command::Sync { timeout } => {
            let mut driver = folder::online(dir)?;
            let synced = runtime()?.block_on(sync::sync(&mut driver, timeout))?;
            if synced.review > 0 {
                tell_of_review(synced.review);
            }
            print(Output { json: true }, &synced.cost)
        }
        Command::SetAside { visit } => {
            runtime()?.block_on(aside::set_aside(&mut folder::online(dir)?, &visit))
        }
        Command::TakeUp { visit } => take_up(dir, &visit),
        Command::Watch => watch(dir),
        Command::Rescue { file } => {
            let identity = Identity::read(dir)?;
            let changes = rescue::save(&mut folder::to_read(dir)?, &identity, &file)?;
            print(
                Output { json: true },
                &serde_json::json!({ "changes": changes }),
            )
        }
        Command::OpenRescue { file } => {
            let opened = rescue::open(&Identity::read(dir)?, &file)?;
            print(Output { json: true }, &opened)
        }
        Command::Ask => ask(dir),
        Command::Team { visit, output } => {
            print(output, &team::team(&Identity::read(dir)?, &visit)?)
        }
        Command::Tablets(output) => print(output, &review::tablets(&Identity::read(dir)?)?),
        Command::RemoveTablet { device } => review::remove(&Identity::read(dir)?, &device),
        Command::ReadmitTablet { device } => review::readmit(&Identity::read(dir)?, &device),
        Command::UnlockTablet { device } => unlock_tablet(dir, &device),
        Command::Inbox(output) => print(output, &review::inbox(&Identity::read(dir)?)?),
        Command::Accept(item) => {
            let accepted = review::accept(&Identity::read(dir)?, &item)?;
            print(Output { json: true }, &accepted)
        }
        Command::Discard(item) => review::discard(&Identity::read(dir)?, &item),
        Command::Export(output) => {
            let identity = Identity::read(dir)?;
            print(
                output,
                &export::export(&mut folder::to_read(dir)?, &identity)?,
            )
        }
    }
}

fn unlock_tablet(dir: &Path, device: &str) -> Outcome<()> {
    let code = review::unlock(&Identity::read(dir)?, device)?;
    print(Output { json: true }, &code)
}

fn ask(dir: &Path) -> Outcome<()> {
    let identity = Identity::read(dir)?;
    let asked = rescue::ask(&mut folder::to_read(dir)?, &identity)?;
    print(Output { json: true }, &asked)
}

/// Redeems a link, then fetches what it opens. The folder is made and locked first, so
/// that a link is not used up for a folder that cannot take the answer.
fn join(dir: &Path, url: &str, name: &str) -> Outcome<()> {
    let (link, name) = (JoinLink::parse(url)?, name.trim());
    let store = Store::open(dir)?;
    let known = Identity::find(dir)?;
    let same = |known: &Identity| {
        known.server == link.base() && known.name.to_lowercase() == name.to_lowercase()
    };
    if let Some(other) = known.as_ref().filter(|known| !same(known)) {
        return Err(taken(dir, other));
    }
    let (identity, visit) = link.redeem(name, known.as_ref())?;
    if let Some(known) = known.filter(|known| known.device != identity.device) {
        return Err(taken(dir, &known));
    }
    identity.write(dir)?;
    drop(store);
    let mut driver = folder::online(dir)?;
    match runtime()?.block_on(sync::sync(&mut driver, FIRST_SYNC)) {
        Ok(_) => {
            // Untold, the team sees "not ready": no reason to call the visit not joined.
            team::prepared(&identity, &visit).ok();
            Ok(())
        }
        Err(why) => Err(Failure::new(format_args!(
            "joined, but the visit did not arrive: {why}; run `rounds device sync` later"
        ))),
    }
}

/// A folder is one device of one person, for as many visits as they join.
fn taken(dir: &Path, known: &Identity) -> Failure {
    let Identity { name, server, .. } = known;
    Failure::new(format_args!(
        "{} is {name}'s device at {server} already: use another --data folder",
        dir.display()
    ))
}

/// Everything was exchanged, but not everything was taken.
fn tell_of_review(notes: u64) {
    // The exit code says that the exchange is done; `status` says the same later.
    writeln!(
        io::stderr(),
        "rounds device: the server refused changes of {notes} notes; they are kept here: \
         see `rounds device status` and `rounds device export`"
    )
    .ok();
}

fn new_note(dir: &Path, visit: &str, stop: &str, form: &str) -> Outcome<()> {
    let filler = Filler::from(&Identity::read(dir)?);
    let id = write::new_note(&mut folder::to_write(dir)?, &filler, visit, stop, form)?;
    say(&id.to_string())
}

fn show(dir: &Path, id: &str, output: Output) -> Outcome<()> {
    let mut driver = folder::to_read(dir)?;
    let info = folder::open_note(&mut driver, id)?;
    folder::open_visit(&mut driver, info.space)?;
    let people = show::People(folder::visit(&driver, info.space));
    let note = folder::note(&driver, info.doc)?;
    let mut shown = show::note(&info, note, people);
    if let Some(values) = odk::values::of(people.0, note)? {
        shown.add_values(values);
    }
    print(output, &shown)
}

fn take_up(dir: &Path, visit: &str) -> Outcome<()> {
    let mut driver = folder::online(dir)?;
    let synced = runtime()?.block_on(aside::take_up(&mut driver, visit))?;
    print(Output { json: true }, &synced.cost)
}

fn watch(dir: &Path) -> Outcome<()> {
    let mut driver = folder::online(dir)?;
    runtime()?.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(Failure::new)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::new)?;
        let stop = async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        watch::watch(&mut driver, &mut io::stdout().lock(), stop).await
    })
}

fn runtime() -> Outcome<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::new)
}

fn print(output: Output, value: &impl Serialize) -> Outcome<()> {
    let text = if output.json {
        serde_json::to_string(value)
    } else {
        serde_json::to_string_pretty(value)
    };
    say(&text.map_err(Failure::new)?)
}

fn say(text: &str) -> Outcome<()> {
    writeln!(io::stdout(), "{text}").map_err(Failure::new)
}
