//! `plimsoll/plan/v1`: what a scan would ask.

use crate::report::PlanView;
use crate::snapshot::Per;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Plan<'a> {
    format: &'static str,
    accounts: &'a [&'a str],
    regions: &'a [&'a str],
    calls: u64,
    counted_by: Option<&'a str>,
    operations: Vec<Operation<'a>>,
}

#[derive(Serialize)]
struct Operation<'a> {
    action: &'a str,
    /// `page`, `batch` or `resource`.
    per: &'static str,
    /// How many resources a call of a batch answers for.
    batch: Option<u32>,
    calls: Option<u64>,
}

/// Writes it, for `--plan`.
pub fn plan(view: &PlanView<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let operations = view.services.iter().flat_map(|service| &service.operations).map(|one| {
        let (per, batch) = match one.per {
            Per::Page => ("page", None),
            Per::Batch(most) => ("batch", Some(most)),
            Per::Resource => ("resource", None),
        };
        Operation { action: one.action, per, batch, calls: one.calls }
    });
    let plan = Plan {
        format: "plimsoll/plan/v1",
        accounts: &view.accounts,
        regions: &view.regions,
        calls: view.calls,
        counted_by: view.counted_by,
        operations: operations.collect(),
    };
    super::document(&plan, to)
}
