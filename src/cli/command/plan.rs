//! `--plan`: which calls would be made, and about how many, without making them.

use super::super::args::{CredentialArgs, FormatArg, ScopeArgs};
use super::super::{CliError, Exit, out};
use super::collecting;
use crate::collect;
use crate::report::{self, PlanView};
use crate::snapshot::Snapshot;
use std::collections::BTreeSet;
use std::path::Path;

/// Prints the plan. `before` is a snapshot by which resources are counted.
pub(super) fn print(
    credentials: &CredentialArgs,
    scope: &ScopeArgs,
    kinds: BTreeSet<String>,
    before: Option<&Snapshot>,
    format: FormatArg,
) -> Result<Exit, CliError> {
    let infos: Vec<_> = collect::kinds().into_iter().filter(|kind| kinds.contains(kind.name)).collect();
    let (accounts, regions) = collect::survey(&collecting::request(credentials, scope, kinds, Path::new("")))?;
    let accounts = accounts.iter().map(|account| account.as_str()).collect();
    let regions = regions.iter().map(|region| region.as_str()).collect();
    let view = PlanView::lay_out(&infos, accounts, regions, before);
    let style = out::style();
    out::print(|to| match format {
        FormatArg::Table => report::table::plan(&view, to, style),
        FormatArg::Json => report::json::plan(&view, to),
    })?;
    Ok(Exit::Fine)
}
