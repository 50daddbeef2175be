//! Security configurations that clusters of EMR use. Those that no cluster uses decide nothing, and are left out.
//!
//! One is a text in JSON of which only the switches are kept: where certificates and providers of keys lie may give away
//! more than it tells. <https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html>

use super::emr_cluster::clusters;
use super::kind::{Found, Kind};
use super::timestamp::Moment;
use crate::collect::aws::service::EMR;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How clusters that use it encrypt, and who may sign in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EmrSecurityConfiguration {
    /// Whether what is stored is encrypted.
    pub at_rest_encryption_enabled: Reading<Option<bool>>,
    /// Whether what is sent between servers is encrypted.
    pub in_transit_encryption_enabled: Reading<Option<bool>>,
    /// `SSE-S3`, `SSE-KMS`, `CSE-KMS` or `CSE-Custom`: what is written to S3; null where it does not say.
    pub s3_encryption_mode: Reading<Option<String>>,
    /// `AwsKms` or `Custom`: who gives the keys of local disks; null where they are not encrypted.
    pub local_disk_key_provider_type: Reading<Option<String>>,
    /// Whether EBS itself encrypts the disks; null where it does not say.
    pub ebs_encryption_enabled: Reading<Option<bool>>,
    /// Whether Kerberos is used.
    pub kerberos_enabled: Reading<bool>,
    /// The oldest version of the instance metadata service that answers; null where it does not say.
    pub minimum_instance_metadata_service_version: Reading<Option<i64>>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "elasticmapreduce:ListClusters";
const CLUSTER: &str = "elasticmapreduce:DescribeCluster";
const DESCRIBE: &str = "elasticmapreduce:DescribeSecurityConfiguration";

impl Kind for EmrSecurityConfiguration {
    const NAME: &'static str = "emr_security_configuration";
    const CLOUDFORMATION: &'static str = "AWS::EMR::SecurityConfiguration";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(CLUSTER), Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:emr_security_configuration:111122223333:eu-central-1:encrypted".into(),
            name: Some("encrypted".into()),
            tags: Reading::Known(None),
            fields: Self {
                at_rest_encryption_enabled: Reading::Known(Some(true)),
                in_transit_encryption_enabled: Reading::Known(Some(true)),
                s3_encryption_mode: Reading::Known(Some("SSE-KMS".into())),
                local_disk_key_provider_type: Reading::Known(Some("AwsKms".into())),
                ebs_encryption_enabled: Reading::Known(Some(true)),
                kerberos_enabled: Reading::Known(true),
                minimum_instance_metadata_service_version: Reading::Known(Some(2)),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let clusters = clusters(place).await?;
        let names = clusters.found.iter().filter_map(|cluster| cluster.security_configuration.clone());
        let names: BTreeSet<String> = names.filter(|name| !name.is_empty()).collect();
        out.each(names, |name| one(place, name)).await;
        for unread in &clusters.unread {
            out.gap(unread.clone()).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    security_configuration: String,
    creation_date_time: Option<Moment>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    encryption_configuration: Option<Encryption>,
    authentication_configuration: Option<Authentication>,
    instance_metadata_service_configuration: Option<Metadata>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    enable_at_rest_encryption: Option<bool>,
    enable_in_transit_encryption: Option<bool>,
    at_rest_encryption_configuration: Option<AtRest>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AtRest {
    s3_encryption_configuration: Option<S3>,
    local_disk_encryption_configuration: Option<Disks>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct S3 {
    encryption_mode: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Disks {
    encryption_key_provider_type: Option<String>,
    enable_ebs_encryption: Option<bool>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Authentication {
    kerberos_configuration: Option<serde::de::IgnoredAny>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    minimum_instance_metadata_service_version: Option<i64>,
}

/// Never None: what a cluster uses cannot be told from what is gone, and a name that nobody knows is an error.
async fn one(place: &Place, name: String) -> Result<Option<Found<EmrSecurityConfiguration>>, Unread> {
    let call = place.call(&EMR, "DescribeSecurityConfiguration").set("Name", name.as_str());
    let Described { security_configuration: text, creation_date_time: created_at } = call.answer().await?;
    // A text that nobody understands must not look like one without encryption.
    let all = serde_json::from_str::<Configuration>(&text).map_err(|_| Unread::new(DESCRIBE, Reason::Unparseable));
    let encryption = all.clone().map(|all| all.encryption_configuration.unwrap_or_default());
    let at_rest = encryption.clone().map(|all| all.at_rest_encryption_configuration.unwrap_or_default());
    let disks = at_rest.clone().map(|all| all.local_disk_encryption_configuration.unwrap_or_default());
    let kerberos = |all: Configuration| {
        all.authentication_configuration.is_some_and(|authentication| authentication.kerberos_configuration.is_some())
    };
    let metadata = |all: Configuration| {
        all.instance_metadata_service_configuration.and_then(|m| m.minimum_instance_metadata_service_version)
    };
    let fields = EmrSecurityConfiguration {
        at_rest_encryption_enabled: encryption.clone().map(|all| all.enable_at_rest_encryption).into(),
        in_transit_encryption_enabled: encryption.map(|all| all.enable_in_transit_encryption).into(),
        s3_encryption_mode: at_rest.map(|all| all.s3_encryption_configuration.and_then(|s3| s3.encryption_mode)).into(),
        local_disk_key_provider_type: disks.clone().map(|disks| disks.encryption_key_provider_type).into(),
        ebs_encryption_enabled: disks.map(|disks| disks.enable_ebs_encryption).into(),
        kerberos_enabled: all.clone().map(kerberos).into(),
        minimum_instance_metadata_service_version: all.map(metadata).into(),
        created_at,
    };
    let id = place.made_up_id(EmrSecurityConfiguration::NAME, &name);
    Ok(Some(Found { id, name: Some(name), tags: Reading::Known(None), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn clusters() -> Canned {
        Canned::default()
            .reply("ListClusters", r#"{"Clusters": [{"Id": "j-1"}, {"Id": "j-2"}]}"#)
            .reply("DescribeCluster", r#"{"Cluster": {"Id": "j-1", "SecurityConfiguration": "s"}}"#)
            .reply("DescribeCluster", r#"{"Cluster": {"Id": "j-2", "SecurityConfiguration": "s"}}"#)
    }

    fn described(text: &str) -> String {
        serde_json::json!({"Name": "s", "SecurityConfiguration": text, "CreationDateTime": 1_769_860_800.5}).to_string()
    }

    #[test]
    fn one_that_two_clusters_use_is_read_once() {
        let text = r#"{"EncryptionConfiguration": {"EnableInTransitEncryption": false, "EnableAtRestEncryption": true,
            "AtRestEncryptionConfiguration": {"S3EncryptionConfiguration": {"EncryptionMode": "SSE-S3"},
            "LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": "k"}}},
            "AuthenticationConfiguration": {"KerberosConfiguration": {"Provider": "ClusterDedicatedKdc"}}}"#;
        let read =
            clusters().reply("DescribeSecurityConfiguration", &described(text)).read::<EmrSecurityConfiguration>();
        assert_eq!(read.gaps, []);
        let [one] = read.resources.as_slice() else { panic!("one configuration") };
        assert_eq!(one.at("at_rest_encryption_enabled").as_bool(), Some(true));
        assert_eq!(one.at("in_transit_encryption_enabled").as_bool(), Some(false));
        assert_eq!(one.at("s3_encryption_mode").as_str(), Some("SSE-S3"));
        assert_eq!(one.at("kerberos_enabled").as_bool(), Some(true));
        assert!(one.at("ebs_encryption_enabled").is_null());
        assert_eq!(read.asked.len(), 4);
    }

    #[test]
    fn what_nobody_understands_is_unread_and_what_is_denied_is_a_gap() {
        let read =
            clusters().reply("DescribeSecurityConfiguration", &described("?")).read::<EmrSecurityConfiguration>();
        assert_eq!(read.resources[0].unread().len(), 7);
        assert_eq!(clusters().read::<EmrSecurityConfiguration>().gaps[0].action.as_str(), DESCRIBE);
    }
}
