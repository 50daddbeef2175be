//! Parameter groups that database clusters use, also those of DocumentDB and Neptune, and of their parameters only those
//! that were changed and matter to security. Groups that nobody uses decide nothing, and are left out.
//!
//! - DocumentDB encrypts connections unless `tls` says `disabled`, and audits where `audit_logs` says so.
//!   <https://docs.aws.amazon.com/documentdb/latest/developerguide/cluster_parameter_groups-list_of_parameters.html>
//! - A group that AWS made cannot be changed, so that it is not asked for its parameters.

use super::kind::{Found, Kind};
use super::rds_cluster::{Cluster, clusters};
use super::rds_reply::{Users, is_of_aws, parameters};
use super::region_tags::{GET_RESOURCES, RegionTags};
use crate::collect::aws::service::RDS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// How clusters that use it are set up.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RdsClusterParameterGroup {
    /// The engine of the clusters that use it.
    pub engine: Option<String>,
    /// The versions of the engine among the clusters that use it.
    pub engine_versions: Vec<String>,
    /// The clusters that use it, by their names.
    pub used_by: Vec<String>,
    /// Whether it is one that AWS made, which cannot be changed.
    pub default: bool,
    /// The parameters about security that were changed, such as `tls`, `audit_logs`, `rds.force_ssl` or
    /// `require_secure_transport`. What is not here has the default of the engine's version.
    pub parameters: Reading<BTreeMap<String, String>>,
}

const LIST: &str = "rds:DescribeDBClusters";
const PARAMETERS: &str = "rds:DescribeDBClusterParameters";

impl Kind for RdsClusterParameterGroup {
    const NAME: &'static str = "rds_cluster_parameter_group";
    const CLOUDFORMATION: &'static str = "AWS::RDS::DBClusterParameterGroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(PARAMETERS)];

    fn sample() -> Found<Self> {
        let parameters = [("require_secure_transport", "ON"), ("server_audit_logging", "1")];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Found {
            id: "arn:aws:rds:eu-central-1:111122223333:cluster-pg:orders-mysql8".into(),
            name: Some("orders-mysql8".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                engine: Some("aurora-mysql".into()),
                engine_versions: vec!["8.0.mysql_aurora.3.08.0".into()],
                used_by: vec!["orders".into()],
                default: false,
                parameters: Reading::Known(parameters.into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "rds:cluster-pg");
        let clusters = clusters(place).await?;
        out.each(groups(&clusters.found), |(name, users)| one(place, name, users, &tags)).await;
        clusters.unread.clone().map_or(Ok(()), Err)
    }
}

/// The clusters of each group.
fn groups(clusters: &[Cluster]) -> BTreeMap<String, Users> {
    let mut groups: BTreeMap<String, Users> = BTreeMap::new();
    for cluster in clusters {
        if let Some(group) = &cluster.parameter_group {
            let users = groups.entry(group.clone()).or_default();
            users.add(&cluster.identifier, cluster.engine.as_deref(), cluster.engine_version.as_deref());
        }
    }
    groups
}

/// Never None: a group that is in use cannot be deleted.
async fn one(
    place: &Place,
    name: String,
    users: Users,
    tags: &RegionTags<'_>,
) -> Result<Option<Found<RdsClusterParameterGroup>>, Unread> {
    let id = place.arn("rds", &format!("cluster-pg:{name}"));
    let call = place.call(&RDS, "DescribeDBClusterParameters").set("DBClusterParameterGroupName", name.as_str());
    let parameters = parameters(&name, call).await;
    let tags = tags.of(&id).await;
    let fields = RdsClusterParameterGroup {
        engine: users.engine,
        engine_versions: users.versions.into_iter().collect(),
        used_by: users.names.into_iter().collect(),
        default: is_of_aws(&name),
        parameters: parameters.into(),
    };
    Ok(Some(Found { id, name: Some(name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn clusters(group: &str) -> Canned {
        let page = format!(
            "<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters><DBCluster>\
             <DBClusterIdentifier>docs</DBClusterIdentifier><Engine>docdb</Engine>\
             <DBClusterArn>arn:aws:rds:eu-central-1:111122223333:cluster:docs</DBClusterArn>\
             <DBClusterParameterGroup>{group}</DBClusterParameterGroup></DBCluster></DBClusters>\
             </DescribeDBClustersResult></DescribeDBClustersResponse>"
        );
        Canned::default().reply("DescribeDBClusters", &page)
    }

    #[test]
    fn parameters_of_all_pages_are_read() {
        let page = |name: &str, value: &str, more: &str| {
            format!(
                "<DescribeDBClusterParametersResponse><DescribeDBClusterParametersResult><Parameters><Parameter>\
                 <ParameterName>{name}</ParameterName><ParameterValue>{value}</ParameterValue></Parameter>\
                 </Parameters>{more}</DescribeDBClusterParametersResult></DescribeDBClusterParametersResponse>"
            )
        };
        let read = clusters("own")
            .reply("DescribeDBClusterParameters", &page("audit_logs", "disabled", "<Marker>m</Marker>"))
            .reply("DescribeDBClusterParameters", &page("tls", "enabled", ""))
            .read::<RdsClusterParameterGroup>();
        let parameters = serde_json::to_string(read.resources[0].at("parameters")).unwrap();
        assert_eq!(parameters, r#"{"audit_logs":"disabled","tls":"enabled"}"#);
        assert_eq!(read.resources[0].unread().len(), 1, "its tags");
    }

    #[test]
    fn a_group_that_cannot_be_changed_is_not_asked_for_parameters() {
        let read = clusters("default.docdb5.0")
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<RdsClusterParameterGroup>();
        assert_eq!(read.asked, ["DescribeDBClusters", "GetResources"]);
        assert!(read.resources[0].unread().is_empty());
    }
}
