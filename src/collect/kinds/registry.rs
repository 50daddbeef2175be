//! The kinds that there are. A new one is a file and a line here; everything else follows.

use super::kind::Kind;
use crate::collect::{Place, Sink};
use crate::snapshot::{AccountId, Action, Fields, KindInfo, Region, Scope, Unread};
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
    athena_workgroup::AthenaWorkgroup,
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
    efs_file_system::EfsFileSystem,
    elasticache_cluster::ElasticacheCluster,
    elasticache_replication_group::ElasticacheReplicationGroup,
    emr_cluster::EmrCluster,
    emr_region::EmrRegion,
    emr_security_configuration::EmrSecurityConfiguration,
    fsx_file_system::FsxFileSystem,
    glue_connection::GlueConnection,
    glue_job::GlueJob,
    glue_region::GlueRegion,
    glue_security_configuration::GlueSecurityConfiguration,
    iam_account::IamAccount,
    iam_group::IamGroup,
    iam_oidc_provider::IamOidcProvider,
    iam_policy::IamPolicy,
    iam_role::IamRole,
    iam_saml_provider::IamSamlProvider,
    iam_server_certificate::IamServerCertificate,
    iam_user::IamUser,
    kms_key::KmsKey,
    memorydb_cluster::MemorydbCluster,
    mq_broker::MqBroker,
    msk_cluster::MskCluster,
    opensearch_domain::OpensearchDomain,
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
    s3_access_point::S3AccessPoint,
    s3_account::S3Account,
    s3_bucket::S3Bucket,
    sns_topic::SnsTopic,
}

/// What is known of each kind without asking AWS.
pub fn kinds() -> Vec<KindInfo> {
    registry().iter().map(|entry| (entry.info)()).collect()
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
