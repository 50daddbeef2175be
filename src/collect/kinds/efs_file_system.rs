//! File systems of EFS. One listing gives them with their tags, another all access points of the region; policy, backup
//! policy and mount targets are a call each.
//!
//! - Without a policy, whoever reaches a mount target may mount and write.
//!   <https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html>
//! - A file system without mount targets cannot be reached, and is not asked for them.

use super::kind::{Found, Kind};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::EFS;
use crate::collect::{Place, Sink};
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A network file system.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EfsFileSystem {
    /// Such as `fs-0a1b2c3d4e5f60718`.
    pub file_system_id: String,
    /// `available`, `creating` or another state.
    pub life_cycle_state: Option<String>,
    /// Whether what is stored is encrypted.
    pub encrypted: Option<bool>,
    /// The ARN of the KMS key; null where it is not encrypted.
    pub kms_key_id: Option<String>,
    /// The one zone in which it is kept; null where in all of the region.
    pub availability_zone_name: Option<String>,
    /// `ENABLED` where a copy in another region cannot be written over, `DISABLED`, or `REPLICATING`.
    pub replication_overwrite_protection: Option<String>,
    /// Whether AWS Backup copies it by itself: `ENABLED`, `DISABLED` or in between; null where nobody has said.
    pub backup_policy: Reading<Option<String>>,
    /// Who may mount it, and how.
    pub policy: Reading<Option<PolicyDocument>>,
    /// Where it can be reached.
    pub mount_targets: Reading<Vec<MountTarget>>,
    /// Ways into it with a directory and a user of their own.
    pub access_points: Reading<Vec<AccessPoint>>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct MountTarget {
    /// Such as `fsmt-0a1b2c3d4e5f60718`.
    pub mount_target_id: String,
    /// The subnet that it is in.
    pub subnet_id: Option<String>,
    /// The VPC that it is in.
    pub vpc_id: Option<String>,
    /// The network interface that answers, which has the security groups.
    pub network_interface_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AccessPoint {
    /// Such as `fsap-0a1b2c3d4e5f60718`.
    pub access_point_id: String,
    /// The directory that its users see as the root.
    pub root_directory: Option<String>,
    /// The user as whom they all come, by its number; null where they come as whom they say they are.
    pub posix_uid: Option<i64>,
}

const LIST: &str = "elasticfilesystem:DescribeFileSystems";
const ACCESS_POINTS: &str = "elasticfilesystem:DescribeAccessPoints";
const MOUNT_TARGETS: &str = "elasticfilesystem:DescribeMountTargets";
const BACKUP: &str = "elasticfilesystem:DescribeBackupPolicy";
const POLICY: &str = "elasticfilesystem:DescribeFileSystemPolicy";

const SAMPLE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "NoPlainConnections", "Effect": "Deny",
    "Principal": {"AWS": "*"}, "Action": "*",
    "Resource": "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-0a1b2c3d4e5f60718",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;

impl Kind for EfsFileSystem {
    const NAME: &'static str = "efs_file_system";
    const CLOUDFORMATION: &'static str = "AWS::EFS::FileSystem";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[
        Action::page(LIST),
        Action::page(ACCESS_POINTS),
        Action::each(MOUNT_TARGETS),
        Action::each(BACKUP),
        Action::each(POLICY),
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-0a1b2c3d4e5f60718".into(),
            name: Some("media".into()),
            tags: Reading::Known(Some([("Name".to_owned(), "media".to_owned())].into())),
            fields: Self {
                file_system_id: "fs-0a1b2c3d4e5f60718".into(),
                life_cycle_state: Some("available".into()),
                encrypted: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                availability_zone_name: None,
                replication_overwrite_protection: Some("ENABLED".into()),
                backup_policy: Reading::Known(Some("ENABLED".into())),
                policy: Reading::Known(PolicyDocument::parse(SAMPLE_POLICY)),
                mount_targets: Reading::Known(vec![MountTarget {
                    mount_target_id: "fsmt-0a1b2c3d4e5f60718".into(),
                    subnet_id: Some("subnet-0a1b2c3d4e5f60718".into()),
                    vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                    network_interface_id: Some("eni-0a1b2c3d4e5f60718".into()),
                }]),
                access_points: Reading::Known(vec![AccessPoint {
                    access_point_id: "fsap-0a1b2c3d4e5f60718".into(),
                    root_directory: Some("/media".into()),
                    posix_uid: Some(1000),
                }]),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&EFS, "DescribeFileSystems").get("/2015-02-01/file-systems").set("MaxItems", 100);
        let mut pages = list.pages("Marker", "NextMarker");
        // Where there is no file system there is no access point.
        let mut access_points = None;
        while let Some(page) = pages.next::<Page>().await? {
            if access_points.is_none() && !page.file_systems.is_empty() {
                access_points = Some(points(place).await);
            }
            let points = access_points.as_ref();
            out.each(page.file_systems, |system| {
                let of_system =
                    |all: &BTreeMap<_, Vec<_>>| all.get(&system.file_system_id).cloned().unwrap_or_default();
                let points = points.map_or_else(|| Ok(vec![]), |all| all.as_ref().map(of_system).map_err(Clone::clone));
                one(place, system, points)
            })
            .await;
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
    file_system_arn: Option<String>,
    name: Option<String>,
    life_cycle_state: Option<String>,
    number_of_mount_targets: Option<i64>,
    encrypted: Option<bool>,
    kms_key_id: Option<String>,
    availability_zone_name: Option<String>,
    file_system_protection: Option<Protection>,
    creation_time: Option<Moment>,
    tags: Option<Vec<Tag>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Protection {
    replication_overwrite_protection: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Points {
    access_points: Option<Vec<Point>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Point {
    access_point_id: String,
    file_system_id: Option<String>,
    root_directory: Option<Root>,
    posix_user: Option<User>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Root {
    path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct User {
    uid: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Targets {
    mount_targets: Option<Vec<MountTarget>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Backup {
    backup_policy: Option<BackupStatus>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BackupStatus {
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy: Option<String>,
}

/// The access points of each file system.
async fn points(place: &Place) -> Result<BTreeMap<String, Vec<AccessPoint>>, Unread> {
    let mut all: BTreeMap<String, Vec<AccessPoint>> = BTreeMap::new();
    let list = place.call(&EFS, "DescribeAccessPoints").get("/2015-02-01/access-points").set("MaxResults", 100);
    let mut pages = list.pages("NextToken", "NextToken");
    while let Some(page) = pages.next::<Points>().await? {
        for point in page.access_points.unwrap_or_default() {
            let Some(system) = point.file_system_id else { continue };
            all.entry(system).or_default().push(AccessPoint {
                access_point_id: point.access_point_id,
                root_directory: point.root_directory.and_then(|root| root.path),
                posix_uid: point.posix_user.and_then(|user| user.uid),
            });
        }
    }
    all.values_mut().for_each(|points| points.sort_by(|a, b| a.access_point_id.cmp(&b.access_point_id)));
    Ok(all)
}

async fn targets(place: &Place, system: &System) -> Result<Vec<MountTarget>, Unread> {
    let mut all = Vec::new();
    if system.number_of_mount_targets == Some(0) {
        return Ok(all);
    }
    let list = place.call(&EFS, "DescribeMountTargets").get("/2015-02-01/mount-targets");
    let list = list.set("FileSystemId", system.file_system_id.as_str()).set("MaxItems", 100);
    let mut pages = list.pages("Marker", "NextMarker");
    while let Some(page) = pages.next::<Targets>().await? {
        all.extend(page.mount_targets.unwrap_or_default());
    }
    all.sort_by(|a: &MountTarget, b| a.mount_target_id.cmp(&b.mount_target_id));
    Ok(all)
}

async fn one(
    place: &Place,
    system: System,
    points: Result<Vec<AccessPoint>, Unread>,
) -> Result<Option<Found<EfsFileSystem>>, Unread> {
    let of = |operation: &'static str, what: &str| {
        let path = format!("/2015-02-01/file-systems/{}/{what}", segment(&system.file_system_id));
        place.call(&EFS, operation).get(path)
    };
    let (backup, policy, mount_targets) = tokio::join!(
        of("DescribeBackupPolicy", "backup-policy").reading(|reply: Backup| reply.backup_policy?.status),
        of("DescribeFileSystemPolicy", "policy").judge::<Policy>(),
        targets(place, &system),
    );
    let arn = format!("file-system/{}", system.file_system_id);
    let id = system.file_system_arn.unwrap_or_else(|| place.arn("elasticfilesystem", &arn));
    let fields = EfsFileSystem {
        file_system_id: system.file_system_id,
        life_cycle_state: system.life_cycle_state,
        encrypted: system.encrypted,
        kms_key_id: system.kms_key_id.filter(|key| !key.is_empty()),
        availability_zone_name: system.availability_zone_name,
        replication_overwrite_protection: system
            .file_system_protection
            .and_then(|protection| protection.replication_overwrite_protection),
        backup_policy: backup,
        policy: PolicyDocument::reading(POLICY, policy.map(|reply| reply.and_then(|reply| reply.policy))),
        mount_targets: mount_targets.into(),
        access_points: points.into(),
        created_at: system.creation_time,
    };
    let tags = Reading::Known(Some(listed(&system.tags.unwrap_or_default())));
    Ok(Some(Found { id, name: system.name.filter(|name| !name.is_empty()), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn systems(targets: i64) -> Canned {
        let arn = "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-1";
        let page = format!(
            r#"{{"FileSystems": [{{"FileSystemId": "fs-1", "FileSystemArn": "{arn}", "Encrypted": false, "Tags": [],
                "CreationTime": 1769860800.0, "NumberOfMountTargets": {targets}}}]}}"#
        );
        Canned::default().reply("GET /2015-02-01/file-systems", &page)
    }

    #[test]
    fn a_file_system_is_read_whole() {
        let points = r#"{"AccessPoints": [{"AccessPointId": "fsap-1", "FileSystemId": "fs-1",
            "RootDirectory": {"Path": "/"}}, {"AccessPointId": "fsap-2", "FileSystemId": "fs-2"}]}"#;
        let targets = r#"{"MountTargets": [{"MountTargetId": "fsmt-1", "SubnetId": "subnet-1"}]}"#;
        let read = systems(1)
            .reply("GET /2015-02-01/access-points", points)
            .reply("GET /2015-02-01/mount-targets", targets)
            .reply("GET /2015-02-01/file-systems/fs-1/backup-policy", r#"{"BackupPolicy": {"Status": "DISABLED"}}"#)
            .reply("GET /2015-02-01/file-systems/fs-1/policy", r#"{"Policy": "{\"Statement\": []}"}"#)
            .read::<EfsFileSystem>();
        assert_eq!(read.gaps, []);
        let [system] = read.resources.as_slice() else { panic!("one file system") };
        assert!(system.unread().is_empty());
        assert_eq!(system.at("backup_policy").as_str(), Some("DISABLED"));
        let points = serde_json::to_string(system.at("access_points")).unwrap();
        assert_eq!(points, r#"[{"access_point_id":"fsap-1","root_directory":"/","posix_uid":null}]"#);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_has_no_mount_target_is_not_asked_for_any() {
        let read = systems(0).read::<EfsFileSystem>();
        assert_eq!(read.resources[0].unread().len(), 3);
        assert!(!read.asked.contains(&"GET /2015-02-01/mount-targets".to_owned()));
        let none = r#"{"__type": "PolicyNotFound"}"#;
        let read = systems(1).status("GET /2015-02-01/file-systems/fs-1/policy", 404, none).read::<EfsFileSystem>();
        assert!(read.resources[0].at("policy").is_null());
        assert_eq!(read.resources[0].unread().len(), 3);
    }

    #[test]
    fn what_has_gone_is_left_out() {
        let gone = r#"{"__type": "FileSystemNotFound"}"#;
        let read = systems(1).status("GET /2015-02-01/mount-targets", 404, gone).read::<EfsFileSystem>();
        assert_eq!((read.resources.len(), read.gaps.len()), (0, 0));
        for details in ["policy", "backup-policy"] {
            let path = format!("GET /2015-02-01/file-systems/fs-1/{details}");
            let read = systems(0).status(&path, 404, gone).read::<EfsFileSystem>();
            assert_eq!((read.resources.len(), read.gaps.len()), (0, 0), "{details}");
        }
    }
}
