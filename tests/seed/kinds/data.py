"""Databases, caches, file systems and what works on their data: well kept and badly kept."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name):
    return session.client(name, endpoint_url=endpoint)


TAGS = [{"Key": "team", "Value": "shop"}]
ec2 = client("ec2")
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
zones = [f"{region}a", f"{region}b"]
subnets = [
    ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
    for n, zone in enumerate(zones)
]
group = ec2.create_security_group(GroupName="data", Description="data", VpcId=vpc)["GroupId"]
kms_key = client("kms").create_key()["KeyMetadata"]["Arn"]
topic = client("sns").create_topic(Name="databases")["TopicArn"]


def rds():
    rds = client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="private", DBSubnetGroupDescription="p", SubnetIds=subnets)
    rds.create_db_parameter_group(DBParameterGroupName="own", DBParameterGroupFamily="postgres16", Description="own")
    rds.modify_db_parameter_group(
        DBParameterGroupName="own",
        Parameters=[{"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}],
    )
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="own-graph", DBParameterGroupFamily="neptune1.3", Description="own"
    )
    rds.create_db_instance(
        DBInstanceIdentifier="good", Engine="postgres", DBInstanceClass="db.t3.medium", AllocatedStorage=20,
        MasterUsername="ledger", ManageMasterUserPassword=True, StorageEncrypted=True, KmsKeyId=kms_key, MultiAZ=True,
        DeletionProtection=True, BackupRetentionPeriod=14, DBSubnetGroupName="private", VpcSecurityGroupIds=[group],
        EnableCloudwatchLogsExports=["postgresql"], DBParameterGroupName="own", CopyTagsToSnapshot=True, Tags=TAGS,
    )
    rds.create_db_instance(
        DBInstanceIdentifier="bad", Engine="mysql", DBInstanceClass="db.t3.medium", AllocatedStorage=20,
        MasterUsername="admin", MasterUserPassword="hunter2hunter2", PubliclyAccessible=True, BackupRetentionPeriod=0,
    )
    rds.create_db_cluster(
        DBClusterIdentifier="graph", Engine="neptune", MasterUsername="admin", MasterUserPassword="hunter2hunter2",
        DBClusterParameterGroupName="own-graph", DBSubnetGroupName="private",
    )
    rds.create_db_cluster(
        DBClusterIdentifier="orders", Engine="aurora-postgresql", MasterUsername="orders", StorageEncrypted=True,
        MasterUserPassword="hunter2hunter2", KmsKeyId=kms_key, DeletionProtection=True, Tags=TAGS,
    )
    rds.create_db_snapshot(DBSnapshotIdentifier="kept", DBInstanceIdentifier="good", Tags=TAGS)
    rds.create_db_snapshot(DBSnapshotIdentifier="open", DBInstanceIdentifier="bad")
    share = {"AttributeName": "restore", "ValuesToAdd": ["all"]}
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="open", **share)
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="graph-open", DBClusterIdentifier="graph")
    rds.modify_db_cluster_snapshot_attribute(DBClusterSnapshotIdentifier="graph-open", **share)
    rds.create_event_subscription(
        SubscriptionName="databases", SnsTopicArn=topic, SourceType="db-instance", EventCategories=["failure"],
        Enabled=True, Tags=TAGS,
    )
    return {
        "rds_instance": 2, "rds_cluster": 2, "rds_snapshot": 2, "rds_cluster_snapshot": 1, "rds_parameter_group": 2,
        "rds_cluster_parameter_group": 1, "rds_event_subscription": 1,
    }


def dynamodb():
    dynamodb = client("dynamodb")
    schema = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    good = dynamodb.create_table(
        TableName="good", DeletionProtectionEnabled=True, Tags=TAGS,
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": kms_key}, **schema,
    )["TableDescription"]["TableArn"]
    dynamodb.update_continuous_backups(
        TableName="good", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    dynamodb.create_table(TableName="bad", **schema)
    allow = {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": good}
    dynamodb.put_resource_policy(
        ResourceArn=good, Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    )
    return {"dynamodb_table": 2}


def caches():
    elasticache = client("elasticache")
    elasticache.create_cache_cluster(
        CacheClusterId="bad", Engine="memcached", CacheNodeType="cache.t3.micro", NumCacheNodes=1
    )
    elasticache.create_replication_group(
        ReplicationGroupId="good", ReplicationGroupDescription="g", Engine="redis", CacheNodeType="cache.t3.micro",
        AtRestEncryptionEnabled=True, TransitEncryptionEnabled=True, KmsKeyId=kms_key, MultiAZEnabled=True,
        AutomaticFailoverEnabled=True, NumNodeGroups=1, ReplicasPerNodeGroup=1, SnapshotRetentionLimit=7, Tags=TAGS,
    )
    memorydb = client("memorydb")
    memorydb.create_subnet_group(SubnetGroupName="private", SubnetIds=subnets)
    memorydb.create_cluster(
        ClusterName="good", NodeType="db.t4g.small", ACLName="own", TLSEnabled=True, KmsKeyId=kms_key,
        SnapshotRetentionLimit=7, SubnetGroupName="private", SecurityGroupIds=[group], Tags=TAGS,
    )
    memorydb.create_cluster(
        ClusterName="bad", NodeType="db.t4g.small", ACLName="open-access", TLSEnabled=False, SubnetGroupName="private"
    )
    return {"elasticache_cluster": 1, "elasticache_replication_group": 1, "memorydb_cluster": 2}


def redshift():
    redshift = client("redshift")
    redshift.create_cluster_parameter_group(
        ParameterGroupName="own", ParameterGroupFamily="redshift-1.0", Description="own"
    )
    redshift.create_cluster(
        ClusterIdentifier="good", NodeType="ra3.large", MasterUsername="sales", MasterUserPassword="Hunter2hunter2",
        DBName="sales", Encrypted=True, KmsKeyId=kms_key, EnhancedVpcRouting=True, PubliclyAccessible=False, Tags=TAGS,
        ClusterParameterGroupName="own",
    )
    redshift.create_cluster(
        ClusterIdentifier="bad", NodeType="ra3.large", MasterUsername="awsuser", MasterUserPassword="Hunter2hunter2",
        PubliclyAccessible=True,
    )
    return {"redshift_cluster": 2}


def opensearch():
    opensearch = client("opensearch")
    opensearch.create_domain(
        DomainName="good", EngineVersion="OpenSearch_2.11", EncryptionAtRestOptions={"Enabled": True},
        NodeToNodeEncryptionOptions={"Enabled": True}, TagList=TAGS,
        VPCOptions={"SubnetIds": subnets, "SecurityGroupIds": [group]},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
        AdvancedSecurityOptions={"Enabled": True, "InternalUserDatabaseEnabled": False},
    )
    allow = {"Effect": "Allow", "Principal": "*", "Action": "es:*", "Resource": "*"}
    opensearch.create_domain(
        DomainName="bad", AccessPolicies=json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    )
    return {"opensearch_domain": 2}


def dms():
    dms = client("dms")
    dms.create_replication_instance(
        ReplicationInstanceIdentifier="bad", ReplicationInstanceClass="dms.t3.micro", PubliclyAccessible=True,
        AutoMinorVersionUpgrade=False,
    )
    dms.create_replication_instance(
        ReplicationInstanceIdentifier="good", ReplicationInstanceClass="dms.t3.micro", PubliclyAccessible=False,
        MultiAZ=True, KmsKeyId=kms_key, Tags=TAGS,
    )
    dms.create_endpoint(
        EndpointIdentifier="bad", EndpointType="source", EngineName="mysql", Username="root", ServerName="db",
        Password="hunter2hunter2", Port=3306, SslMode="none", ExtraConnectionAttributes="a=1;password=hunter2hunter2",
    )
    dms.create_endpoint(
        EndpointIdentifier="good", EndpointType="target", EngineName="postgres", ServerName="db", Port=5432,
        DatabaseName="d", SslMode="verify-full", Tags=TAGS,
    )
    return {"dms_replication_instance": 2, "dms_endpoint": 2}


def files():
    efs = client("efs")
    good = efs.create_file_system(CreationToken="good", Encrypted=True, KmsKeyId=kms_key, Backup=True, Tags=TAGS)
    good = good["FileSystemId"]
    efs.create_mount_target(FileSystemId=good, SubnetId=subnets[0], SecurityGroups=[group])
    efs.create_access_point(
        FileSystemId=good, PosixUser={"Uid": 1000, "Gid": 1000}, ClientToken="a",
        RootDirectory={"Path": "/a", "CreationInfo": {"OwnerUid": 1000, "OwnerGid": 1000, "Permissions": "750"}},
    )
    deny = {
        "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*", "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    efs.put_file_system_policy(
        FileSystemId=good, Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    )
    efs.create_file_system(CreationToken="bad")
    fsx = client("fsx")
    fsx.create_file_system(
        FileSystemType="WINDOWS", StorageCapacity=300, SubnetIds=subnets, SecurityGroupIds=[group], KmsKeyId=kms_key,
        WindowsConfiguration={
            "DeploymentType": "MULTI_AZ_1", "ThroughputCapacity": 32, "AutomaticBackupRetentionDays": 14,
            "CopyTagsToBackups": True, "PreferredSubnetId": subnets[0],
        },
        Tags=TAGS,
    )
    fsx.create_file_system(
        FileSystemType="LUSTRE", StorageCapacity=1200, SubnetIds=subnets[:1],
        LustreConfiguration={"DeploymentType": "SCRATCH_2"},
    )
    return {"efs_file_system": 2, "fsx_file_system": 2}


def brokers():
    kafka = client("kafka")
    nodes = {"InstanceType": "kafka.m5.large", "ClientSubnets": subnets, "SecurityGroups": [group]}
    public = {"ConnectivityInfo": {"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}}}
    kafka.create_cluster_v2(
        ClusterName="bad",
        Provisioned={
            "BrokerNodeGroupInfo": {**nodes, **public}, "KafkaVersion": "3.8.x", "NumberOfBrokerNodes": 2,
            "ClientAuthentication": {"Unauthenticated": {"Enabled": True}},
            "EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT", "InCluster": True}},
        },
    )
    kafka.create_cluster_v2(
        ClusterName="serverless", Tags={"team": "shop"},
        Serverless={
            "VpcConfigs": [{"SubnetIds": subnets, "SecurityGroupIds": [group]}],
            "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}},
        },
    )
    mq = client("mq")
    users = [{"Username": "admin", "Password": "hunter2hunter2", "ConsoleAccess": True}]
    broker = {"EngineType": "ACTIVEMQ", "EngineVersion": "5.18", "HostInstanceType": "mq.t3.micro", "Users": users}
    mq.create_broker(
        BrokerName="bad", AutoMinorVersionUpgrade=False, DeploymentMode="SINGLE_INSTANCE", PubliclyAccessible=True,
        **broker,
    )
    mq.create_broker(
        BrokerName="good", AutoMinorVersionUpgrade=True, DeploymentMode="ACTIVE_STANDBY_MULTI_AZ",
        PubliclyAccessible=False, Logs={"General": True, "Audit": True}, SubnetIds=subnets, SecurityGroups=[group],
        EncryptionOptions={"KmsKeyId": kms_key, "UseAwsOwnedKey": False}, Tags={"team": "shop"}, **broker,
    )
    return {"msk_cluster": 2, "mq_broker": 2}


def glue():
    glue = client("glue")
    glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={
            "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": kms_key},
            "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": kms_key},
        }
    )
    glue.create_security_configuration(
        Name="encrypted",
        EncryptionConfiguration={
            "S3Encryption": [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": kms_key}],
            "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": kms_key},
            "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": kms_key},
        },
    )
    command = {"Name": "glueetl", "ScriptLocation": "s3://scripts/a.py"}
    glue.create_job(
        Name="good", Role="glue", Command=command, GlueVersion="5.0", SecurityConfiguration="encrypted",
        Connections={"Connections": ["sales"]}, DefaultArguments={"--enable-continuous-cloudwatch-log": "true"},
        Tags={"team": "analytics"},
    )
    glue.create_job(
        Name="bad", Role="glue", Command=command, DefaultArguments={"--db_password": "hunter2hunter2"}
    )
    glue.create_connection(
        ConnectionInput={
            "Name": "sales", "ConnectionType": "JDBC",
            "ConnectionProperties": {
                "JDBC_CONNECTION_URL": "jdbc:postgresql://db/x", "JDBC_ENFORCE_SSL": "false", "USERNAME": "u",
                "PASSWORD": "hunter2hunter2",
            },
            "PhysicalConnectionRequirements": {"SubnetId": subnets[0], "SecurityGroupIdList": [group]},
        }
    )
    return {"glue_region": 1, "glue_job": 2, "glue_connection": 1, "glue_security_configuration": 1}


def queries():
    athena = client("athena")
    athena.create_work_group(
        Name="good", Tags=TAGS,
        Configuration={
            "EnforceWorkGroupConfiguration": True, "PublishCloudWatchMetricsEnabled": True,
            "ResultConfiguration": {
                "OutputLocation": "s3://results/",
                "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": kms_key},
            },
        },
    )
    # moto does not find the tags of a workgroup that has none.
    athena.create_work_group(Name="bad", Configuration={"EnforceWorkGroupConfiguration": False}, Tags=TAGS)
    emr = client("emr")
    emr.put_block_public_access_configuration(
        BlockPublicAccessConfiguration={
            "BlockPublicSecurityGroupRules": True,
            "PermittedPublicSecurityGroupRuleRanges": [{"MinRange": 22, "MaxRange": 22}],
        }
    )
    disks = {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": kms_key}
    emr.create_security_configuration(
        Name="encrypted",
        SecurityConfiguration=json.dumps({
            "EncryptionConfiguration": {
                "EnableAtRestEncryption": True, "EnableInTransitEncryption": False,
                "AtRestEncryptionConfiguration": {"LocalDiskEncryptionConfiguration": disks},
            }
        }),
    )
    servers = {
        "MasterInstanceType": "m5.xlarge", "SlaveInstanceType": "m5.xlarge", "InstanceCount": 2,
        "KeepJobFlowAliveWhenNoSteps": True, "Ec2SubnetId": subnets[0],
    }
    roles = {"JobFlowRole": "EMR_EC2_DefaultRole", "ServiceRole": "EMR_DefaultRole", "ReleaseLabel": "emr-7.8.0"}
    emr.run_job_flow(
        Name="good", Instances={**servers, "TerminationProtected": True}, LogUri="s3://logs/",
        SecurityConfiguration="encrypted", VisibleToAllUsers=True, Tags=TAGS, **roles,
    )
    emr.run_job_flow(Name="bad", Instances=servers, **roles)
    return {"athena_workgroup": 2, "emr_region": 1, "emr_cluster": 2, "emr_security_configuration": 1}


made = {}
for make in (rds, dynamodb, caches, redshift, opensearch, dms, files, brokers, glue, queries):
    made.update(make())
print(json.dumps({"made": made, "lacking": {}}))
