//! `cargo xtask bench`: our own figures over a real server process.
//!
//! `bench [NAME…] [--json FILE]` runs the benchmarks named, or all.

mod disk;
mod figures;
mod forms;
mod hostile;
mod killed;
mod latency;
mod memory;
mod packs;
mod page;
mod peers;
mod pushes;
mod reconnect;
mod slow;

use figures::Figures;
use rounds_tests::process::Outcome;

/// One thread makes the load, as in the peers' clients: it shares the cores with the server.
#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
async fn main() -> Outcome<()> {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    let json = names.iter().position(|name| name == "--json").map(|at| {
        names.remove(at);
        if at < names.len() {
            names.remove(at)
        } else {
            "bench.json".to_owned()
        }
    });
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let mut figures = Figures::default();
    if wanted("reconnect") {
        reconnect::run(&mut figures).await?;
    }
    if wanted("pushes") {
        pushes::run(&mut figures).await?;
    }
    if wanted("killed") {
        killed::run(&mut figures).await?;
    }
    if wanted("latency") {
        latency::run(&mut figures).await?;
    }
    if wanted("hostile") {
        hostile::run(&mut figures).await?;
    }
    if wanted("packs") {
        packs::run(&mut figures)?;
    }
    if wanted("forms") {
        forms::run(&mut figures)?;
    }
    if wanted("memory") {
        memory::run(&mut figures).await?;
    }
    if wanted("page") {
        page::run(&mut figures).await?;
    }
    if wanted("peers") {
        peers::run(&mut figures)?;
    }
    if let Some(path) = json {
        std::fs::write(&path, serde_json::to_string_pretty(&figures)?)?;
        println!("written to {path}");
    }
    Ok(())
}
