//! `plimsoll permissions`: the least IAM policy with which a scan can read everything that was chosen.

use super::super::args::{PermissionsArgs, ScopeArgs};
use super::super::rules::RuleBook;
use super::super::{CliError, Exit, out};
use super::collecting;
use crate::collect;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::path::Path;

/// What a session needs, whatever is read: who it is needs no permission; which regions there are does.
const SESSION: [&str; 1] = ["ec2:DescribeRegions"];

/// The most characters of a managed policy, white space left out.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const LONGEST: usize = 6144;

pub(super) fn run(args: &PermissionsArgs) -> Result<Exit, CliError> {
    let rules = RuleBook::read(&args.rules)?.choose(&args.scope.selection(), &args.scope.framework)?;
    let kinds = collecting::to_judge(&args.scope, &rules)?;
    let needed = collect::kinds().into_iter().filter(|kind| kinds.contains(kind.name));
    let organization = args.scope.organization.then_some("organizations:ListAccounts");
    let actions: BTreeSet<&str> = needed
        .flat_map(|kind| kind.actions.iter().map(|action| action.name))
        .chain(SESSION)
        .chain(organization)
        .collect();
    let actions: Vec<&str> = actions.into_iter().collect();
    match &args.output {
        Some(folder) => write(folder, &split(&actions, &args.scope)),
        None => print(&policy(&actions, extra(&args.scope))),
    }
}

fn policy(actions: &[&str], extra: Vec<Json>) -> Json {
    let reads = json!({"Sid": "PlimsollReads", "Effect": "Allow", "Action": actions, "Resource": "*"});
    let statements: Vec<Json> = [reads].into_iter().chain(extra).collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// What is not asked of everything.
fn extra(scope: &ScopeArgs) -> Vec<Json> {
    // Which regions offer a service: AWS's own parameters, and none of the account's.
    let offers = json!({
        "Sid": "PlimsollReadsRegionsOfServices", "Effect": "Allow", "Action": "ssm:GetParametersByPath",
        "Resource": format!("arn:aws:ssm:*::parameter{}/*", collect::OFFERS),
    });
    let enters = json!({
        "Sid": "PlimsollEntersAccounts", "Effect": "Allow", "Action": "sts:AssumeRole",
        "Resource": format!("arn:aws:iam::*:role/{}", scope.role_name),
    });
    let several = scope.organization || !scope.account.is_empty();
    [offers].into_iter().chain(several.then_some(enters)).collect()
}

/// As few policies as the bound allows; the first holds what is not asked of everything.
fn split(actions: &[&str], scope: &ScopeArgs) -> Vec<Json> {
    let mut policies = vec![policy(&[], extra(scope))];
    let mut from = 0;
    for end in 1..=actions.len() {
        let extra = if policies.len() == 1 { extra(scope) } else { vec![] };
        let longer = policy(&actions[from..end], extra);
        if longer.to_string().len() <= LONGEST {
            policies.pop();
            policies.push(longer);
        } else {
            from = end - 1;
            policies.push(policy(&actions[from..end], vec![]));
        }
    }
    policies
}

fn write(folder: &Path, policies: &[Json]) -> Result<Exit, CliError> {
    let failed = |source| CliError::Write { path: folder.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    for (number, policy) in policies.iter().enumerate() {
        let file = folder.join(format!("plimsoll-{}.json", number + 1));
        out::write_file(&file, |to| serde_json::to_writer_pretty(to, policy).map_err(Into::into))?;
        out::print(|to| writeln!(to, "{}", file.display()))?;
    }
    Ok(Exit::Fine)
}

fn print(policy: &Json) -> Result<Exit, CliError> {
    let length = policy.to_string().len();
    if length > LONGEST {
        out::note(&format!(
            "the policy has {length} characters, and a managed policy at most {LONGEST}; -o DIR writes several that fit"
        ));
    }
    out::print(|to| {
        serde_json::to_writer_pretty(&mut *to, policy)?;
        writeln!(to)
    })?;
    Ok(Exit::Fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_fit_and_hold_every_action_once() {
        let names: Vec<String> = (0..600).map(|number| format!("service-{number}:DescribeSomething")).collect();
        let actions: Vec<&str> = names.iter().map(String::as_str).collect();
        let policies = split(&actions, &ScopeArgs::default());
        assert!(policies.len() > 2);
        assert!(policies.iter().all(|policy| policy.to_string().len() <= LONGEST));
        let all: Vec<&str> = policies
            .iter()
            .flat_map(|policy| policy["Statement"][0]["Action"].as_array().unwrap())
            .map(|action| action.as_str().unwrap())
            .collect();
        assert_eq!(all, actions);
        assert_eq!(policies[0]["Statement"].as_array().map(Vec::len), Some(2));
    }
}
