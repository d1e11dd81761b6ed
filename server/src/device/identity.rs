//! Who this device is: the file that `join` writes and every other command reads.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sync_core::ids::{DeviceId, PersonId};

use super::error::{Failure, Outcome};
use super::store;

/// What the server said when this device joined.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The server's address without a path: `http://127.0.0.1:8080`.
    pub(crate) server: String,
    /// The session's token. Never printed.
    pub(crate) token: String,
    pub(crate) device: DeviceId,
    pub(crate) person: PersonId,
    /// By this the server knows what the device signed; empty when it joined a server
    /// that gave none. Never printed.
    pub(crate) device_key: String,
    /// The person's name as the team sees it.
    pub(crate) name: String,
}

/// The file's shape. Later builds may add fields but not change these.
#[derive(Serialize, Deserialize)]
struct Saved {
    server: String,
    token: String,
    device: String,
    person: String,
    #[serde(default)]
    device_key: String,
    name: String,
}

impl Identity {
    /// Reads the identity of a folder; `None` when nobody joined with it.
    pub(crate) fn find(dir: &Path) -> Outcome<Option<Self>> {
        let path = file(dir);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::new(format_args!("{}: {error}", path.display()))),
        };
        let damaged = |what: &dyn fmt::Display| {
            Failure::new(format_args!(
                "{} is damaged ({what}): keep the folder, then join again with a new --data folder",
                path.display()
            ))
        };
        let saved: Saved = serde_json::from_str(&text).map_err(|error| damaged(&error))?;
        Ok(Some(Self {
            device: saved.device.parse().map_err(|error| damaged(&error))?,
            person: saved.person.parse().map_err(|error| damaged(&error))?,
            server: saved.server,
            token: saved.token,
            device_key: saved.device_key,
            name: saved.name,
        }))
    }

    /// Reads the identity of a folder that must have one.
    pub(crate) fn read(dir: &Path) -> Outcome<Self> {
        Self::find(dir)?.ok_or_else(|| {
            Failure::new(format_args!(
                "{} holds no device: run `rounds device join` with this --data folder first",
                dir.display()
            ))
        })
    }

    /// The value of the header by which requests are signed in.
    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// The key that this device signs with.
    pub(crate) fn signing_key(&self) -> Outcome<[u8; 32]> {
        let mut key = [0; 32];
        let decoded = bs58::decode(&self.device_key).onto(&mut key);
        if decoded != Ok(key.len()) {
            return Err(Failure::new(
                "this device joined before rescue files were known: use its join link once more, \
                 or save everything with `rounds device export`",
            ));
        }
        Ok(key)
    }

    /// Writes it, durably and for this user only.
    pub(crate) fn write(&self, dir: &Path) -> Outcome<()> {
        let saved = Saved {
            server: self.server.clone(),
            token: self.token.clone(),
            device: self.device.to_string(),
            person: self.person.to_string(),
            device_key: self.device_key.clone(),
            name: self.name.clone(),
        };
        let text = serde_json::to_string_pretty(&saved).map_err(Failure::new)?;
        Ok(store::replace(&file(dir), text.as_bytes())?)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("server", &self.server)
            .field("device", &self.device)
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

fn file(dir: &Path) -> PathBuf {
    dir.join("identity.json")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn an_identity_comes_back_and_only_its_user_reads_it() -> Result<(), Box<dyn std::error::Error>>
    {
        let dir = tempfile::tempdir()?;
        assert_eq!(Identity::find(dir.path()), Ok(None));
        let identity = Identity {
            server: "http://localhost:1".to_owned(),
            token: "secret-token".to_owned(),
            device: DeviceId::from_bytes([1; 16]),
            person: PersonId::from_bytes([2; 16]),
            device_key: "secret-key".to_owned(),
            name: "Ana".to_owned(),
        };
        assert_eq!(identity.write(dir.path()), Ok(()));
        assert_eq!(Identity::read(dir.path()), Ok(identity.clone()));
        assert_eq!(
            fs::metadata(file(dir.path()))?.permissions().mode() & 0o777,
            0o600
        );
        assert!(!format!("{identity:?}").contains("secret-token"));
        Ok(())
    }

    #[test]
    fn a_damaged_identity_says_which_file_and_what_to_do() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        for text in [
            "",
            "{}",
            "{\"server\":\"s\",\"token\":\"t\",\"device\":\"x\",\"person\":\"y\",\"name\":\"n\"}",
        ] {
            fs::write(file(dir.path()), text)?;
            let error = Identity::read(dir.path())
                .err()
                .map(|e| e.to_string())
                .unwrap_or_default();
            assert!(error.contains("identity.json is damaged"), "{error}");
            assert!(error.contains("join again"), "{error}");
        }
        Ok(())
    }
}
