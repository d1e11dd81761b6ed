//! Browsers driven through WebDriver, each with a profile of its own.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use rounds_tests::process::free_port;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::page::Page;

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Chromium,
    Firefox,
    WebKit,
}

impl Kind {
    /// Chromium always; all three with `ROUNDS_BROWSERS=all`.
    pub(crate) fn wanted() -> Vec<Self> {
        match std::env::var("ROUNDS_BROWSERS").as_deref() {
            Ok("all") => vec![Self::Chromium, Self::Firefox, Self::WebKit],
            _ => vec![Self::Chromium],
        }
    }
}

/// A browser with its profile; the profile lives as long as this.
pub(crate) struct Browser {
    kind: Kind,
    profile: TempDir,
    driver: Child,
    port: u16,
}

impl Browser {
    /// Starts the driver of a browser with an empty profile.
    pub(crate) async fn start(kind: Kind) -> Self {
        let port = free_port().expect("a free port");
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let mut command = match kind {
            Kind::Chromium => Command::new("chromedriver"),
            Kind::Firefox => Command::new("geckodriver"),
            Kind::WebKit => Command::new("WebKitWebDriver"),
        };
        match kind {
            Kind::Firefox => command.args(["--port", &port.to_string()]),
            Kind::Chromium | Kind::WebKit => command.arg(format!("--port={port}")),
        };
        let driver = command
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("the driver of {kind:?} does not start: {error}"));
        let browser = Self {
            kind,
            profile,
            driver,
            port,
        };
        browser.wait_for_driver().await;
        browser
    }

    /// Opens a window of this size on the profile.
    pub(crate) async fn open(&self, width: u32, height: u32) -> Page {
        let capabilities = self.capabilities(width, height);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .unwrap_or_else(|error| panic!("{:?} does not open: {error}", self.kind));
        Page::new(client)
    }

    /// Kills the browser's processes at once and leaves the profile.
    pub(crate) fn kill(&mut self) {
        let profile = self.profile.path().display().to_string();
        let status = Command::new("pkill").args(["-9", "-f", &profile]).status();
        assert!(status.is_ok(), "pkill is there");
    }

    fn capabilities(&self, width: u32, height: u32) -> Capabilities {
        let value = match self.kind {
            Kind::Chromium => json!({
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--disable-quic", "--hide-scrollbars",
                    format!("--window-size={width},{height}"),
                    format!("--user-data-dir={}", self.profile.path().display()),
                ]}
            }),
            Kind::Firefox => json!({"moz:firefoxOptions": {"args": [
                "-headless", "-profile", self.profile.path().display().to_string(),
                format!("--width={width}"), format!("--height={height}"),
            ]}}),
            Kind::WebKit => json!({"webkitgtk:browserOptions": {
                "binary": "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser",
                "args": ["--automation"],
            }}),
        };
        match value {
            Value::Object(map) => map,
            _ => Capabilities::new(),
        }
    }

    async fn wait_for_driver(&self) {
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the driver of {:?} does not listen", self.kind);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.kill();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
