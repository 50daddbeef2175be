//! Whether machines that Systems Manager manages have the patches and associations that they should have.

use super::timestamp::Moment;
use crate::collect::Place;
use crate::collect::aws::service::SSM;
use crate::snapshot::Unread;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) const PATCHES: &str = "ssm:DescribeInstancePatchStates";
pub(super) const COMPLIANCE: &str = "ssm:ListResourceComplianceSummaries";

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Compliance {
    /// `Patch`, `Association`, or a type of the account's own, such as `Custom:Antivirus`.
    pub compliance_type: String,
    /// `COMPLIANT` or `NON_COMPLIANT`.
    pub status: Option<String>,
    /// The worst of what does not comply: `CRITICAL`, `HIGH`, `MEDIUM`, `LOW`, `INFORMATIONAL` or `UNSPECIFIED`.
    pub overall_severity: Option<String>,
    /// When that was found out.
    pub executed_at: Option<Moment>,
    /// How many items do not comply.
    pub non_compliant_count: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct PatchState {
    /// The patch group; null where it is in none.
    pub patch_group: Option<String>,
    /// What decided which patches it needs.
    pub baseline_id: Option<String>,
    /// `Scan` or `Install`.
    pub operation: Option<String>,
    /// When that ended.
    #[serde(rename(deserialize = "OperationEndTime"))]
    pub operation_ended_at: Option<Moment>,
    /// Patches that it should have and does not.
    pub missing_count: Option<i64>,
    /// Patches that could not be installed.
    pub failed_count: Option<i64>,
    /// Patches that wait for a restart.
    pub installed_pending_reboot_count: Option<i64>,
    /// Patches that are there although the baseline rejects them.
    pub installed_rejected_count: Option<i64>,
    /// Critical patches that are missing, failed, or wait for a restart.
    pub critical_non_compliant_count: Option<i64>,
    /// Security patches of which the same is true.
    pub security_non_compliant_count: Option<i64>,
}

impl PatchState {
    pub(super) fn sample() -> Self {
        Self {
            patch_group: Some("production".into()),
            baseline_id: Some("pb-0c10e65780EXAMPLE".into()),
            operation: Some("Install".into()),
            operation_ended_at: Some(Moment::sample("2026-09-29T04:00:00Z")),
            missing_count: Some(0),
            failed_count: Some(0),
            installed_pending_reboot_count: Some(0),
            installed_rejected_count: Some(0),
            critical_non_compliant_count: Some(0),
            security_non_compliant_count: Some(0),
        }
    }

    fn cleaned(mut self) -> Self {
        self.patch_group = self.patch_group.filter(|group| !group.is_empty());
        self
    }
}

impl Compliance {
    pub(super) fn sample(compliance_type: &str) -> Self {
        Self {
            compliance_type: compliance_type.into(),
            status: Some("COMPLIANT".into()),
            overall_severity: Some("UNSPECIFIED".into()),
            executed_at: Some(Moment::sample("2026-09-29T04:00:00Z")),
            non_compliant_count: Some(0),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PatchStates {
    #[serde(default)]
    instance_patch_states: Vec<Patched>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Patched {
    instance_id: String,
    #[serde(flatten)]
    state: PatchState,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summaries {
    #[serde(default)]
    resource_compliance_summary_items: Vec<Summary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    resource_id: String,
    compliance_type: String,
    status: Option<String>,
    overall_severity: Option<String>,
    execution_summary: Option<Execution>,
    non_compliant_summary: Option<NonCompliant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Execution {
    execution_time: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NonCompliant {
    non_compliant_count: Option<i64>,
}

/// The patch states of up to fifty machines, by id.
pub(super) async fn patch_states(place: &Place, ids: Vec<&str>) -> Result<BTreeMap<String, PatchState>, Unread> {
    let call = place.call(&SSM, "DescribeInstancePatchStates").set("InstanceIds", ids).set("MaxResults", 100);
    let mut pages = call.pages("NextToken", "NextToken");
    let mut all = BTreeMap::new();
    while let Some(page) = pages.next::<PatchStates>().await? {
        all.extend(page.instance_patch_states.into_iter().map(|one| (one.instance_id, one.state.cleaned())));
    }
    Ok(all)
}

/// Whether machines comply, by id.
pub(super) async fn compliance_by_instance(place: &Place) -> Result<BTreeMap<String, Vec<Compliance>>, Unread> {
    let mut pages =
        place.call(&SSM, "ListResourceComplianceSummaries").set("MaxResults", 50).pages("NextToken", "NextToken");
    let mut all: BTreeMap<String, Vec<Compliance>> = BTreeMap::new();
    while let Some(page) = pages.next::<Summaries>().await? {
        for one in page.resource_compliance_summary_items {
            let compliance = Compliance {
                compliance_type: one.compliance_type,
                status: one.status,
                overall_severity: one.overall_severity,
                executed_at: one.execution_summary.and_then(|execution| execution.execution_time),
                non_compliant_count: one.non_compliant_summary.and_then(|summary| summary.non_compliant_count),
            };
            all.entry(one.resource_id).or_default().push(compliance);
        }
    }
    all.values_mut().for_each(|types| types.sort_by(|one, other| one.compliance_type.cmp(&other.compliance_type)));
    Ok(all)
}
