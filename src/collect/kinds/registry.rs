//! The kinds that there are. A new one is a file and a line here; everything else follows.

use super::kind::Kind;
use crate::collect::{Place, Sink};
use crate::snapshot::{AccountId, Action, Fields, KindInfo, Region, Scope, Unread};
use rayon::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};

type Collected = Pin<Box<dyn Future<Output = Result<(), Unread>> + Send>>;

/// A kind, with its type forgotten.
pub struct Entry {
    pub name: &'static str,
    pub scope: Scope,
    pub actions: &'static [Action],
    pub collect: fn(Arc<Place>, Sink) -> Collected,
    info: fn() -> KindInfo,
}

impl Entry {
    fn of<K: Kind>() -> Self {
        Self {
            name: K::NAME,
            scope: K::SCOPE,
            actions: K::ACTIONS,
            collect: |place, sink| Box::pin(async move { K::collect(&place, &sink).await }),
            info: info::<K>,
        }
    }
}

macro_rules! kinds {
    ($($file:ident :: $Kind:ident),* $(,)?) => {
        /// All kinds, in the order of the alphabet.
        pub fn registry() -> &'static [Entry] {
            static REGISTRY: LazyLock<Vec<Entry>> =
                LazyLock::new(|| vec![$(Entry::of::<super::$file::$Kind>()),*]);
            &REGISTRY
        }
    };
}

