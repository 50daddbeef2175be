//! Who can do what, and become whom.

mod actions;
mod admin;
mod control;
mod decision;
mod escalation;
mod gains;
mod library;
mod rights;
mod scene;
mod ways;

pub use decision::{Bearing, Decision, Principal, PrincipalKind, decide};
pub use escalation::{By, Escalation, Gains, Holder, Need, On, Target, escalations};
pub use ways::{WayStep, WayUp, Ways};
