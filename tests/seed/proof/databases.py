"""Databases and warehouses: what is vital and confidential, kept as it should be and not."""

import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name, place=region):
    return session.client(name, endpoint_url=endpoint, region_name=place)


VITAL = [{"Key": "criticality", "Value": "vital"}, {"Key": "classification", "Value": "restricted"}]
PASSWORD = "Hunter2" * 2
kms_key = client("kms").create_key()["KeyMetadata"]["Arn"]
topic = client("sns").create_topic(Name="database-events")["TopicArn"]
rds = client("rds")


def instances():
    common = {"DBInstanceClass": "db.t3.medium", "AllocatedStorage": 20, "Tags": VITAL}
    rds.create_db_instance(
        DBInstanceIdentifier="vital-good", Engine="postgres", EngineVersion="17.2", MasterUsername="ledger",
        ManageMasterUserPassword=True, StorageEncrypted=True, KmsKeyId=kms_key, MultiAZ=True, DeletionProtection=True,
        EnableIAMDatabaseAuthentication=True, BackupRetentionPeriod=35, **common,
    )
    rds.create_db_instance(
        DBInstanceIdentifier="vital-bad", Engine="mysql", EngineVersion="5.7.44", MasterUsername="ledger",
        MasterUserPassword=PASSWORD, AutoMinorVersionUpgrade=False, **common,
    )
    # One database is reported on, the other is not.
    rds.create_event_subscription(
        SubscriptionName="instances", SnsTopicArn=topic, SourceType="db-instance", Enabled=True,
        SourceIds=["vital-good"], EventCategories=["maintenance", "configuration change", "failure"],
    )


    sns = client("sns")
    gone = sns.create_topic(Name="gone")["TopicArn"]
    rds.create_event_subscription(SubscriptionName="into-nothing", SnsTopicArn=gone, Enabled=True)
    sns.delete_topic(TopicArn=gone)


def clusters():
    groups = {"audited": "1", "silent": "0"}
    for name, value in groups.items():
        rds.create_db_cluster_parameter_group(
            DBClusterParameterGroupName=name, DBParameterGroupFamily="aurora-mysql8.0", Description=name
        )
        rds.modify_db_cluster_parameter_group(
            DBClusterParameterGroupName=name,
            Parameters=[
                {"ParameterName": "server_audit_logging", "ParameterValue": value, "ApplyMethod": "immediate"}
            ],
        )
    common = {"Engine": "aurora-mysql", "EnableCloudwatchLogsExports": ["audit", "error", "slowquery"], "Tags": VITAL}
    rds.create_db_cluster(
        DBClusterIdentifier="orders-good", MasterUsername="orders", ManageMasterUserPassword=True,
        StorageEncrypted=True, KmsKeyId=kms_key, DeletionProtection=True, EnableIAMDatabaseAuthentication=True,
        BackupRetentionPeriod=35, CopyTagsToSnapshot=True, DBClusterParameterGroupName="audited",
        **common,
    )
    for zone in "ab":
        rds.create_db_instance(
            DBInstanceIdentifier=f"orders-{zone}", DBInstanceClass="db.r6g.large", Engine="aurora-mysql",
            DBClusterIdentifier="orders-good", AvailabilityZone=f"{region}{zone}",
        )
    rds.create_db_cluster(
        DBClusterIdentifier="orders-bad", MasterUsername="admin", MasterUserPassword=PASSWORD,
        DBClusterParameterGroupName="silent", **common,
    )
    for name, upgrades in {"several-good": True, "several-bad": False}.items():
        rds.create_db_cluster(
            DBClusterIdentifier=name, Engine="postgres", MasterUsername="orders", MasterUserPassword=PASSWORD,
            DBClusterInstanceClass="db.m6gd.large", AllocatedStorage=100, StorageType="io1", Iops=1000,
            AutoMinorVersionUpgrade=upgrades, Tags=VITAL,
        )
    rds.create_db_cluster(
        DBClusterIdentifier="graph-good", Engine="neptune", EnableIAMDatabaseAuthentication=True,
        MasterUsername="graph", MasterUserPassword=PASSWORD,
    )
    rds.create_event_subscription(
        SubscriptionName="clusters", SnsTopicArn=topic, SourceType="db-cluster", Enabled=True,
        SourceIds=["orders-good"], EventCategories=["maintenance", "failure"],
    )


