//! WorkSpaces: desktops in the cloud, one for each person. The listing gives all but the tags, 25 at a time; a region may
//! have thousands, so that nothing is asked of one by itself.
//!
//! - Who a desktop belongs to is a person's name, and is not kept.
//! - A volume can be encrypted only when the desktop is made.
//!   <https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use crate::collect::aws::service::WORKSPACES;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A desktop in the cloud.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct WorkspacesWorkspace {
    /// The directory that knows its person.
    pub directory_id: Option<String>,
    /// `AVAILABLE`, `STOPPED`, `UNHEALTHY`, `SUSPENDED` or another state.
    pub state: Option<String>,
    /// What it was made from.
    pub bundle_id: Option<String>,
    /// The subnet of its network interface.
    pub subnet_id: Option<String>,
    /// Its address in the VPC.
    pub ip_address: Option<String>,
    /// Its name on the network.
    pub computer_name: Option<String>,
    /// Whether the volume with the system is encrypted; null is no.
    pub root_volume_encryption_enabled: Option<bool>,
    /// Whether the volume with the person's files is encrypted; null is no.
    pub user_volume_encryption_enabled: Option<bool>,
    /// The KMS key; null where nothing is encrypted.
    pub volume_encryption_key: Option<String>,
    /// When it runs, and what it runs.
    pub workspace_properties: Option<Properties>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Properties {
    /// `ALWAYS_ON`, `AUTO_STOP` or `MANUAL`.
    pub running_mode: Option<String>,
    /// Minutes after which an unused one stops.
    pub running_mode_auto_stop_timeout_in_minutes: Option<i64>,
    /// Such as `WINDOWS_11` or `UBUNTU_22_04`.
    pub operating_system_name: Option<String>,
    /// `PCOIP` or `WSP`.
    #[serde(default)]
    pub protocols: Vec<String>,
}

const LIST: &str = "workspaces:DescribeWorkspaces";

impl Kind for WorkspacesWorkspace {
    const NAME: &'static str = "workspaces_workspace";
    const CLOUDFORMATION: &'static str = "AWS::WorkSpaces::Workspace";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:workspaces:eu-central-1:111122223333:workspace/ws-0a1b2c3d4".into(),
            name: Some("ws-0a1b2c3d4".into()),
            tags: Reading::Known(Some([("team".to_owned(), "support".to_owned())].into())),
            fields: Self {
                directory_id: Some("d-0a1b2c3d4e".into()),
                state: Some("AVAILABLE".into()),
                bundle_id: Some("wsb-0a1b2c3d4".into()),
                subnet_id: Some("subnet-0a1b2c3d4e5f60718".into()),
                ip_address: Some("10.0.8.21".into()),
                computer_name: Some("A-1B2C3D4E5F6G".into()),
                root_volume_encryption_enabled: Some(true),
                user_volume_encryption_enabled: Some(true),
                volume_encryption_key: Some("alias/aws/workspaces".into()),
                workspace_properties: Some(Properties {
                    running_mode: Some("AUTO_STOP".into()),
                    running_mode_auto_stop_timeout_in_minutes: Some(60),
                    operating_system_name: Some("WINDOWS_11".into()),
                    protocols: vec!["WSP".into()],
                }),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "workspaces:workspace");
        let listing = place.call(&WORKSPACES, "DescribeWorkspaces").set("Limit", 25);
        let mut pages = listing.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            // A terminated one is listed for a while.
            let there = page.workspaces.into_iter().filter(|one| one.fields.state.as_deref() != Some("TERMINATED"));
            out.each(there, |workspace| one(place, workspace, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    workspaces: Vec<Workspace>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Workspace {
    workspace_id: String,
    #[serde(flatten)]
    fields: WorkspacesWorkspace,
}

async fn one(
    place: &Place,
    workspace: Workspace,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<WorkspacesWorkspace>>, Unread> {
    let Workspace { workspace_id, fields } = workspace;
    let id = place.arn("workspaces", &format!("workspace/{workspace_id}"));
    let tags = tags.of(&id).await;
    Ok(Some(Found { id, name: Some(workspace_id), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const LISTED: &str = r#"{"Workspaces": [{"WorkspaceId": "ws-1", "DirectoryId": "d-1", "UserName": "ada@example.com",
        "State": "AVAILABLE", "RootVolumeEncryptionEnabled": false, "UserVolumeEncryptionEnabled": true,
        "WorkspaceProperties": {"RunningMode": "ALWAYS_ON", "Protocols": ["PCOIP"]}},
        {"WorkspaceId": "ws-2", "State": "TERMINATED"}]}"#;

    const TAGGED: &str = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
        "ResourceARN": "arn:aws:workspaces:eu-central-1:111122223333:workspace/ws-1"}]}"#;

    #[test]
    fn a_workspace_is_read_without_its_person() {
        let read = Canned::default()
            .reply("DescribeWorkspaces", LISTED)
            .reply("GetResources", TAGGED)
            .read::<WorkspacesWorkspace>();
        assert_eq!(read.gaps, []);
        let [workspace] = read.resources.as_slice() else { panic!("one workspace") };
        assert_eq!(workspace.at("root_volume_encryption_enabled").as_bool(), Some(false));
        assert_eq!(workspace.at("workspace_properties.running_mode").as_str(), Some("ALWAYS_ON"));
        assert_eq!(workspace.at("tags.team").as_str(), Some("x"));
        assert!(!serde_json::to_string(workspace).unwrap().contains("ada"));
        assert_eq!(read.asked.len(), 2);
    }

    #[test]
    fn tags_that_are_denied_are_unread_and_a_listing_is_a_gap() {
        let read = Canned::default().reply("DescribeWorkspaces", LISTED).read::<WorkspacesWorkspace>();
        assert_eq!(read.resources[0].unread()[0].action, "tag:GetResources");
        assert_eq!(Canned::default().read::<WorkspacesWorkspace>().gaps[0].action, LIST);
    }
}
