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
mod takeover;
mod ways;

use super::{Index, Span};
use crate::snapshot::Resource;
use std::sync::OnceLock;

/// The kinds of which the answers about a principal are made. What else holds roles is read where a control asks.
pub(super) const NEEDS: &[&str] = &["iam_policy", "iam_group", "iam_role", "iam_user"];

/// The kinds that hold roles. What nobody reads hides the ways that lead over it.
pub(super) fn holders() -> impl Iterator<Item = &'static str> {
    escalations().iter().filter_map(|path| match &path.target {
        Target::HeldBy(holder) if holder.is_collected() => Some(holder.kind.as_str()),
        _ => None,
    })
}

/// All principals and their ways, found when somebody first asks.
#[derive(Default)]
pub(super) struct Principals<'s>(OnceLock<Ways<'s>>);

impl<'s> Principals<'s> {
    pub(super) fn ways(&self, index: &Index<'s>) -> &Ways<'s> {
        self.0.get_or_init(|| Ways::new(index))
    }

    /// Whether a principal, or whoever has a policy, is as good as an administrator.
    pub(super) fn admin(&self, resource: &Resource, index: &Index<'s>) -> Option<Span<bool>> {
        match &*resource.kind {
            "iam_policy" => Some(admin::span(admin::of_document(resource.at("document")))),
            "iam_user" | "iam_role" | "iam_group" => self.ways(index).admin(resource),
            _ => None,
        }
    }

    /// How a user or role gets to be an administrator.
    pub(super) fn way_up(&self, resource: &Resource, index: &Index<'s>) -> Option<Span<WayUp>> {
        match &*resource.kind {
            "iam_user" | "iam_role" => self.ways(index).up(resource),
            _ => None,
        }
    }
}

pub use decision::{Bearing, Decision, Principal, PrincipalKind, decide};
pub use escalation::{By, Escalation, Gains, Holder, Need, On, Target, escalations};
pub(super) use gains::Edge;
pub(super) use library::read;
pub(super) use rights::{On as Asked, Rights, Said};
pub(super) use takeover::{Abroad, Gained};
pub(super) use ways::Ways;
pub use ways::{WayStep, WayUp};

#[cfg(test)]
mod tests;
