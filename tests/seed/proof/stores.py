"""Tables, buckets, file systems, caches and brokers: what is vital and confidential, kept as it should be and not."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name):
    return session.client(name, endpoint_url=endpoint)


VITAL = {"criticality": "vital", "classification": "restricted"}
TAGS = [{"Key": key, "Value": value} for key, value in VITAL.items()]
STRANGER = "999988887777"
LOGS = {"Service": "logging.s3.amazonaws.com"}
ACCOUNT = client("sts").get_caller_identity()["Account"]
kms_key = client("kms").create_key()["KeyMetadata"]["Arn"]
ec2 = client("ec2")
vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
subnets = [
    ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{n}.0/24", AvailabilityZone=region + zone)["Subnet"]["SubnetId"]
    for n, zone in enumerate("abc")
]
group = ec2.create_security_group(GroupName="stores", Description="stores", VpcId=vpc)["GroupId"]


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(principal, actions, resource="*", **more):
    return {"Effect": "Allow", "Principal": principal, "Action": actions, "Resource": resource, **more}


def tables():
    dynamodb = client("dynamodb")
    schema = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST", "Tags": TAGS,
    }
    dynamodb.create_table(
        TableName="vital-good", DeletionProtectionEnabled=True,
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": kms_key}, **schema,
    )
    dynamodb.create_table(TableName="vital-bad", **schema)


class Buckets:
    def __init__(self):
        self.s3 = client("s3")

    def make(self, name, *statements, tags=(), **more):
        place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        self.s3.create_bucket(Bucket=name, **place, **more)
        self.s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": list(tags)})
        if statements:
            self.s3.put_bucket_policy(Bucket=name, Policy=policy(*statements))

    def versions(self, name, **more):
        self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled", **more})

    def encrypt(self, name):
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": kms_key}}
        self.s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})

    def copy(self, name, *destinations):
        rules = [
            {
                "ID": f"copy-{n}", "Status": "Enabled", "Priority": n, "Filter": {"Prefix": ""},
                "DeleteMarkerReplication": {"Status": "Disabled"},
                "Destination": {"Bucket": f"arn:aws:s3:::{destination}"},
            }
            for n, destination in enumerate(destinations, 1)
        ]
        role = f"arn:aws:iam::{ACCOUNT}:role/copies"
        self.s3.put_bucket_replication(Bucket=name, ReplicationConfiguration={"Role": role, "Rules": rules})

    def log(self, name, target):
        logging = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": f"{name}/"}}
        self.s3.put_bucket_logging(Bucket=name, BucketLoggingStatus=logging)


def buckets():
    buckets = Buckets()
    buckets.make("proof-access-logs", allow(LOGS, "s3:PutObject", "arn:aws:s3:::proof-access-logs/*"))
    elsewhere = session.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    elsewhere.create_bucket(Bucket="proof-copies")
    elsewhere.put_bucket_versioning(Bucket="proof-copies", VersioningConfiguration={"Status": "Enabled"})
    # With lifecycle rules S3 does not take MFA delete, so that the best bucket has none of them.
    buckets.make("proof-vital-good", tags=TAGS)
    buckets.versions("proof-vital-good", MFADelete="Enabled")
    buckets.encrypt("proof-vital-good")
    buckets.copy("proof-vital-good", "proof-copies")
    buckets.make("proof-vital-bad", tags=TAGS)
    buckets.versions("proof-vital-bad")
    buckets.copy("proof-vital-bad", "bucket-of-a-stranger")
    buckets.make("proof-vital-plain", tags=TAGS)
    stranger = {"AWS": f"arn:aws:iam::{STRANGER}:root"}
    buckets.make("proof-lent", allow(stranger, "s3:GetObject", "arn:aws:s3:::proof-lent/*"))
    buckets.make("proof-governed", allow(stranger, "s3:PutBucketPolicy", "arn:aws:s3:::proof-governed"))
    for name in ["proof-trail-good", "proof-trail-bad"]:
        buckets.make(name, allow({"Service": "cloudtrail.amazonaws.com"}, "s3:PutObject", f"arn:aws:s3:::{name}/*"))
    buckets.log("proof-trail-good", "proof-access-logs")
    block = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
    control = client("s3control")
    control.meta.events.register("before-call.s3-control", in_one_host)
    control.put_public_access_block(AccountId=ACCOUNT, PublicAccessBlockConfiguration=dict.fromkeys(block, True))


def in_one_host(params, **_):
    """The account would stand before the host's name, and a server on this machine has but one."""
    params["url"] = params["url"].replace(f"//{ACCOUNT}.", "//")


