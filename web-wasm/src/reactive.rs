//! Signals of every type over signals of one type.
//!
//! Leptos compiles its reactive graph once more for every type that a signal or memo has:
//! with sixty of them that was a sixth of the page. Here they all hold the same boxed
//! value inside, so that the graph is compiled once, and what is left of a type is a cast
//! (docs/DECISIONS.md 28). Names and behaviour are those of Leptos.

mod held;
mod memo;
mod signal;
mod stored;
mod wrapper;

pub use memo::Memo;
pub use signal::{ArcRwSignal, RwSignal};
pub use stored::{LocalValue, StoredValue};
pub use wrapper::Signal;
