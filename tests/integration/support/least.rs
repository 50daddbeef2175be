//! The fewest calls by which AWS gives what a snapshot holds, told from AWS's references and not from the program: what
//! an operation answers in one page, for how many resources, and which settings it takes one by one.

use plimsoll::snapshot::Snapshot;
use std::collections::BTreeMap;

/// Services that live in no region. S3 and WAF are in part so: see below.
const GLOBAL: [&str; 10] =
    ["account", "cloudfront", "iam", "organizations", "route53", "s3", "s3control", "shield", "sts", "cloudtrail"];

/// Operations that answer for one resource, or for so many at most, of a kind; listings within one resource among them.
const EACH: &[(&str, &str, usize)] = &[
    ("appsync:GetApiCache", "appsync_api", 1),
    ("athena:GetWorkGroup", "athena_workgroup", 1),
    ("backup:GetBackupPlan", "backup_plan", 1),
    ("backup:GetBackupVaultAccessPolicy", "backup_vault", 1),
    ("backup:ListBackupSelections", "backup_plan", 1),
    ("bedrock:GetAgent", "bedrock_agent", 1),
    ("bedrock:ListTagsForResource", "bedrock_agent", 1),
    ("cloudfront:GetDistributionConfig", "cloudfront_distribution", 1),
    ("cloudfront:ListTagsForResource", "cloudfront_distribution", 1),
    ("cloudtrail:GetEventSelectors", "cloudtrail_trail", 1),
    ("cloudtrail:GetTrailStatus", "cloudtrail_trail", 1),
    ("cloudtrail:ListTags", "cloudtrail_trail", 20),
    ("codebuild:BatchGetProjects", "codebuild_project", 100),
    ("codepipeline:GetPipeline", "codepipeline_pipeline", 1),
    ("cognito-identity:DescribeIdentityPool", "cognito_identity_pool", 1),
    ("cognito-identity:GetIdentityPoolRoles", "cognito_identity_pool", 1),
    ("cognito-idp:DescribeUserPool", "cognito_user_pool", 1),
    ("cognito-idp:DescribeUserPoolClient", "cognito_user_pool", 1),
    ("cognito-idp:ListUserPoolClients", "cognito_user_pool", 1),
    ("dms:ListTagsForResource", "dms_endpoint", 20),
    ("dynamodb:DescribeContinuousBackups", "dynamodb_table", 1),
    ("dynamodb:DescribeTable", "dynamodb_table", 1),
    ("dynamodb:GetResourcePolicy", "dynamodb_table", 1),
    ("ec2:DescribeImageAttribute", "ec2_image", 1),
    ("ec2:DescribeInstanceAttribute", "ec2_instance", 1),
    ("ec2:DescribeLaunchTemplateVersions", "ec2_launch_template", 200),
    ("ec2:DescribeSnapshotAttribute", "ec2_snapshot", 1),
    ("ec2:GetManagedPrefixListEntries", "ec2_prefix_list", 1),
    ("ecr:GetLifecyclePolicy", "ecr_repository", 1),
    ("ecr:GetRepositoryPolicy", "ecr_repository", 1),
    ("ecs:DescribeClusters", "ecs_cluster", 100),
    ("ecs:DescribeServices", "ecs_service", 10),
    ("ecs:DescribeTaskDefinition", "ecs_task_definition", 1),
    ("ecs:ListServices", "ecs_cluster", 1),
    ("eks:DescribeCluster", "eks_cluster", 1),
    ("eks:DescribeNodegroup", "eks_nodegroup", 1),
    ("eks:ListAccessEntries", "eks_cluster", 1),
    ("eks:ListAddons", "eks_cluster", 1),
    ("eks:ListNodegroups", "eks_cluster", 1),
    ("elasticbeanstalk:DescribeConfigurationSettings", "elasticbeanstalk_environment", 1),
    ("elasticfilesystem:DescribeBackupPolicy", "efs_file_system", 1),
    ("elasticfilesystem:DescribeFileSystemPolicy", "efs_file_system", 1),
    ("elasticfilesystem:DescribeMountTargets", "efs_file_system", 1),
    ("elasticloadbalancing:DescribeListeners", "elbv2_load_balancer", 1),
    ("elasticloadbalancing:DescribeLoadBalancerAttributes", "elbv2_load_balancer", 1),
    ("elasticloadbalancing:DescribeLoadBalancerPolicies", "elb_load_balancer", 1),
    ("elasticloadbalancing:DescribeTags", "elbv2_load_balancer", 20),
    ("elasticloadbalancing:DescribeTargetHealth", "elbv2_target_group", 1),
    ("elasticmapreduce:DescribeCluster", "emr_cluster", 1),
    ("elasticmapreduce:DescribeSecurityConfiguration", "emr_security_configuration", 1),
    ("es:DescribeDomains", "opensearch_domain", 5),
    ("events:ListRules", "events_bus", 1),
    ("events:ListTargetsByRule", "events_rule", 1),
    ("firehose:DescribeDeliveryStream", "firehose_stream", 1),
    ("iam:GetOpenIDConnectProvider", "iam_oidc_provider", 1),
    ("kinesis:DescribeStreamSummary", "kinesis_stream", 1),
    ("kinesis:GetResourcePolicy", "kinesis_stream", 1),
    ("kms:DescribeKey", "kms_key", 1),
    ("kms:GetKeyPolicy", "kms_key", 1),
    ("kms:GetKeyRotationStatus", "kms_key", 1),
    ("lambda:GetLayerVersionPolicy", "lambda_layer", 1),
    ("lambda:GetPolicy", "lambda_function", 1),
    ("lambda:ListFunctionEventInvokeConfigs", "lambda_function", 1),
    ("lambda:ListFunctionUrlConfigs", "lambda_function", 1),
    ("mq:DescribeBroker", "mq_broker", 1),
    ("network-firewall:DescribeFirewall", "networkfirewall_firewall", 1),
    ("network-firewall:DescribeLoggingConfiguration", "networkfirewall_firewall", 1),
    ("organizations:DescribePolicy", "organizations_policy", 1),
    ("organizations:ListOrganizationalUnitsForParent", "organizations_ou", 1),
    ("organizations:ListParents", "organizations_account", 1),
    ("organizations:ListTagsForResource", "organizations_account", 1),
    ("organizations:ListTargetsForPolicy", "organizations_policy", 1),
    ("rds:DescribeDBClusterParameters", "rds_cluster_parameter_group", 1),
    ("rds:DescribeDBClusterSnapshotAttributes", "rds_cluster_snapshot", 1),
    ("rds:DescribeDBParameters", "rds_parameter_group", 1),
    ("rds:DescribeDBSnapshotAttributes", "rds_snapshot", 1),
    ("redshift:DescribeClusterParameters", "redshift_cluster", 1),
    ("redshift:DescribeLoggingStatus", "redshift_cluster", 1),
    ("route53:GetDNSSEC", "route53_zone", 1),
    ("route53:GetHostedZone", "route53_zone", 1),
    ("route53:ListResourceRecordSets", "route53_record", 300),
    ("route53:ListTagsForResources", "route53_zone", 10),
    ("s3:GetBucketAcl", "s3_bucket", 1),
    ("s3:GetBucketEncryption", "s3_bucket", 1),
    ("s3:GetBucketLifecycleConfiguration", "s3_bucket", 1),
    ("s3:GetBucketLocation", "s3_bucket", 1),
    ("s3:GetBucketLogging", "s3_bucket", 1),
    ("s3:GetBucketOwnershipControls", "s3_bucket", 1),
    ("s3:GetBucketPolicy", "s3_bucket", 1),
    ("s3:GetBucketPolicyStatus", "s3_bucket", 1),
    ("s3:GetBucketReplication", "s3_bucket", 1),
    ("s3:GetBucketTagging", "s3_bucket", 1),
    ("s3:GetBucketVersioning", "s3_bucket", 1),
    ("s3:GetBucketWebsite", "s3_bucket", 1),
    ("s3:GetObjectLockConfiguration", "s3_bucket", 1),
    ("s3:GetPublicAccessBlock", "s3_bucket", 1),
    ("s3control:GetAccessPoint", "s3_access_point", 1),
    ("s3control:GetAccessPointPolicy", "s3_access_point", 1),
    ("s3control:ListTagsForResource", "s3_access_point", 1),
    ("sagemaker:DescribeDomain", "sagemaker_domain", 1),
    ("sagemaker:DescribeEndpointConfig", "sagemaker_endpoint_config", 1),
    ("sagemaker:DescribeModel", "sagemaker_model", 1),
    ("sagemaker:DescribeNotebookInstance", "sagemaker_notebook", 1),
    ("secretsmanager:GetResourcePolicy", "secretsmanager_secret", 1),
    ("servicecatalog:DescribePortfolio", "servicecatalog_portfolio", 1),
    ("sns:GetTopicAttributes", "sns_topic", 1),
    ("sqs:GetQueueAttributes", "sqs_queue", 1),
    ("ssm:DescribeDocumentPermission", "ssm_document", 1),
    ("ssm:GetDocument", "ssm_document", 1),
    ("ssm:GetParameters", "ssm_parameter", 10),
    ("states:DescribeStateMachine", "stepfunctions_state_machine", 1),
    ("transfer:DescribeServer", "transfer_server", 1),
    ("wafv2:GetWebACL", "wafv2_web_acl", 1),
    ("wafv2:ListResourcesForWebACL", "wafv2_web_acl", 1),
    ("wafv2:ListTagsForResource", "wafv2_web_acl", 1),
];

