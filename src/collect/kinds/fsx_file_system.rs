//! File systems of FSx: Windows, Lustre, NetApp ONTAP and OpenZFS, each with settings of its own, which come with the
//! listing.
//!
//! Data is always encrypted; only scratch file systems of Lustre have no key that could be chosen.
//! <https://docs.aws.amazon.com/fsx/latest/APIReference/API_FileSystem.html>

use super::kind::{Found, Kind};
use super::sorted::sorted;
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::FSX;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file system that speaks the protocols of another maker.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FsxFileSystem {
    /// Such as `fs-0a1b2c3d4e5f60718`.
    pub file_system_id: String,
    /// `WINDOWS`, `LUSTRE`, `ONTAP` or `OPENZFS`.
    pub file_system_type: Option<String>,
    /// `AVAILABLE`, `CREATING` or another state.
    pub lifecycle: Option<String>,
    /// Such as `MULTI_AZ_1`, `SINGLE_AZ_2`, `PERSISTENT_2` or `SCRATCH_2`.
    pub deployment_type: Option<String>,
    /// The KMS key; null for scratch file systems, whose key is FSx's own.
    pub kms_key_id: Option<String>,
    /// For how many days automatic backups are kept; 0 is none, null where this sort has none.
    pub automatic_backup_retention_days: Option<i64>,
    /// Whether backups get its tags; null where this sort does not say.
    pub copy_tags_to_backups: Option<bool>,
    /// Whether volumes get its tags; null for all but OpenZFS.
    pub copy_tags_to_volumes: Option<bool>,
    /// What Windows logs of who opens files: `DISABLED`, `SUCCESS_ONLY`, `FAILURE_ONLY` or `SUCCESS_AND_FAILURE`; null for
    /// others.
    pub file_access_audit_log_level: Option<String>,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The subnets that it is in.
    pub subnet_ids: Vec<String>,
    /// The network interfaces that answer, which have the security groups.
    pub network_interface_ids: Vec<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "fsx:DescribeFileSystems";

impl Kind for FsxFileSystem {
    const NAME: &'static str = "fsx_file_system";
    const CLOUDFORMATION: &'static str = "AWS::FSx::FileSystem";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:fsx:eu-central-1:111122223333:file-system/fs-0a1b2c3d4e5f60718".into(),
            name: Some("offices".into()),
            tags: Reading::Known(Some([("Name".to_owned(), "offices".to_owned())].into())),
            fields: Self {
                file_system_id: "fs-0a1b2c3d4e5f60718".into(),
                file_system_type: Some("WINDOWS".into()),
                lifecycle: Some("AVAILABLE".into()),
                deployment_type: Some("MULTI_AZ_1".into()),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                automatic_backup_retention_days: Some(14),
                copy_tags_to_backups: Some(true),
                copy_tags_to_volumes: None,
                file_access_audit_log_level: Some("SUCCESS_AND_FAILURE".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()],
                network_interface_ids: vec!["eni-0a1b2c3d4e5f60718".into()],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&FSX, "DescribeFileSystems").set("MaxResults", 50);
        let mut pages = list.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            for system in page.file_systems {
                out.push(found(place, system)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    file_systems: Vec<System>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct System {
    file_system_id: String,
    #[serde(rename = "ResourceARN")]
    arn: Option<String>,
    file_system_type: Option<String>,
    lifecycle: Option<String>,
    kms_key_id: Option<String>,
    vpc_id: Option<String>,
    #[serde(default)]
    subnet_ids: Vec<String>,
    #[serde(default)]
    network_interface_ids: Vec<String>,
    creation_time: Option<Moment>,
    #[serde(default)]
    tags: Vec<Tag>,
    windows_configuration: Option<Settings>,
    lustre_configuration: Option<Settings>,
    ontap_configuration: Option<Settings>,
    #[serde(rename = "OpenZFSConfiguration")]
    openzfs_configuration: Option<Settings>,
}

/// What the four sorts have in common, as far as each has it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Settings {
    deployment_type: Option<String>,
    automatic_backup_retention_days: Option<i64>,
    copy_tags_to_backups: Option<bool>,
    copy_tags_to_volumes: Option<bool>,
    audit_log_configuration: Option<AuditLog>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AuditLog {
    file_access_audit_log_level: Option<String>,
}

fn found(place: &Place, system: System) -> Found<FsxFileSystem> {
    let settings = system.windows_configuration.or(system.lustre_configuration);
    let settings = settings.or(system.ontap_configuration).or(system.openzfs_configuration).unwrap_or_default();
    let tags = listed(&system.tags);
    let id = system.arn.unwrap_or_else(|| place.arn("fsx", &format!("file-system/{}", system.file_system_id)));
    let fields = FsxFileSystem {
        file_system_id: system.file_system_id,
        file_system_type: system.file_system_type,
        lifecycle: system.lifecycle,
        deployment_type: settings.deployment_type,
        kms_key_id: system.kms_key_id,
        automatic_backup_retention_days: settings.automatic_backup_retention_days,
        copy_tags_to_backups: settings.copy_tags_to_backups,
        copy_tags_to_volumes: settings.copy_tags_to_volumes,
        file_access_audit_log_level: settings
            .audit_log_configuration
            .and_then(|configuration| configuration.file_access_audit_log_level),
        vpc_id: system.vpc_id,
        subnet_ids: sorted(system.subnet_ids),
        network_interface_ids: sorted(system.network_interface_ids),
        created_at: system.creation_time,
    };
    Found { id, name: tags.get("Name").cloned(), tags: Reading::Known(Some(tags)), fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn sorts_of_all_pages_are_read() {
        let page = |id: &str, settings: &str, more: &str| {
            format!(
                r#"{{"FileSystems": [{{"FileSystemId": "{id}", "SubnetIds": ["b", "a"], {settings}, "ResourceARN":
                    "arn:aws:fsx:eu-central-1:111122223333:file-system/{id}", "CreationTime": 1769860800.1,
                    "Tags": [{{"Key": "Name", "Value": "n"}}]}}]{more}}}"#
            )
        };
        let zfs = r#""OpenZFSConfiguration": {"DeploymentType": "SINGLE_AZ_1", "CopyTagsToVolumes": false}"#;
        let windows = r#""WindowsConfiguration": {"DeploymentType": "MULTI_AZ_1", "AutomaticBackupRetentionDays": 0,
            "AuditLogConfiguration": {"FileAccessAuditLogLevel": "DISABLED"}}"#;
        let read = Canned::default()
            .reply("DescribeFileSystems", &page("fs-1", zfs, r#", "NextToken": "n""#))
            .reply("DescribeFileSystems", &page("fs-2", windows, ""))
            .read::<FsxFileSystem>();
        assert_eq!(read.gaps, []);
        let [zfs, windows] = read.resources.as_slice() else { panic!("two file systems") };
        assert_eq!(zfs.at("copy_tags_to_volumes").as_bool(), Some(false));
        assert!(zfs.at("automatic_backup_retention_days").is_null());
        assert_eq!(windows.at("file_access_audit_log_level").as_str(), Some("DISABLED"));
        assert_eq!((windows.name.as_deref(), read.asked.len()), (Some("n"), 2));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<FsxFileSystem>().gaps[0].action.as_str(), LIST);
    }
}
