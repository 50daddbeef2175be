//! Workgroups of Athena. A listing gives little; a workgroup's settings are a call each.
//!
//! - Where a workgroup does not enforce its settings, whoever asks may choose others, such as no encryption.
//!   <https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html>
//! - Each region has the workgroup `primary`.

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::service::ATHENA;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who asks together, with the same settings.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AthenaWorkgroup {
    /// `ENABLED` or `DISABLED`.
    pub state: Option<String>,
    /// Whether its settings hold also for who asks with others.
    pub enforce_work_group_configuration: Option<bool>,
    /// Where results are written; null where it does not say.
    pub output_location: Option<String>,
    /// `SSE_S3`, `SSE_KMS` or `CSE_KMS`: how results are encrypted; null where it does not say.
    pub encryption_option: Option<String>,
    /// The KMS key of results; null where none.
    pub kms_key: Option<String>,
    /// The account that must own the bucket of results; null where any may.
    pub expected_bucket_owner: Option<String>,
    /// Whether Athena keeps results itself, which it always encrypts; null where AWS does not say.
    pub managed_query_results_enabled: Option<bool>,
    /// Whether who asks cannot choose an encryption that is weaker than the workgroup's.
    pub enable_minimum_encryption_configuration: Option<bool>,
    /// Whether what queries cost and how they end goes to CloudWatch.
    pub publish_cloudwatch_metrics_enabled: Option<bool>,
    /// How many bytes a query may read before it is stopped; null where as many as it likes.
    pub bytes_scanned_cutoff_per_query: Option<i64>,
    /// Such as `Athena engine version 3`.
    pub effective_engine_version: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "athena:ListWorkGroups";
const GET: &str = "athena:GetWorkGroup";

impl Kind for AthenaWorkgroup {
    const NAME: &'static str = "athena_workgroup";
    const CLOUDFORMATION: &'static str = "AWS::Athena::WorkGroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(GET), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:athena:eu-central-1:111122223333:workgroup/reports".into(),
            name: Some("reports".into()),
            tags: Reading::Known(Some([("team".to_owned(), "analytics".to_owned())].into())),
            fields: Self {
                state: Some("ENABLED".into()),
                enforce_work_group_configuration: Some(true),
                output_location: Some("s3://analytics-results/reports/".into()),
                encryption_option: Some("SSE_KMS".into()),
                kms_key: Some("arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into()),
                expected_bucket_owner: Some("111122223333".into()),
                managed_query_results_enabled: Some(false),
                enable_minimum_encryption_configuration: Some(true),
                publish_cloudwatch_metrics_enabled: Some(true),
                bytes_scanned_cutoff_per_query: Some(1_000_000_000_000),
                effective_engine_version: Some("Athena engine version 3".into()),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "athena:workgroup");
        let mut pages = place.call(&ATHENA, "ListWorkGroups").set("MaxResults", 50).pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.work_groups, |group| one(place, group.name, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    work_groups: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Got {
    work_group: WorkGroup,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WorkGroup {
    state: Option<String>,
    configuration: Option<Configuration>,
    creation_time: Option<Moment>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    enforce_work_group_configuration: Option<bool>,
    result_configuration: Option<Results>,
    managed_query_results_configuration: Option<Managed>,
    enable_minimum_encryption_configuration: Option<bool>,
    publish_cloud_watch_metrics_enabled: Option<bool>,
    bytes_scanned_cutoff_per_query: Option<i64>,
    engine_version: Option<Engine>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Results {
    output_location: Option<String>,
    encryption_configuration: Option<Encryption>,
    expected_bucket_owner: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    encryption_option: Option<String>,
    kms_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Managed {
    enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Engine {
    effective_engine_version: Option<String>,
}

/// None for a workgroup that has gone since it was listed.
async fn one(
    place: &Place,
    name: String,
    region_tags: &RegionTags<'_>,
) -> Result<Option<Found<AthenaWorkgroup>>, Unread> {
    let id = place.arn("athena", &format!("workgroup/{name}"));
    let (got, tags) = tokio::join!(
        place.call(&ATHENA, "GetWorkGroup").set("WorkGroup", name.as_str()).judge::<Got>(),
        region_tags.of(&id),
    );
    let Some(Got { work_group }) = got? else { return Ok(None) };
    let configuration = work_group.configuration.unwrap_or_default();
    let results = configuration.result_configuration.unwrap_or_default();
    let encryption = results.encryption_configuration.unwrap_or_default();
    let fields = AthenaWorkgroup {
        state: work_group.state,
        enforce_work_group_configuration: configuration.enforce_work_group_configuration,
        output_location: results.output_location.filter(|at| !at.is_empty()),
        encryption_option: encryption.encryption_option,
        kms_key: encryption.kms_key.filter(|key| !key.is_empty()),
        expected_bucket_owner: results.expected_bucket_owner,
        managed_query_results_enabled: configuration.managed_query_results_configuration.and_then(|m| m.enabled),
        enable_minimum_encryption_configuration: configuration.enable_minimum_encryption_configuration,
        publish_cloudwatch_metrics_enabled: configuration.publish_cloud_watch_metrics_enabled,
        bytes_scanned_cutoff_per_query: configuration.bytes_scanned_cutoff_per_query,
        effective_engine_version: configuration.engine_version.and_then(|engine| engine.effective_engine_version),
        created_at: work_group.creation_time,
    };
    Ok(Some(Found { id, name: Some(name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn groups() -> Canned {
        Canned::default().reply("ListWorkGroups", r#"{"WorkGroups": [{"Name": "g", "State": "ENABLED"}]}"#)
    }

    const GROUP: &str = r#"{"WorkGroup": {"Name": "g", "State": "ENABLED", "CreationTime": 1769860800.5,
        "Configuration": {"EnforceWorkGroupConfiguration": false, "ResultConfiguration": {"OutputLocation": "s3://b/"},
        "EngineVersion": {"EffectiveEngineVersion": "Athena engine version 3"}}}}"#;

    #[test]
    fn a_workgroup_is_read_whole() {
        let read = groups()
            .reply("GetWorkGroup", GROUP)
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                "ResourceARN": "arn:aws:athena:eu-central-1:111122223333:workgroup/g"}]}"#,
            )
            .read::<AthenaWorkgroup>();
        assert_eq!(read.gaps, []);
        let [group] = read.resources.as_slice() else { panic!("one workgroup") };
        assert_eq!(group.at("enforce_work_group_configuration").as_bool(), Some(false));
        assert!(group.at("encryption_option").is_null() && group.unread().is_empty());
        assert_eq!(group.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn what_is_denied_is_a_gap_or_unread() {
        assert_eq!(groups().read::<AthenaWorkgroup>().gaps[0].action.as_str(), GET);
        assert_eq!(groups().reply("GetWorkGroup", GROUP).read::<AthenaWorkgroup>().resources[0].unread().len(), 1);
    }
}
