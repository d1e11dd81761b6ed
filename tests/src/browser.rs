//! Browsers driven through WebDriver, each with a profile of its own.

#![expect(
    clippy::expect_used,
    reason = "a test ends at the first thing that goes wrong"
)]

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::free_port;

mod page;
mod processes;
pub mod steps;

pub use page::Page;

/// The screen that `WebKit` draws on: room for every window that a test opens.
const SCREEN: &str = "-screen 0 1600x1400x24";

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, without a screen.
    Chromium,
    /// Firefox, without a screen.
    Firefox,
    /// The small browser of WebKitGTK, on a screen in memory.
    WebKit,
}

impl Kind {
    /// Those that `ROUNDS_BROWSERS` names, such as `firefox webkit`, or `all`; else
    /// Chromium.
    #[must_use]
    pub fn wanted() -> Vec<Self> {
        let named = std::env::var("ROUNDS_BROWSERS").unwrap_or_default();
        let all = [
            ("chromium", Self::Chromium),
            ("firefox", Self::Firefox),
            ("webkit", Self::WebKit),
        ];
        let wanted = all
            .iter()
            .filter(|(name, _)| named.contains(name) || named == "all");
        let kinds: Vec<Self> = wanted.map(|(_, kind)| *kind).collect();
        if kinds.is_empty() {
            vec![Self::Chromium]
        } else {
            kinds
        }
    }

    /// Whether what a page stored is there when the browser is opened again. A WebKit
    /// that is automated keeps everything in memory.
    #[must_use]
    pub fn keeps_a_profile(self) -> bool {
        self != Self::WebKit
    }

    fn driver(self, port: u16) -> Command {
        let (mut command, port) = match self {
            Self::Chromium => (Command::new("chromedriver"), format!("--port={port}")),
            Self::Firefox => (Command::new("geckodriver"), format!("--port={port}")),
            Self::WebKit => {
                let mut screen = Command::new("xvfb-run");
                screen.args(["-a", "-s", SCREEN, "WebKitWebDriver"]);
                screen.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
                (screen, format!("--port={port}"))
            }
        };
        command.arg(port);
        command
    }
}

/// A browser with its profile; the profile lives as long as this.
#[derive(Debug)]
pub struct Browser {
    kind: Kind,
    profile: TempDir,
    driver: Option<Child>,
    flags: Vec<String>,
}

impl Browser {
    /// A browser with an empty profile, not yet open.
    ///
    /// # Panics
    /// There is no room for the profile.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        Self {
            kind,
            profile,
            driver: None,
            flags: Vec::new(),
        }
    }

    /// Another browser of this kind with a copy of the profile, while none is open.
    ///
    /// # Panics
    /// The profile cannot be copied.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copy = Self::new(self.kind);
        let (from, to) = (self.profile.path(), copy.profile.path());
        let copied = Command::new("cp")
            .args(["-a", "--"])
            .args([from.join("."), to.to_owned()])
            .status();
        assert!(copied.is_ok_and(|status| status.success()), "{from:?}");
        copy
    }

    /// Where the browser keeps everything.
    #[must_use]
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }

    /// With flags of its own on Chromium's command line; others do not look at them.
    #[must_use]
    pub fn with_flags(mut self, flags: &[&str]) -> Self {
        self.flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        self
    }

    /// Opens a window of this size on the profile.
    ///
    /// # Panics
    /// The browser or its driver does not start.
    pub async fn open(&mut self, width: u32, height: u32) -> Page {
        self.kill();
        let address = self.start_driver().await;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(self.capabilities(width, height))
            .connect(&address)
            .await
            .unwrap_or_else(|error| panic!("{:?} does not open: {error}", self.kind));
        if self.kind == Kind::WebKit {
            let sized = client.set_window_size(width, height).await;
            sized.expect("the window takes its size");
        }
        Page::new(client, address)
    }

    /// Kills the browser's processes at once, as a power cut would, waits until they
    /// are gone and leaves the profile.
    ///
    /// # Panics
    /// They do not end.
    pub fn kill(&mut self) {
        if let Some(mut driver) = self.driver.take() {
            processes::kill_tree(driver.id());
            driver.wait().expect("the driver has ended");
        }
    }

    async fn start_driver(&mut self) -> String {
        let (kind, port) = (self.kind, free_port().expect("a free port"));
        let driver = kind
            .driver(port)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("the driver of {kind:?} does not start: {error}"));
        self.driver = Some(driver);
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return format!("http://127.0.0.1:{port}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the driver of {kind:?} does not listen");
    }

    fn chromium_flags(&self, width: u32, height: u32) -> Vec<String> {
        let always = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--hide-scrollbars",
        ];
        let mut flags: Vec<String> = always.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--window-size={width},{height}"));
        flags.push(format!("--user-data-dir={}", self.profile.path().display()));
        flags.extend(self.flags.iter().cloned());
        flags
    }

    fn capabilities(&self, width: u32, height: u32) -> Capabilities {
        let profile = self.profile.path().display();
        let value = match self.kind {
            Kind::Chromium => json!({
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"args": self.chromium_flags(width, height)},
            }),
            Kind::Firefox => json!({"moz:firefoxOptions": {"args": [
                "-headless", "-profile", profile.to_string(),
                format!("--width={width}"), format!("--height={height}"),
            ]}}),
            Kind::WebKit => json!({"webkitgtk:browserOptions": {
                "binary": mini_browser().expect("WebKitGTK comes with its MiniBrowser"),
                "args": ["--automation"],
            }}),
        };
        match value {
            Value::Object(map) => map,
            _ => Capabilities::new(),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where it is: in a folder that has the version of WebKit in its name, below a folder
/// that each system names otherwise.
fn mini_browser() -> Option<PathBuf> {
    let inside = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path())
    };
    let libraries = Path::new("/usr/lib");
    let mut places = vec![libraries.to_owned(), PathBuf::from("/usr/libexec")];
    places.extend(inside(libraries));
    let mut found = places
        .iter()
        .flat_map(|place| inside(place))
        .filter(|folder| folder.to_string_lossy().contains("/webkit"))
        .map(|folder| folder.join("MiniBrowser"));
    found.find(|program| program.is_file())
}
