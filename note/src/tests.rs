//! Notes on forms with everything that a form can do, written on several devices.

#![expect(clippy::unwrap_used, reason = "tests")]

mod converge;
mod kit;
mod merged;

use kit::*;
use rounds_forms::xform::record::{Bound, Held, RecordEdit, RecordError, Ties};
