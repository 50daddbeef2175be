//! What the kinds of RDS share: listings, parameters, snapshots and with whom they are shared. DocumentDB and Neptune answer under the same API.

use super::sorted::sorted;
use super::tags::Tag;
use super::timestamp::Moment;
use crate::collect::aws::call::{Call, List};
use crate::snapshot::Unread;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

/// What a listing gave, and why it ended early if it did.
pub struct Listing<T> {
    pub found: Vec<T>,
    pub unread: Option<Unread>,
}

impl<T> Listing<T> {
    /// What was listed before a refusal is kept.
    pub async fn of<P: DeserializeOwned>(call: Call<'_>, items: impl Fn(P) -> List<T>) -> Self {
        let mut found = Vec::new();
        let mut pages = call.set("MaxRecords", 100).pages("Marker", "Marker");
        loop {
            match pages.next().await {
                Ok(Some(page)) => found.extend(items(page).0),
                Ok(None) => return Self { found, unread: None },
                Err(unread) => return Self { found, unread: Some(unread) },
            }
        }
    }
}

/// A member of a database's list of security groups.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Membership {
    vpc_security_group_id: String,
}

pub fn group_ids(members: &List<Membership>) -> Vec<String> {
    sorted(members.0.iter().map(|member| member.vpc_security_group_id.clone()))
}

/// Where the user's secret is kept, when Secrets Manager keeps it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserSecret {
    pub secret_arn: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Certificate {
    pub valid_till: Option<Moment>,
}

/// The names that the console proposes. The name itself is half of a login, and is not kept.
pub fn is_default_name(name: Option<&str>) -> Option<bool> {
    const DEFAULTS: [&str; 2] = ["admin", "postgres"];
    name.map(|name| DEFAULTS.iter().any(|default| name.eq_ignore_ascii_case(default)))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    #[serde(default)]
    parameters: List<Parameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    parameter_name: String,
    parameter_value: Option<String>,
}

/// The parameters of a group that have a value. Redshift answers in the same words.
pub async fn values(call: Call<'_>) -> Result<BTreeMap<String, String>, Unread> {
    let mut all = BTreeMap::new();
    let mut pages = call.set("MaxRecords", 100).pages("Marker", "Marker");
    while let Some(page) = pages.next::<Parameters>().await? {
        let valued = page.parameters.0.into_iter().filter_map(|one| Some((one.parameter_name, one.parameter_value?)));
        all.extend(valued);
    }
    Ok(all)
}

/// The parameters of a group that were changed and say something about security: encryption of connections, and what is
/// logged.
pub async fn parameters(group: &str, call: Call<'_>) -> Result<BTreeMap<String, String>, Unread> {
    if is_of_aws(group) {
        return Ok(BTreeMap::new());
    }
    let mut changed = values(call.set("Source", "user")).await?;
    changed.retain(|name, _| is_kept(name));
    Ok(changed)
}

/// A group that AWS made cannot be changed, so that nothing in it comes from a user.
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html>
pub fn is_of_aws(group: &str) -> bool {
    group.starts_with("default.") || group.starts_with("default:")
}

fn is_kept(name: &str) -> bool {
    const STARTS: [&str; 10] = [
        "audit_",
        "log_",
        "neptune_enable_audit",
        "neptune_enforce_ssl",
        "pgaudit.",
        "rds.force_",
        "rds.log_",
        "rds.tls",
        "server_audit_",
        "ssl",
    ];
    const NAMES: [&str; 16] = [
        "general_log",
        "local_infile",
        "long_query_time",
        "password_encryption",
        "rds.3des168",
        "rds.accepted_password_auth_method",
        "rds.allowed_extensions",
        "rds.fips",
        "rds.rc4",
        "rds.restrict_password_commands",
        "require_secure_transport",
        "shared_preload_libraries",
        "slow_query_log",
        "sqlnetora.sqlnet.allow_weak_crypto",
        "tls",
        "tls_version",
    ];
    STARTS.iter().any(|start| name.starts_with(start)) || NAMES.contains(&name)
}

