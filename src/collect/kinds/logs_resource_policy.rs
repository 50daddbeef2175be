//! Resource policies of CloudWatch Logs: who else may write logs to a region of the account. They belong to the account, and
//! not to a group. <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html>

use super::kind::{Found, Kind};
use super::logs_reply::milliseconds;
use super::timestamp::Moment;
use crate::collect::aws::service::LOGS;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A policy that lets services or other accounts into a region's logs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LogsResourcePolicy {
    /// What it says.
    pub policy: Reading<Option<PolicyDocument>>,
    /// When it was last changed.
    pub last_updated_at: Option<Moment>,
}

const DESCRIBE: &str = "logs:DescribeResourcePolicies";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "QueryLogs", "Effect": "Allow",
    "Principal": {"Service": "route53.amazonaws.com"}, "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": "arn:aws:logs:eu-central-1:111122223333:log-group:/dns/*",
    "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}]}"#;

impl Kind for LogsResourcePolicy {
    const NAME: &'static str = "logs_resource_policy";
    const CLOUDFORMATION: &'static str = "AWS::Logs::ResourcePolicy";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:logs_resource_policy:111122223333:eu-central-1:dns".into(),
            name: Some("dns".into()),
            tags: Reading::Known(None),
            fields: Self {
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                last_updated_at: Some(Moment::sample("2025-01-10T09:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let mut pages = place.call(&LOGS, "DescribeResourcePolicies").set("limit", 50).pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Policies>().await? {
            for policy in page.resource_policies {
                let id = place.made_up_id(Self::NAME, &policy.policy_name);
                let fields = Self {
                    policy: PolicyDocument::reading(DESCRIBE, Ok(policy.policy_document)),
                    last_updated_at: policy.last_updated_time,
                };
                let name = Some(policy.policy_name);
                out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policies {
    #[serde(default)]
    resource_policies: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    policy_name: String,
    policy_document: Option<String>,
    #[serde(default, deserialize_with = "milliseconds")]
    last_updated_time: Option<Moment>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    #[test]
    fn a_policy_is_read_whole_and_one_that_nobody_understands_is_unread() {
        let answer = r#"{"resourcePolicies": [
            {"policyName": "dns", "lastUpdatedTime": 1769860800000, "policyScope": "ACCOUNT", "policyDocument":
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"logs:*\", \"Resource\": \"*\"}]}"},
            {"policyName": "odd", "policyDocument": "{"}]}"#;
        let read = Canned::default().reply("DescribeResourcePolicies", answer).read::<LogsResourcePolicy>();
        assert_eq!(read.gaps, []);
        let [dns, odd] = read.resources.as_slice() else { panic!("two policies") };
        assert!(dns.unread().is_empty());
        assert_eq!(dns.at("last_updated_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert!(serde_json::to_string(dns.at("policy")).unwrap().contains(r#""actions":["logs:*"]"#));
        assert_eq!(odd.unread()[0].reason, Reason::Unparseable);
    }

    #[test]
    fn denied_is_a_gap() {
        let read = Canned::default().read::<LogsResourcePolicy>();
        assert_eq!((read.gaps[0].action.as_str(), read.gaps[0].reason), (DESCRIBE, Reason::AccessDenied));
    }
}
