//! One file per route of DESIGN-UI §3 that is there.

pub mod device;
pub mod forms;
pub mod join;
pub mod later;
pub mod lock;
pub mod note;
pub mod ready;
pub mod review;
pub mod start;
pub mod stop;
pub mod sync;
pub mod unknown;
pub mod visit;
pub mod visits;
