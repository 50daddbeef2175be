//! Floor 1: controls, from YAML to a set that is ready to run.
//!
//! A control is data: what must be true of a kind, why, how to fix it, which requirements it serves, and examples that
//! prove it. [`schema`] is the file as a person writes it, [`mod@load`] finds and reads the files, [`mod@lint`] judges them,
//! and [`check`] holds the compiled expression.

mod check;
mod condition;
mod example;
mod fix;
mod folding;
mod lead;
mod lint;
mod load;
mod map;
mod profile;
mod schema;
mod search;
mod set;
mod severity;
mod step;
mod template;

pub use check::{Check, CompileError, Mutant, Outcome, Path, Root, Scene, Term, World, function_reference};
pub use condition::Condition;
pub use example::{Example, Examples, Expect};
pub use fix::{Effort, Fix, FixScope};
pub use lint::{Known, Requirements, instead, is_id, lint};
pub use load::{ControlFile, built_in, load};
pub use map::{Defence, Served};
pub use profile::{Exploit, Exposure, RiskProfile, Threat};
pub use schema::file_schema;
pub use search::search;
pub use set::{Control, ControlSet, Selection};
pub use severity::Severity;
pub use step::Step;
pub use template::{SCHEMA_FILE, Start};
