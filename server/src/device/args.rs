//! The command line of `rounds device`.

use std::path::PathBuf;
use std::time::Duration;

/// A device without a screen: everything that a tablet keeps, in one folder.
#[derive(Debug, clap::Args)]
pub struct DeviceArgs {
    /// The folder of this device; made by `join`.
    #[arg(long, value_name = "DIR", global = true, env = "ROUNDS_DEVICE_DATA")]
    pub(super) data: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// One call, one process.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Join a visit with a link; a code to say aloud stands in for the link's last part.
    Join {
        /// `https://HOST/join#SECRET`, or `https://HOST/CODE`.
        url: String,
        /// Your name as the team sees it.
        #[arg(long)]
        name: String,
    },
    /// List visits with their stops, forms and notes.
    Visits(Output),
    /// Start a note; prints its id.
    NewNote {
        /// The visit's id.
        #[arg(long)]
        visit: String,
        /// The stop's id.
        #[arg(long)]
        stop: String,
        /// The form's id.
        #[arg(long)]
        form: String,
    },
    /// Let more people read a note of your own.
    Share {
        /// The note's id.
        note: String,
        /// With whom.
        #[arg(long, value_enum)]
        with: Circle,
    },
    /// Change a note as a script says: all of it or nothing.
    Edit {
        /// The note's id.
        note: String,
        /// A JSON array of edits.
        #[arg(long, value_name = "FILE")]
        script: PathBuf,
    },
    /// Show a note.
    Show {
        /// The note's id.
        note: String,
        #[command(flatten)]
        output: Output,
    },
    /// Say of every note whether it is saved here, sent, and on the server.
    Status(Output),
    /// Exchange everything with the server; returns when nothing is left.
    Sync {
        /// Give up after this long: `10s`, `500ms`, `2m`.
        #[arg(long, default_value = "10s", value_parser = duration)]
        timeout: Duration,
    },
    /// Take the notes of a visit off this device; the server keeps them.
    SetAside {
        /// The visit's id.
        visit: String,
    },
    /// Fetch the notes of a visit that was set aside again.
    TakeUp {
        /// The visit's id.
        visit: String,
    },
    /// Stay connected and print a JSON line for everything that happens.
    Watch,
    /// Write everything unsent to a new file, for another device to bring to the server.
    Rescue {
        /// The file to make.
        file: PathBuf,
    },
    /// Bring a rescue file to the server. Doing it twice does no harm.
    OpenRescue {
        /// The file that `rescue` or the app made.
        file: PathBuf,
    },
    /// Ask the facilitators to accept what the server did not take by itself.
    Ask,
    /// List the devices of a visit's team: ready or not, and when last heard from.
    Team {
        /// The visit's id.
        #[arg(long)]
        visit: String,
        #[command(flatten)]
        output: Output,
    },
    /// List the devices of everyone in the visits that you facilitate.
    Tablets(Output),
    /// Shut a device out; what it brings from now on waits in the inbox.
    RemoveTablet {
        /// The device's id.
        device: String,
    },
    /// Let a removed device in again.
    ReadmitTablet {
        /// The device's id.
        device: String,
    },
    /// Get the code that opens a locked tablet whose PIN was forgotten.
    UnlockTablet {
        /// The device's id, which the locked tablet shows.
        device: String,
    },
    /// List what was kept for review in the visits that you facilitate.
    Inbox(Output),
    /// Bring what was kept for review into its notes.
    Accept(KeptItem),
    /// Mark what was kept for review as not wanted.
    Discard(KeptItem),
    /// Print everything in this folder, also what the server refused.
    Export(Output),
}

/// How JSON is printed.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Output {
    /// On one line, for programs; without it indented, for people.
    #[arg(long)]
    pub(super) json: bool,
}

/// What a kept file holds for a visit.
#[derive(Debug, clap::Args)]
pub(super) struct KeptItem {
    /// The file's number, as `inbox` lists it.
    pub(super) file: u64,
    /// The visit's id, `space` in what `inbox` lists.
    #[arg(long)]
    pub(super) visit: String,
}

/// With whom a note can be shared.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(super) enum Circle {
    /// The visit team, who may also add to it.
    Team,
    /// Every member of the visit, the host school included.
    Space,
}

fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.strip_prefix(digits) {
        Some("ms") => 1,
        Some("s" | "") => 1_000,
        Some("m") => 60_000,
        _ => return Err("write it like 500ms, 10s or 2m".to_owned()),
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|count| count.checked_mul(unit))
        .map(Duration::from_millis)
        .ok_or_else(|| "write it like 500ms, 10s or 2m".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        for (text, millis) in [
            ("10s", 10_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("3", 3_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "s", "10h", "-1s", "1.5s", "99999999999999999999s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
