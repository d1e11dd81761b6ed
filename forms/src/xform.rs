//! ODK forms: the model every importer makes, the reader of XForm XML and the
//! evaluation of a form that is being filled.
//!
//! [`model::Definition`] stands between the two halves. The importers know files and
//! make it; the filling state knows only the model.

#[cfg(feature = "import")]
pub mod external;
pub mod fill;
pub mod json;
pub mod model;
pub(crate) mod name;
#[cfg(feature = "import")]
pub mod read;
pub mod record;
