//! What could not be read.

use crate::report::view;
use crate::snapshot::{DeniedBy, Reason};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(super) struct Gap<'a> {
    kind: &'a str,
    account: &'a str,
    region: &'a str,
    /// The IAM action that would have read it. Empty where none was tried.
    action: &'a str,
    reason: Reason,
    /// What AWS said.
    detail: Option<&'a str>,
    /// For a denial: by which policy, where AWS says it.
    denied_by: Option<DeniedBy>,
    /// How many known resources have a field that could not be read. Null where resources may be missing altogether.
    resources: Option<u64>,
    /// The controls that are blind, or could not decide, because of it.
    controls: &'a [&'a str],
}

impl<'a> From<&'a view::GapRow<'a>> for Gap<'a> {
    fn from(row: &'a view::GapRow<'a>) -> Self {
        Self {
            kind: row.kind,
            account: row.account,
            region: row.region,
            action: row.action,
            reason: row.reason,
            detail: row.detail,
            denied_by: row.denied_by,
            resources: row.resources,
            controls: &row.controls,
        }
    }
}
