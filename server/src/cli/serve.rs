//! `rounds serve`.

use std::net::SocketAddr;

use clap::Args;

use super::failure::Failure;
use super::place::Place;
use crate::config::{Settings, listen_address};
use crate::public_url::PublicUrl;
use crate::{serve, telemetry};

/// Blocking threads at most: reads of the store, four at a time, and short requests.
const BLOCKING_THREADS: usize = 16;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    place: Place,
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", value_parser = listen_address)]
    listen: Option<SocketAddr>,
    /// How people reach the server, such as https://rounds.example.org
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Make a sample visit and print links to it.
    #[arg(long)]
    demo: bool,
    /// Serve metrics for Prometheus here.
    #[arg(long, value_name = "ADDR", value_parser = listen_address)]
    metrics: Option<SocketAddr>,
}

pub(super) fn run(args: ServeArgs) -> Result<(), Failure> {
    let flags = Settings {
        listen: args.listen,
        public_url: args.public_url,
        metrics: args.metrics,
        ..Settings::default()
    };
    let mut config = args.place.config(flags)?;
    config.demo = args.demo;
    telemetry::init(&config.log, config.log_format)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = serve::bind(config.listen).await?;
        let signals = Signals::listen()?;
        serve::serve(config, listener, signals.any()).await?;
        Ok(())
    })
}

/// The signals that end the server.
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn any(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
