//! Add-ons of EKS: software of the cluster itself, such as its network and its drivers, in versions that EKS tests.

use super::eks_reply::{Health, Issue, LIST_CLUSTERS, Member, members};
use super::kind::{Found, Kind, Tags};
use super::timestamp::Moment;
use crate::collect::aws::service::EKS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An add-on of a Kubernetes cluster.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EksAddon {
    /// The name of the cluster.
    pub cluster_name: String,
    /// Such as `v1.19.0-eksbuild.1`.
    pub addon_version: Option<String>,
    /// `ACTIVE`, `CREATING`, `UPDATING`, `DELETING`, `DEGRADED`, `CREATE_FAILED`, `UPDATE_FAILED` or `DELETE_FAILED`.
    pub status: Option<String>,
    /// The role of its service account; null where it takes the node's or a pod identity.
    pub service_account_role_arn: Option<String>,
    /// Its associations of pods with roles.
    pub pod_identity_associations: Vec<String>,
    /// Who makes it, such as `eks`.
    pub publisher: Option<String>,
    /// What EKS sees as wrong.
    pub health_issues: Vec<Issue>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last changed.
    pub modified_at: Option<Moment>,
}

const LIST: &str = "eks:ListAddons";
const DESCRIBE: &str = "eks:DescribeAddon";

impl Kind for EksAddon {
    const NAME: &'static str = "eks_addon";
    const CLOUDFORMATION: &'static str = "AWS::EKS::Addon";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST_CLUSTERS), Action::page(LIST), Action::each(DESCRIBE)];

    fn sample() -> Found<Self> {
        let id = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
        Found {
            id: format!("arn:aws:eks:eu-central-1:111122223333:addon/shop/vpc-cni/{id}"),
            name: Some("vpc-cni".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                cluster_name: "shop".into(),
                addon_version: Some("v1.21.0-eksbuild.1".into()),
                status: Some("ACTIVE".into()),
                service_account_role_arn: Some("arn:aws:iam::111122223333:role/shop-vpc-cni".into()),
                pod_identity_associations: vec![],
                publisher: Some("eks".into()),
                health_issues: vec![],
                created_at: Some(Moment::sample("2026-01-12T08:40:00Z")),
                modified_at: Some(Moment::sample("2026-02-10T08:40:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let addons = members(place, out, "ListAddons", "addons").await?;
        out.each(addons, |addon| one(place, addon)).await;
        Ok(())
    }
}

#[derive(Deserialize)]
struct Reply {
    addon: Addon,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Addon {
    addon_arn: String,
    addon_name: Option<String>,
    addon_version: Option<String>,
    status: Option<String>,
    service_account_role_arn: Option<String>,
    #[serde(default)]
    pod_identity_associations: Vec<String>,
    publisher: Option<String>,
    #[serde(default)]
    health: Health,
    #[serde(default)]
    tags: Tags,
    created_at: Option<Moment>,
    modified_at: Option<Moment>,
}

/// None for an add-on that has gone since it was listed.
async fn one(place: &Place, member: Member) -> Result<Option<Found<EksAddon>>, Unread> {
    let call = place.call(&EKS, "DescribeAddon").get(member.path);
    let Some(Reply { addon: mut it }) = call.judge().await? else { return Ok(None) };
    it.pod_identity_associations.sort();
    let fields = EksAddon {
        cluster_name: member.cluster,
        addon_version: it.addon_version,
        status: it.status,
        service_account_role_arn: it.service_account_role_arn,
        pod_identity_associations: it.pod_identity_associations,
        publisher: it.publisher,
        health_issues: it.health.into_issues(),
        created_at: it.created_at,
        modified_at: it.modified_at,
    };
    Ok(Some(Found { id: it.addon_arn, name: it.addon_name, tags: Reading::Known(Some(it.tags)), fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn listed() -> Canned {
        Canned::default()
            .reply("GET /clusters", r#"{"clusters": ["shop"]}"#)
            .reply("GET /clusters/shop/addons", r#"{"addons": ["vpc-cni"]}"#)
    }

    #[test]
    fn an_addon_is_read_whole() {
        let described = r#"{"addon": {"addonName": "vpc-cni", "clusterName": "shop", "status": "DEGRADED",
            "addonArn": "arn:aws:eks:eu-central-1:111122223333:addon/shop/vpc-cni/1", "addonVersion": "v1",
            "health": {"issues": [{"code": "InsufficientNumberOfReplicas", "message": "x"}]},
            "createdAt": 1769860800.0, "tags": {}}}"#;
        let read = listed().reply("GET /clusters/shop/addons/vpc-cni", described).read::<EksAddon>();
        assert_eq!(read.gaps, []);
        let [addon] = read.resources.as_slice() else { panic!("one add-on") };
        assert_eq!(addon.at("status").as_str(), Some("DEGRADED"));
        let issues = serde_json::to_string(addon.at("health_issues")).unwrap();
        assert_eq!(issues, r#"[{"code":"InsufficientNumberOfReplicas","resource_ids":[]}]"#);
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(listed().read::<EksAddon>().gaps[0].action, DESCRIBE);
    }
}
