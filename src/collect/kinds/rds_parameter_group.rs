//! Parameter groups that database instances use, and of their parameters only those that were changed and matter to
//! security. Groups that nobody uses decide nothing, and are left out.
//!
//! - The default of a parameter depends on the engine and its version, such as `rds.force_ssl`, which is on from
//!   PostgreSQL 15. <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html>
//! - A group that AWS made cannot be changed, so that it is not asked for its parameters.

use super::kind::{Found, Kind};
use super::rds_instance::{Instance, instances};
use super::rds_reply::{Users, is_of_aws, parameters};
use super::region_tags::{GET_RESOURCES, RegionTags};
use crate::collect::aws::service::RDS;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// How instances that use it are set up.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RdsParameterGroup {
    /// The engine of the instances that use it.
    pub engine: Option<String>,
    /// The versions of the engine among the instances that use it.
    pub engine_versions: Vec<String>,
    /// The instances that use it, by their names.
    pub used_by: Vec<String>,
    /// Whether it is one that AWS made, which cannot be changed.
    pub default: bool,
    /// The parameters about security that were changed, such as `rds.force_ssl`, `require_secure_transport` or
    /// `log_connections`. What is not here has the default of the engine's version.
    pub parameters: Reading<BTreeMap<String, String>>,
}

const LIST: &str = "rds:DescribeDBInstances";
const PARAMETERS: &str = "rds:DescribeDBParameters";

impl Kind for RdsParameterGroup {
    const NAME: &'static str = "rds_parameter_group";
    const CLOUDFORMATION: &'static str = "AWS::RDS::DBParameterGroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES, Action::each(PARAMETERS)];

    fn sample() -> Found<Self> {
        let parameters = [("log_connections", "1"), ("log_disconnections", "1"), ("rds.force_ssl", "1")];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Found {
            id: "arn:aws:rds:eu-central-1:111122223333:pg:ledger-postgres16".into(),
            name: Some("ledger-postgres16".into()),
            tags: Reading::Known(Some([("team".to_owned(), "billing".to_owned())].into())),
            fields: Self {
                engine: Some("postgres".into()),
                engine_versions: vec!["16.4".into()],
                used_by: vec!["ledger".into()],
                default: false,
                parameters: Reading::Known(parameters.into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "rds:pg");
        let instances = instances(place).await?;
        out.each(groups(&instances.found), |(name, users)| one(place, name, users, &tags)).await;
        instances.unread.clone().map_or(Ok(()), Err)
    }
}

/// The instances of each group.
fn groups(instances: &[Instance]) -> BTreeMap<String, Users> {
    let mut groups: BTreeMap<String, Users> = BTreeMap::new();
    for instance in instances {
        for group in &instance.parameter_groups.0 {
            let users = groups.entry(group.name.clone()).or_default();
            users.add(&instance.identifier, instance.engine.as_deref(), instance.engine_version.as_deref());
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
) -> Result<Option<Found<RdsParameterGroup>>, Unread> {
    let id = place.arn("rds", &format!("pg:{name}"));
    let call = place.call(&RDS, "DescribeDBParameters").set("DBParameterGroupName", name.as_str());
    let parameters = parameters(&name, call).await;
    let tags = tags.of(&id).await;
    let fields = RdsParameterGroup {
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

    fn instance(name: &str, group: &str) -> String {
        format!(
            "<DBInstance><DBInstanceIdentifier>{name}</DBInstanceIdentifier><Engine>postgres</Engine>\
             <DBInstanceArn>arn:aws:rds:eu-central-1:111122223333:db:{name}</DBInstanceArn>\
             <EngineVersion>16.4</EngineVersion><DBParameterGroups><DBParameterGroup>\
             <DBParameterGroupName>{group}</DBParameterGroupName></DBParameterGroup></DBParameterGroups></DBInstance>"
        )
    }

    fn instances(list: &str) -> Canned {
        let page = format!(
            "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances>{list}</DBInstances>\
             </DescribeDBInstancesResult></DescribeDBInstancesResponse>"
        );
        Canned::default().reply("DescribeDBInstances", &page)
    }

    const PARAMETERS_PAGE: &str = "<DescribeDBParametersResponse><DescribeDBParametersResult><Parameters>\
        <Parameter><ParameterName>rds.force_ssl</ParameterName><ParameterValue>1</ParameterValue></Parameter>\
        <Parameter><ParameterName>work_mem</ParameterName><ParameterValue>64</ParameterValue></Parameter>\
        </Parameters></DescribeDBParametersResult></DescribeDBParametersResponse>";

    #[test]
    fn a_group_is_read_once_for_all_who_use_it() {
        let list = instance("b", "own") + &instance("a", "own");
        let read = instances(&list)
            .reply("DescribeDBParameters", PARAMETERS_PAGE)
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
            .read::<RdsParameterGroup>();
        assert_eq!(read.gaps, []);
        let [group] = read.resources.as_slice() else { panic!("one group") };
        assert_eq!(serde_json::to_string(group.at("used_by")).unwrap(), r#"["a","b"]"#);
        assert_eq!(serde_json::to_string(group.at("parameters")).unwrap(), r#"{"rds.force_ssl":"1"}"#);
        assert_eq!(read.asked.len(), 3);
    }

    #[test]
    fn a_group_that_cannot_be_changed_is_not_asked_for_parameters() {
        let read = instances(&instance("a", "default.postgres16")).read::<RdsParameterGroup>();
        assert_eq!(read.asked, ["DescribeDBInstances", "GetResources"]);
        assert_eq!(serde_json::to_string(read.resources[0].at("parameters")).unwrap(), "{}");
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = instances(&instance("a", "own")).read::<RdsParameterGroup>();
        assert_eq!(read.resources[0].unread().len(), 2);
        assert_eq!(Canned::default().read::<RdsParameterGroup>().gaps.len(), 1);
    }
}
