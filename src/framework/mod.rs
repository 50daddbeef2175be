//! Floor 5: what frameworks ask, and what the controls can say about it.
//!
//! A framework is a data file. Every requirement ends as met, not met, unknown or not covered; what no control maps to
//! is never counted as met.

mod coverage;
mod crosswalk;
mod lint;
mod load;
mod schema;

pub use coverage::{Coverage, RequirementStatus, Score, Status, coverage};
pub use load::{built_in, from_folder};
pub use schema::{Framework, Requirement};
