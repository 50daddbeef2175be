//! Directories that are registered with WorkSpaces: what holds for all desktops of their people.
//!
//! - IP groups say from where desktops can be reached; without one that is everywhere.
//!   <https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-ip-access-control-groups.html>
//! - The registration code opens the sign-in page, and is not kept. A second factor by RADIUS is a setting of Directory
//!   Service, and not known here.

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use crate::collect::aws::service::WORKSPACES;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A directory whose people have desktops in the cloud.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct WorkspacesDirectory {
    /// `SIMPLE_AD`, `AD_CONNECTOR`, `CUSTOMER_MANAGED` or `AWS_IAM_IDENTITY_CENTER`.
    pub directory_type: Option<String>,
    /// `REGISTERED`, or on the way to it or from it.
    pub state: Option<String>,
    /// `PERSONAL` or `POOLS`.
    pub workspace_type: Option<String>,
    /// The subnets of the desktops.
    #[serde(default)]
    pub subnet_ids: Vec<String>,
    /// The security group of the desktops.
    pub workspace_security_group_id: Option<String>,
    /// The role by which WorkSpaces makes network interfaces.
    pub iam_role_id: Option<String>,
    /// The groups of addresses from which desktops can be reached; none is everywhere.
    #[serde(default, rename(deserialize = "ipGroupIds"))]
    pub ip_group_ids: Vec<String>,
    /// What new desktops get.
    pub workspace_creation_properties: Option<CreationProperties>,
    /// What people may do to their own desktop.
    pub selfservice_permissions: Option<SelfservicePermissions>,
    /// From which kinds of device desktops can be reached: `ALLOW` or `DENY` by `device_type_windows` and the like.
    #[serde(default, rename(deserialize = "WorkspaceAccessProperties"), deserialize_with = "device_types")]
    pub device_types: BTreeMap<String, String>,
    /// Sign-in by SAML: `ENABLED`, `ENABLED_WITH_DIRECTORY_LOGIN_FALLBACK` or `DISABLED`; null where nobody has said.
    #[serde(default, rename(deserialize = "SamlProperties"), deserialize_with = "status")]
    pub saml_status: Option<String>,
    /// Sign-in to the desktop by certificate: `ENABLED` or `DISABLED`; null where nobody has said.
    #[serde(default, rename(deserialize = "CertificateBasedAuthProperties"), deserialize_with = "status")]
    pub certificate_based_auth_status: Option<String>,
    /// `STANDARD_TLS` or `FIPS_VALIDATED`.
    pub endpoint_encryption_mode: Option<String>,
    /// Whether its hardware is shared with other accounts: `SHARED` or `DEDICATED`.
    pub tenancy: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct CreationProperties {
    /// Whether they get a public address.
    pub enable_internet_access: Option<bool>,
    /// Whether their person is its administrator.
    pub user_enabled_as_local_administrator: Option<bool>,
    /// Whether they are patched every month.
    pub enable_maintenance_mode: Option<bool>,
    /// A further security group.
    pub custom_security_group_id: Option<String>,
    /// The role of their software.
    pub instance_iam_role_arn: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct SelfservicePermissions {
    /// `ENABLED` or `DISABLED`.
    pub restart_workspace: Option<String>,
    /// `ENABLED` or `DISABLED`.
    pub increase_volume_size: Option<String>,
    /// `ENABLED` or `DISABLED`.
    pub change_compute_type: Option<String>,
    /// `ENABLED` or `DISABLED`.
    pub switch_running_mode: Option<String>,
    /// `ENABLED` or `DISABLED`.
    pub rebuild_workspace: Option<String>,
}

const LIST: &str = "workspaces:DescribeWorkspaceDirectories";

impl Kind for WorkspacesDirectory {
    const NAME: &'static str = "workspaces_directory";
    const CLOUDFORMATION: &'static str = "AWS::WorkSpaces::Directory";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        let off = || Some("DISABLED".to_owned());
        let devices = [("device_type_web", "DENY"), ("device_type_windows", "ALLOW")];
        Found {
            id: "arn:aws:workspaces:eu-central-1:111122223333:directory/d-0a1b2c3d4e".into(),
            name: Some("corp.example.com".into()),
            tags: Reading::Known(Some([("team".to_owned(), "support".to_owned())].into())),
            fields: Self {
                directory_type: Some("AD_CONNECTOR".into()),
                state: Some("REGISTERED".into()),
                workspace_type: Some("PERSONAL".into()),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1c2d3e4f5a60718".into()],
                workspace_security_group_id: Some("sg-0a1b2c3d4e5f60718".into()),
                iam_role_id: Some("arn:aws:iam::111122223333:role/workspaces_DefaultRole".into()),
                ip_group_ids: vec!["wsipg-0a1b2c3d4".into()],
                workspace_creation_properties: Some(CreationProperties {
                    enable_internet_access: Some(false),
                    user_enabled_as_local_administrator: Some(false),
                    enable_maintenance_mode: Some(true),
                    custom_security_group_id: None,
                    instance_iam_role_arn: None,
                }),
                selfservice_permissions: Some(SelfservicePermissions {
                    restart_workspace: Some("ENABLED".into()),
                    increase_volume_size: off(),
                    change_compute_type: off(),
                    switch_running_mode: off(),
                    rebuild_workspace: off(),
                }),
                device_types: devices.map(|(device, rule)| (device.to_owned(), rule.to_owned())).into(),
                saml_status: Some("ENABLED".into()),
                certificate_based_auth_status: Some("ENABLED".into()),
                endpoint_encryption_mode: Some("STANDARD_TLS".into()),
                tenancy: Some("SHARED".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "workspaces:directory");
        let listing = place.call(&WORKSPACES, "DescribeWorkspaceDirectories").set("Limit", 25);
        let mut pages = listing.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            // What is no longer registered is listed for a while.
            let there = page.directories.into_iter().filter(|one| one.fields.state.as_deref() != Some("DEREGISTERED"));
            out.each(there, |directory| one(place, directory, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    directories: Vec<Directory>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Directory {
    directory_id: String,
    directory_name: Option<String>,
    #[serde(flatten)]
    fields: WorkspacesDirectory,
}

/// The rules for devices; what else stands among them is no text.
fn device_types<'de, D: serde::Deserializer<'de>>(reply: D) -> Result<BTreeMap<String, String>, D::Error> {
    let all = BTreeMap::<String, serde_json::Value>::deserialize(reply)?;
    let rules = all.into_iter().filter_map(|(name, rule)| {
        let device = name.strip_prefix("DeviceType")?.to_ascii_lowercase();
        Some((format!("device_type_{device}"), rule.as_str()?.to_owned()))
    });
    Ok(rules.collect())
}

fn status<'de, D: serde::Deserializer<'de>>(reply: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Properties {
        status: Option<String>,
    }
    Ok(Option::<Properties>::deserialize(reply)?.and_then(|properties| properties.status))
}

async fn one(
    place: &Place,
    directory: Directory,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<WorkspacesDirectory>>, Unread> {
    let Directory { directory_id, directory_name, mut fields } = directory;
    fields.subnet_ids.sort();
    fields.ip_group_ids.sort();
    let id = place.arn("workspaces", &format!("directory/{directory_id}"));
    let tags = tags.of(&id).await;
    Ok(Some(Found { id, name: directory_name.or(Some(directory_id)), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const LISTED: &str = r#"{"Directories": [{"DirectoryId": "d-1", "DirectoryName": "corp.example.com",
        "RegistrationCode": "SECRET+CODE", "SubnetIds": ["b", "a"], "DirectoryType": "SIMPLE_AD", "State": "REGISTERED",
        "ipGroupIds": ["wsipg-1"], "SelfservicePermissions": {"RebuildWorkspace": "ENABLED"},
        "WorkspaceCreationProperties": {"EnableInternetAccess": true, "UserEnabledAsLocalAdministrator": true},
        "WorkspaceAccessProperties": {"DeviceTypeWeb": "ALLOW", "AccessEndpointConfig": {"AccessEndpoints": []}},
        "SamlProperties": {"Status": "DISABLED", "UserAccessUrl": "https://sso.example.com"}}]}"#;

    #[test]
    fn a_directory_is_read_whole_without_its_code() {
        let read = Canned::default()
            .reply("DescribeWorkspaceDirectories", LISTED)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<WorkspacesDirectory>();
        assert_eq!(read.gaps, []);
        let [directory] = read.resources.as_slice() else { panic!("one directory") };
        let text = serde_json::to_string(directory).unwrap();
        for expected in [
            r#""ip_group_ids":["wsipg-1"]"#,
            r#""device_types":{"device_type_web":"ALLOW"}"#,
            r#""saml_status":"DISABLED""#,
            r#""certificate_based_auth_status":null"#,
            r#""rebuild_workspace":"ENABLED""#,
            r#""enable_internet_access":true"#,
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert!(!text.contains("SECRET"));
    }

    #[test]
    fn tags_that_are_denied_are_unread() {
        let read = Canned::default().reply("DescribeWorkspaceDirectories", LISTED).read::<WorkspacesDirectory>();
        assert_eq!(read.resources[0].unread()[0].action, "tag:GetResources");
    }
}
