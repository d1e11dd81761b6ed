//! Counters of the process in Prometheus text, without a library: there are a dozen.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use crate::store::Counts;

/// Upper bounds of the commit histogram, in milliseconds.
const COMMIT_BOUNDS_MS: [u64; 8] = [1, 2, 5, 10, 25, 50, 100, 1_000];

/// What the process counted since it started. No label names a person or a document.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Connections on `/sync` that are open.
    pub connections: Gauge,
    /// Frames that came.
    pub frames_in: Counter,
    /// Bytes of frames that came.
    pub bytes_in: Counter,
    /// Frames that were sent.
    pub frames_out: Counter,
    /// Bytes of frames that were sent.
    pub bytes_out: Counter,
    /// Pushes that the log took.
    pub appended: Counter,
    /// Pushes that the log refused.
    pub refused: Counter,
    /// Connections closed because they read too slowly.
    pub slow_closed: Counter,
    /// Transactions that failed.
    pub store_failures: Counter,
    /// HTTP requests that were answered.
    pub requests: Counter,
    /// HTTP requests answered with 5xx.
    pub request_failures: Counter,
    /// How long commits took.
    pub commits: Histogram,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

/// A number that goes up and down.
#[derive(Debug, Default)]
pub struct Gauge(AtomicU64);

/// Durations by upper bound.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; COMMIT_BOUNDS_MS.len()],
    count: AtomicU64,
    sum_us: AtomicU64,
}

impl Counter {
    /// Adds.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Relaxed);
    }
}

impl Gauge {
    /// One more.
    pub fn up(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    /// One less.
    pub fn down(&self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

impl Histogram {
    /// Counts one duration.
    pub fn observe(&self, took: Duration) {
        for (bound, bucket) in COMMIT_BOUNDS_MS.iter().zip(&self.buckets) {
            if took.as_millis() < u128::from(*bound) {
                bucket.fetch_add(1, Relaxed);
            }
        }
        self.count.fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.sum_us.fetch_add(micros, Relaxed);
    }
}

impl Metrics {
    /// The text that a scraper reads.
    #[must_use]
    pub fn render(&self, counts: Option<Counts>) -> String {
        let mut text = String::new();
        let connections = self.connections.0.load(Relaxed);
        let help = "Open sync connections";
        number(&mut text, "rounds_connections", "gauge", help, connections);
        for (name, help, counter) in self.counters() {
            number(&mut text, name, "counter", help, counter.0.load(Relaxed));
        }
        self.commits.render(&mut text);
        for (name, help, value) in counts.map(gauges).into_iter().flatten() {
            number(&mut text, name, "gauge", help, value);
        }
        text
    }

    fn counters(&self) -> [(&'static str, &'static str, &Counter); 10] {
        [
            ("rounds_frames_in_total", "Frames in", &self.frames_in),
            ("rounds_bytes_in_total", "Bytes in", &self.bytes_in),
            ("rounds_frames_out_total", "Frames out", &self.frames_out),
            ("rounds_bytes_out_total", "Bytes out", &self.bytes_out),
            ("rounds_appended_total", "Pushes taken", &self.appended),
            ("rounds_refused_total", "Pushes refused", &self.refused),
            ("rounds_slow_closed_total", "Too slow", &self.slow_closed),
            (
                "rounds_store_failures_total",
                "Transactions that failed",
                &self.store_failures,
            ),
            ("rounds_requests_total", "HTTP requests", &self.requests),
            (
                "rounds_request_failures_total",
                "HTTP 5xx answers",
                &self.request_failures,
            ),
        ]
    }
}

fn gauges(counts: Counts) -> [(&'static str, &'static str, u64); 6] {
    [
        ("rounds_visits", "Visits", counts.visits),
        ("rounds_people", "People", counts.people),
        ("rounds_devices", "Devices", counts.devices),
        ("rounds_sessions", "Sessions", counts.sessions),
        ("rounds_docs", "Documents", counts.docs),
        ("rounds_entries", "Log entries", counts.entries),
    ]
}

impl Histogram {
    fn render(&self, text: &mut String) {
        let name = "rounds_commit_seconds";
        let _ = writeln!(text, "# HELP {name} Time of a durable commit");
        let _ = writeln!(text, "# TYPE {name} histogram");
        for (bound, bucket) in COMMIT_BOUNDS_MS.iter().zip(&self.buckets) {
            let (seconds, count) = (*bound as f64 / 1_000.0, bucket.load(Relaxed));
            let _ = writeln!(text, "{name}_bucket{{le=\"{seconds}\"}} {count}");
        }
        let count = self.count.load(Relaxed);
        let sum = self.sum_us.load(Relaxed) as f64 / 1_000_000.0;
        let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(text, "{name}_sum {sum}");
        let _ = writeln!(text, "{name}_count {count}");
    }
}

fn number(text: &mut String, name: &str, kind: &str, help: &str, value: u64) {
    let _ = writeln!(
        text,
        "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scraper_reads_counters_gauges_and_buckets() {
        let metrics = Metrics::default();
        metrics.frames_in.add(3);
        metrics.connections.up();
        metrics.commits.observe(Duration::from_micros(4_000));
        let text = metrics.render(Some(Counts {
            docs: 7,
            ..Counts::default()
        }));
        for line in [
            "rounds_frames_in_total 3",
            "rounds_connections 1",
            "rounds_commit_seconds_bucket{le=\"0.002\"} 0",
            "rounds_commit_seconds_bucket{le=\"0.005\"} 1",
            "rounds_commit_seconds_count 1",
            "rounds_docs 7",
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "{line} not in:\n{text}"
            );
        }
    }
}
