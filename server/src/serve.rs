//! The server from start to end: one entry for the command, for tests and for benchmarks.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::serve::ListenerExt as _;
use sync_core::ids::Actor;
use sync_core::server::{Server, ServerConfig};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::app::{App, Parts};
use crate::backlog::Backlog;
use crate::clock;
use crate::config::Config;
use crate::demo;
use crate::hub::Hub;
use crate::limiter::Limiter;
use crate::links;
use crate::metrics::Metrics;
use crate::presence::Presence;
use crate::public_url::PublicUrl;
use crate::random;
use crate::routes;
use crate::store::sqlite::{FolderLock, make_folder};
use crate::store::{ServerIds, SqliteStore, Store, StoreError};
use crate::writer::Writer;

/// How long requests and sockets may take to end; the whole shutdown stays below 10 s.
const END_WITHIN: Duration = Duration::from_secs(5);

/// Why the server did not start, or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another server has the folder.
    #[error("another server runs on {0}: stop it first, or name another folder with --data")]
    Running(String),
    /// The network or the operating system.
    #[error("{what}: {error}")]
    Io {
        /// What could not be done.
        what: String,
        /// What the system said.
        error: std::io::Error,
    },
}

/// Serves until `shutdown` completes, then ends in order: no new work, every socket
/// told to come back, everything accepted written.
///
/// # Errors
/// It cannot start: the folder is in use, unusable or damaged.
pub async fn serve(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let opened = open(&config).await?;
    let address = listener
        .local_addr()
        .map_err(|error| io("no address", error))?;
    let metrics_listener = match config.metrics {
        Some(metrics) => Some(bind(metrics).await?),
        None => None,
    };
    let public_url = config
        .public_url
        .clone()
        .unwrap_or_else(|| PublicUrl::of_listener(address));
    warn_of_plain_http(&public_url);
    let printed = match config.demo {
        true => prepare_demo(&opened.store, &public_url).await?,
        false => Vec::new(),
    };
    let running = start(&config, opened, public_url)?;
    let (stop, stopped) = watch::channel(false);
    let main = spawn(
        listener,
        routes::router(running.app.clone()),
        stopped.clone(),
    );
    let scraped = metrics_listener.map(|listener| {
        spawn(
            listener,
            routes::metrics_router(running.app.clone()),
            stopped,
        )
    });
    links::remember(&running.app.data, &running.app.public_url);
    announce(address, &printed);
    shutdown.await;
    tracing::info!("ending");
    running.app.draining.store(true, Ordering::Release);
    running.app.hub.drain().await;
    let _ = stop.send(true);
    for server in [Some(main), scraped].into_iter().flatten() {
        end(server).await;
    }
    running.finish().await
}

/// Binds an address.
///
/// # Errors
/// It is in use or not this machine's.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| io(&format!("cannot listen on {address}"), error))
}

struct Opened {
    store: Arc<SqliteStore>,
    ids: ServerIds,
    lock: FolderLock,
}

struct Running {
    app: App,
    store: Arc<SqliteStore>,
    writer: Writer,
    hub: JoinHandle<()>,
    presence: Arc<Presence>,
    /// Writes down who was heard from.
    keeper: JoinHandle<()>,
    /// Held while the server runs.
    lock: FolderLock,
}

async fn open(config: &Config) -> Result<Opened, ServeError> {
    use crate::store::Directory as _;
    let dir = config.data.clone();
    let opened = tokio::task::spawn_blocking(move || {
        // Locked first: a newer build must not change the schema under a server that runs.
        make_folder(&dir)?;
        let Some(lock) = FolderLock::take(&dir)? else {
            return Err(ServeError::Running(dir.display().to_string()));
        };
        let store = SqliteStore::open_locked(&dir, &lock)?;
        let ids = store.server_ids();
        Ok::<_, ServeError>(Opened {
            store: Arc::new(store),
            ids,
            lock,
        })
    });
    match opened.await {
        Ok(opened) => opened,
        Err(error) => Err(io("cannot start", std::io::Error::other(error))),
    }
}

