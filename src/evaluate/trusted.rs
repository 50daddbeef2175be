//! Accounts of one's own need no word of trust.

use crate::control::ControlSet;
use crate::snapshot::{Snapshot, Value};
use std::collections::BTreeSet;

/// The parameter that lists accounts which may be let in.
const PARAMETER: &str = "trusted_accounts";

/// The parameters of all controls in an estate: to the accounts that a control is told to trust come those of the estate,
/// and those of its organisation where they were listed.
pub(super) fn params(controls: &ControlSet, snapshot: &Snapshot) -> Vec<Value> {
    let own = own(snapshot);
    let in_estate = |params: &Value| {
        let Value::List(listed) = params.at(PARAMETER) else { return params.clone() };
        let listed = listed.iter().cloned().chain(own.iter().map(|id| Value::str(*id)));
        let more = Value::Object([(PARAMETER.into(), Value::List(listed.collect()))].into_iter().collect());
        params.overlaid(&more)
    };
    controls.controls().iter().map(|control| in_estate(&control.params)).collect()
}

fn own(snapshot: &Snapshot) -> BTreeSet<&str> {
    let listed = snapshot.resources.iter().filter(|resource| &*resource.kind == "organizations_account");
    let listed = listed.filter_map(|resource| resource.at("account_id").as_str());
    snapshot.header.accounts.iter().map(|account| account.as_str()).chain(listed).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Keep, Verdict, Waivers, evaluate};
    use super::*;
    use crate::control::{self, Selection};
    use crate::facts::{Classification, Deriver, Index};
    use crate::snapshot::{AccountId, Header, Resource};
    use serde_json::json;
    use std::collections::BTreeMap;

    const CONTROL: &str = "sqs/queue-shared-with-known-accounts";

    /// Whether a queue may let in an account, in an estate of two accounts with something besides.
    fn verdict(other: &str, beside: &[serde_json::Value]) -> Verdict {
        let selection = Selection { controls: vec![CONTROL.into()], ..Selection::default() };
        let controls = control::load(&control::built_in(), &BTreeMap::new()).unwrap().select(&selection).unwrap();
        let policy = json!({"version": "2012-10-17", "statements": [{"sid": null, "effect": "Allow",
            "principals": [{"type": "AWS", "id": other}], "not_principals": [], "actions": ["sqs:SendMessage"],
            "not_actions": [], "resources": ["*"], "not_resources": [], "conditions": []}]});
        let queue = json!({"kind": "sqs_queue", "id": "arn:aws:sqs:eu-west-1:111122223333:q", "name": "q",
            "account": "111122223333", "region": "eu-west-1", "tags": {}, "policy": policy});
        let resources = [&queue]
            .into_iter()
            .chain(beside)
            .map(|one| serde_json::from_str::<Resource>(&one.to_string()).unwrap())
            .collect();
        let accounts = ["111122223333", "444455556666"].map(|id| AccountId::try_from(id).unwrap());
        let now = "2026-06-30T00:00:00Z".parse().unwrap();
        let snapshot = Snapshot::of(Header::new(now, "aws".into(), accounts.to_vec(), vec![]), resources);
        let (index, by) = (Index::new(&snapshot), Classification::default());
        let deriver = Deriver::new(&index, &by);
        let (assessment, _) = evaluate(&deriver, &controls, &Waivers::default(), Keep::Everything);
        assessment.findings[0].verdict
    }

    #[test]
    fn accounts_of_the_estate_and_of_its_organisation_are_known() {
        assert_eq!(verdict("999988887777", &[]), Verdict::Fail);
        assert_eq!(verdict("444455556666", &[]), Verdict::Pass);
        let listed = json!({"kind": "organizations_account", "id": "arn:aws:organizations::1:account/o/999988887777",
            "name": "far", "account": "111122223333", "region": "global", "tags": {}, "account_id": "999988887777"});
        assert_eq!(verdict("999988887777", &[listed]), Verdict::Pass);
    }
}
