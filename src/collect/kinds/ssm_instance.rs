//! Machines that Systems Manager manages: EC2 instances with its agent, and machines elsewhere that were registered.
//!
//! - It knows only machines that report to it: an instance that is not here is not managed, or is stopped.
//!   <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html>
//! - Whether a machine complies is told for all machines together, by type: `Patch`, `Association`, or one of the
//!   account's own. <https://docs.aws.amazon.com/systems-manager/latest/userguide/compliance-about.html>
//! - The patch state counts patches as of the last scan; who was never scanned has none.

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::ssm_compliance::{COMPLIANCE, Compliance, PATCHES, PatchState, compliance_by_instance, patch_states};
use super::timestamp::Moment;
use crate::collect::aws::service::SSM;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

/// A machine that Systems Manager manages, whether patches and associations are as they should be.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SsmInstance {
    /// Of an EC2 instance `i-..`, of another machine `mi-..`.
    pub instance_id: String,
    /// `EC2Instance` or `ManagedInstance`.
    pub resource_type: Option<String>,
    /// `Online`, `ConnectionLost` or `Inactive`.
    pub ping_status: Option<String>,
    /// When its agent last said anything.
    pub last_ping_at: Option<Moment>,
    /// The version of the agent.
    pub agent_version: Option<String>,
    /// Whether there is no newer agent.
    pub is_latest_version: Option<bool>,
    /// `Linux`, `Windows` or `MacOS`.
    pub platform_type: Option<String>,
    /// Such as `Amazon Linux`.
    pub platform_name: Option<String>,
    /// The version of the operating system.
    pub platform_version: Option<String>,
    /// The role that lets it be managed, where default host management or an activation gave it one.
    pub iam_role: Option<String>,
    /// How the associations went together: `Success`, `Failed` or `Pending`; null where it has none.
    pub association_status: Option<String>,
    /// When all associations last succeeded.
    pub last_successful_association_at: Option<Moment>,
    /// Whether it complies, by type; empty where nothing was ever reported.
    pub compliance: Reading<Vec<Compliance>>,
    /// The state of its patches; null where they were never looked at.
    pub patch_state: Reading<Option<PatchState>>,
}

const LIST: &str = "ssm:DescribeInstanceInformation";

