//! `rounds doctor`: is this data folder sound?

use clap::Args;

use super::failure::Failure;
use super::place::Place;
use super::say;
use crate::disk;
use crate::store::Store as _;

const MIB: u64 = 1024 * 1024;

/// MiB that must be free; below it the server is not ready either.
const MIN_FREE_MIB: u64 = 256;

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    place: Place,
}

/// Opening the store has compared the structure of the whole file with itself.
pub(super) fn run(args: DoctorArgs) -> Result<(), Failure> {
    let store = args.place.open()?;
    let health = store.health()?;
    let counts = health.counts;
    say(&format!("build      {}", crate::BUILD))?;
    say(&format!("sqlite     {}", health.sqlite))?;
    say(&format!("schema     {}", health.schema))?;
    say("integrity  ok")?;
    store.audit()?;
    say("log        ok")?;
    say(&format!("database   {} MiB", health.bytes.div_ceil(MIB)))?;
    say(&format!("visits     {}", counts.visits))?;
    say(&format!("people     {}", counts.people))?;
    say(&format!("devices    {}", counts.devices))?;
    say(&format!("documents  {}", counts.docs))?;
    say(&format!("entries    {}", counts.entries))?;
    store.write_probe()?;
    say("writing    ok")?;
    let free = disk::free_bytes(store.dir())? / MIB;
    say(&format!("free       {free} MiB"))?;
    if free < MIN_FREE_MIB {
        return Err(Failure::new(format_args!(
            "only {free} MiB are free on the data disk: free some space"
        )));
    }
    Ok(())
}
