//! What a form is made of. Read by [`crate::format`]; never changed afterwards.

mod condition;
mod field;
mod form;

pub use condition::{Comparison, Condition, Operand};
pub use field::{Choice, Field, Fill, Holds, Kind, Level, Log, Options, Shows, VisitList};
pub use form::{Form, Part, Placed};

pub(crate) use form::{FormHead, sealed, walk};
