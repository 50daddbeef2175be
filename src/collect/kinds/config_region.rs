//! AWS Config in a region: whether it records, what, and where to. A region has one recorder of the account's own at most.
//!
//! - Where there is none, AWS answers with empty lists.
//!   <https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationRecorders.html>
//! - Recorders that belong to other services are not given, and are not what checks mean.
//! - How the three ways to say what is recorded go together:
//!   <https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html>

use super::kind::{Found, Kind};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::service::CONFIG;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A region's recorder of configurations, and where it delivers to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ConfigRegion {
    /// It records now.
    pub recording: Reading<bool>,
    /// What is recorded; null where there is no recorder.
    pub recorder: Reading<Option<Recorder>>,
    /// How recording goes; null where there is no recorder.
    pub status: Reading<Option<Status>>,
    /// Where to it is delivered; null where nowhere, and then nothing is recorded either.
    pub delivery_channel: Reading<Option<DeliveryChannel>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Recorder {
    /// Mostly `default`.
    pub name: Option<String>,
    /// The role that it reads with.
    pub role_arn: Option<String>,
    /// The role is the one that AWS made for Config.
    pub role_is_service_linked: Option<bool>,
    /// All types of resources are recorded that live in a region, and new ones as they come. Null where AWS does not say.
    pub records_all_regional_types: Option<bool>,
    /// Users, groups, roles and policies of IAM are recorded: one region is enough for them. Null where
    /// AWS does not say.
    pub records_global_types: Option<bool>,
    /// The types that are recorded, where not all are.
    pub resource_types: Vec<String>,
    /// The types that are not recorded, where all others are.
    pub excluded_resource_types: Vec<String>,
    /// `CONTINUOUS` or `DAILY`.
    pub recording_frequency: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Status {
    /// It records now.
    pub recording: Option<bool>,
    /// `Pending`, `Success`, `Failure` or `NotApplicable`.
    pub last_status: Option<String>,
    /// What went wrong.
    pub last_error_code: Option<String>,
    /// When it was last switched on.
    pub last_start_time: Option<Moment>,
    /// When it was last switched off.
    pub last_stop_time: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct DeliveryChannel {
    /// Mostly `default`.
    pub name: Option<String>,
    /// The bucket, maybe of another account.
    pub s3_bucket_name: Option<String>,
    /// The key that encrypts what is delivered; null where the bucket's does.
    pub s3_kms_key_arn: Option<String>,
    /// The topic that hears of changes.
    #[serde(rename(deserialize = "snsTopicARN"))]
    pub sns_topic_arn: Option<String>,
}

const RECORDERS: &str = "config:DescribeConfigurationRecorders";
const STATUS: &str = "config:DescribeConfigurationRecorderStatus";
const CHANNELS: &str = "config:DescribeDeliveryChannels";

impl Kind for ConfigRegion {
    const NAME: &'static str = "config_region";
    const CLOUDFORMATION: &'static str = "AWS::Config::ConfigurationRecorder";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(RECORDERS), Action::page(STATUS), Action::page(CHANNELS)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:config_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                recording: Reading::Known(true),
                recorder: Reading::Known(Some(Recorder {
                    name: Some("default".into()),
                    role_arn: Some(
                        "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
                            .into(),
                    ),
                    role_is_service_linked: Some(true),
                    records_all_regional_types: Some(true),
                    records_global_types: Some(true),
                    resource_types: vec![],
                    excluded_resource_types: vec![],
                    recording_frequency: Some("CONTINUOUS".into()),
                })),
                status: Reading::Known(Some(Status {
                    recording: Some(true),
                    last_status: Some("Success".into()),
                    last_error_code: None,
                    last_start_time: Some(Moment::sample("2025-01-10T09:00:00Z")),
                    last_stop_time: None,
                })),
                delivery_channel: Reading::Known(Some(DeliveryChannel {
                    name: Some("default".into()),
                    s3_bucket_name: Some("acme-config".into()),
                    s3_kms_key_arn: None,
                    sns_topic_arn: None,
                })),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let (recorders, status, channels) = tokio::join!(
            place.call(&CONFIG, "DescribeConfigurationRecorders").answer::<Recorders>(),
            place.call(&CONFIG, "DescribeConfigurationRecorderStatus").answer::<Statuses>(),
            place.call(&CONFIG, "DescribeDeliveryChannels").answer::<Channels>(),
        );
        let status = status.map(|reply| reply.configuration_recorders_status.into_iter().next());
        let recording = |status: &Option<Status>| status.as_ref().is_some_and(|status| status.recording == Some(true));
        let fields = Self {
            recording: status.as_ref().map(recording).map_err(Clone::clone).into(),
            recorder: recorders
                .map(|reply| reply.configuration_recorders.into_iter().next().map(Recorder::from))
                .into(),
            status: status.into(),
            delivery_channel: channels.map(|reply| reply.delivery_channels.into_iter().next()).into(),
        };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Recorders {
    #[serde(default)]
    configuration_recorders: Vec<Described>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statuses {
    #[serde(default)]
    configuration_recorders_status: Vec<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Channels {
    #[serde(default)]
    delivery_channels: Vec<DeliveryChannel>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    name: Option<String>,
    #[serde(rename = "roleARN")]
    role_arn: Option<String>,
    recording_group: Option<Group>,
    #[serde(default)]
    recording_mode: Mode,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Group {
    all_supported: bool,
    include_global_resource_types: bool,
    resource_types: Vec<String>,
    exclusion_by_resource_types: Types,
    recording_strategy: Strategy,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Types {
    resource_types: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Strategy {
    use_only: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Mode {
    recording_frequency: Option<String>,
}

const GLOBAL_TYPES: [&str; 4] = ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"];

impl Group {
    /// All but some: then the switch for global types means nothing.
    fn is_by_exclusion(&self) -> bool {
        self.recording_strategy.use_only.as_deref() == Some("EXCLUSION_BY_RESOURCE_TYPES")
    }

    fn records_all_regional_types(&self) -> bool {
        let excluded = &self.exclusion_by_resource_types.resource_types;
        let only_global = excluded.iter().all(|one| GLOBAL_TYPES.contains(&one.as_str()));
        self.all_supported || (self.is_by_exclusion() && only_global)
    }

    fn records_global_types(&self) -> bool {
        let all_of = |types: &[String]| GLOBAL_TYPES.iter().all(|global| types.iter().any(|one| one == global));
        let any_of = |types: &[String]| types.iter().any(|one| GLOBAL_TYPES.contains(&one.as_str()));
        if self.is_by_exclusion() {
            return !any_of(&self.exclusion_by_resource_types.resource_types);
        }
        (self.all_supported && self.include_global_resource_types) || all_of(&self.resource_types)
    }
}

impl From<Described> for Recorder {
    fn from(described: Described) -> Self {
        let group = described.recording_group;
        let (types, excluded) = group.as_ref().map_or_else(Default::default, |group| {
            (group.resource_types.clone(), group.exclusion_by_resource_types.resource_types.clone())
        });
        let linked = |role: &String| role.contains(":role/aws-service-role/config.amazonaws.com/");
        Self {
            name: described.name,
            role_is_service_linked: described.role_arn.as_ref().map(linked),
            role_arn: described.role_arn,
            records_all_regional_types: group.as_ref().map(Group::records_all_regional_types),
            records_global_types: group.as_ref().map(Group::records_global_types),
            resource_types: sorted(types),
            excluded_resource_types: sorted(excluded),
            recording_frequency: described.recording_mode.recording_frequency,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_recorder_is_read_whole() {
        let recorder = r#"{"ConfigurationRecorders": [{"name": "default",
            "roleARN": "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
            "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": false, "resourceTypes": [],
                "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}},
            "recordingMode": {"recordingFrequency": "CONTINUOUS", "recordingModeOverrides": []}}]}"#;
        let status = r#"{"ConfigurationRecordersStatus": [{"name": "default", "recording": true, "lastStatus": "FAILURE",
            "lastStartTime": 1769860800.0, "lastErrorCode": "S3Error"}]}"#;
        let channel =
            r#"{"DeliveryChannels": [{"name": "default", "s3BucketName": "b", "snsTopicARN": "arn:aws:sns:x"}]}"#;
        let read = Canned::default()
            .reply("DescribeConfigurationRecorders", recorder)
            .reply("DescribeConfigurationRecorderStatus", status)
            .reply("DescribeDeliveryChannels", channel)
            .read::<ConfigRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty() && read.gaps.is_empty());
        assert_eq!(region.at("recording").as_bool(), Some(true));
        assert_eq!(region.at("recorder.role_is_service_linked").as_bool(), Some(true));
        assert_eq!(region.at("recorder.records_all_regional_types").as_bool(), Some(true));
        assert_eq!(region.at("recorder.records_global_types").as_bool(), Some(false));
        assert_eq!(region.at("delivery_channel.sns_topic_arn").as_str(), Some("arn:aws:sns:x"));
    }

    #[test]
    fn a_region_without_a_recorder_says_so_and_one_that_is_denied_does_not() {
        let read = Canned::default()
            .reply("DescribeConfigurationRecorders", r#"{"ConfigurationRecorders": []}"#)
            .reply("DescribeConfigurationRecorderStatus", "{}")
            .reply("DescribeDeliveryChannels", "{}")
            .read::<ConfigRegion>();
        assert_eq!(read.resources[0].at("recording").as_bool(), Some(false));
        assert!(read.resources[0].at("recorder").is_null() && read.resources[0].at("delivery_channel").is_null());
        let denied = Canned::default().read::<ConfigRegion>();
        assert_eq!(denied.resources[0].unread().len(), 4);
    }

    #[test]
    fn what_is_recorded_is_said_in_three_ways() {
        let records = |json: &str| {
            let group: Group = serde_json::from_str(json).unwrap();
            (group.records_all_regional_types(), group.records_global_types())
        };
        assert_eq!(records("{}"), (false, false));
        assert_eq!(records(r#"{"allSupported": true, "includeGlobalResourceTypes": true}"#), (true, true));
        let iam = r#""AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User""#;
        assert_eq!(records(&format!(r#"{{"resourceTypes": [{iam}]}}"#)), (false, true));
        let but = |types: &str| {
            records(&format!(
                r#"{{"recordingStrategy": {{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}},
                    "exclusionByResourceTypes": {{"resourceTypes": [{types}]}}}}"#
            ))
        };
        assert_eq!(but(iam), (true, false));
        assert_eq!(but(r#""AWS::EC2::Subnet""#), (false, true));
    }
}
