//! Leptos' prelude with signals of one type inside.

pub use leptos::prelude::*;

pub use crate::reactive::{ArcRwSignal, LocalValue, Memo, RwSignal, Signal, StoredValue};
