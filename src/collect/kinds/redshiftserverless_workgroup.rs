//! Workgroups of Redshift Serverless: what computes, and how it is reached. The data is in a namespace.
//!
//! Whether connections must be encrypted is one of its parameters.
//! <https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_ConfigParameter.html>

use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::service::REDSHIFT_SERVERLESS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The computing half of a data warehouse without servers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RedshiftserverlessWorkgroup {
    /// The namespace with its data.
    pub namespace_name: Option<String>,
    /// `AVAILABLE`, `CREATING`, `MODIFYING` or `DELETING`.
    pub status: Option<String>,
    /// Whether it has a public address; whether that can be reached, security groups and routes say.
    pub publicly_accessible: Option<bool>,
    /// Whether copying and unloading go through the VPC.
    pub enhanced_vpc_routing: Option<bool>,
    /// Whether connections must be encrypted; null where its parameters do not say.
    pub require_ssl: Option<bool>,
    /// Whether what users do is written to the audit logs too; null where its parameters do not say.
    pub enable_user_activity_logging: Option<bool>,
    /// The port that it listens on.
    pub port: Option<i64>,
    /// The subnets that it is in.
    pub subnet_ids: Vec<String>,
    /// The security groups that guard it.
    pub security_group_ids: Vec<String>,
    /// Other accounts' VPCs from which it may be reached.
    pub cross_account_vpcs: Vec<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "redshift-serverless:ListWorkgroups";

impl Kind for RedshiftserverlessWorkgroup {
    const NAME: &'static str = "redshiftserverless_workgroup";
    const CLOUDFORMATION: &'static str = "AWS::RedshiftServerless::Workgroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:redshift-serverless:eu-central-1:111122223333:workgroup/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f"
                .into(),
            name: Some("reports".into()),
            tags: Reading::Known(Some([("team".to_owned(), "analytics".to_owned())].into())),
            fields: Self {
                namespace_name: Some("reports".into()),
                status: Some("AVAILABLE".into()),
                publicly_accessible: Some(false),
                enhanced_vpc_routing: Some(true),
                require_ssl: Some(true),
                enable_user_activity_logging: Some(true),
                port: Some(5440),
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1b2c3d4e5f60718".into()],
                security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                cross_account_vpcs: vec![],
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "redshift-serverless:workgroup");
        let list = place.call(&REDSHIFT_SERVERLESS, "ListWorkgroups").set("maxResults", 100);
        let mut pages = list.pages("nextToken", "nextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.workgroups, |workgroup| one(workgroup, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    workgroups: Vec<Workgroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Workgroup {
    workgroup_arn: String,
    workgroup_name: String,
    namespace_name: Option<String>,
    status: Option<String>,
    publicly_accessible: Option<bool>,
    enhanced_vpc_routing: Option<bool>,
    #[serde(default)]
    config_parameters: Vec<Parameter>,
    port: Option<i64>,
    #[serde(default)]
    subnet_ids: Vec<String>,
    #[serde(default)]
    security_group_ids: Vec<String>,
    #[serde(default)]
    cross_account_vpcs: Vec<String>,
    creation_date: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameter {
    parameter_key: Option<String>,
    parameter_value: Option<String>,
}

async fn one(group: Workgroup, tags: &RegionTags<'_>) -> Result<Option<Found<RedshiftserverlessWorkgroup>>, Unread> {
    let tags = tags.of(&group.workgroup_arn).await;
    let switch = |name: &str| {
        let parameter = group.config_parameters.iter().find(|one| one.parameter_key.as_deref() == Some(name));
        parameter.and_then(|one| one.parameter_value.as_deref()).map(|value| value == "true")
    };
    let fields = RedshiftserverlessWorkgroup {
        require_ssl: switch("require_ssl"),
        enable_user_activity_logging: switch("enable_user_activity_logging"),
        namespace_name: group.namespace_name,
        status: group.status,
        publicly_accessible: group.publicly_accessible,
        enhanced_vpc_routing: group.enhanced_vpc_routing,
        port: group.port,
        subnet_ids: sorted(group.subnet_ids),
        security_group_ids: sorted(group.security_group_ids),
        cross_account_vpcs: sorted(group.cross_account_vpcs),
        created_at: group.creation_date,
    };
    Ok(Some(Found { id: group.workgroup_arn, name: Some(group.workgroup_name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn page(name: &str, more: &str) -> String {
        format!(
            r#"{{"workgroups": [{{"workgroupName": "{name}", "publiclyAccessible": true, "subnetIds": ["b", "a"],
                "workgroupArn": "arn:aws:redshift-serverless:eu-central-1:111122223333:workgroup/{name}",
                "creationDate": "2026-01-31T12:00:00Z",
                "configParameters": [{{"parameterKey": "require_ssl", "parameterValue": "false"}}]}}]{more}}}"#
        )
    }

    const TAGGED: &str = r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
        "ResourceARN": "arn:aws:redshift-serverless:eu-central-1:111122223333:workgroup/a"}]}"#;

    #[test]
    fn workgroups_of_all_pages_are_read() {
        let read = Canned::default()
            .reply("ListWorkgroups", &page("a", r#", "nextToken": "n""#))
            .reply("ListWorkgroups", &page("b", ""))
            .reply("GetResources", TAGGED)
            .read::<RedshiftserverlessWorkgroup>();
        assert_eq!(read.gaps, []);
        let [group, other] = read.resources.as_slice() else { panic!("two workgroups") };
        assert!(other.unread().is_empty() && other.at("tags.team").is_null());
        assert_eq!(read.asked.len(), 3);
        assert_eq!(group.at("require_ssl").as_bool(), Some(false));
        assert!(group.at("enable_user_activity_logging").is_null());
        assert_eq!(group.at("tags.team").as_str(), Some("x"));
        assert_eq!(group.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().reply("ListWorkgroups", &page("a", "")).read::<RedshiftserverlessWorkgroup>();
        assert_eq!(read.resources[0].unread().len(), 1);
        assert_eq!(Canned::default().read::<RedshiftserverlessWorkgroup>().gaps.len(), 1);
    }
}
