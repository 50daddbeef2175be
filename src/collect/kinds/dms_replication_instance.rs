//! Servers of the Database Migration Service, which copy data from one database to another and so can reach both.
//!
//! Their storage is always encrypted; the question is only by whose key.
//! <https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.html>

use super::dms_reply::{AT_ONCE, TAGS, of, tags_of};
use super::kind::{Found, Kind};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::service::DMS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A server that copies databases.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DmsReplicationInstance {
    /// `available`, `creating` or another state.
    pub status: Option<String>,
    /// Such as `dms.t3.medium`.
    pub replication_instance_class: Option<String>,
    /// Such as `3.5.4`.
    pub engine_version: Option<String>,
    /// Whether it has a public address; whether that can be reached, security groups and routes say.
    pub publicly_accessible: Option<bool>,
    /// Whether minor versions are installed by themselves.
    pub auto_minor_version_upgrade: Option<bool>,
    /// Whether there is a standby in another zone.
    pub multi_az: Option<bool>,
    /// The KMS key that encrypts its storage.
    pub kms_key_id: Option<String>,
    /// The security groups that guard it.
    pub vpc_security_group_ids: Vec<String>,
    /// Its subnet group.
    pub replication_subnet_group_identifier: Option<String>,
    /// The VPC of its subnet group.
    pub vpc_id: Option<String>,
    /// The subnets of its subnet group.
    pub subnet_ids: Vec<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "dms:DescribeReplicationInstances";

impl Kind for DmsReplicationInstance {
    const NAME: &'static str = "dms_replication_instance";
    const CLOUDFORMATION: &'static str = "AWS::DMS::ReplicationInstance";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::batch(TAGS, AT_ONCE as u32)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:dms:eu-central-1:111122223333:rep:ABCDEFGHIJKLMNOPQRSTUVWXYZ".into(),
            name: Some("to-aurora".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                status: Some("available".into()),
                replication_instance_class: Some("dms.t3.medium".into()),
                engine_version: Some("3.5.4".into()),
                publicly_accessible: Some(false),
                auto_minor_version_upgrade: Some(true),
                multi_az: Some(true),
                kms_key_id: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                vpc_security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                replication_subnet_group_identifier: Some("private".into()),
                vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&DMS, "DescribeReplicationInstances").set("MaxRecords", 100);
        let mut pages = list.pages("Marker", "Marker");
        while let Some(page) = pages.next::<Page>().await? {
            for some in page.replication_instances.chunks(AT_ONCE) {
                let arns: Vec<String> = some.iter().map(|one| one.replication_instance_arn.clone()).collect();
                let tags = tags_of(place, &arns).await;
                for instance in some {
                    let id = instance.replication_instance_arn.clone();
                    let name = instance.replication_instance_identifier.clone();
                    out.push(Found { tags: of(&tags, &id), id, name, fields: fields(instance) }).await;
                }
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    replication_instances: Vec<Instance>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instance {
    replication_instance_arn: String,
    replication_instance_identifier: Option<String>,
    replication_instance_status: Option<String>,
    replication_instance_class: Option<String>,
    engine_version: Option<String>,
    publicly_accessible: Option<bool>,
    auto_minor_version_upgrade: Option<bool>,
    #[serde(rename = "MultiAZ")]
    multi_az: Option<bool>,
    kms_key_id: Option<String>,
    #[serde(default)]
    vpc_security_groups: Vec<SecurityGroup>,
    replication_subnet_group: Option<SubnetGroup>,
    instance_create_time: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecurityGroup {
    vpc_security_group_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SubnetGroup {
    replication_subnet_group_identifier: Option<String>,
    vpc_id: Option<String>,
    #[serde(default)]
    subnets: Vec<Subnet>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subnet {
    subnet_identifier: Option<String>,
}

fn fields(instance: &Instance) -> DmsReplicationInstance {
    let group = instance.replication_subnet_group.as_ref();
    let subnets = group.into_iter().flat_map(|group| &group.subnets);
    let groups = instance.vpc_security_groups.iter();
    DmsReplicationInstance {
        status: instance.replication_instance_status.clone(),
        replication_instance_class: instance.replication_instance_class.clone(),
        engine_version: instance.engine_version.clone(),
        publicly_accessible: instance.publicly_accessible,
        auto_minor_version_upgrade: instance.auto_minor_version_upgrade,
        multi_az: instance.multi_az,
        kms_key_id: instance.kms_key_id.clone(),
        vpc_security_group_ids: sorted(groups.filter_map(|group| group.vpc_security_group_id.clone())),
        replication_subnet_group_identifier: group.and_then(|g| g.replication_subnet_group_identifier.clone()),
        vpc_id: group.and_then(|group| group.vpc_id.clone()),
        subnet_ids: sorted(subnets.filter_map(|subnet| subnet.subnet_identifier.clone())),
        created_at: instance.instance_create_time.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const PAGE: &str = r#"{"ReplicationInstances": [
        {"ReplicationInstanceArn": "arn:aws:dms:eu-central-1:111122223333:rep:A", "PubliclyAccessible": true,
         "ReplicationInstanceIdentifier": "a", "MultiAZ": false, "ReplicationSubnetGroup": {"VpcId": "vpc-1",
         "Subnets": [{"SubnetIdentifier": "subnet-2"}, {"SubnetIdentifier": "subnet-1"}]}},
        {"ReplicationInstanceArn": "arn:aws:dms:eu-central-1:111122223333:rep:B"}]}"#;

    #[test]
    fn tags_of_all_come_with_one_call() {
        let tags = r#"{"TagList": [{"Key": "team", "Value": "x",
            "ResourceArn": "arn:aws:dms:eu-central-1:111122223333:rep:A"}]}"#;
        let read = Canned::default()
            .reply("DescribeReplicationInstances", PAGE)
            .reply("ListTagsForResource", tags)
            .read::<DmsReplicationInstance>();
        assert_eq!(read.gaps, []);
        let [a, b] = read.resources.as_slice() else { panic!("two instances") };
        assert_eq!((a.at("tags.team").as_str(), read.asked.len()), (Some("x"), 2));
        assert!(b.at("tags.team").is_null() && b.unread().is_empty());
        assert_eq!(a.at("publicly_accessible").as_bool(), Some(true));
        assert_eq!(serde_json::to_string(a.at("subnet_ids")).unwrap(), r#"["subnet-1","subnet-2"]"#);
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().reply("DescribeReplicationInstances", PAGE).read::<DmsReplicationInstance>();
        assert_eq!(read.resources[1].unread().len(), 1);
        assert_eq!(Canned::default().read::<DmsReplicationInstance>().gaps.len(), 1);
    }
}
