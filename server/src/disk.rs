//! How much room a disk has.

use std::io;
use std::path::Path;

/// Bytes that this process may still write on the disk that `path` is on.
///
/// # Errors
/// The file system does not say.
pub(crate) fn free_bytes(path: &Path) -> io::Result<u64> {
    let stat = rustix::fs::statvfs(path)?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}
