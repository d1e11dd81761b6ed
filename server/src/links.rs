//! Making join links.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use sync_core::access::Role;
use sync_core::ids::SpaceId;
use sync_core::time::Timestamp;

use crate::public_url::PublicUrl;
use crate::store::{JoinLink, NewLink, Store, StoreError};
use crate::token::{Secret, SpokenCode};

/// The file in which a server leaves how people reach it, for commands that print links.
const REACHED: &str = "public-url";

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Codes that are drawn before giving up; two in a trillion are taken.
const DRAWS: usize = 8;

/// What a link is for.
#[derive(Debug, Clone)]
pub(crate) struct LinkPlan {
    pub(crate) space: SpaceId,
    pub(crate) role: Role,
    /// The district; empty when people say it themselves.
    pub(crate) team: String,
    /// Who made it.
    pub(crate) issuer: String,
    pub(crate) uses: u64,
    pub(crate) days: u64,
}

/// A link that was just made: the only moment in which it can be shown.
pub(crate) struct MadeLink {
    secret: Secret,
    /// To say aloud.
    pub(crate) code: SpokenCode,
    /// Until when.
    pub(crate) expires: Timestamp,
}

impl MadeLink {
    /// The link. The secret stands in the fragment, which no server ever sees.
    pub(crate) fn url(&self, public_url: &PublicUrl) -> String {
        format!("{public_url}/join#{}", self.secret.reveal())
    }
}

/// Makes and stores a link.
///
/// # Errors
/// The store failed.
pub(crate) fn make(
    store: &dyn Store,
    plan: LinkPlan,
    now: Timestamp,
) -> Result<MadeLink, StoreError> {
    let expires = now.plus(plan.days.saturating_mul(DAY_MS));
    let mut taken = None;
    for _ in 0..DRAWS {
        let (secret, code) = (Secret::draw(), SpokenCode::draw());
        let link = JoinLink {
            secret: secret.hash(),
            space: plan.space,
            role: plan.role,
            team: plan.team.clone(),
            issuer: plan.issuer.clone(),
            max_uses: plan.uses,
            used: 0,
            expires,
            revoked: false,
        };
        let new = NewLink {
            link,
            code: code.hash(),
            created: now,
        };
        match store.create_link(&new) {
            Ok(()) => {
                return Ok(MadeLink {
                    secret,
                    code,
                    expires,
                });
            }
            Err(error @ StoreError::Exists(_)) => taken = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(taken.unwrap_or_else(|| StoreError::Other("no code could be drawn".to_owned())))
}

/// Leaves beside the database how people reach the server that runs on it.
pub(crate) fn remember(data: &Path, public_url: &PublicUrl) {
    let mut private = OpenOptions::new();
    private.write(true).create(true).truncate(true).mode(0o600);
    let written = private
        .open(data.join(REACHED))
        .and_then(|mut file| writeln!(file, "{public_url}"));
    if let Err(error) = written {
        tracing::warn!(%error, "`rounds join create` will need --public-url");
    }
}

/// How people reached the server that ran here last.
pub(crate) fn remembered(data: &Path) -> Option<PublicUrl> {
    let text = fs::read_to_string(data.join(REACHED)).ok()?;
    text.trim().parse().ok()
}