/// Further kinds that some of these operations answer for.
const ALSO: &[(&str, &str)] = &[
    ("dms:ListTagsForResource", "dms_replication_instance"),
    ("elasticloadbalancing:DescribeLoadBalancerAttributes", "elb_load_balancer"),
    ("elasticloadbalancing:DescribeTags", "elb_load_balancer"),
    ("elasticloadbalancing:DescribeTags", "elbv2_target_group"),
    ("elasticloadbalancing:DescribeTags", "elbv2_listener"),
    ("organizations:ListTagsForResource", "organizations_ou"),
    ("organizations:ListTagsForResource", "organizations_policy"),
    ("wafv2:GetWebACL", "wafv2_cloudfront_web_acl"),
    ("wafv2:ListTagsForResource", "wafv2_cloudfront_web_acl"),
];

/// Operations that are asked more than once a place, and why. By how often.
const TIMES: &[(&str, u64)] = &[
    // Billing, operations and security have each a contact.
    ("account:GetAlternateContact", 3),
    // Certificates of the N2 roots come only in a listing of their own.
    ("acm:ListCertificates", 2),
    // Classic load balancers have an API of another version, under the same name.
    ("elasticloadbalancing:DescribeLoadBalancers", 2),
    // One setting a call.
    ("ssm:GetServiceSetting", 3),
    // REST APIs, HTTP APIs, and domain names.
    ("apigateway:GET", 3),
];

