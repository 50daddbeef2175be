//! Floor 3: controls over facts, to verdicts.
//!
//! [`evaluate`] runs every selected control over every resource of its kind, on all cores. Waivers are applied here and
//! nowhere else, and what they cover is kept.

mod assessment;
mod examples;
mod finding;
mod fold;
mod mutants;
mod run;
mod stage;
mod trusted;
mod waiver;

pub use assessment::{Assessment, Blind, Tally};
pub use examples::{ExampleFailure, try_examples};
pub use finding::{Evidence, Finding, Verdict};
pub use mutants::{MutantReport, try_mutants};
pub use run::{Keep, evaluate};
pub use stage::Said;
pub use waiver::{AppendError, Waiver, WaiverUse, Waivers, appended};
