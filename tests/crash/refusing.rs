//! Disks that are full, or fail to write or sync, for a while: the store says so,
//! writes nothing by halves, and works again when the disk does.

use rounds_faulty_disk::{Disk, Trouble};
use rounds_server::store::sqlite::{IfMissing, SqliteStore};
use rounds_server::store::{Store as _, StoreError};
use rounds_tests::process::Outcome;

use crate::ledger::{Ledger, Step};
use crate::power::survive;
use crate::seeds::{Dice, each, seeds};

/// Times that the disk fails in the life of one database.
const TROUBLES: usize = 3;

/// Steps that a disk in trouble is given, and one that works again.
const STEPS: u64 = 24;

/// One step in so many is followed by a check of everything.
const CHECK_ONCE_IN: u64 = 16;

#[test]
fn a_disk_that_fails_for_a_while_loses_nothing() -> Outcome<()> {
    let (mut failures, mut entries) = (0, 0);
    each("a_disk_that_fails_for_a_while", seeds(), |dice| {
        let (failed, ledger) = live_with_trouble(dice)?;
        failures += failed;
        entries += ledger.acknowledged();
        Ok(())
    })?;
    println!("{failures} refused transactions, {entries} acknowledged entries, 0 lost");
    if failures == 0 {
        return Err("the disk never failed".into());
    }
    Ok(())
}

fn live_with_trouble(dice: &mut Dice) -> Outcome<(usize, Ledger)> {
    let dir = tempfile::tempdir()?;
    let disk = Disk::watch(dir.path())?;
    let (mut ledger, mut failures) = (Ledger::new(), 0);
    let store = SqliteStore::open(dir.path(), IfMissing::Create)?;
    ledger.opened(&store)?;
    ledger.step(&store, dice)?;
    for _ in 0..TROUBLES {
        let trouble = match dice.below(3) {
            0 => Trouble::Full,
            1 => Trouble::WriteError,
            _ => Trouble::SyncError,
        };
        let from = disk.operations() + dice.below(200);
        disk.plan(trouble, from, 1 + dice.below(60));
        failures += write_on(&store, &mut ledger, dice, trouble)?;
        disk.end();
        write_on_well(&store, &mut ledger, dice)?;
        ledger.check(&store)?;
    }
    // What was refused before may lie about on the disk; it must do no harm there.
    survive(&disk, &mut ledger, dice)?;
    store.close()?;
    drop(store);
    survive(&disk, &mut ledger, dice)?;
    Ok((failures, ledger))
}

/// Writes on whatever the store answers; how often it failed.
fn write_on(
    store: &SqliteStore,
    ledger: &mut Ledger,
    dice: &mut Dice,
    trouble: Trouble,
) -> Outcome<usize> {
    let mut failures = 0;
    for _ in 0..STEPS {
        match ledger.step(store, dice)? {
            Step::Acknowledged => {}
            Step::Failed(StoreError::Full) if trouble == Trouble::Full => failures += 1,
            Step::Failed(StoreError::Other(_)) if trouble != Trouble::Full => failures += 1,
            Step::Failed(error) => return Err(format!("{trouble:?} became: {error}").into()),
        }
        if dice.below(CHECK_ONCE_IN) == 0 {
            // What can be read while the disk fails is true as well.
            ledger.check(store)?;
        }
    }
    Ok(failures)
}

fn write_on_well(store: &SqliteStore, ledger: &mut Ledger, dice: &mut Dice) -> Outcome<()> {
    for _ in 0..dice.below(STEPS) + 1 {
        if let Step::Failed(error) = ledger.step(store, dice)? {
            return Err(format!("the disk works again, but: {error}").into());
        }
    }
    store.write_probe()?;
    Ok(())
}