def snapshots():
    for name, cluster, sharing in [("kept", "orders-good", None), ("lent", "orders-bad", "999988887777")]:
        rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier=f"orders-{name}", DBClusterIdentifier=cluster)
        instance = "vital-good" if sharing is None else "vital-bad"
        rds.create_db_snapshot(DBSnapshotIdentifier=f"vital-{name}", DBInstanceIdentifier=instance)
        if sharing:
            share = {"AttributeName": "restore", "ValuesToAdd": [sharing]}
            rds.modify_db_cluster_snapshot_attribute(DBClusterSnapshotIdentifier=f"orders-{name}", **share)
            rds.modify_db_snapshot_attribute(DBSnapshotIdentifier=f"vital-{name}", **share)


def warehouses():
    redshift = client("redshift")
    for name, value in {"strict": "true", "lax": "false"}.items():
        redshift.create_cluster_parameter_group(
            ParameterGroupName=name, ParameterGroupFamily="redshift-1.0", Description=name
        )
        redshift.modify_cluster_parameter_group(
            ParameterGroupName=name,
            Parameters=[
                {"ParameterName": parameter, "ParameterValue": value}
                for parameter in ["require_ssl", "enable_user_activity_logging"]
            ],
        )
    common = {
        "NodeType": "ra3.large", "MasterUsername": "sales", "MasterUserPassword": PASSWORD, "Tags": VITAL,
        "PubliclyAccessible": False,
    }
    redshift.create_cluster(
        ClusterIdentifier="sales-good", Encrypted=True, MultiAZ=True, AutomatedSnapshotRetentionPeriod=35,
        ClusterParameterGroupName="strict", **common,
    )
    redshift.create_cluster(
        ClusterIdentifier="sales-bad", AllowVersionUpgrade=False, AutomatedSnapshotRetentionPeriod=1,
        ClusterParameterGroupName="lax", **common,
    )
    s3 = client("s3")
    s3.create_bucket(
        Bucket="warehouse-audit-logs", CreateBucketConfiguration={"LocationConstraint": region},
    )
    for name in ["sales-good", "sales-bad"]:
        redshift.enable_logging(ClusterIdentifier=name, BucketName="warehouse-audit-logs")
    grant = "copies"
    client("redshift", "us-east-1").create_snapshot_copy_grant(SnapshotCopyGrantName=grant)
    redshift.enable_snapshot_copy(
        ClusterIdentifier="sales-good", DestinationRegion="us-east-1", SnapshotCopyGrantName=grant
    )


def replications():
    dms = client("dms")
    common = {"ReplicationInstanceClass": "dms.t3.micro", "PubliclyAccessible": False, "Tags": VITAL}
    for name, good in {"moves-good": True, "moves-bad": False}.items():
        dms.create_replication_instance(
            ReplicationInstanceIdentifier=name, MultiAZ=good, AutoMinorVersionUpgrade=good, **common
        )
    for name, auth in {"documents-good": "password", "documents-bad": "no"}.items():
        settings = {"AuthType": auth, "ServerName": "db", "Port": 27017, "DatabaseName": "d"}
        dms.create_endpoint(
            EndpointIdentifier=name, EndpointType="source", EngineName="mongodb", MongoDbSettings=settings
        )
    for name, protocol in {"stream-good": "sasl-ssl", "stream-bad": "plaintext"}.items():
        dms.create_endpoint(
            EndpointIdentifier=name, EndpointType="target", EngineName="kafka",
            KafkaSettings={"Broker": "broker:9092", "Topic": "t", "SecurityProtocol": protocol},
        )


for make in (instances, clusters, snapshots, warehouses, replications):
    make()
