//! Floor 4: how much each finding matters, what an estate carries, and which changes would take most of it away.
//!
//! Likelihood times impact, on a logarithmic scale, so that adding is multiplying. One factor a file, each weight with
//! its reason. See `docs/risk-model.md`.

mod band;
mod compensation;
mod effect;
mod exploit;
mod exposure;
mod fix;
mod load;
mod requirement;
mod score;
mod waived;
mod weigh;

#[cfg(test)]
mod worked;

pub use band::{Band, DueDays};
pub use effect::raised_by_way_up;
pub use fix::FixPlan;
pub use load::{Load, Loads};
pub use score::{Confidence, Factor, Score};
pub use waived::hidden;
pub use weigh::{Ranking, weigh};
