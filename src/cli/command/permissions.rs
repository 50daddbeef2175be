//! `plimsoll permissions`: the least IAM policy with which a scan can read everything that was chosen.

use super::super::args::PermissionsArgs;
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use super::collecting;
use crate::collect;
use serde_json::json;
use std::collections::BTreeSet;

/// What a session needs, whatever is read: who it is needs no permission; which regions there are does.
const SESSION: [&str; 1] = ["ec2:DescribeRegions"];

pub(super) fn run(args: &PermissionsArgs) -> Result<Exit, CliError> {
    let rules = RuleBook::read(&args.rules)?.choose(&args.scope.selection(), &args.scope.framework)?;
    let kinds = collecting::to_judge(&args.scope, &rules.controls)?;
    let needed = collect::kinds().into_iter().filter(|kind| kinds.contains(kind.name));
    let actions: BTreeSet<&str> =
        needed.flat_map(|kind| kind.actions.iter().map(|action| action.name)).chain(SESSION).collect();
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "PlimsollReads", "Effect": "Allow", "Action": actions, "Resource": "*"},
            // Which regions offer a service: AWS's own parameters, and none of the account's.
            {"Sid": "PlimsollReadsRegionsOfServices", "Effect": "Allow", "Action": "ssm:GetParametersByPath",
             "Resource": format!("arn:*:ssm:*::parameter{}/*", collect::OFFERS)},
        ],
    });
    out::print(|to| {
        serde_json::to_writer_pretty(&mut *to, &policy)?;
        writeln!(to)
    })?;
    Ok(Exit::Fine)
}
