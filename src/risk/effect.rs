//! Impact, first factor: how far a failure goes. The control's severity says it, in the steps of the matrix; a
//! principal that is as good as an administrator, or can become one, goes one step further.

use super::score::Step;
use crate::control::{Severity, Threat};
use crate::facts::FactSheet;

/// Each step with its reason.
pub(super) fn weigh(severity: Severity) -> (f64, &'static str) {
    match severity {
        // One object, or an inconvenience.
        Severity::Low => (0.07, "one object or a habit"),
        // One resource.
        Severity::Medium => (0.54, "one resource"),
        // Many resources, or all that one resource holds.
        Severity::High => (0.77, "much of what depends on it"),
        // The account, and what trusts it.
        Severity::Critical => (1.00, "the account, or all data of a store"),
    }
}

fn one_further(severity: Severity) -> Severity {
    match severity {
        Severity::Low => Severity::Medium,
        Severity::Medium => Severity::High,
        Severity::High | Severity::Critical => Severity::Critical,
    }
}

pub(super) fn factor(severity: Severity, threat: Threat, sheet: &FactSheet) -> Step {
    let (weight, why) = weigh(severity);
    let Some(rights) = all_rights(sheet).filter(|_| threat == Threat::Takeover) else {
        return Step::new("effect", severity.as_str(), weight, weight, format!("{why} (from the control)"));
    };
    let further = one_further(severity);
    let (high, _) = weigh(further);
    let low = if rights.certain { high } else { weight };
    let Rights { how, seen, .. } = rights;
    Step::new("effect", further.as_str(), low, high, format!("{why}, and whoever takes it over {how}: {seen}"))
}

/// Whether a failure weighs more as the principal can become an administrator.
pub fn raised_by_way_up(threat: Threat, sheet: &FactSheet) -> bool {
    threat == Threat::Takeover && all_rights(sheet).is_some_and(|rights| rights.how == BECOMES)
}

const IS: &str = "is an administrator";
const BECOMES: &str = "can become an administrator";

/// How a principal has all rights, or gets them.
struct Rights<'a> {
    certain: bool,
    how: &'static str,
    seen: &'a str,
}

fn all_rights(sheet: &FactSheet) -> Option<Rights<'_>> {
    fn first(because: &[String]) -> &str {
        because.first().map_or("", String::as_str)
    }
    let admin = sheet.admin.as_ref().filter(|admin| admin.high);
    let admin = admin.map(|admin| Rights { certain: admin.low, how: IS, seen: first(&admin.because) });
    let way = sheet.way_up.as_ref().filter(|way| way.high.to_admin);
    let way = way.map(|way| Rights { certain: way.low.to_admin, how: BECOMES, seen: first(&way.because) });
    match (admin, way) {
        (Some(admin), Some(way)) if way.certain && !admin.certain => Some(way),
        (Some(admin), _) => Some(admin),
        (None, way) => way,
    }
}

/// The least impact: the matrix's lowest step.
pub(super) const LEAST: f64 = 0.07;
