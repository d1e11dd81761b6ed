//! The power goes while the store writes: what was reported as committed is there when
//! it opens again. Controls show that a disk that lies about syncs would be noticed.

use std::path::Path;

use rounds_faulty_disk::{Disk, Lie, Trouble, integrity};
use rounds_server::store::sqlite::{FILE, IfMissing, SqliteStore};
use rounds_tests::process::Outcome;
use tempfile::TempDir;

use crate::ledger::{Ledger, Step};
use crate::seeds::{Dice, each, seeds};

/// How often the power goes in the life of one database.
const CUTS: usize = 3;

/// Operations until the power goes: during the first steps, or after the write-ahead
/// log was moved into the database several times.
const SOON: u64 = 500;
const LATE: u64 = 12_000;

/// One life in so many ends late.
const LATE_ONCE_IN: u64 = 10;

/// Seeds within which a control must find what is lost.
const CONTROL_SEEDS: std::ops::Range<u64> = 1..60;

#[test]
fn what_was_committed_survives_power_cuts() -> Outcome<()> {
    let (mut entries, mut cuts) = (0, 0);
    each("what_was_committed_survives", seeds(), |dice| {
        let ledger = live_and_die(dice, None)?;
        entries += ledger.acknowledged();
        cuts += CUTS;
        Ok(())
    })?;
    println!("{cuts} power cuts, {entries} acknowledged entries, 0 lost");
    Ok(())
}

#[test]
fn disks_that_lie_are_noticed() -> Outcome<()> {
    for lie in [Lie::All, Lie::Journal, Lie::Database] {
        let lives = CONTROL_SEEDS.map(|seed| (seed, live_and_die(&mut Dice::of(seed), Some(lie))));
        let noticed = lives
            .into_iter()
            .find_map(|(seed, life)| Some((seed, life.err()?)));
        let (seed, noticed) = noticed.ok_or(format!("nobody noticed a disk that lies: {lie:?}"))?;
        // On an honest disk the same life ends well, so it was the lie that was noticed.
        live_and_die(&mut Dice::of(seed), None)?;
        println!("{lie:?}: {noticed}");
    }
    Ok(())
}

/// A database that loses its power again and again.
fn live_and_die(dice: &mut Dice, lie: Option<Lie>) -> Outcome<Ledger> {
    let mut ledger = Ledger::new();
    let mut dir = tempfile::tempdir()?;
    for _ in 0..CUTS {
        dir = until_the_power_goes(&mut ledger, &dir, dice, lie)?;
    }
    let store = open(dir.path(), &mut ledger)?;
    ledger.check(&store)?;
    Ok(ledger)
}

/// Writes until the power goes; the folder with what survived.
fn until_the_power_goes(
    ledger: &mut Ledger,
    dir: &TempDir,
    dice: &mut Dice,
    lie: Option<Lie>,
) -> Outcome<TempDir> {
    let disk = Disk::watch(dir.path())?;
    if let Some(lie) = lie {
        disk.ignore_syncs(lie);
    }
    let within = if dice.below(LATE_ONCE_IN) == 0 {
        LATE
    } else {
        SOON
    };
    disk.plan(Trouble::PowerCut, dice.below(within), 1);
    match open(dir.path(), ledger) {
        Ok(store) => {
            while !disk.is_off() {
                if let Step::Failed(error) = ledger.step(&store, dice)?
                    && !disk.is_off()
                {
                    return Err(error.into());
                }
            }
        }
        Err(error) if !disk.is_off() => return Err(error),
        Err(_) => {}
    }
    survive(&disk, ledger, dice)
}

/// What a power cut leaves at this moment, in a folder of its own, opened and checked.
pub(crate) fn survive(disk: &Disk, ledger: &mut Ledger, dice: &mut Dice) -> Outcome<TempDir> {
    let survivors = disk.survivors(&mut |bound| dice.below(bound));
    let next = tempfile::tempdir()?;
    for (name, bytes) in survivors {
        std::fs::write(next.path().join(name), bytes)?;
    }
    let store = open(next.path(), ledger)?;
    ledger.check(&store)?;
    drop(store);
    integrity(&next.path().join(FILE))?;
    Ok(next)
}

fn open(dir: &Path, ledger: &mut Ledger) -> Outcome<SqliteStore> {
    let store = SqliteStore::open(dir, IfMissing::Create)?;
    ledger.opened(&store)?;
    Ok(store)
}