def file_systems():
    efs = client("efs")
    good = efs.create_file_system(CreationToken="vital-good", Encrypted=True, Backup=True, Tags=TAGS)["FileSystemId"]
    bad = efs.create_file_system(
        CreationToken="vital-bad", AvailabilityZoneName=f"{region}a", Backup=False, Tags=TAGS
    )["FileSystemId"]
    deny = {
        "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*", "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    lend = allow({"AWS": f"arn:aws:iam::{STRANGER}:root"}, "elasticfilesystem:ClientMount")
    for file_system, statement in [(good, deny), (bad, lend)]:
        efs.create_mount_target(FileSystemId=file_system, SubnetId=subnets[0], SecurityGroups=[group])
        efs.put_file_system_policy(FileSystemId=file_system, Policy=policy(statement))
    # Root, at the root.
    efs.create_access_point(FileSystemId=bad, ClientToken="root", PosixUser={"Uid": 0, "Gid": 0})
    fsx = client("fsx")
    shares = [("good", 30, "MULTI_AZ_1", "SUCCESS_AND_FAILURE"), ("bad", 0, "SINGLE_AZ_2", "DISABLED")]
    for name, days, deployment, audit in shares:
        fsx.create_file_system(
            FileSystemType="WINDOWS", StorageCapacity=300, SubnetIds=subnets[:2], SecurityGroupIds=[group],
            Tags=[*TAGS, {"Key": "Name", "Value": name}],
            WindowsConfiguration={
                "DeploymentType": deployment, "ThroughputCapacity": 32, "AutomaticBackupRetentionDays": days,
                "CopyTagsToBackups": name == "good", "PreferredSubnetId": subnets[0],
                "AuditLogConfiguration": {"FileAccessAuditLogLevel": audit, "FileShareAccessAuditLogLevel": audit},
            },
        )


def caches():
    elasticache = client("elasticache")
    elasticache.create_cache_subnet_group(
        CacheSubnetGroupName="own", CacheSubnetGroupDescription="own", SubnetIds=subnets
    )
    for name, version, subnet_group in [("cache-good", "7.1", "own"), ("cache-bad", "5.0.6", "default")]:
        elasticache.create_cache_cluster(
            CacheClusterId=name, Engine="redis", EngineVersion=version, CacheNodeType="cache.t3.micro",
            NumCacheNodes=1, CacheSubnetGroupName=subnet_group,
        )
    common = {"ReplicationGroupDescription": "g", "Engine": "redis", "CacheNodeType": "cache.t3.micro", "Tags": TAGS}
    elasticache.create_replication_group(
        ReplicationGroupId="vital-good", AtRestEncryptionEnabled=True, TransitEncryptionEnabled=True,
        TransitEncryptionMode="required", AuthToken="hunter2" * 3, AutoMinorVersionUpgrade=True, MultiAZEnabled=True,
        AutomaticFailoverEnabled=True, NumNodeGroups=1, ReplicasPerNodeGroup=1, SnapshotRetentionLimit=7, **common,
    )
    elasticache.create_replication_group(
        ReplicationGroupId="vital-bad", AtRestEncryptionEnabled=False, TransitEncryptionEnabled=False,
        AutoMinorVersionUpgrade=False, NumCacheClusters=1, **common,
    )
    memorydb = client("memorydb")
    memorydb.create_subnet_group(SubnetGroupName="own", SubnetIds=subnets)
    for name, good in {"vital-good": True, "vital-bad": False}.items():
        memorydb.create_cluster(
            ClusterName=name, NodeType="db.t4g.small", ACLName="own", TLSEnabled=good, SubnetGroupName="own",
            SnapshotRetentionLimit=14 if good else 0, AutoMinorVersionUpgrade=good, Tags=TAGS,
        )


def brokers():
    kafka = client("kafka")
    nodes = {"InstanceType": "kafka.m5.large", "ClientSubnets": subnets, "SecurityGroups": [group]}
    kafka.create_cluster_v2(
        ClusterName="good",
        Provisioned={
            "BrokerNodeGroupInfo": nodes, "KafkaVersion": "3.8.x", "NumberOfBrokerNodes": 3,
            "ClientAuthentication": {"Unauthenticated": {"Enabled": False}, "Sasl": {"Iam": {"Enabled": True}}},
            "EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True}},
            "LoggingInfo": {"BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": "kafka"}}},
        },
    )
    kafka.create_cluster_v2(
        ClusterName="old",
        Provisioned={"BrokerNodeGroupInfo": nodes, "KafkaVersion": "2.8.1", "NumberOfBrokerNodes": 3},
    )
    mq = client("mq")
    user = {"Username": "orders", "Password": "hunter2" * 2, "ConsoleAccess": True}
    for name, version, mode in [
        ("good", "5.18", "ACTIVE_STANDBY_MULTI_AZ"), ("bad", "5.15.16", "SINGLE_INSTANCE"),
    ]:
        mq.create_broker(
            BrokerName=name, EngineType="ACTIVEMQ", EngineVersion=version, HostInstanceType="mq.m5.large",
            Users=[user], DeploymentMode=mode, AutoMinorVersionUpgrade=True, PubliclyAccessible=False, Tags=VITAL,
        )


for make in (tables, buckets, file_systems, caches, brokers):
    make()
