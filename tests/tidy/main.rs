//! House rules that a machine can check, so that reviews need not: sizes,
//! headers, purity, forgotten files, names in documents, and the contrast of
//! the colours.

mod contrast;
mod documents;
mod files;
mod page;
mod purity;
mod reached;
mod sizes;
mod style;
mod vendor;
