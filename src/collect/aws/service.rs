//! The services that are spoken to without a crate of their own: where each is, and which of AWS's protocols it speaks.
//!
//! The facts are those of AWS's published API models: endpoint prefix, signing name, protocol and target prefix.
//! <https://github.com/aws/api-models-aws>

/// A service of AWS.
#[derive(Debug)]
pub struct Service {
    /// As IAM's actions name it, and as its calls are counted.
    pub name: &'static str,
    /// The first part of its host name.
    pub host: &'static str,
    /// As signatures name it.
    pub signing: &'static str,
    pub protocol: Protocol,
    /// One endpoint for a whole partition.
    pub global: bool,
}

/// How requests and replies are written. <https://smithy.io/2.0/aws/protocols/index.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `awsJson1_0` and `awsJson1_1`: JSON by POST, the operation in a header.
    Json { version: &'static str, target: &'static str },
    /// `restJson1`: JSON, the operation in method and path.
    RestJson,
    /// `awsQuery`: a form by POST, XML back.
    Query { version: &'static str },
    /// `restXml`: the operation in method and path, XML back.
    RestXml,
}

impl Service {
    const fn new(name: &'static str, protocol: Protocol) -> Self {
        Self { name, host: name, signing: name, protocol, global: false }
    }

    const fn json10(name: &'static str, target: &'static str) -> Self {
        Self::new(name, Protocol::Json { version: "1.0", target })
    }

    const fn json11(name: &'static str, target: &'static str) -> Self {
        Self::new(name, Protocol::Json { version: "1.1", target })
    }

    const fn rest(name: &'static str) -> Self {
        Self::new(name, Protocol::RestJson)
    }

    const fn query(name: &'static str, version: &'static str) -> Self {
        Self::new(name, Protocol::Query { version })
    }

    const fn xml(name: &'static str) -> Self {
        Self::new(name, Protocol::RestXml)
    }

    /// Its host has another name than its actions.
    const fn at(self, host: &'static str) -> Self {
        Self { host, ..self }
    }

    /// Its signatures name it otherwise than its actions.
    const fn signed(self, signing: &'static str) -> Self {
        Self { signing, ..self }
    }

    const fn global(self) -> Self {
        Self { global: true, ..self }
    }
}

pub static ACCESS_ANALYZER: Service = Service::rest("access-analyzer");
pub static ACCOUNT: Service = Service::rest("account").global();
pub static ACM: Service = Service::json11("acm", "CertificateManager");
pub static API_GATEWAY: Service = Service::rest("apigateway");
pub static APP_RUNNER: Service = Service::json10("apprunner", "AppRunner");
pub static APPSYNC: Service = Service::rest("appsync");
pub static ATHENA: Service = Service::json11("athena", "AmazonAthena");
pub static AUTO_SCALING: Service = Service::query("autoscaling", "2011-01-01");
pub static BACKUP: Service = Service::rest("backup");
pub static BEDROCK: Service = Service::rest("bedrock");
pub static BEDROCK_AGENT: Service = Service::rest("bedrock").at("bedrock-agent");
pub static CLOUDFORMATION: Service = Service::query("cloudformation", "2010-05-15");
pub static CLOUDFRONT: Service = Service::xml("cloudfront").global();
pub static CLOUDTRAIL: Service =
    Service::json11("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");
