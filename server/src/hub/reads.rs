//! Reads of the store for the hub, on blocking threads.

use std::sync::Arc;

use sync_core::server::{Input, Output, Page};
use tokio::sync::{Semaphore, mpsc};

use crate::store::{Position, Reader, Store, StoreError};

/// Reads at once; as many as the SQLite store has readers.
const AT_ONCE: usize = 4;

pub(super) struct Reads {
    store: Arc<dyn Store>,
    hub: mpsc::UnboundedSender<Vec<Input>>,
    slots: Arc<Semaphore>,
}

impl Reads {
    pub(super) fn new(store: Arc<dyn Store>, hub: mpsc::UnboundedSender<Vec<Input>>) -> Self {
        let slots = Arc::new(Semaphore::new(AT_ONCE));
        Self { store, hub, slots }
    }

    /// Runs one of the machine's `Read…` outputs; the answer goes to the hub.
    pub(super) fn start(&self, read: Output) {
        let (store, hub) = (Arc::clone(&self.store), self.hub.clone());
        let slots = Arc::clone(&self.slots);
        tokio::spawn(async move {
            // Held until the answer was sent, so that pages in memory are bounded too.
            let Ok(_slot) = slots.acquire_owned().await else {
                return;
            };
            let done = tokio::task::spawn_blocking(move || {
                if let Some(input) = run(&*store, read) {
                    let _ = hub.send(vec![input]);
                }
            });
            if done.await.is_err() {
                tracing::error!("a read of the store ended with a panic");
            }
        });
    }
}

/// The answer to a read; `None` for an output that is no read.
fn run(store: &dyn Store, read: Output) -> Option<Input> {
    let (op, answer) = match read {
        Output::Read {
            op,
            space,
            after,
            person,
            role,
            max_bytes,
        } => {
            let reader = Reader {
                space,
                person,
                role,
            };
            let page = whole_page(store, reader, Position::after(after), max_bytes);
            let page = page.map(Page::gathered);
            (op, page.map(|page| Input::Page { op, page }))
        }
        Output::ReadDigests {
            op,
            space,
            person,
            role,
        } => {
            let read = store.read_digests(Reader {
                space,
                person,
                role,
            });
            (
                op,
                read.map(|(docs, head)| Input::Digests { op, docs, head }),
            )
        }
        Output::ReadDocuments {
            op,
            space,
            docs,
            person,
            role,
        } => {
            let read = store.read_documents(
                Reader {
                    space,
                    person,
                    role,
                },
                &docs,
            );
            let page = read.map(|page| Page {
                entries: page.entries,
                upto: page.upto.seq,
                head: page.head,
            });
            let page = page.map(Page::gathered);
            (op, page.map(|page| Input::Page { op, page }))
        }
        Output::ReadSpaces { op, person, spaces } => {
            let read = store.space_statuses(person, &spaces);
            (op, read.map(|spaces| Input::Spaces { op, spaces }))
        }
        Output::Send { .. } | Output::Close { .. } | Output::Append { .. } => return None,
    };
    Some(answer.unwrap_or_else(|error| {
        tracing::error!(%error, "the store cannot be read");
        Input::ReadFailed { op }
    }))
}

/// A page that ends between positions: the machine's cursor cannot stand inside one.
///
/// A share that the page only began is left for the next page, or, when the page holds
/// nothing else, completed: then it has at most one document's size
/// (`limits::DOC_BYTES`) more than asked for.
fn whole_page(
    store: &dyn Store,
    reader: Reader,
    after: Position,
    max_bytes: usize,
) -> Result<Page, StoreError> {
    let mut page = store.read_page(reader, after, max_bytes)?;
    while page.upto.within.0 > 0 {
        let begun = page.upto.seq.next();
        if page.entries.iter().any(|entry| entry.seq < begun) {
            page.entries.retain(|entry| entry.seq < begun);
            break;
        }
        let more = store.read_page(reader, page.upto, max_bytes)?;
        page.entries.extend(more.entries);
        page.upto = more.upto;
    }
    let Position { seq: upto, .. } = page.upto;
    Ok(Page {
        entries: page.entries,
        upto,
        head: page.head,
    })
}
