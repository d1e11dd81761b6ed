//! Pure sync logic of Rounds.

pub mod access;
pub mod device;
pub mod doc;
pub mod gate;
pub mod ids;
mod jitter;
pub mod limits;
pub mod log;
pub mod receipt;
pub mod server;
pub mod time;
pub mod wire;
