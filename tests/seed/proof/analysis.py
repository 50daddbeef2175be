"""Searches, clusters that work on data, models, agents, desktops and file servers: good and bad."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
VITAL = [{"Key": "criticality", "Value": "vital"}, {"Key": "classification", "Value": "restricted"}]
STRANGER = "arn:aws:iam::999988887777:root"


def client(name, place=region):
    return session.client(name, endpoint_url=endpoint, region_name=place)


ACCOUNT = client("sts").get_caller_identity()["Account"]
kms_key = client("kms").create_key()["KeyMetadata"]["Arn"]
ec2 = client("ec2")


def network(cidr, public):
    vpc = ec2.create_vpc(CidrBlock=f"{cidr}.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"{cidr}.{n}.0/24", AvailabilityZone=region + zone)["Subnet"]["SubnetId"]
        for n, zone in enumerate("abc")
    ]
    group = ec2.create_security_group(GroupName="analysis", Description="analysis", VpcId=vpc)["GroupId"]
    if public:
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]
        ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        for subnet in subnets:
            ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
        ports = {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "CidrIp": "0.0.0.0/0"}
        ec2.authorize_security_group_ingress(GroupId=group, **ports)
    return vpc, subnets, group


PRIVATE = network("10.30", False)
PUBLIC = network("10.31", True)


def role(name, *attached):
    iam = client("iam")
    services = ["bedrock.amazonaws.com", "sagemaker.amazonaws.com"]
    trust = {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    for policy in attached:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return arn


def reached():
    """What the internet reaches: a public address in a public subnet behind an open group."""
    vpc, subnets, group = PUBLIC
    rds = client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="public", DBSubnetGroupDescription="public", SubnetIds=subnets)
    rds.create_db_instance(
        DBInstanceIdentifier="reached", Engine="postgres", EngineVersion="17.2", DBInstanceClass="db.t3.medium",
        AllocatedStorage=20, MasterUsername="reached", MasterUserPassword="hunter2" * 2, PubliclyAccessible=True,
        DBSubnetGroupName="public", VpcSecurityGroupIds=[group],
    )
    redshift = client("redshift")
    redshift.create_cluster_subnet_group(ClusterSubnetGroupName="public", Description="public", SubnetIds=subnets)
    redshift.create_cluster(
        ClusterIdentifier="reached", NodeType="ra3.large", MasterUsername="sales", MasterUserPassword="Hunter2" * 2,
        PubliclyAccessible=True, ClusterSubnetGroupName="public", VpcSecurityGroupIds=[group],
    )


def domains():
    opensearch = client("opensearch")
    logs = {"CloudWatchLogsLogGroupArn": f"arn:aws:logs:{region}:{ACCOUNT}:log-group:search", "Enabled": True}
    opensearch.create_domain(
        DomainName="vital-good", EngineVersion="OpenSearch_2.19", TagList=VITAL,
        ClusterConfig={
            "InstanceType": "m6g.large.search", "InstanceCount": 3, "ZoneAwarenessEnabled": True,
            "DedicatedMasterEnabled": True, "DedicatedMasterCount": 3, "DedicatedMasterType": "m6g.large.search",
        },
        EncryptionAtRestOptions={"Enabled": True}, NodeToNodeEncryptionOptions={"Enabled": True},
        VPCOptions={"SubnetIds": PRIVATE[1], "SecurityGroupIds": [PRIVATE[2]]},
        LogPublishingOptions={"AUDIT_LOGS": logs, "ES_APPLICATION_LOGS": logs},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
        AdvancedSecurityOptions={"Enabled": True, "InternalUserDatabaseEnabled": False},
        SoftwareUpdateOptions={"AutoSoftwareUpdateEnabled": True},
    )
    opensearch.create_domain(
        DomainName="vital-bad", EngineVersion="OpenSearch_2.19", TagList=VITAL,
        AdvancedSecurityOptions={"Enabled": True, "InternalUserDatabaseEnabled": True, "AnonymousAuthEnabled": True},
    )


def catalogues():
    glue, elsewhere = client("glue"), client("glue", "us-east-1")
    lend = {"Effect": "Allow", "Action": "glue:GetTable", "Resource": f"arn:aws:glue:{region}:{ACCOUNT}:*"}
    for place, principal in [(glue, STRANGER), (elsewhere, "*")]:
        statement = {**lend, "Principal": {"AWS": principal}}
        place.put_resource_policy(PolicyInJson=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    url = {"JDBC_CONNECTION_URL": "jdbc:postgresql://db/x"}
    connections = {
        "good": {**url, "JDBC_ENFORCE_SSL": "true", "SECRET_ID": "shop/db"},
        "bad": {**url, "JDBC_ENFORCE_SSL": "false", "USERNAME": "u", "PASSWORD": "hunter2" * 2},
    }
    for name, properties in connections.items():
        glue.create_connection(
            ConnectionInput={"Name": name, "ConnectionType": "JDBC", "ConnectionProperties": properties}
        )
    plain = {"CloudWatchEncryptionMode": "DISABLED"}, {"JobBookmarksEncryptionMode": "DISABLED"}
    glue.create_security_configuration(
        Name="plain",
        EncryptionConfiguration={
            "S3Encryption": [{"S3EncryptionMode": "DISABLED"}], "CloudWatchEncryption": plain[0],
            "JobBookmarksEncryption": plain[1],
        },
    )
    result = {"ResultConfiguration": {"OutputLocation": "s3://results/", "ExpectedBucketOwner": ACCOUNT}}
    client("athena").create_work_group(Name="own-bucket", Configuration=result, Tags=VITAL)


def machines():
    emr = client("emr")
    emr.put_block_public_access_configuration(
        BlockPublicAccessConfiguration={"BlockPublicSecurityGroupRules": False}
    )
    certificates = {"CertificateProviderType": "PEM", "S3Object": "s3://keys/tls.zip"}
    configurations = {
        "good": {
            "EncryptionConfiguration": {
                "EnableAtRestEncryption": True, "EnableInTransitEncryption": True,
                "InTransitEncryptionConfiguration": {"TLSCertificateConfiguration": certificates},
                "AtRestEncryptionConfiguration": {
                    "LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": kms_key}
                },
            },
            "InstanceMetadataServiceConfiguration": {
                "MinimumInstanceMetadataServiceVersion": 2, "HttpPutResponseHopLimit": 1
            },
        },
        "bad": {"EncryptionConfiguration": {"EnableAtRestEncryption": False, "EnableInTransitEncryption": False}},
    }
    for name, configuration in configurations.items():
        emr.create_security_configuration(Name=name, SecurityConfiguration=json.dumps(configuration))
    for name, (_, subnets, group), password in [("good", PRIVATE, "secret-manager"), ("bad", PUBLIC, "hunter2" * 2)]:
        emr.run_job_flow(
            Name=name, SecurityConfiguration=name, JobFlowRole="EMR_EC2_DefaultRole", ServiceRole="EMR_DefaultRole",
            ReleaseLabel="emr-7.8.0",
            Instances={
                "MasterInstanceType": "m5.xlarge", "SlaveInstanceType": "m5.xlarge", "InstanceCount": 2,
                "KeepJobFlowAliveWhenNoSteps": True, "Ec2SubnetId": subnets[0],
                "EmrManagedMasterSecurityGroup": group, "EmrManagedSlaveSecurityGroup": group,
            },
            Configurations=[
                {
                    "Classification": "hive-site",
                    "Properties": {"javax.jdo.option.ConnectionPassword": password} if name == "bad" else {},
                }
            ],
        )


def models():
    sagemaker = client("sagemaker")
    worker = role("models")
    for name, good in {"vital-good": True, "vital-bad": False}.items():
        kept = {"KmsKeyId": kms_key, "PlatformIdentifier": "notebook-al2023-v1"} if good else {}
        if good:
            kept["InstanceMetadataServiceConfiguration"] = {"MinimumInstanceMetadataServiceVersion": "2"}
        sagemaker.create_notebook_instance(
            NotebookInstanceName=name, InstanceType="ml.t3.medium", RoleArn=worker, Tags=VITAL, **kept
        )
        sagemaker.create_domain(
            DomainName=name, AuthMode="SSO" if good else "IAM", DefaultUserSettings={"ExecutionRole": worker},
            SubnetIds=PRIVATE[1], VpcId=PRIVATE[0], AppNetworkAccessType="VpcOnly" if good else "PublicInternetOnly",
            DomainSettings={"ExecutionRoleIdentityConfig": "USER_PROFILE_NAME" if good else "DISABLED"}, Tags=VITAL,
        )
        sagemaker.create_model(
            ModelName=name, ExecutionRoleArn=worker, PrimaryContainer={"Image": "churn:7"}, EnableNetworkIsolation=good,
            VpcConfig={"SecurityGroupIds": [PRIVATE[2]], "Subnets": PRIVATE[1]},
        )
        variant = {
            "VariantName": "main", "ModelName": name, "InitialInstanceCount": 2 if good else 1,
            "InstanceType": "ml.m5.large", "EnableSSMAccess": not good,
        }
        sagemaker.create_endpoint_config(
            EndpointConfigName=name, ProductionVariants=[variant], Tags=VITAL,
            **({"KmsKeyId": kms_key} if good else {}),
        )


def agents():
    bedrock = client("bedrock")
    log_groups = {region: kms_key, "us-east-1": None}
    for place, key_of_group in log_groups.items():
        more = {"kmsKeyId": key_of_group} if key_of_group else {}
        client("logs", place).create_log_group(logGroupName="/bedrock", **more)
        delivery = {"logGroupName": "/bedrock", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/logs"}
        client("bedrock", place).put_model_invocation_logging_configuration(
            loggingConfig={"cloudWatchConfig": delivery, "textDataDeliveryEnabled": bool(key_of_group)}
        )
    harm = ["HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT"]
    filters = [{"type": kind, "inputStrength": "HIGH", "outputStrength": "HIGH"} for kind in harm]
    filters.append({"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"})
    words = {"blockedInputMessaging": "No.", "blockedOutputsMessaging": "No."}
    good = bedrock.create_guardrail(
        name="good", contentPolicyConfig={"filtersConfig": filters},
        sensitiveInformationPolicyConfig={"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}]},
        contextualGroundingPolicyConfig={"filtersConfig": [{"type": "GROUNDING", "threshold": 0.7}]}, **words,
    )["guardrailId"]
    bedrock.create_guardrail(
        name="bad", topicPolicyConfig={"topicsConfig": [{"name": "n", "definition": "d", "type": "DENY"}]}, **words
    )
    builder = client("bedrock-agent")
    shared = role("agents", "AdministratorAccess")
    for name, worker, version in [("one", role("one-agent"), "1"), ("two", shared, "DRAFT"), ("three", shared, None)]:
        guard = {"guardrailIdentifier": good, "guardrailVersion": version}
        more = {"guardrailConfiguration": guard} if version else {}
        builder.create_agent(agentName=name, agentResourceRoleArn=worker, **more)


def desktops():
    directories, workspaces = client("ds"), client("workspaces")
    for name, (vpc, subnets, _), good in [("good", PRIVATE, True), ("bad", PUBLIC, False)]:
        directory = directories.create_directory(
            Name=f"{name}.example.com", Password="Sample-Passw0rd", Size="Small",
            VpcSettings={"VpcId": vpc, "SubnetIds": subnets[:2]},
        )["DirectoryId"]
        workspaces.register_workspace_directory(DirectoryId=directory)
        workspaces.modify_workspace_creation_properties(
            ResourceId=directory,
            WorkspaceCreationProperties={"UserEnabledAsLocalAdministrator": not good, "EnableInternetAccess": not good},
        )
        status = "ENABLED" if good else "ENABLED_WITH_DIRECTORY_LOGIN_FALLBACK"
        workspaces.modify_saml_properties(
            ResourceId=directory, SamlProperties={"Status": status, "UserAccessUrl": "https://id.example.com"}
        )
        if good:
            addresses = workspaces.create_ip_group(GroupName="office", UserRules=[{"ipRule": "198.51.100.0/24"}])
            workspaces.associate_ip_groups(DirectoryId=directory, GroupIds=[addresses["GroupId"]])


def file_servers():
    transfer = client("transfer")
    methods = {"PUBLIC_KEY": "TransferSecurityPolicy-2024-01", "PASSWORD": "TransferSecurityPolicy-2018-11"}
    for method, policy in methods.items():
        transfer.create_server(
            Protocols=["SFTP"], EndpointType="PUBLIC", SecurityPolicyName=policy, IdentityProviderType="AWS_LAMBDA",
            IdentityProviderDetails={
                "Function": f"arn:aws:lambda:{region}:{ACCOUNT}:function:signs-in", "SftpAuthenticationMethods": method
            },
        )


for make in (reached, domains, catalogues, machines, models, agents, desktops, file_servers):
    make()