impl Kind for SsmInstance {
    const NAME: &'static str = "ssm_instance";
    // Config's name; CloudFormation has none.
    const CLOUDFORMATION: &'static str = "AWS::SSM::ManagedInstanceInventory";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page(LIST), Action::batch(PATCHES, 50), Action::page(COMPLIANCE), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ssm:eu-central-1:111122223333:managed-instance/i-0a1b2c3d4e5f60718".into(),
            name: Some("i-0a1b2c3d4e5f60718".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                instance_id: "i-0a1b2c3d4e5f60718".into(),
                resource_type: Some("EC2Instance".into()),
                ping_status: Some("Online".into()),
                last_ping_at: Some(Moment::sample("2026-09-30T11:58:00Z")),
                agent_version: Some("3.3.2746.0".into()),
                is_latest_version: Some(true),
                platform_type: Some("Linux".into()),
                platform_name: Some("Amazon Linux".into()),
                platform_version: Some("2023".into()),
                iam_role: None,
                association_status: Some("Success".into()),
                last_successful_association_at: Some(Moment::sample("2026-09-30T10:00:00Z")),
                compliance: Reading::Known(vec![Compliance::sample("Association"), Compliance::sample("Patch")]),
                patch_state: Reading::Known(Some(PatchState::sample())),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = (RegionTags::new(place, "ec2:instance"), RegionTags::new(place, "ssm:managed-instance"));
        // Most regions have no machines, and need no second listing.
        let compliance = OnceCell::new();
        let list = place.call(&SSM, "DescribeInstanceInformation").set("MaxResults", 50);
        let mut pages = list.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Instances>().await? {
            let instances = page.instance_information_list;
            if instances.is_empty() {
                continue;
            }
            // A page has as many machines as one call may name.
            let ids = instances.iter().map(|one| one.instance_id.as_str());
            let patches = patch_states(place, ids.collect()).await;
            let compliance = compliance.get_or_init(|| compliance_by_instance(place)).await;
            for instance in instances {
                let id = instance.instance_id.as_str();
                let patches = patches.as_ref().map(|all| all.get(id).cloned()).map_err(Unread::clone);
                let complies = compliance.as_ref().map(|all| all.get(id).cloned().unwrap_or_default());
                out.push(found(place, instance, patches.into(), complies.map_err(Unread::clone).into(), &tags).await)
                    .await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instances {
    #[serde(default)]
    instance_information_list: Vec<Instance>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instance {
    instance_id: String,
    name: Option<String>,
    resource_type: Option<String>,
    ping_status: Option<String>,
    last_ping_date_time: Option<Moment>,
    agent_version: Option<String>,
    is_latest_version: Option<bool>,
    platform_type: Option<String>,
    platform_name: Option<String>,
    platform_version: Option<String>,
    iam_role: Option<String>,
    association_status: Option<String>,
    last_successful_association_execution_date: Option<Moment>,
}

async fn found(
    place: &Place,
    instance: Instance,
    patch_state: Reading<Option<PatchState>>,
    compliance: Reading<Vec<Compliance>>,
    (of_ec2, of_ssm): &(RegionTags<'_>, RegionTags<'_>),
) -> Found<SsmInstance> {
    // Not the instance's own ARN, which is that of another kind.
    let id = place.arn("ssm", &format!("managed-instance/{}", instance.instance_id));
    let tags = if instance.instance_id.starts_with("i-") {
        of_ec2.of(&place.arn("ec2", &format!("instance/{}", instance.instance_id))).await
    } else {
        of_ssm.of(&id).await
    };
    let name = instance.name.filter(|name| !name.is_empty()).unwrap_or_else(|| instance.instance_id.clone());
    let fields = SsmInstance {
        instance_id: instance.instance_id,
        resource_type: instance.resource_type,
        ping_status: instance.ping_status,
        last_ping_at: instance.last_ping_date_time,
        agent_version: instance.agent_version,
        is_latest_version: instance.is_latest_version,
        platform_type: instance.platform_type,
        platform_name: instance.platform_name,
        platform_version: instance.platform_version,
        iam_role: instance.iam_role.filter(|role| !role.is_empty()),
        association_status: instance.association_status.filter(|status| !status.is_empty()),
        last_successful_association_at: instance.last_successful_association_execution_date,
        compliance,
        patch_state,
    };
    Found { id, name: Some(name), tags, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn instances() -> Canned {
        let listed = r#"{"InstanceInformationList": [
            {"InstanceId": "i-1", "PingStatus": "Online", "LastPingDateTime": 1769860800.0, "ResourceType": "EC2Instance",
             "IPAddress": "10.0.0.1", "ComputerName": "host", "AssociationStatus": "Failed"},
            {"InstanceId": "mi-2", "Name": "office", "ResourceType": "ManagedInstance"}]}"#;
        Canned::default().reply("DescribeInstanceInformation", listed)
    }

    #[test]
    fn machines_have_their_patches_and_compliance() {
        let patches = r#"{"InstancePatchStates": [{"InstanceId": "i-1", "PatchGroup": "", "BaselineId": "pb-1",
            "Operation": "Scan", "OperationStartTime": 1769860800.0, "OperationEndTime": 1769860800.0,
            "MissingCount": 4, "SecurityNonCompliantCount": 2}]}"#;
        let summaries = r#"{"ResourceComplianceSummaryItems": [{"ComplianceType": "Patch", "ResourceId": "i-1",
            "ResourceType": "ManagedInstance", "Status": "NON_COMPLIANT", "OverallSeverity": "HIGH",
            "ExecutionSummary": {"ExecutionTime": 1769860800}, "NonCompliantSummary": {"NonCompliantCount": 4}}]}"#;
        let tags = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "shop"}],
            "ResourceARN": "arn:aws:ec2:eu-central-1:111122223333:instance/i-1"}]}"#;
        let read = instances()
            .reply("DescribeInstancePatchStates", patches)
            .reply("ListResourceComplianceSummaries", summaries)
            .reply("GetResources", tags)
            .read::<SsmInstance>();
        assert_eq!(read.gaps, []);
        let [patched, office] = read.resources.as_slice() else { panic!("two machines") };
        assert!(patched.unread().is_empty() && office.unread().is_empty());
        assert_eq!(patched.at("patch_state.security_non_compliant_count").as_int(), Some(2));
        assert_eq!(patched.at("patch_state.operation_ended_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(patched.at("tags.team").as_str(), Some("shop"));
        assert!(office.at("patch_state").is_null());
        assert_eq!(serde_json::to_string(office.at("compliance")).unwrap(), "[]");
        assert_eq!(read.asked.len(), 5);
    }

    #[test]
    fn what_is_denied_is_unread_and_an_empty_region_is_asked_once() {
        let read = instances().read::<SsmInstance>();
        assert_eq!(read.resources[0].unread().len(), 3);
        let empty = r#"{"InstanceInformationList": []}"#;
        let none = Canned::default().reply("DescribeInstanceInformation", empty).read::<SsmInstance>();
        assert_eq!((none.resources.len(), none.asked.len()), (0, 1));
    }
}
