//! What every route needs, made once at the start.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use sync_core::ids::Actor;

use crate::backlog::Backlog;
use crate::error::ApiError;
use crate::hub::HubHandle;
use crate::limiter::Limiter;
use crate::metrics::Metrics;
use crate::presence::Presence;
use crate::public_url::PublicUrl;
use crate::store::{Store, StoreError};
use crate::writer::Queue;

/// A handle on the running server; clones are the same.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

/// The parts of a running server.
pub(crate) struct Parts {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) hub: HubHandle,
    pub(crate) writer: Queue,
    pub(crate) backlog: Arc<Backlog>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) presence: Arc<Presence>,
    pub(crate) codes: Limiter,
    pub(crate) public_url: PublicUrl,
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// The data folder, for the room left on its disk.
    pub(crate) data: std::path::PathBuf,
    /// The actor of the server's own changes. Held while one is made and written, so
    /// that its sequence numbers have one order.
    pub(crate) own_actor: Mutex<Actor>,
    /// Held while a rescue file is read and pushed.
    pub(crate) rescue_turn: tokio::sync::Mutex<()>,
    /// Held while a form file is read.
    pub(crate) form_turn: tokio::sync::Mutex<()>,
    /// No new connections; set once, when the server is ending.
    pub(crate) draining: AtomicBool,
}

impl App {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Runs `work` with the store on a blocking thread.
    pub(crate) async fn store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let store = Arc::clone(&self.0.store);
        self.blocking(move |_| work(&*store))
            .await?
            .map_err(ApiError::from)
    }

    /// Runs `work` on a blocking thread.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        done.map_err(|_| {
            tracing::error!("a request ended with a panic");
            ApiError::unavailable()
        })
    }

    /// Whether the server is ending.
    pub(crate) fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Acquire)
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