pub static CLOUDWATCH: Service = Service::query("cloudwatch", "2010-08-01").at("monitoring").signed("monitoring");
pub static CODEBUILD: Service = Service::json11("codebuild", "CodeBuild_20161006");
pub static CODEPIPELINE: Service = Service::json11("codepipeline", "CodePipeline_20150709");
pub static COGNITO_IDENTITY: Service = Service::json11("cognito-identity", "AWSCognitoIdentityService");
pub static COGNITO_IDP: Service = Service::json11("cognito-idp", "AWSCognitoIdentityProviderService");
pub static CONFIG: Service = Service::json11("config", "StarlingDoveService");
pub static DIRECT_CONNECT: Service = Service::json11("directconnect", "OvertureService");
pub static DMS: Service = Service::json11("dms", "AmazonDMSv20160101");
pub static DYNAMODB: Service = Service::json10("dynamodb", "DynamoDB_20120810");
pub static ECR: Service = Service::json11("ecr", "AmazonEC2ContainerRegistry_V20150921").at("api.ecr");
pub static ECS: Service = Service::json11("ecs", "AmazonEC2ContainerServiceV20141113");
pub static EFS: Service = Service::rest("elasticfilesystem");
pub static EKS: Service = Service::rest("eks");
pub static ELASTIC_BEANSTALK: Service = Service::query("elasticbeanstalk", "2010-12-01");
pub static ELASTICACHE: Service = Service::query("elasticache", "2015-02-02");
pub static ELB: Service = Service::query("elasticloadbalancing", "2012-06-01");
pub static ELBV2: Service = Service::query("elasticloadbalancing", "2015-12-01");
pub static EMR: Service = Service::json11("elasticmapreduce", "ElasticMapReduce");
pub static EVENTS: Service = Service::json11("events", "AWSEvents");
pub static FIREHOSE: Service = Service::json11("firehose", "Firehose_20150804");
pub static FSX: Service = Service::json11("fsx", "AWSSimbaAPIService_v20180301");
pub static GLUE: Service = Service::json11("glue", "AWSGlue");
pub static GUARDDUTY: Service = Service::rest("guardduty");
pub static INSPECTOR: Service = Service::rest("inspector2");
pub static KAFKA: Service = Service::rest("kafka");
pub static KINESIS: Service = Service::json11("kinesis", "Kinesis_20131202");
pub static KMS: Service = Service::json11("kms", "TrentService");
pub static LAMBDA: Service = Service::rest("lambda");
pub static LIGHTSAIL: Service = Service::json11("lightsail", "Lightsail_20161128");
pub static LOGS: Service = Service::json11("logs", "Logs_20140328");
pub static MACIE: Service = Service::rest("macie2");
pub static MEMORYDB: Service = Service::json11("memorydb", "AmazonMemoryDB").at("memory-db");
pub static MQ: Service = Service::rest("mq");
pub static NETWORK_FIREWALL: Service = Service::json10("network-firewall", "NetworkFirewall_20201112");
pub static OPENSEARCH: Service = Service::rest("es");
pub static ORGANIZATIONS: Service = Service::json11("organizations", "AWSOrganizationsV20161128").global();
/// RDS, and under the same API DocumentDB and Neptune.
pub static RDS: Service = Service::query("rds", "2014-10-31");
pub static REDSHIFT: Service = Service::query("redshift", "2012-12-01");
pub static REDSHIFT_SERVERLESS: Service = Service::json11("redshift-serverless", "RedshiftServerless");
pub static RESOURCE_EXPLORER: Service = Service::rest("resource-explorer-2");
pub static ROUTE53: Service = Service::xml("route53").global();
pub static SAGEMAKER: Service = Service::json11("sagemaker", "SageMaker").at("api.sagemaker");
pub static SECRETS_MANAGER: Service = Service::json11("secretsmanager", "secretsmanager");
pub static SECURITY_HUB: Service = Service::rest("securityhub");
pub static SERVICE_CATALOG: Service = Service::json11("servicecatalog", "AWS242ServiceCatalogService");
pub static SHIELD: Service = Service::json11("shield", "AWSShield_20160616").global();
pub static SNS: Service = Service::query("sns", "2010-03-31");
pub static SQS: Service = Service::json10("sqs", "AmazonSQS");
pub static SSM: Service = Service::json11("ssm", "AmazonSSM");
pub static STEP_FUNCTIONS: Service = Service::json10("states", "AWSStepFunctions");
/// What is tagged, across all services.
pub static TAGGING: Service =
    Service::json11("tag", "ResourceGroupsTaggingAPI_20170126").at("tagging").signed("tagging");
pub static TRANSFER: Service = Service::json11("transfer", "TransferService");
pub static WAFV2: Service = Service::json11("wafv2", "AWSWAF_20190729");
pub static WORKSPACES: Service = Service::json11("workspaces", "WorkspacesService");