/// The least number of calls of an operation for a snapshot of one account. What is asked only of some resources, such
/// as of keys that can be rotated, is taken to be needed as it was asked.
pub fn calls(operation: &str, made: u64, taken: &Snapshot) -> u64 {
    let service = operation.split(':').next().unwrap_or_default();
    let places = match operation {
        "s3control:ListAccessPoints" => taken.header.regions.len(),
        // Once more for what stands before CloudFront.
        "wafv2:ListWebACLs" | "wafv2:ListLoggingConfigurations" => taken.header.regions.len() + 1,
        _ if GLOBAL.contains(&service) => 1,
        _ => taken.header.regions.len(),
    } as u64;
    let each = EACH.iter().find(|(name, ..)| *name == operation);
    let least = match each {
        Some((_, kind, batch)) => {
            let also = ALSO.iter().filter(|(name, _)| *name == operation).map(|(_, kind)| *kind);
            also.chain([*kind]).map(|kind| batches(kind, *batch, taken)).sum()
        }
        None => places * TIMES.iter().find(|(name, _)| *name == operation).map_or(1, |(_, times)| *times),
    };
    let beside = match operation {
        // Stages, resources and authorizers of an API come apart.
        "apigateway:GET" => 3 * (batches("apigateway_rest_api", 1, taken) + batches("apigatewayv2_api", 1, taken)),
        // The root is a parent too.
        "organizations:ListOrganizationalUnitsForParent" => 1,
        // Accounts, organisations, units and members are four kinds of shares.
        "servicecatalog:DescribePortfolioShares" => 4 * batches("servicecatalog_portfolio", 1, taken) - least,
        _ => 0,
    };
    made.min(least + beside)
}

/// A batch is of one kind, account and region.
fn batches(kind: &str, batch: usize, taken: &Snapshot) -> u64 {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in taken.resources.iter().filter(|resource| &*resource.kind == kind) {
        *counts.entry(resource.region.as_str()).or_default() += 1;
    }
    counts.values().map(|count| count.div_ceil(batch) as u64).sum()
}