kinds! {
    accessanalyzer_region::AccessanalyzerRegion,
    account_contact::AccountContact,
    acm_certificate::AcmCertificate,
    apigateway_domain::ApigatewayDomain,
    apigateway_rest_api::ApigatewayRestApi,
    apigatewayv2_api::Apigatewayv2Api,
    apprunner_service::ApprunnerService,
    appsync_api::AppsyncApi,
    athena_workgroup::AthenaWorkgroup,
    autoscaling_group::AutoscalingGroup,
    autoscaling_launch_configuration::AutoscalingLaunchConfiguration,
    backup_plan::BackupPlan,
    backup_protected_resource::BackupProtectedResource,
    backup_region::BackupRegion,
    backup_vault::BackupVault,
    bedrock_agent::BedrockAgent,
    bedrock_guardrail::BedrockGuardrail,
    bedrock_region::BedrockRegion,
    cloudformation_stack::CloudformationStack,
    cloudfront_distribution::CloudfrontDistribution,
    cloudtrail_trail::CloudtrailTrail,
    cloudwatch_alarm::CloudwatchAlarm,
    codebuild_project::CodebuildProject,
    codebuild_region::CodebuildRegion,
    codepipeline_pipeline::CodepipelinePipeline,
    cognito_identity_pool::CognitoIdentityPool,
    cognito_user_pool::CognitoUserPool,
    config_region::ConfigRegion,
    directconnect_connection::DirectconnectConnection,
    directconnect_virtual_interface::DirectconnectVirtualInterface,
    dms_endpoint::DmsEndpoint,
    dms_replication_instance::DmsReplicationInstance,
    dynamodb_table::DynamodbTable,
    ec2_elastic_ip::Ec2ElasticIp,
    ec2_flow_log::Ec2FlowLog,
    ec2_image::Ec2Image,
    ec2_instance::Ec2Instance,
    ec2_internet_gateway::Ec2InternetGateway,
    ec2_key_pair::Ec2KeyPair,
    ec2_launch_template::Ec2LaunchTemplate,
    ec2_nat_gateway::Ec2NatGateway,
    ec2_network_acl::Ec2NetworkAcl,
    ec2_network_interface::Ec2NetworkInterface,
    ec2_prefix_list::Ec2PrefixList,
    ec2_region::Ec2Region,
    ec2_route_table::Ec2RouteTable,
    ec2_security_group::Ec2SecurityGroup,
    ec2_snapshot::Ec2Snapshot,
    ec2_subnet::Ec2Subnet,
    ec2_transit_gateway::Ec2TransitGateway,
    ec2_volume::Ec2Volume,
    ec2_vpc::Ec2Vpc,
    ec2_vpc_endpoint::Ec2VpcEndpoint,
    ec2_vpc_peering::Ec2VpcPeering,
    ecr_region::EcrRegion,
    ecr_repository::EcrRepository,
    ecs_cluster::EcsCluster,
    ecs_service::EcsService,
    ecs_task_definition::EcsTaskDefinition,
    efs_file_system::EfsFileSystem,
    eks_addon::EksAddon,
    eks_cluster::EksCluster,
    eks_nodegroup::EksNodegroup,
    elasticache_cluster::ElasticacheCluster,
    elasticache_replication_group::ElasticacheReplicationGroup,
    elasticbeanstalk_environment::ElasticbeanstalkEnvironment,
    elb_load_balancer::ElbLoadBalancer,
    elbv2_listener::Elbv2Listener,
    elbv2_load_balancer::Elbv2LoadBalancer,
    elbv2_target_group::Elbv2TargetGroup,
    emr_cluster::EmrCluster,
    emr_region::EmrRegion,
    emr_security_configuration::EmrSecurityConfiguration,
    events_bus::EventsBus,
    events_rule::EventsRule,
    firehose_stream::FirehoseStream,
    fsx_file_system::FsxFileSystem,
    glue_connection::GlueConnection,
    glue_job::GlueJob,
    glue_region::GlueRegion,
    glue_security_configuration::GlueSecurityConfiguration,
    guardduty_region::GuarddutyRegion,
    iam_account::IamAccount,
    iam_group::IamGroup,
    iam_oidc_provider::IamOidcProvider,
    iam_policy::IamPolicy,
    iam_role::IamRole,
    iam_saml_provider::IamSamlProvider,
    iam_server_certificate::IamServerCertificate,
    iam_user::IamUser,
    inspector_region::InspectorRegion,
    kinesis_stream::KinesisStream,
    kms_key::KmsKey,
    lambda_function::LambdaFunction,
    lambda_layer::LambdaLayer,
    lightsail_bucket::LightsailBucket,
    lightsail_database::LightsailDatabase,
    lightsail_instance::LightsailInstance,
    logs_group::LogsGroup,
    logs_metric_filter::LogsMetricFilter,
    logs_resource_policy::LogsResourcePolicy,
    macie_bucket::MacieBucket,
    macie_region::MacieRegion,
    memorydb_cluster::MemorydbCluster,
    mq_broker::MqBroker,
    msk_cluster::MskCluster,
    networkfirewall_firewall::NetworkfirewallFirewall,
    networkfirewall_policy::NetworkfirewallPolicy,
    opensearch_domain::OpensearchDomain,
    organizations_account::OrganizationsAccount,
    organizations_organization::OrganizationsOrganization,
    organizations_ou::OrganizationsOu,
    organizations_policy::OrganizationsPolicy,
    rds_cluster::RdsCluster,
    rds_cluster_parameter_group::RdsClusterParameterGroup,
    rds_cluster_snapshot::RdsClusterSnapshot,
    rds_event_subscription::RdsEventSubscription,
    rds_instance::RdsInstance,
    rds_parameter_group::RdsParameterGroup,
    rds_snapshot::RdsSnapshot,
    redshift_cluster::RedshiftCluster,
    redshiftserverless_namespace::RedshiftserverlessNamespace,
    redshiftserverless_workgroup::RedshiftserverlessWorkgroup,
    resourceexplorer_region::ResourceexplorerRegion,
    route53_record::Route53Record,
    route53_zone::Route53Zone,
    s3_access_point::S3AccessPoint,
    s3_account::S3Account,
    s3_bucket::S3Bucket,
    sagemaker_domain::SagemakerDomain,
    sagemaker_endpoint_config::SagemakerEndpointConfig,
    sagemaker_model::SagemakerModel,
    sagemaker_notebook::SagemakerNotebook,
    secretsmanager_secret::SecretsmanagerSecret,
    securityhub_region::SecurityhubRegion,
    servicecatalog_portfolio::ServicecatalogPortfolio,
    shield_subscription::ShieldSubscription,
    sns_topic::SnsTopic,
    sqs_queue::SqsQueue,
    ssm_document::SsmDocument,
    ssm_instance::SsmInstance,
    ssm_parameter::SsmParameter,
    ssm_region::SsmRegion,
    stepfunctions_state_machine::StepfunctionsStateMachine,
    transfer_server::TransferServer,
    wafv2_cloudfront_web_acl::Wafv2CloudfrontWebAcl,
    wafv2_web_acl::Wafv2WebAcl,
    workspaces_directory::WorkspacesDirectory,
    workspaces_workspace::WorkspacesWorkspace,
}

/// What is known of each kind without asking AWS.
pub fn kinds() -> Vec<KindInfo> {
    registry().par_iter().map(|entry| (entry.info)()).collect()
}

/// The names of all kinds, in the order of the alphabet.
pub fn kind_names() -> impl Iterator<Item = &'static str> {
    registry().iter().map(|entry| entry.name)
}

fn info<K: Kind>() -> KindInfo {
    let schema =
        schemars::generate::SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<K>();
    let doc = schema.get("description").and_then(|d| d.as_str()).unwrap_or_default().to_owned();
    let region = if K::SCOPE.is_global() { "global" } else { "eu-central-1" };
    let account = AccountId::try_from("111122223333").unwrap_or_else(|_| unreachable!("twelve digits"));
    let region = Region::try_from(region).unwrap_or_else(|_| unreachable!("a good name"));
    KindInfo {
        name: K::NAME,
        cloudformation: K::CLOUDFORMATION,
        scope: K::SCOPE,
        actions: K::ACTIONS,
        doc,
        fields: Fields::from_schema(schema.as_value()),
        sample: K::sample().into_resource(K::NAME, account, region),
    }
}
