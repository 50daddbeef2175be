//! What `scan` and `snapshot` have in common: reading an estate into a file.

use super::super::args::{CredentialArgs, ScopeArgs};
use super::super::progress::Bar;
use super::super::{CliError, out};
use crate::collect::{self, Credentials, Outcome, Request};
use crate::control::ControlSet;
use crate::facts;
use std::collections::BTreeSet;
use std::path::Path;

/// Reads what the controls need into a file.
pub(super) fn collect(
    credentials: &CredentialArgs,
    scope: &ScopeArgs,
    controls: &ControlSet,
    file: &Path,
) -> Result<Outcome, CliError> {
    let request = Request {
        credentials: Credentials {
            profile: credentials.profile.clone().filter(|profile| !profile.is_empty()),
            role_arn: credentials.role_arn.clone(),
            external_id: credentials.external_id.clone(),
            endpoint_url: credentials.endpoint_url.clone().filter(|url| !url.is_empty()),
        },
        regions: scope.region.clone(),
        kinds: kinds(controls),
        max_rps: scope.max_rps,
        file: file.to_owned(),
    };
    let outcome = collect::collect(&request, &Bar::new())?;
    if outcome == Outcome::Interrupted {
        let kept = file.display();
        out::note(&format!(
            "interrupted: what was read until now is kept as {kept}, which knows that it is incomplete"
        ));
    }
    Ok(outcome)
}

/// The kinds that controls name, and those that their facts are made of.
pub(super) fn kinds(controls: &ControlSet) -> BTreeSet<String> {
    let named = controls.kinds();
    let made_of = named.iter().flat_map(|kind| facts::needs(kind)).map(|kind| (*kind).to_owned());
    let all: BTreeSet<String> = made_of.chain(named.iter().cloned()).collect();
    collect::kinds().into_iter().map(|kind| kind.name.to_owned()).filter(|kind| all.contains(kind)).collect()
}
