//! Floor 1: controls, from YAML to a set that is ready to run.
//!
//! A control is data: what must be true of a kind, why, how to fix it, which requirements it serves, and examples that
//! prove it. [`schema`] is the file as a person writes it, [`mod@load`] finds and reads the files, [`mod@lint`] judges them,
//! and [`check`] holds the compiled expression.

mod check;
mod condition;
mod example;
mod fix;
mod lead;
mod lint;
mod load;
mod profile;
mod schema;
mod set;
mod severity;
mod step;

pub use check::{Check, CompileError, Outcome, Path, Root, Scene, World, function_reference};
pub use condition::Condition;
pub use example::{Example, Expect};
pub use fix::{Effort, Fix, FixScope};
pub use lint::{Known, instead, lint};
pub use load::{ControlFile, built_in, load};
pub use profile::{Exploit, Exposure, RiskProfile, Threat};
pub use set::{Control, ControlSet, Selection};
pub use severity::Severity;
pub use step::Step;