fn start(config: &Config, opened: Opened, public_url: PublicUrl) -> Result<Running, ServeError> {
    let Opened { store, ids, lock } = opened;
    let backlog = Arc::new(Backlog::default());
    let metrics = Arc::new(Metrics::default());
    let as_store: Arc<dyn Store> = store.clone();
    let (tell, answers) = mpsc::unbounded_channel();
    let (writer, queue) = Writer::start(
        as_store.clone(),
        tell.clone(),
        Arc::clone(&backlog),
        Arc::clone(&metrics),
    )
    .map_err(|error| io("cannot start the writer", error))?;
    let machine = Server::new(ServerConfig {
        build: crate::BUILD.to_owned(),
        seed: u64::from_le_bytes(random::bytes()),
        receipt_key: ids.receipt_key.clone(),
    });
    let (hub, task) = Hub::start(
        machine,
        queue.clone(),
        as_store.clone(),
        (tell, answers),
        Arc::clone(&metrics),
    );
    let presence = Arc::new(Presence::default());
    let keeper = presence.keep(as_store.clone());
    let app = App::new(Parts {
        store: as_store,
        hub,
        presence: Arc::clone(&presence),
        writer: queue,
        backlog,
        metrics,
        codes: Limiter::default(),
        public_url,
        trusted_proxies: config.trusted_proxies.clone(),
        data: config.data.clone(),
        rescue_turn: tokio::sync::Mutex::default(),
        form_turn: tokio::sync::Mutex::default(),
        own_actor: Mutex::new(Actor::new(ids.device, random::bytes())),
        draining: AtomicBool::new(false),
    });
    Ok(Running {
        app,
        store,
        writer,
        hub: task,
        presence,
        keeper,
        lock,
    })
}

impl Running {
    /// Waits until all handles are gone and everything queued is on the disk.
    async fn finish(self) -> Result<(), ServeError> {
        let Self {
            app,
            store,
            writer,
            hub,
            presence,
            keeper,
            lock,
        } = self;
        drop(app);
        if timeout(END_WITHIN, hub).await.is_err() {
            tracing::warn!("some connections did not end in time");
        }
        keeper.abort();
        let closed = tokio::task::spawn_blocking(move || {
            writer.join();
            presence.write(&*store);
            let closed = store.close();
            drop(lock);
            closed
        });
        match timeout(END_WITHIN, closed).await {
            Ok(Ok(closed)) => closed?,
            Ok(Err(_)) => tracing::error!("the end was disturbed by a panic"),
            // What was acknowledged is in the write-ahead log all the same.
            Err(_) => tracing::warn!("the database did not close in time"),
        }
        tracing::info!("ended");
        Ok(())
    }
}

fn spawn(
    listener: TcpListener,
    router: axum::Router,
    mut stop: watch::Receiver<bool>,
) -> JoinHandle<std::io::Result<()>> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let stopped = async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    // An acknowledgement is one small frame: it must not wait for a second one to join it.
    let prompt = listener.tap_io(|socket| {
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays with delayed sends");
        }
    });
    let server = axum::serve(prompt, service).with_graceful_shutdown(stopped);
    tokio::spawn(server.into_future())
}

/// Waits for the requests under way, but not for ever.
async fn end(mut server: JoinHandle<std::io::Result<()>>) {
    match timeout(END_WITHIN, &mut server).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => tracing::error!(%error, "a listener failed"),
        Ok(Err(_)) => tracing::error!("a listener ended with a panic"),
        Err(_) => server.abort(),
    }
}

async fn prepare_demo(
    store: &Arc<SqliteStore>,
    public_url: &PublicUrl,
) -> Result<Vec<String>, ServeError> {
    let (store, public_url) = (Arc::clone(store), public_url.clone());
    let prepared = tokio::task::spawn_blocking(move || {
        demo::prepare(&*store, &public_url, clock::now(), clock::wall())
    });
    match prepared.await {
        Ok(lines) => Ok(lines?),
        Err(error) => Err(io(
            "cannot make the sample visit",
            std::io::Error::other(error),
        )),
    }
}

/// The lines that say to people and programs that the server is ready.
fn announce(address: SocketAddr, links: &[String]) {
    use std::io::Write as _;
    let mut text = format!("listening on http://{address}\n");
    for link in links {
        text.push_str(link);
        text.push('\n');
    }
    let mut out = std::io::stdout().lock();
    // Nobody may be reading; the server runs all the same.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn warn_of_plain_http(url: &PublicUrl) {
    if !url.is_https() && !url.is_loopback() {
        tracing::warn!(
            public_url = %url,
            "browsers keep nothing offline without https: put a TLS proxy in front and set --public-url"
        );
    }
}

fn io(what: &str, error: std::io::Error) -> ServeError {
    ServeError::Io {
        what: what.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests;
