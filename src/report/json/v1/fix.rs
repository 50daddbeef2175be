//! Changes that a person can make.

use super::one_decimal;
use crate::control::{Effort, FixScope};
use crate::report::view;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(super) struct Fix<'a> {
    /// Of the change and where it is made; the same in every scan.
    id: &'a str,
    /// The control whose `fix` says what to do.
    control: &'a str,
    title: &'a str,
    /// Made out for the heaviest of the findings; a placeholder in braces stays where the value is not safe to paste
    /// into a shell.
    cli: Option<&'a str>,
    effort: Effort,
    scope: FixScope,
    /// The resource, `account/region` or account where the change is made.
    target: &'a str,
    account: &'a str,
    /// Null for what lives in no region.
    region: Option<&'a str>,
    owner: Option<&'a str>,
    /// The load that it takes away.
    worth: f64,
    /// The same as a part of the estate's load, from 0 to 1.
    share: f64,
    /// How many attack paths it cuts: pairs of an entry and what it gets to.
    paths_cut: usize,
    /// How many there are; 0 as well where no chosen control says that its fix cuts any.
    paths: usize,
    /// The controls of the findings it closes.
    controls: &'a [&'a str],
    /// Fingerprints, heaviest first.
    findings: &'a [&'a str],
}

impl<'a> From<&'a view::FixRow<'a>> for Fix<'a> {
    fn from(row: &'a view::FixRow<'a>) -> Self {
        Self {
            id: row.id,
            control: &row.control.id,
            title: &row.control.title,
            cli: row.command.as_deref(),
            effort: row.effort,
            scope: row.scope,
            target: row.target,
            account: row.account,
            region: row.region,
            owner: row.owner,
            worth: one_decimal(row.worth),
            share: (row.share * 1e4).round() / 1e4,
            paths_cut: row.paths.0,
            paths: row.paths.1,
            controls: &row.controls,
            findings: &row.findings,
        }
    }
}
