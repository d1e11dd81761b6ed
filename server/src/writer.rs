//! The one thread that writes the logs, with group commit.
//!
//! It never waits for more work: while one commit reaches the disk, the next batch
//! queues, and is then taken whole. Answers leave in commit order, after the commit.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Instant;

use sync_core::ids::{OpId, SpaceId};
use sync_core::log::{Append, AppendBody, Appended, Refusal};
use sync_core::server::Input;
use tokio::sync::{mpsc, oneshot};

use crate::backlog::Backlog;
use crate::clock;
use crate::metrics::Metrics;
use crate::store::{JoinRefusal, JoinRequest, Store, StoreError};

/// Pushes in one transaction at most (DESIGN §5).
const GROUP: usize = 64;

/// What is written by the thread.
pub(crate) enum Job {
    /// A push; the answer goes to the hub.
    Append { op: OpId, append: Append },
    /// Someone joins; the answer goes back, and a doorbell to the hub.
    Join {
        request: Box<JoinRequest>,
        reply: oneshot::Sender<JoinAnswer>,
    },
}

/// What came of a join.
pub(crate) type JoinAnswer = Result<Result<Appended, JoinRefusal>, StoreError>;

/// The writing thread. It ends when every [`Queue`] is dropped.
#[derive(Debug)]
pub(crate) struct Writer {
    thread: JoinHandle<()>,
}

/// Where jobs are put.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    jobs: Sender<Vec<Job>>,
    backlog: Arc<Backlog>,
}

struct Worker {
    store: Arc<dyn Store>,
    hub: mpsc::UnboundedSender<Vec<Input>>,
    backlog: Arc<Backlog>,
    metrics: Arc<Metrics>,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub(crate) fn start(
        store: Arc<dyn Store>,
        hub: mpsc::UnboundedSender<Vec<Input>>,
        backlog: Arc<Backlog>,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<(Self, Queue)> {
        let (jobs, queued) = channel();
        let worker = Worker {
            store,
            hub,
            backlog: Arc::clone(&backlog),
            metrics,
        };
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || worker.run(&queued))?;
        Ok((Self { thread }, Queue { jobs, backlog }))
    }

    /// Waits until everything queued is written.
    pub(crate) fn join(self) {
        if self.thread.join().is_err() {
            tracing::error!("the writer ended with a panic");
        }
    }
}

impl Queue {
    /// Puts jobs at the end. Answers are lost only when the server is ending.
    pub(crate) fn put(&self, jobs: Vec<Job>) {
        self.backlog.enter(jobs.iter().map(Job::bytes).sum());
        if self.jobs.send(jobs).is_err() {
            tracing::error!("the writer is gone");
        }
    }
}

impl Job {
    fn bytes(&self) -> usize {
        match self {
            Self::Append { append, .. } => append_bytes(append),
            Self::Join { request, .. } => append_bytes(&request.append),
        }
    }
}

fn append_bytes(append: &Append) -> usize {
    match &append.body {
        AppendBody::Changes(changes) | AppendBody::Heal { changes, .. } => {
            changes.iter().map(|change| change.bytes.len()).sum()
        }
        AppendBody::Share(_) => 0,
    }
}

impl Worker {
    fn run(self, queued: &Receiver<Vec<Job>>) {
        while let Ok(first) = queued.recv() {
            let mut jobs = VecDeque::from(first);
            let mut group = Vec::with_capacity(GROUP);
            loop {
                if group.len() == GROUP {
                    self.write(std::mem::take(&mut group));
                }
                if jobs.is_empty() {
                    jobs.extend(queued.try_iter().take(1).flatten());
                }
                let Some(next) = jobs.pop_front() else { break };
                self.backlog.leave(next.bytes());
                match next {
                    Job::Append { op, append } => group.push((op, append)),
                    Job::Join { request, reply } => {
                        self.write(std::mem::take(&mut group));
                        self.let_in(&request, reply);
                    }
                }
            }
            self.write(group);
        }
    }

    /// Writes a group in one transaction and answers each.
    fn write(&self, group: Vec<(OpId, Append)>) {
        if group.is_empty() {
            return;
        }
        let (ops, appends): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        let results = match self.commit(&appends) {
            Ok(results) => results,
            // Each alone, so that one damaged page stops only its own document.
            Err(StoreError::Corrupt(_)) if appends.len() > 1 => appends
                .iter()
                .map(|append| self.commit_one(append))
                .collect(),
            Err(_) => vec![Err(Refusal::Unavailable); appends.len()],
        };
        let accepted = results.iter().filter(|result| result.is_ok()).count();
        self.metrics.appended.add(accepted as u64);
        self.metrics.refused.add((results.len() - accepted) as u64);
        let answers = ops.into_iter().zip(results);
        // All at once, so that the hub wakes up once.
        self.tell(
            answers
                .map(|(op, result)| Input::Appended { op, result })
                .collect(),
        );
    }

    fn commit_one(&self, append: &Append) -> Result<Appended, Refusal> {
        let results = self.commit(std::slice::from_ref(append));
        let first = results.ok().and_then(|results| results.into_iter().next());
        first.unwrap_or(Err(Refusal::Unavailable))
    }

    fn commit(&self, appends: &[Append]) -> Result<Vec<Result<Appended, Refusal>>, StoreError> {
        let begun = Instant::now();
        let results = self.store.append_batch(appends, clock::now());
        self.metrics.commits.observe(begun.elapsed());
        results.inspect_err(|error| self.failed(error))
    }

    fn let_in(&self, request: &JoinRequest, reply: oneshot::Sender<JoinAnswer>) {
        let answer = self.store.join(request);
        match &answer {
            Ok(Ok(appended)) => self.ring(request.append.space, appended),
            Ok(Err(_)) => {}
            Err(error) => self.failed(error),
        }
        // The request may have gone away; the person joined all the same.
        let _ = reply.send(answer);
    }

    fn ring(&self, space: SpaceId, appended: &Appended) {
        if appended.entry.is_some() {
            let head = appended.seq;
            self.tell(vec![Input::Doorbell { space, head }]);
        }
    }

    fn tell(&self, inputs: Vec<Input>) {
        // A closed hub means that the server is ending; devices send again.
        let _ = self.hub.send(inputs);
    }

    fn failed(&self, error: &StoreError) {
        self.metrics.store_failures.add(1);
        tracing::error!(%error, "a transaction failed");
    }
}

#[cfg(test)]
mod tests;
