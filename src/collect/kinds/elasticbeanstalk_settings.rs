//! What an environment of Elastic Beanstalk is set to, out of a long list of options.

use super::named_values::secrets_in;
use crate::collect::Place;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ELASTIC_BEANSTALK;
use crate::collect::secrets::SecretHit;
use crate::snapshot::{Reason, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Settings {
    /// Whether its platform is renewed by itself; null where nothing is said.
    pub managed_actions_enabled: Option<bool>,
    /// Which versions that reaches: `patch` or `minor`; null where nothing is said.
    pub managed_update_level: Option<String>,
    /// How health is reported: `enhanced` or `basic`.
    pub health_reporting: Option<String>,
    /// Whether its logs go to CloudWatch.
    pub stream_logs: Option<bool>,
    /// For how many days they are kept there.
    pub log_retention_days: Option<i64>,
    /// Whether the older way to the metadata service, without a token, is closed.
    pub disable_imdsv1: Option<bool>,
    /// The instance profile of its machines.
    pub iam_instance_profile: Option<String>,
    /// The role that Elastic Beanstalk has for it.
    pub service_role: Option<String>,
    /// The key pair for SSH; null for none.
    pub ec2_key_name: Option<String>,
    /// `LoadBalanced` or `SingleInstance`.
    pub environment_type: Option<String>,
    /// The properties that its programs get, by name only.
    pub properties: Vec<String>,
    /// Secrets in those and in other options, without them.
    pub secrets: Vec<SecretHit>,
}

pub(super) const SETTINGS: &str = "elasticbeanstalk:DescribeConfigurationSettings";

/// The options that are properties.
pub(super) const PROPERTIES: &str = "aws:elasticbeanstalk:application:environment";

impl Settings {
    pub(super) fn sample() -> Self {
        Self {
            managed_actions_enabled: Some(true),
            managed_update_level: Some("minor".into()),
            health_reporting: Some("enhanced".into()),
            stream_logs: Some(true),
            log_retention_days: Some(365),
            disable_imdsv1: Some(true),
            iam_instance_profile: Some("shop".into()),
            service_role: Some("arn:aws:iam::111122223333:role/beanstalk".into()),
            ec2_key_name: None,
            environment_type: Some("LoadBalanced".into()),
            properties: vec!["REGION".into()],
            secrets: vec![],
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configurations {
    #[serde(default)]
    configuration_settings: List<Configuration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    deployment_status: Option<String>,
    #[serde(default)]
    option_settings: List<Setting>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Setting {
    #[serde(default)]
    namespace: String,
    option_name: String,
    #[serde(default)]
    value: String,
}

/// Beside what works there may be what is being deployed, or could not be.
pub(super) async fn settings(place: &Place, application: &str, environment: &str) -> Result<Settings, Unread> {
    let call = place.call(&ELASTIC_BEANSTALK, "DescribeConfigurationSettings");
    let call = call.set("ApplicationName", application).set("EnvironmentName", environment);
    let mut all = call.answer::<Configurations>().await?.configuration_settings.0;
    let deployed = all.iter().position(|one| !matches!(one.deployment_status.as_deref(), Some("pending" | "failed")));
    let at = deployed.unwrap_or_default();
    if at >= all.len() {
        return Err(Unread::new(SETTINGS, Reason::AccessDenied));
    }
    Ok(Settings::of(&all.swap_remove(at).option_settings.0))
}

impl Settings {
    fn of(settings: &[Setting]) -> Self {
        let text = |namespace: &str, name: &str| {
            let of = |one: &&Setting| one.namespace == namespace && one.option_name == name;
            settings.iter().find(of).map(|one| one.value.clone()).filter(|value| !value.is_empty())
        };
        let switch = |namespace: &str, name: &str| text(namespace, name)?.to_ascii_lowercase().parse().ok();
        let mut properties: Vec<String> =
            settings.iter().filter(|one| one.namespace == PROPERTIES).map(|one| one.option_name.clone()).collect();
        properties.sort();
        Self {
            managed_actions_enabled: switch("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled"),
            managed_update_level: text("aws:elasticbeanstalk:managedactions:platformupdate", "UpdateLevel"),
            health_reporting: text("aws:elasticbeanstalk:healthreporting:system", "SystemType"),
            stream_logs: switch("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs"),
            log_retention_days: text("aws:elasticbeanstalk:cloudwatch:logs", "RetentionInDays")
                .and_then(|days| days.parse().ok()),
            disable_imdsv1: switch("aws:autoscaling:launchconfiguration", "DisableIMDSv1"),
            iam_instance_profile: text("aws:autoscaling:launchconfiguration", "IamInstanceProfile"),
            service_role: text("aws:elasticbeanstalk:environment", "ServiceRole"),
            ec2_key_name: text("aws:autoscaling:launchconfiguration", "EC2KeyName"),
            environment_type: text("aws:elasticbeanstalk:environment", "EnvironmentType"),
            properties,
            secrets: secrets_in(settings.iter().map(|one| (one.option_name.as_str(), one.value.as_str()))),
        }
    }
}
