//! `kill -9` of a real server at random moments while devices push: everything that was
//! acknowledged, or sent to others, is there when it runs again.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use rounds_tests::process::{Outcome, Server};
use tokio::sync::mpsc::unbounded_channel;

use crate::pen::{Follower, Pen, take};
use crate::seeds::{Dice, number};
use crate::wire::{join, read_all};

const PENS: usize = 3;

/// Acknowledgements before the blow, and microseconds that it comes later.
const ACKS: u64 = 60;
const LATER_US: u64 = 3_000;

/// Milliseconds after which a server that is starting is killed, once in `STARTS`.
const STARTING_MS: u64 = 120;
const STARTS: u64 = 4;

/// Everything is read back by fresh devices after each of so many first rounds, then
/// after every tenth, and after the last: the log grows.
const READ_EACH: u64 = 100;
const READ_EVERY: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_loses_nothing_acknowledged() -> Outcome<()> {
    let seed = number("ROUNDS_CRASH_FIRST", 1);
    let rounds = number("ROUNDS_CRASH_ROUNDS", 100);
    println!("again with: ROUNDS_CRASH_FIRST={seed} ROUNDS_CRASH_ROUNDS={rounds}");
    let mut dice = Dice::of(seed);
    let mut server = Server::start()?;
    let (mut pens, mut follower) = devices(&server, &mut dice).await?;
    let mut starting = 0;
    for round in 1..=rounds {
        (pens, follower) = one_life(&mut server, pens, follower, &mut dice)
            .await
            .map_err(|error| format!("round {round}: {error}"))?;
        if dice.below(STARTS) == 0 {
            starting += 1;
            server.falter(Duration::from_millis(dice.below(STARTING_MS)))?;
        }
        server.bring_back()?;
        if round <= READ_EACH || round % READ_EVERY == 0 || round == rounds {
            check(&server.address(), &pens, &follower)
                .await
                .map_err(|error| format!("after round {round}: {error}"))?;
        }
    }
    let changes: usize = pens.iter().map(Pen::acknowledged).sum();
    let of_start = format!("{starting} more while it started");
    println!("killed {rounds} times, {of_start}: {changes} acknowledged changes, 0 lost");
    Ok(())
}

/// The control: were the last moments lost, the check would say so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lost_something_is_noticed() -> Outcome<()> {
    let mut dice = Dice::of(1);
    let mut server = Server::start()?;
    let (pens, follower) = devices(&server, &mut dice).await?;
    let (pens, follower) = one_life(&mut server, pens, follower, &mut dice).await?;
    let before = files(server.data())?;
    server.bring_back()?;
    let (pens, follower) = one_life(&mut server, pens, follower, &mut dice).await?;
    for name in files(server.data())?.keys() {
        std::fs::remove_file(server.data().join(name))?;
    }
    for (name, bytes) in before {
        std::fs::write(server.data().join(name), bytes)?;
    }
    server.bring_back()?;
    let checked = check(&server.address(), &pens, &follower).await;
    let noticed = checked.err().ok_or("a lost life was not noticed")?;
    println!("{noticed}");
    Ok(())
}

fn files(dir: &Path) -> Outcome<BTreeMap<OsString, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        files.insert(entry.file_name(), std::fs::read(entry.path())?);
    }
    Ok(files)
}

async fn devices(server: &Server, dice: &mut Dice) -> Outcome<(Vec<Pen>, Follower)> {
    let link = server.join_link("observer-1")?;
    let mut pens = Vec::new();
    for pen in 0..PENS {
        let identity = join(&server.address(), &link, &format!("Pen {pen}")).await?;
        pens.push(Pen::new(identity, dice.below(u64::MAX)));
    }
    let identity = join(&server.address(), &link, "Follower").await?;
    let follower = Follower {
        identity,
        cursor: None,
        seen: BTreeMap::new(),
    };
    Ok((pens, follower))
}

/// Everyone works until the server is killed.
async fn one_life(
    server: &mut Server,
    pens: Vec<Pen>,
    follower: Follower,
    dice: &mut Dice,
) -> Outcome<(Vec<Pen>, Follower)> {
    let (acks, mut acked) = unbounded_channel();
    let address = server.address();
    let writing = pens
        .into_iter()
        .map(|pen| tokio::spawn(pen.write(address.clone(), acks.clone())));
    let writing: Vec<_> = writing.collect();
    let following = tokio::spawn(follower.follow(address));
    drop(acks);
    for _ in 0..dice.below(ACKS) {
        // Nothing more comes when all pens ended early: that is reported below.
        if acked.recv().await.is_none() {
            break;
        }
    }
    tokio::time::sleep(Duration::from_micros(dice.below(LATER_US))).await;
    server.take_away()?;
    let mut pens = Vec::new();
    for pen in writing {
        pens.push(pen.await??);
    }
    Ok((pens, following.await??))
}

/// Reads everything back as each person, with devices that have nothing.
async fn check(address: &str, pens: &[Pen], follower: &Follower) -> Outcome<()> {
    for reader in pens {
        let mut found = BTreeMap::new();
        take(&mut found, read_all(address, &reader.identity).await?);
        for pen in pens {
            pen.check(&found, !std::ptr::eq(pen, reader))?;
        }
    }
    let mut found = BTreeMap::new();
    take(&mut found, read_all(address, &follower.identity).await?);
    let cursor = follower.cursor.map(|cursor| cursor.cursor);
    for (doc, changes) in &found {
        let seen = follower
            .seen
            .get(doc)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let same = seen
            .iter()
            .zip(changes)
            .all(|((_, seen), (_, change))| seen == change);
        if !same || seen.len() > changes.len() {
            return Err(format!("{doc}: a device was sent other changes than are there").into());
        }
        // A page gathers changes at a later position than their own, never an earlier one.
        let before = changes.iter().filter(|(seq, _)| Some(*seq) <= cursor);
        if seen.len() < before.count() {
            return Err(format!("{doc}: a device was not sent what lies before its cursor").into());
        }
    }
    Ok(())
}
