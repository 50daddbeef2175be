//! What Security Hub calls a kind of resource.

/// The names that it has a description for; all others are `Other`. They are those of CloudFormation without the
/// colons and in another case, but for those in [`OTHERWISE`].
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html>
const TYPES: [&str; 64] = [
    "AwsAmazonMqBroker",
    "AwsApiGatewayRestApi",
    "AwsApiGatewayV2Api",
    "AwsAppSyncGraphQlApi",
    "AwsAthenaWorkGroup",
    "AwsAutoScalingAutoScalingGroup",
    "AwsAutoScalingLaunchConfiguration",
    "AwsBackupBackupPlan",
    "AwsBackupBackupVault",
    "AwsBackupRecoveryPoint",
    "AwsCertificateManagerCertificate",
    "AwsCloudFormationStack",
    "AwsCloudFrontDistribution",
    "AwsCloudTrailTrail",
    "AwsCloudWatchAlarm",
    "AwsCodeBuildProject",
    "AwsDmsEndpoint",
    "AwsDmsReplicationInstance",
    "AwsDynamoDbTable",
    "AwsEc2Eip",
    "AwsEc2Instance",
    "AwsEc2LaunchTemplate",
    "AwsEc2NetworkAcl",
    "AwsEc2NetworkInterface",
    "AwsEc2RouteTable",
    "AwsEc2SecurityGroup",
    "AwsEc2Subnet",
    "AwsEc2TransitGateway",
    "AwsEc2Volume",
    "AwsEc2Vpc",
    "AwsEc2VpcPeeringConnection",
    "AwsEcrRepository",
    "AwsEcsCluster",
    "AwsEcsService",
    "AwsEcsTaskDefinition",
    "AwsEksCluster",
    "AwsElasticBeanstalkEnvironment",
    "AwsEventsEventbus",
    "AwsGuardDutyDetector",
    "AwsIamGroup",
    "AwsIamRole",
    "AwsIamUser",
    "AwsKinesisStream",
    "AwsKmsKey",
    "AwsLambdaFunction",
    "AwsLambdaLayerVersion",
    "AwsMskCluster",
    "AwsNetworkFirewallFirewall",
    "AwsNetworkFirewallFirewallPolicy",
    "AwsOpenSearchServiceDomain",
    "AwsRdsDbCluster",
    "AwsRdsDbClusterSnapshot",
    "AwsRdsDbInstance",
    "AwsRdsDbSnapshot",
    "AwsRdsEventSubscription",
    "AwsRedshiftCluster",
    "AwsRoute53HostedZone",
    "AwsS3AccessPoint",
    "AwsS3Bucket",
    "AwsSageMakerNotebookInstance",
    "AwsSecretsManagerSecret",
    "AwsSnsTopic",
    "AwsSqsQueue",
    "AwsWafv2WebAcl",
];

const OTHERWISE: [(&str, &str); 5] = [
    ("AWS::::Account", "AwsAccount"),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "AwsElbLoadBalancer"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "AwsElbv2LoadBalancer"),
    ("AWS::IAM::ManagedPolicy", "AwsIamPolicy"),
    ("AWS::StepFunctions::StateMachine", "AwsStepFunctionStateMachine"),
];

/// By CloudFormation's name.
pub(super) fn of(cloudformation: Option<&str>) -> &'static str {
    let Some(name) = cloudformation else { return "Other" };
    if let Some((_, known)) = OTHERWISE.iter().find(|(other, _)| *other == name) {
        return known;
    }
    let plain = name.replace("::", "");
    TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(&plain)).unwrap_or("Other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_names_of_security_hub() {
        assert_eq!(of(Some("AWS::RDS::DBInstance")), "AwsRdsDbInstance");
        assert_eq!(of(Some("AWS::IAM::ManagedPolicy")), "AwsIamPolicy");
        assert_eq!((of(Some("AWS::Glue::Job")), of(None)), ("Other", "Other"));
    }
}
