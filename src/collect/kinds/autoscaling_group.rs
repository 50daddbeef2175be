//! Auto Scaling groups. One listing gives all of them, with their tags.
//!
//! - A group has a launch template, a mixed instances policy with one in it, or a launch configuration.
//! - Its name is unique, its ARN holds an id of its own as well.
//!   <https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html>

use super::kind::{Found, Kind};
use super::sorted::sorted;
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::AUTO_SCALING;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An Auto Scaling group: instances that are kept at a number, and replaced.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AutoscalingGroup {
    /// The launch configuration of its instances; null where a launch template describes them.
    pub launch_configuration_name: Option<String>,
    /// The launch template of its instances, also where a mixed instances policy names it.
    pub launch_template: Option<LaunchTemplate>,
    /// The mix of instances; null where all are of one type.
    pub mixed_instances: Option<MixedInstances>,
    /// The fewest instances.
    pub min_size: Option<i64>,
    /// The most instances.
    pub max_size: Option<i64>,
    /// As many instances as there should be now.
    pub desired_capacity: Option<i64>,
    /// The zones that it may use.
    pub availability_zones: Vec<String>,
    /// The subnets that it may use.
    pub subnet_ids: Vec<String>,
    /// Classic load balancers that send requests to it.
    pub load_balancer_names: Vec<String>,
    /// Target groups that its instances are in.
    pub target_group_arns: Vec<String>,
    /// What decides that an instance is ill: `EC2`, `ELB`, `EBS`, `VPC_LATTICE`, or several of them with commas.
    pub health_check_type: Option<String>,
    /// Seconds in which a new instance may be ill.
    pub health_check_grace_period: Option<i64>,
    /// Whether spot instances at risk are replaced before they go.
    pub capacity_rebalance: Option<bool>,
    /// What the group does not do at present, such as `ReplaceUnhealthy`.
    pub suspended_processes: Vec<String>,
    /// Whether new instances are never removed to make the group smaller.
    pub new_instances_protected_from_scale_in: Option<bool>,
    /// Whether the group can be deleted: `none`, `prevent-force-deletion` or `prevent-all-deletion`.
    pub deletion_protection: Option<String>,
    /// Seconds after which an instance is replaced; null where it may grow old.
    pub max_instance_lifetime: Option<i64>,
    /// The metrics that the group sends to CloudWatch.
    pub enabled_metrics: Vec<String>,
    /// The role by which the group works.
    pub service_linked_role_arn: Option<String>,
    /// `Delete in progress`; null where it stays.
    pub status: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct LaunchTemplate {
    /// Such as `lt-0a1b2c3d4e5f60718`.
    pub launch_template_id: Option<String>,
    /// A number, `$Latest` or `$Default`.
    pub version: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MixedInstances {
    /// The types of instance that it may take.
    pub instance_types: Vec<String>,
    /// Instances that are never spot ones.
    pub on_demand_base_capacity: Option<i64>,
    /// The percentage of the others that are not spot ones.
    pub on_demand_percentage_above_base_capacity: Option<i64>,
    /// How spot instances are chosen.
    pub spot_allocation_strategy: Option<String>,
}

const LIST: &str = "autoscaling:DescribeAutoScalingGroups";

impl Kind for AutoscalingGroup {
    const NAME: &'static str = "autoscaling_group";
    const CLOUDFORMATION: &'static str = "AWS::AutoScaling::AutoScalingGroup";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST)];

    fn sample() -> Found<Self> {
        let group = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop/0a1b2c3d4e5f6071";
        Found {
            id: "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9:autoScalingGroupName/shop"
                .into(),
            name: Some("shop".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                launch_configuration_name: None,
                launch_template: Some(LaunchTemplate {
                    launch_template_id: Some("lt-0a1b2c3d4e5f60718".into()),
                    version: Some("3".into()),
                }),
                mixed_instances: Some(MixedInstances {
                    instance_types: vec!["m7g.large".into(), "m8g.large".into()],
                    on_demand_base_capacity: Some(2),
                    on_demand_percentage_above_base_capacity: Some(100),
                    spot_allocation_strategy: Some("price-capacity-optimized".into()),
                }),
                min_size: Some(2),
                max_size: Some(6),
                desired_capacity: Some(2),
                availability_zones: vec!["eu-central-1a".into(), "eu-central-1b".into()],
                subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".into(), "subnet-0b1c2d3e4f5a60718".into()],
                load_balancer_names: vec![],
                target_group_arns: vec![group.into()],
                health_check_type: Some("ELB".into()),
                health_check_grace_period: Some(300),
                capacity_rebalance: Some(true),
                suspended_processes: vec![],
                new_instances_protected_from_scale_in: Some(false),
                deletion_protection: Some("prevent-force-deletion".into()),
                max_instance_lifetime: Some(2_592_000),
                enabled_metrics: vec!["GroupInServiceInstances".into()],
                service_linked_role_arn: Some(
                    "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
                        .into(),
                ),
                status: None,
                created_at: Some(Moment::sample("2026-01-20T07:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let listing = place.call(&AUTO_SCALING, "DescribeAutoScalingGroups").set("MaxRecords", 100);
        let mut pages = listing.pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            for group in page.auto_scaling_groups.0 {
                out.push(found(place, group)).await;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    auto_scaling_groups: List<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    auto_scaling_group_name: String,
    #[serde(rename = "AutoScalingGroupARN")]
    arn: Option<String>,
    launch_configuration_name: Option<String>,
    launch_template: Option<LaunchTemplate>,
    mixed_instances_policy: Option<Mixed>,
    min_size: Option<i64>,
    max_size: Option<i64>,
    desired_capacity: Option<i64>,
    #[serde(default)]
    availability_zones: List<String>,
    #[serde(default)]
    load_balancer_names: List<String>,
    #[serde(default, rename = "TargetGroupARNs")]
    target_group_arns: List<String>,
    #[serde(rename = "VPCZoneIdentifier")]
    subnets: Option<String>,
    health_check_type: Option<String>,
    health_check_grace_period: Option<i64>,
    capacity_rebalance: Option<bool>,
    #[serde(default)]
    suspended_processes: List<Suspended>,
    new_instances_protected_from_scale_in: Option<bool>,
    deletion_protection: Option<String>,
    max_instance_lifetime: Option<i64>,
    #[serde(default)]
    enabled_metrics: List<Metric>,
    #[serde(rename = "ServiceLinkedRoleARN")]
    service_linked_role_arn: Option<String>,
    status: Option<String>,
    created_time: Option<Moment>,
    #[serde(default)]
    tags: List<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mixed {
    launch_template: Option<MixedTemplate>,
    instances_distribution: Option<Distribution>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MixedTemplate {
    launch_template_specification: Option<LaunchTemplate>,
    #[serde(default)]
    overrides: List<Override>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Override {
    instance_type: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Distribution {
    on_demand_base_capacity: Option<i64>,
    on_demand_percentage_above_base_capacity: Option<i64>,
    spot_allocation_strategy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Suspended {
    process_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    metric: String,
}

fn found(place: &Place, group: Group) -> Found<AutoscalingGroup> {
    let (template, mixed_instances) = group.mixed_instances_policy.map(mixed).unwrap_or_default();
    let subnets = group.subnets.unwrap_or_default();
    let subnets = subnets.split(',').map(str::trim).filter(|subnet| !subnet.is_empty());
    let fields = AutoscalingGroup {
        launch_configuration_name: group.launch_configuration_name.filter(|name| !name.is_empty()),
        launch_template: group.launch_template.or(template),
        mixed_instances,
        min_size: group.min_size,
        max_size: group.max_size,
        desired_capacity: group.desired_capacity,
        availability_zones: sorted(group.availability_zones.0),
        subnet_ids: sorted(subnets.map(str::to_owned)),
        load_balancer_names: sorted(group.load_balancer_names.0),
        target_group_arns: sorted(group.target_group_arns.0),
        health_check_type: group.health_check_type,
        health_check_grace_period: group.health_check_grace_period,
        capacity_rebalance: group.capacity_rebalance,
        suspended_processes: sorted(group.suspended_processes.0.into_iter().map(|it| it.process_name)),
        new_instances_protected_from_scale_in: group.new_instances_protected_from_scale_in,
        deletion_protection: group.deletion_protection,
        max_instance_lifetime: group.max_instance_lifetime,
        enabled_metrics: sorted(group.enabled_metrics.0.into_iter().map(|metric| metric.metric)),
        service_linked_role_arn: group.service_linked_role_arn,
        status: group.status,
        created_at: group.created_time,
    };
    let name = group.auto_scaling_group_name;
    let id = group.arn.unwrap_or_else(|| place.made_up_id(AutoscalingGroup::NAME, &name));
    Found { id, name: Some(name), tags: Reading::Known(Some(listed(&group.tags.0))), fields }
}

fn mixed(policy: Mixed) -> (Option<LaunchTemplate>, Option<MixedInstances>) {
    let (template, overrides) =
        policy.launch_template.map(|it| (it.launch_template_specification, it.overrides.0)).unwrap_or_default();
    let distribution = policy.instances_distribution.unwrap_or_default();
    let mix = MixedInstances {
        instance_types: sorted(overrides.into_iter().filter_map(|it| it.instance_type)),
        on_demand_base_capacity: distribution.on_demand_base_capacity,
        on_demand_percentage_above_base_capacity: distribution.on_demand_percentage_above_base_capacity,
        spot_allocation_strategy: distribution.spot_allocation_strategy,
    };
    (template, Some(mix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn page(groups: &str, token: &str) -> String {
        format!(
            "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups>{groups}\
             </AutoScalingGroups>{token}</DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>"
        )
    }

    fn group(name: &str, template: &str) -> String {
        format!(
            "<member><AutoScalingGroupName>{name}</AutoScalingGroupName><AutoScalingGroupARN>arn:{name}</AutoScalingGroupARN>\
             {template}<MinSize>1</MinSize><AvailabilityZones><member>b</member><member>a</member></AvailabilityZones>\
             <VPCZoneIdentifier>subnet-2,subnet-1</VPCZoneIdentifier><HealthCheckType>EC2</HealthCheckType>\
             <SuspendedProcesses><member><ProcessName>Terminate</ProcessName></member></SuspendedProcesses>\
             <CapacityRebalance>true</CapacityRebalance><CreatedTime>2026-01-31T12:00:00.123Z</CreatedTime>\
             <Tags><member><Key>team</Key><Value>x</Value><PropagateAtLaunch>true</PropagateAtLaunch></member></Tags></member>"
        )
    }

    #[test]
    fn groups_of_all_pages_are_read() {
        let mixed = "<MixedInstancesPolicy><LaunchTemplate><LaunchTemplateSpecification><LaunchTemplateId>lt-1\
             </LaunchTemplateId><Version>$Latest</Version></LaunchTemplateSpecification><Overrides><member>\
             <InstanceType>m7g.large</InstanceType></member></Overrides></LaunchTemplate><InstancesDistribution>\
             <OnDemandBaseCapacity>1</OnDemandBaseCapacity></InstancesDistribution></MixedInstancesPolicy>";
        let old = "<LaunchConfigurationName>old</LaunchConfigurationName>";
        let read = Canned::default()
            .reply("DescribeAutoScalingGroups", &page(&group("one", mixed), "<NextToken>2</NextToken>"))
            .reply("DescribeAutoScalingGroups", &page(&group("two", old), ""))
            .read::<AutoscalingGroup>();
        assert_eq!(read.gaps, []);
        let [one, two] = read.resources.as_slice() else { panic!("two groups") };
        assert_eq!(one.at("launch_template.launch_template_id").as_str(), Some("lt-1"));
        assert_eq!(one.at("created_at").as_str(), Some("2026-01-31T12:00:00Z"));
        assert_eq!(two.at("launch_configuration_name").as_str(), Some("old"));
        let text = serde_json::to_string(two).unwrap();
        for expected in [r#"["a","b"]"#, r#"["subnet-1","subnet-2"]"#, r#"["Terminate"]"#, r#""mixed_instances":null"#]
        {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert_eq!(two.at("tags.team").as_str(), Some("x"));
    }

    #[test]
    fn a_refusal_is_a_gap() {
        assert_eq!(Canned::default().read::<AutoscalingGroup>().gaps[0].action, LIST);
    }
}
