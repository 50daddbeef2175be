//! What `scan` and `snapshot` have in common: reading an estate into a file.

use super::super::args::{CredentialArgs, ScopeArgs};
use super::super::progress::Bar;
use super::super::{CliError, out};
use super::kinds::no_such;
use crate::collect::{self, Credentials, Outcome, Request};
use crate::facts;
use crate::scan::Rules;
use crate::snapshot::glob;
use std::collections::BTreeSet;
use std::path::Path;

/// Reads kinds into a file, or goes on with the file.
pub(super) fn collect(
    credentials: &CredentialArgs,
    scope: &ScopeArgs,
    kinds: BTreeSet<String>,
    file: &Path,
    resume: bool,
) -> Result<Outcome, CliError> {
    out::expect_place(file)?;
    let request = Request { resume, ..request(credentials, scope, kinds, file) };
    let outcome = collect::collect(&request, &Bar::new())?;
    if outcome == Outcome::Interrupted {
        let kept = file.display();
        out::reason(&format!(
            "interrupted: what was read until now is kept as {kept}, which knows that it is incomplete; --resume goes on \
             with it"
        ));
    }
    Ok(outcome)
}

/// What was asked for, as the collector understands it.
pub(super) fn request(
    credentials: &CredentialArgs,
    scope: &ScopeArgs,
    kinds: BTreeSet<String>,
    file: &Path,
) -> Request {
    Request {
        credentials: Credentials {
            role_arn: credentials.role_arn.clone(),
            external_id: credentials.external_id.clone(),
            ..credentials.caller.credentials()
        },
        accounts: scope.accounts(),
        role: scope.role_name.clone(),
        shard: scope.shard,
        regions: scope.region.clone(),
        kinds,
        max_rps: scope.max_rps,
        gentle: scope.gentle,
        ration: usize::try_from(scope.ration).unwrap_or(usize::MAX),
        file: file.to_owned(),
        resume: false,
    }
}

/// To be judged: the kinds that controls name, those that their facts are made of, and those that were asked for.
pub(super) fn to_judge(scope: &ScopeArgs, rules: &Rules) -> Result<BTreeSet<String>, CliError> {
    let mut kinds = facts::kinds_for(&rules.controls, &rules.classification);
    kinds.extend(asked(&scope.kind)?);
    Ok(kinds)
}

/// To be kept: controls of tomorrow may ask for what those of today do not, so that a snapshot holds all kinds unless
/// only some were asked for.
pub(super) fn to_keep(scope: &ScopeArgs, rules: &Rules) -> Result<BTreeSet<String>, CliError> {
    match (scope.narrows_controls(), scope.kind.is_empty()) {
        (true, _) => to_judge(scope, rules),
        (false, true) => asked(&["*".to_owned()]),
        (false, false) => asked(&scope.kind),
    }
}

fn asked(patterns: &[String]) -> Result<BTreeSet<String>, CliError> {
    let mut kinds = BTreeSet::new();
    for pattern in patterns {
        let before = kinds.len();
        kinds.extend(collect::kind_names().filter(|kind| glob(pattern, kind)).map(str::to_owned));
        if kinds.len() == before && !collect::kind_names().any(|kind| glob(pattern, kind)) {
            return Err(no_such(pattern, collect::kind_names()));
        }
    }
    Ok(kinds)
}
