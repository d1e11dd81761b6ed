//! Leptos' prelude with signals of one type inside, and what else is compiled once.

pub use leptos::prelude::*;

pub use crate::parts::show::Show;
pub use crate::reactive::{ArcRwSignal, LocalValue, Memo, RwSignal, Signal, StoredValue};
