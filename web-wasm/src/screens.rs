//! One file per route of DESIGN-UI §3 that is there.

pub mod device;
pub mod join;
pub mod note;
pub mod ready;
pub mod review;
pub mod start;
pub mod stop;
pub mod sync;
pub mod unknown;
pub mod visit;
pub mod visits;

use std::str::FromStr;

use crate::prelude::*;
use leptos_router::hooks::use_params_map;

/// A part of the path, read as an id; `None` when it is not one.
fn param<T>(name: &'static str) -> Memo<Option<T>>
where
    T: FromStr + PartialEq + Send + Sync + 'static,
{
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name)?.parse().ok()))
}
