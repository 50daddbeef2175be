//! An organisation's policies: what accounts may do at most (SCPs), what may be done to their resources at most (RCPs), and
//! others. Read from the management account or a delegated administrator; denied elsewhere.
//!
//! - They are listed type by type. Only the types that a root has enabled are: others bind nobody.
//!   <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html>
//! - Only SCPs and RCPs are written in IAM's language. What others say is not read.
//!   <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html>
//! - Tags are a call each. The policies of AWS's own have none.

use super::kind::{Found, Kind};
use super::organizations_reply::{TAGS, roots, tags_of};
use crate::collect::aws::service::ORGANIZATIONS;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A policy of the organisation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrganizationsPolicy {
    /// Such as `p-FullAWSAccess`.
    pub policy_id: String,
    /// `SERVICE_CONTROL_POLICY`, `RESOURCE_CONTROL_POLICY`, `TAG_POLICY` or another.
    #[serde(rename = "type")]
    pub policy_type: Option<String>,
    /// What people wrote about it.
    pub description: Option<String>,
    /// AWS made it, and it cannot be changed.
    pub aws_managed: Option<bool>,
    /// What it is attached to: nothing, and it binds nobody.
    pub targets: Reading<Vec<Target>>,
    /// What it says; null for types that are not written in IAM's language.
    pub policy: Reading<Option<PolicyDocument>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Target {
    /// An account, a unit or a root.
    pub target_id: String,
    /// `ACCOUNT`, `ORGANIZATIONAL_UNIT` or `ROOT`.
    #[serde(rename(serialize = "type", deserialize = "Type"))]
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

const DESCRIBE: &str = "organizations:DescribeOrganization";
const ROOTS: &str = "organizations:ListRoots";
const LIST: &str = "organizations:ListPolicies";
const DOCUMENT: &str = "organizations:DescribePolicy";
const TARGETS: &str = "organizations:ListTargetsForPolicy";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "OnlyInEurope", "Effect": "Deny",
    "NotAction": ["iam:*", "organizations:*", "sts:*"], "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "us-east-1"]}}}]}"#;

impl Kind for OrganizationsPolicy {
    const NAME: &'static str = "organizations_policy";
    const CLOUDFORMATION: &'static str = "AWS::Organizations::Policy";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[
        Action::page(DESCRIBE),
        Action::page(ROOTS),
        Action::page(LIST),
        Action::each(DOCUMENT),
        Action::each(TARGETS),
        Action::each(TAGS),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:organizations::111122223333:policy/o-a1b2c3d4e5/service_control_policy/p-a1b2c3d4".into(),
            name: Some("only-in-europe".into()),
            tags: Reading::Known(Some([("team".to_owned(), "security".to_owned())].into())),
            fields: Self {
                policy_id: "p-a1b2c3d4".into(),
                policy_type: Some("SERVICE_CONTROL_POLICY".into()),
                description: Some("regions that we use".into()),
                aws_managed: Some(false),
                targets: Reading::Known(vec![Target {
                    target_id: "r-a1b2".into(),
                    kind: Some("ROOT".into()),
                    name: Some("Root".into()),
                }]),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        for of_type in roots(place).await?.enabled_policy_types() {
            if let Err(unread) = all_of(place, &of_type, out).await {
                out.gap(unread).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policies {
    #[serde(default)]
    policies: Vec<Summary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    id: String,
    arn: String,
    name: Option<String>,
    description: Option<String>,
    #[serde(rename = "Type")]
    policy_type: Option<String>,
    aws_managed: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    policy: Content,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    content: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Targets {
    #[serde(default)]
    targets: Vec<Target>,
}

async fn all_of(place: &Place, of_type: &str, out: &Sink) -> Result<(), Unread> {
    let call = place.call(&ORGANIZATIONS, "ListPolicies").set("Filter", of_type).set("MaxResults", 20);
    let mut pages = call.pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Policies>().await? {
        out.each(page.policies, |policy| one(place, policy)).await;
    }
    Ok(())
}

async fn targets(place: &Place, id: &str) -> Result<Vec<Target>, Unread> {
    let mut all = Vec::new();
    let call = place.call(&ORGANIZATIONS, "ListTargetsForPolicy").set("PolicyId", id).set("MaxResults", 20);
    let mut pages = call.pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Targets>().await? {
        all.extend(page.targets);
    }
    all.sort();
    Ok(all)
}

/// None for a policy that has gone since it was listed.
async fn one(place: &Place, policy: Summary) -> Result<Option<Found<OrganizationsPolicy>>, Unread> {
    let in_iams_language =
        matches!(policy.policy_type.as_deref(), Some("SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY"));
    let document = async {
        if !in_iams_language {
            return Ok(Some(None));
        }
        let call = place.call(&ORGANIZATIONS, "DescribePolicy").set("PolicyId", policy.id.as_str());
        Ok(call.judge::<Described>().await?.map(|reply| reply.policy.content))
    };
    let tags = async {
        if policy.aws_managed == Some(true) { Reading::Known(None) } else { tags_of(place, &policy.id).await }
    };
    let (document, targets, tags) = tokio::join!(document, targets(place, &policy.id), tags);
    let Some(document) = document.transpose() else { return Ok(None) };
    let fields = OrganizationsPolicy {
        policy_type: policy.policy_type,
        description: policy.description.filter(|text| !text.is_empty()),
        aws_managed: policy.aws_managed,
        targets: targets.into(),
        policy: PolicyDocument::reading(DOCUMENT, document),
        policy_id: policy.id,
    };
    Ok(Some(Found { id: policy.arn, name: policy.name, tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    fn organization(types: &str) -> Canned {
        let types = types.split(' ').map(|one| format!(r#"{{"Type": "{one}", "Status": "ENABLED"}}"#));
        let roots =
            format!(r#"{{"Roots": [{{"Id": "r-a1b2", "PolicyTypes": [{}]}}]}}"#, types.collect::<Vec<_>>().join(","));
        Canned::default().reply("DescribeOrganization", r#"{"Organization": {"Id": "o-x"}}"#).reply("ListRoots", &roots)
    }

    fn listed(of_type: &str) -> String {
        listed_of("true", of_type)
    }

    fn listed_of(managed: &str, of_type: &str) -> String {
        format!(
            r#"{{"Policies": [{{"Id": "p-1", "Name": "x", "Description": "", "Type": "{of_type}", "AwsManaged": {managed},
                "Arn": "arn:aws:organizations::aws:policy/service_control_policy/p-1"}}]}}"#
        )
    }

    const TARGETS: &str = r#"{"Targets": [{"TargetId": "r-a1b2", "Arn": "a", "Name": "Root", "Type": "ROOT"},
        {"TargetId": "444455556666", "Arn": "b", "Name": "prod", "Type": "ACCOUNT"}]}"#;

    #[test]
    fn a_policy_is_read_whole() {
        let read = organization("SERVICE_CONTROL_POLICY")
            .reply("ListPolicies", &listed_of("false", "SERVICE_CONTROL_POLICY"))
            .reply("ListTargetsForPolicy", TARGETS)
            .reply("ListTagsForResource", r#"{"Tags": [{"Key": "team", "Value": "x"}]}"#)
            .reply(
                "DescribePolicy",
                r#"{"Policy": {"Content": "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\"}}"}}"#,
            )
            .read::<OrganizationsPolicy>();
        assert_eq!(read.gaps, []);
        let [policy] = read.resources.as_slice() else { panic!("one policy") };
        assert!(policy.unread().is_empty() && policy.at("tags.team").as_str() == Some("x"));
        assert_eq!(policy.at("type").as_str(), Some("SERVICE_CONTROL_POLICY"));
        let targets = serde_json::to_string(policy.at("targets")).unwrap();
        assert!(targets.starts_with(r#"[{"target_id":"444455556666","type":"ACCOUNT","name":"prod"}"#), "{targets}");
    }

    #[test]
    fn types_of_another_language_are_not_described() {
        let read = organization("BACKUP_POLICY TAG_POLICY")
            .reply("ListPolicies", r#"{"Policies": []}"#)
            .reply("ListPolicies", &listed("TAG_POLICY"))
            .reply("ListTargetsForPolicy", TARGETS)
            .read::<OrganizationsPolicy>();
        assert!(read.gaps.is_empty() && read.resources[0].at("policy").is_null());
        assert!(!read.asked.contains(&"DescribePolicy".to_owned()));
        assert!(!read.asked.contains(&"ListTagsForResource".to_owned()), "AWS's own has no tags");
        assert_eq!(read.asked.iter().filter(|asked| *asked == "ListPolicies").count(), 2);
    }

    #[test]
    fn what_is_gone_is_gone_and_a_member_is_denied() {
        let gone = organization("SERVICE_CONTROL_POLICY")
            .reply("ListPolicies", &listed("SERVICE_CONTROL_POLICY"))
            .status("DescribePolicy", 400, r#"{"__type": "PolicyNotFoundException"}"#)
            .read::<OrganizationsPolicy>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        let gone = organization("TAG_POLICY")
            .reply("ListPolicies", &listed_of("false", "TAG_POLICY"))
            .status("ListTagsForResource", 400, r#"{"__type": "TargetNotFoundException"}"#)
            .read::<OrganizationsPolicy>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        let member = Canned::default().read::<OrganizationsPolicy>();
        assert_eq!((member.gaps[0].action.as_str(), member.gaps[0].reason), (ROOTS, Reason::AccessDenied));
    }
}
