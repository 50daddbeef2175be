//! Likelihood, third factor: what else stands in the way, as far as the snapshot shows it.

use super::score::Step;
use crate::facts::{Access, FactSheet};

/// A condition that narrows who is let in is worth half a step: it holds, but a wide policy under it is one edit from
/// being open.
const NARROWED: f64 = -0.10;

pub(super) fn factor(sheet: &FactSheet) -> Option<Step> {
    let policy = sheet.policy.as_ref()?;
    if !policy.is_known() {
        let why = "the policy could not be read, and may be narrowed".to_owned();
        return Some(Step::new("compensation", "unknown", NARROWED, 0.0, why));
    }
    let facts = &policy.high;
    if facts.access == Access::Public || facts.narrowed_by.is_empty() {
        return None;
    }
    let keys = facts.narrowed_by.join(", ");
    let whose = if facts.controlled { "the policy, or a resource control policy over it," } else { "the policy" };
    Some(Step::new("compensation", "narrowed", NARROWED, NARROWED, format!("{whose} is narrowed by {keys}")))
}
