//! What the operator decided: a TOML file, then the environment, then flags; the later
//! wins. An unknown key is an error with its name, wherever it stands.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::public_url::PublicUrl;

mod env;

/// Where the server listens unless it is told otherwise.
const LISTEN: &str = "127.0.0.1:8080";

/// Reads an address to listen on.
///
/// # Errors
/// It is not one, such as a name; says how to write it.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "write an address and a port, like 127.0.0.1:8080".to_owned())
}

/// What the server runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data folder. `data`, `ROUNDS_DATA`, `--data`; required.
    pub data: PathBuf,
    /// Where it listens. `listen`, `ROUNDS_LISTEN`, `--listen`; 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// How people reach it. `public_url`, `ROUNDS_PUBLIC_URL`, `--public-url`; by
    /// default where it listens.
    pub public_url: Option<PublicUrl>,
    /// Where metrics are served. `metrics`, `ROUNDS_METRICS`, `--metrics`; nowhere.
    pub metrics: Option<SocketAddr>,
    /// Proxies whose `X-Forwarded-For` is believed. `trusted_proxies`,
    /// `ROUNDS_TRUSTED_PROXIES` (with commas); none.
    pub trusted_proxies: Vec<IpAddr>,
    /// What is logged, as `tracing` filters are written. `log`, `ROUNDS_LOG`; `info`.
    pub log: String,
    /// Whether to make the sample visit and print links to it. `--demo`.
    pub demo: bool,
    /// How it is logged. `log_format`, `ROUNDS_LOG_FORMAT`; text.
    pub log_format: LogFormat,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// An object a line, for machines.
    Json,
}

/// One source of settings; what it does not say is left to the ones before it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// See [`Config::data`].
    pub data: Option<PathBuf>,
    /// See [`Config::listen`].
    pub listen: Option<SocketAddr>,
    /// See [`Config::public_url`].
    #[serde(deserialize_with = "public_url")]
    pub public_url: Option<PublicUrl>,
    /// See [`Config::metrics`].
    pub metrics: Option<SocketAddr>,
    /// See [`Config::trusted_proxies`].
    pub trusted_proxies: Option<Vec<IpAddr>>,
    /// See [`Config::log`].
    pub log: Option<String>,
    /// See [`Config::log_format`].
    pub log_format: Option<LogFormat>,
}

/// Why the settings cannot be used; one line that names the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(pub(crate) String);

impl Config {
    /// Puts the sources together: `file` if there is one, then `variables` whose name
    /// begins with `ROUNDS_`, then `flags`.
    ///
    /// # Errors
    /// A source has an unknown key or a bad value, or no source names the data folder.
    pub fn load(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
        flags: Settings,
    ) -> Result<Self, ConfigError> {
        let file = file.map(from_file).transpose()?.unwrap_or_default();
        let all = file.then(env::settings(variables)?).then(flags);
        Ok(Self {
            data: all.data.ok_or_else(|| {
                ConfigError("no data folder: say --data DIR, or set ROUNDS_DATA".to_owned())
            })?,
            listen: match all.listen {
                Some(listen) => listen,
                None => LISTEN
                    .parse()
                    .map_err(|_| ConfigError("no address".to_owned()))?,
            },
            public_url: all.public_url,
            metrics: all.metrics,
            trusted_proxies: all.trusted_proxies.unwrap_or_default(),
            log: all.log.unwrap_or_else(|| "info".to_owned()),
            log_format: all.log_format.unwrap_or_default(),
            demo: false,
        })
    }
}

impl Settings {
    /// These settings with those of `later` where it says something.
    fn then(self, later: Self) -> Self {
        Self {
            data: later.data.or(self.data),
            listen: later.listen.or(self.listen),
            public_url: later.public_url.or(self.public_url),
            metrics: later.metrics.or(self.metrics),
            trusted_proxies: later.trusted_proxies.or(self.trusted_proxies),
            log: later.log.or(self.log),
            log_format: later.log_format.or(self.log_format),
        }
    }
}

fn from_file(path: &Path) -> Result<Settings, ConfigError> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError(format!("cannot read {shown}: {error}")))?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(&text, span.start));
        let what = error.message().lines().next().unwrap_or_default();
        ConfigError(format!("{shown}, line {line}: {what}"))
    })
}

/// The number of the line at a byte offset, from 1.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    1 + text
        .bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
}

fn public_url<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<PublicUrl>, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn load(toml: &str, env: &[(&str, &str)], flags: Settings) -> Result<Config, String> {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("rounds.toml");
        std::fs::write(&file, toml).unwrap();
        let env = env
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Config::load(Some(&file), env, flags).map_err(|error| error.to_string())
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let toml = "data = \"file\"\nlisten = \"127.0.0.1:1\"\nlog = \"debug\"\n";
        let env = [
            ("ROUNDS_LISTEN", "127.0.0.1:2"),
            ("ROUNDS_DATA", "env"),
            ("HOME", "x"),
        ];
        let flags = Settings {
            data: Some("flag".into()),
            ..Settings::default()
        };
        let config = load(toml, &env, flags).unwrap();
        assert_eq!(config.data, PathBuf::from("flag"));
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.log, "debug");
        assert!(
            load(
                toml,
                &[("ROUNDS_BIN", "x"), ("ROUNDS_PAGE_DIR", "x")],
                Settings::default()
            )
            .is_ok()
        );
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = load("data = \"d\"\nlissten = \"x\"\n", &[], Settings::default());
        let error = error.unwrap_err();
        assert!(
            error.contains("lissten") && error.contains("line 2"),
            "{error}"
        );
        let error = load(
            "data = \"d\"",
            &[("ROUNDS_LISSTEN", "x")],
            Settings::default(),
        );
        assert!(error.unwrap_err().contains("ROUNDS_LISSTEN"));
    }

    #[test]
    fn a_bad_value_is_named() {
        let error = load("", &[("ROUNDS_LISTEN", "nowhere")], Settings::default());
        assert!(error.unwrap_err().contains("ROUNDS_LISTEN"));
        let error = load("public_url = \"rounds\"", &[], Settings::default());
        assert!(error.unwrap_err().contains("public URL"));
        assert!(
            load("", &[], Settings::default())
                .unwrap_err()
                .contains("--data")
        );
    }
}
