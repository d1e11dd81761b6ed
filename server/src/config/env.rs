//! Settings from variables named `ROUNDS_…`.

use std::fmt::Display;
use std::net::SocketAddr;
use std::str::FromStr;

use super::{ConfigError, LogFormat, Settings, listen_address};

/// What begins the names of variables of other parts: of `rounds device`, of the build,
/// of tests. A server that is started by one of those inherits them.
const OTHERS: [&str; 10] = [
    "BIN", "BROWSERS", "CI_", "CRASH_", "DEVICE_", "JS", "PAGE_", "SIM_", "TEST_", "WASM",
];

pub(super) fn settings(
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    for (name, value) in variables {
        let Some(key) = name.strip_prefix("ROUNDS_") else {
            continue;
        };
        if OTHERS.iter().any(|other| key.starts_with(other)) {
            continue;
        }
        match key {
            "DATA" => settings.data = Some(value.into()),
            "LISTEN" => settings.listen = Some(listen(&name, &value)?),
            "PUBLIC_URL" => settings.public_url = Some(parse(&name, &value)?),
            "METRICS" => settings.metrics = Some(listen(&name, &value)?),
            "TRUSTED_PROXIES" => {
                let parts = value
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                let proxies = parts.map(|part| parse(&name, part));
                settings.trusted_proxies = Some(proxies.collect::<Result<_, _>>()?);
            }
            "LOG" => settings.log = Some(value),
            "LOG_FORMAT" => {
                settings.log_format = Some(match &*value {
                    "text" => LogFormat::Text,
                    "json" => LogFormat::Json,
                    other => return Err(bad(&name, other, "write text or json")),
                });
            }
            _ => {
                return Err(ConfigError(format!(
                    "the variable {name} is not known: correct or remove it"
                )));
            }
        }
    }
    Ok(settings)
}

fn parse<T: FromStr<Err: Display>>(name: &str, value: &str) -> Result<T, ConfigError> {
    value.parse().map_err(|error| bad(name, value, error))
}

fn listen(name: &str, value: &str) -> Result<SocketAddr, ConfigError> {
    listen_address(value).map_err(|why| bad(name, value, why))
}

fn bad(name: &str, value: &str, why: impl Display) -> ConfigError {
    ConfigError(format!("{name}=\"{value}\": {why}"))
}
