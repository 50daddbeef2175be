//! EKS clusters: who reaches the API of Kubernetes, what it records, and which version it is.
//!
//! - Every type of log of the control plane is off until it is turned on.
//!   <https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html>
//! - Secrets are always encrypted at rest; with a key of the account's own only where a configuration says so.
//!   <https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html>
//! - Access entries exist unless the authentication mode is `CONFIG_MAP`.
//!   <https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html>

use super::eks_reply::{Health, Issue, LIST_CLUSTERS, cluster_names};
use super::kind::{Found, Kind, Tags};
use super::timestamp::Moment;
use crate::collect::aws::call::segment;
use crate::collect::aws::service::EKS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A Kubernetes cluster, whose control plane AWS runs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EksCluster {
    /// The version of Kubernetes, such as `1.33`.
    pub version: Option<String>,
    /// EKS's own version of it, such as `eks.12`.
    pub platform_version: Option<String>,
    /// `ACTIVE`, `CREATING`, `DELETING`, `FAILED`, `UPDATING` or `PENDING`.
    pub status: Option<String>,
    /// What happens when standard support ends: `STANDARD` (EKS updates the cluster) or `EXTENDED` (it stays, at a price).
    pub support_type: Option<String>,
    /// The role of the control plane.
    pub role_arn: Option<String>,
    /// Where the control plane is on the network.
    pub vpc_config: Option<VpcConfig>,
    /// The types of log that are on, of `api`, `audit`, `authenticator`, `controllerManager` and `scheduler`.
    pub logging_types: Vec<String>,
    /// The KMS key that encrypts secrets of Kubernetes; null where the account has chosen none.
    pub secrets_kms_key_arn: Option<String>,
    /// Who may sign in: `API`, `API_AND_CONFIG_MAP` or `CONFIG_MAP`.
    pub authentication_mode: Option<String>,
    /// Whether whoever made the cluster became its administrator.
    pub bootstrap_cluster_creator_admin_permissions: Option<bool>,
    /// The ARNs of the roles and users with an access entry; null where the cluster has no such entries.
    pub access_entries: Reading<Option<Vec<String>>>,
    /// The issuer by which roles for service accounts trust the cluster.
    pub oidc_issuer: Option<String>,
    /// Whether the cluster cannot be deleted.
    pub deletion_protection: Option<bool>,
    /// Whether EKS runs the nodes too.
    pub auto_mode: Option<bool>,
    /// Whether traffic can be shifted away from a zone.
    pub zonal_shift_enabled: Option<bool>,
    /// What EKS sees as wrong.
    pub health_issues: Vec<Issue>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct VpcConfig {
    /// The VPC.
    pub vpc_id: Option<String>,
    /// The subnets with a network interface of the control plane.
    #[serde(default)]
    pub subnet_ids: Vec<String>,
    /// Further security groups of these interfaces.
    #[serde(default)]
    pub security_group_ids: Vec<String>,
    /// The security group that control plane and nodes share.
    pub cluster_security_group_id: Option<String>,
    /// Whether the API answers on the internet.
    pub endpoint_public_access: Option<bool>,
    /// Whether the API answers in the VPC.
    pub endpoint_private_access: Option<bool>,
    /// From where on the internet it answers.
    #[serde(default)]
    pub public_access_cidrs: Vec<String>,
}

const DESCRIBE: &str = "eks:DescribeCluster";
const ENTRIES: &str = "eks:ListAccessEntries";

impl Kind for EksCluster {
    const NAME: &'static str = "eks_cluster";
    const CLOUDFORMATION: &'static str = "AWS::EKS::Cluster";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST_CLUSTERS), Action::each(DESCRIBE), Action::each(ENTRIES)];

    fn sample() -> Found<Self> {
        let types = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
        Found {
            id: "arn:aws:eks:eu-central-1:111122223333:cluster/shop".into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                version: Some("1.35".into()),
                platform_version: Some("eks.3".into()),
                status: Some("ACTIVE".into()),
                support_type: Some("STANDARD".into()),
                role_arn: Some("arn:aws:iam::111122223333:role/shop-control-plane".into()),
                vpc_config: Some(VpcConfig {
                    vpc_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                    subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1c2d3e4f5a60718".into()],
                    security_group_ids: vec!["sg-0a1b2c3d4e5f60718".into()],
                    cluster_security_group_id: Some("sg-0b1c2d3e4f5a60718".into()),
                    endpoint_public_access: Some(false),
                    endpoint_private_access: Some(true),
                    public_access_cidrs: vec![],
                }),
                logging_types: types.map(str::to_owned).to_vec(),
                secrets_kms_key_arn: Some(
                    "arn:aws:kms:eu-central-1:111122223333:key/0d1e2f30-4a5b-4c6d-8e7f-9a0b1c2d3e4f".into(),
                ),
                authentication_mode: Some("API".into()),
                bootstrap_cluster_creator_admin_permissions: Some(false),
                access_entries: Reading::Known(Some(vec!["arn:aws:iam::111122223333:role/platform".into()])),
                oidc_issuer: Some("https://oidc.eks.eu-central-1.amazonaws.com/id/0A1B2C3D4E5F60718293".into()),
                deletion_protection: Some(true),
                auto_mode: Some(false),
                zonal_shift_enabled: Some(true),
                health_issues: vec![],
                created_at: Some(Moment::sample("2026-01-12T08:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let names = place.once(|| cluster_names(place)).await?;
        out.each(names.0.clone(), |name| one(place, name)).await;
        Ok(())
    }
}

#[derive(Deserialize)]
struct Reply {
    cluster: Cluster,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cluster {
    arn: String,
    version: Option<String>,
    platform_version: Option<String>,
    status: Option<String>,
    upgrade_policy: Option<UpgradePolicy>,
    role_arn: Option<String>,
    resources_vpc_config: Option<VpcConfig>,
    #[serde(default)]
    logging: Logging,
    #[serde(default)]
    encryption_config: Vec<Encryption>,
    #[serde(default)]
    access_config: AccessConfig,
    #[serde(default)]
    identity: Identity,
    deletion_protection: Option<bool>,
    compute_config: Option<Switch>,
    zonal_shift_config: Option<Switch>,
    #[serde(default)]
    health: Health,
    #[serde(default)]
    tags: Tags,
    created_at: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpgradePolicy {
    support_type: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Logging {
    #[serde(default)]
    cluster_logging: Vec<LogSetup>,
}

#[derive(Deserialize)]
struct LogSetup {
    #[serde(default)]
    types: Vec<String>,
    enabled: Option<bool>,
}

#[derive(Deserialize)]
struct Encryption {
    #[serde(default)]
    resources: Vec<String>,
    provider: Option<Provider>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    key_arn: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccessConfig {
    authentication_mode: Option<String>,
    bootstrap_cluster_creator_admin_permissions: Option<bool>,
}

#[derive(Default, Deserialize)]
struct Identity {
    oidc: Option<Oidc>,
}

#[derive(Deserialize)]
struct Oidc {
    issuer: Option<String>,
}

#[derive(Deserialize)]
struct Switch {
    enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entries {
    #[serde(default)]
    access_entries: Vec<String>,
}

impl VpcConfig {
    fn sorted(mut self) -> Self {
        self.subnet_ids.sort();
        self.security_group_ids.sort();
        self.public_access_cidrs.sort();
        self
    }
}

impl Logging {
    fn types_that_are_on(self) -> Vec<String> {
        let on = self.cluster_logging.into_iter().filter(|setup| setup.enabled == Some(true));
        let mut types: Vec<String> = on.flat_map(|setup| setup.types).collect();
        types.sort();
        types
    }
}

/// None for a cluster that has gone since it was listed.
async fn one(place: &Place, name: String) -> Result<Option<Found<EksCluster>>, Unread> {
    let path = format!("/clusters/{}", segment(&name));
    let call = place.call(&EKS, "DescribeCluster").get(path.as_str());
    let Some(Reply { cluster }) = call.judge().await? else { return Ok(None) };
    let access = &cluster.access_config;
    let access_entries = match access.authentication_mode.as_deref() {
        Some("CONFIG_MAP") => Ok(None),
        _ => access_entries(place, &path).await.map(Some),
    };
    let secrets = cluster.encryption_config.into_iter().find(|one| one.resources.iter().any(|what| what == "secrets"));
    let fields = EksCluster {
        version: cluster.version,
        platform_version: cluster.platform_version,
        status: cluster.status,
        support_type: cluster.upgrade_policy.and_then(|policy| policy.support_type),
        role_arn: cluster.role_arn,
        vpc_config: cluster.resources_vpc_config.map(VpcConfig::sorted),
        logging_types: cluster.logging.types_that_are_on(),
        secrets_kms_key_arn: secrets.and_then(|one| one.provider).and_then(|provider| provider.key_arn),
        authentication_mode: access.authentication_mode.clone(),
        bootstrap_cluster_creator_admin_permissions: access.bootstrap_cluster_creator_admin_permissions,
        access_entries: access_entries.into(),
        oidc_issuer: cluster.identity.oidc.and_then(|oidc| oidc.issuer),
        deletion_protection: cluster.deletion_protection,
        auto_mode: cluster.compute_config.and_then(|switch| switch.enabled),
        zonal_shift_enabled: cluster.zonal_shift_config.and_then(|switch| switch.enabled),
        health_issues: cluster.health.into_issues(),
        created_at: cluster.created_at,
    };
    let tags = Reading::Known(Some(cluster.tags));
    Ok(Some(Found { id: cluster.arn, name: Some(name), tags, fields }))
}

async fn access_entries(place: &Place, cluster: &str) -> Result<Vec<String>, Unread> {
    let mut all = Vec::new();
    let listing = place.call(&EKS, "ListAccessEntries").get(format!("{cluster}/access-entries"));
    let mut pages = listing.set("maxResults", 100).pages("nextToken", "nextToken");
    while let Some(page) = pages.next::<Entries>().await? {
        all.extend(page.access_entries);
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn cluster(mode: &str) -> Canned {
        let described = format!(
            r#"{{"cluster": {{"name": "shop", "arn": "arn:aws:eks:eu-central-1:111122223333:cluster/shop",
              "createdAt": 1769860800.0, "version": "1.29", "endpoint": "https://x", "platformVersion": "eks.1",
              "resourcesVpcConfig": {{"subnetIds": ["b", "a"], "vpcId": "vpc-1", "endpointPublicAccess": true,
                "endpointPrivateAccess": false, "publicAccessCidrs": ["0.0.0.0/0"]}},
              "logging": {{"clusterLogging": [{{"types": ["audit", "api"], "enabled": true}},
                {{"types": ["scheduler"], "enabled": false}}]}},
              "encryptionConfig": [{{"resources": ["secrets"], "provider": {{"keyArn": "arn:k"}}}}],
              "identity": {{"oidc": {{"issuer": "https://oidc"}}}}, "upgradePolicy": {{"supportType": "EXTENDED"}},
              "accessConfig": {{"authenticationMode": "{mode}"}}, "deletionProtection": false,
              "health": {{"issues": []}}, "tags": {{"team": "x"}}}}}}"#
        );
        Canned::default().reply("GET /clusters", r#"{"clusters": ["shop"]}"#).reply("GET /clusters/shop", &described)
    }

    #[test]
    fn a_cluster_is_read_whole() {
        let read = cluster("API")
            .reply("GET /clusters/shop/access-entries", r#"{"accessEntries": ["b"], "nextToken": "2"}"#)
            .reply("GET /clusters/shop/access-entries", r#"{"accessEntries": ["a"]}"#)
            .read::<EksCluster>();
        assert_eq!(read.gaps, []);
        let [cluster] = read.resources.as_slice() else { panic!("one cluster") };
        let text = |path| serde_json::to_string(cluster.at(path)).unwrap();
        assert_eq!(text("logging_types"), r#"["api","audit"]"#);
        assert_eq!(text("access_entries"), r#"["a","b"]"#);
        assert_eq!(cluster.at("vpc_config.endpoint_public_access").as_bool(), Some(true));
        assert_eq!(cluster.at("secrets_kms_key_arn").as_str(), Some("arn:k"));
        assert_eq!(cluster.at("support_type").as_str(), Some("EXTENDED"));
        assert_eq!(cluster.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn entries_are_asked_for_where_there_are_some_and_a_refusal_is_unread() {
        let read = cluster("CONFIG_MAP").read::<EksCluster>();
        assert!(read.resources[0].at("access_entries").is_null() && read.asked.len() == 2);
        let denied = cluster("API_AND_CONFIG_MAP").read::<EksCluster>();
        assert_eq!(denied.resources[0].unread()[0].action, ENTRIES);
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let gone = Canned::default()
            .reply("GET /clusters", r#"{"clusters": ["shop"]}"#)
            .status("GET /clusters/shop", 404, gone)
            .read::<EksCluster>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let gone = cluster("API").status("GET /clusters/shop/access-entries", 404, gone).read::<EksCluster>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }
}