/// Who uses a parameter group.
#[derive(Debug, Default)]
pub struct Users {
    pub engine: Option<String>,
    pub versions: BTreeSet<String>,
    pub names: BTreeSet<String>,
}

impl Users {
    pub fn add(&mut self, name: &str, engine: Option<&str>, version: Option<&str>) {
        self.engine = self.engine.take().or_else(|| engine.map(str::to_owned));
        self.versions.extend(version.map(str::to_owned));
        self.names.insert(name.to_owned());
    }
}

/// A page of snapshots, of instances or of clusters.
#[derive(Debug, Deserialize)]
pub struct Snapshots {
    #[serde(default, alias = "DBSnapshots", alias = "DBClusterSnapshots")]
    pub all: List<Snapshot>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Snapshot {
    #[serde(alias = "DBSnapshotIdentifier", alias = "DBClusterSnapshotIdentifier")]
    pub identifier: String,
    #[serde(alias = "DBSnapshotArn", alias = "DBClusterSnapshotArn")]
    pub arn: String,
    /// The instance or cluster of which it is a copy.
    #[serde(alias = "DBInstanceIdentifier", alias = "DBClusterIdentifier")]
    pub copy_of: Option<String>,
    pub engine: Option<String>,
    pub engine_version: Option<String>,
    pub status: Option<String>,
    #[serde(alias = "StorageEncrypted")]
    pub encrypted: Option<bool>,
    pub kms_key_id: Option<String>,
    pub snapshot_create_time: Option<Moment>,
    #[serde(default)]
    pub tag_list: List<Tag>,
}

#[derive(Deserialize)]
struct Attributes {
    #[serde(alias = "DBSnapshotAttributesResult", alias = "DBClusterSnapshotAttributesResult")]
    result: AttributesOf,
}

#[derive(Deserialize)]
struct AttributesOf {
    #[serde(default, alias = "DBSnapshotAttributes", alias = "DBClusterSnapshotAttributes")]
    attributes: List<Attribute>,
}

/// One of a snapshot's attributes. Only `restore` says with whom it is shared.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    attribute_name: Option<String>,
    #[serde(default)]
    attribute_values: List<String>,
}

/// Who may restore a snapshot.
#[derive(Debug, Clone)]
pub struct Sharing {
    pub public: bool,
    pub accounts: Vec<String>,
}

/// With whom a snapshot is shared; None where it has gone.
pub async fn sharing(call: Call<'_>) -> Result<Option<Sharing>, Unread> {
    Ok(call.judge::<Attributes>().await?.map(|reply| Sharing::of(&reply.result.attributes)))
}

impl Sharing {
    fn of(attributes: &List<Attribute>) -> Self {
        let restore = attributes.0.iter().filter(|one| one.attribute_name.as_deref() == Some("restore"));
        let values: Vec<&String> = restore.flat_map(|one| &one.attribute_values.0).collect();
        let accounts = values.iter().filter(|value| **value != "all").map(|value| (*value).clone());
        Self { public: values.iter().any(|value| *value == "all"), accounts: sorted(accounts) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_that_say_nothing_of_security_are_left_out() {
        for name in ["rds.force_ssl", "require_secure_transport", "log_statement", "pgaudit.log", "tls", "audit_logs"] {
            assert!(is_kept(name), "{name}");
        }
        for name in ["max_connections", "work_mem", "time_zone", "tlsx", "innodb_log_file_size"] {
            assert!(!is_kept(name), "{name}");
        }
    }

    #[test]
    fn names_that_the_console_proposes_are_known() {
        assert_eq!(is_default_name(Some("Admin")), Some(true));
        assert_eq!(is_default_name(Some("ledger")), Some(false));
        assert_eq!(is_default_name(None), None);
    }
}
