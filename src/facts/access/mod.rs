//! Who can do what, and become whom.

mod escalation;

pub use escalation::{By, Escalation, Gains, Holder, Need, On, Target, escalations};
