"""Containers, groups of machines, desktops, file servers and models: locked up and wide open."""

import base64
import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name):
    return session.client(name, endpoint_url=endpoint)


ec2, iam, kms = client("ec2"), client("iam"), client("kms")
account = client("sts").get_caller_identity()["Account"]

vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
subnets = [
    ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{at}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"]["SubnetId"]
    for at, zone in enumerate("ab")
]
group = ec2.create_security_group(GroupName="compute", Description="compute", VpcId=vpc)["GroupId"]
image = ec2.register_image(Name="base", RootDeviceName="/dev/xvda")["ImageId"]
template = ec2.create_launch_template(
    LaunchTemplateName="worker", LaunchTemplateData={"ImageId": image, "InstanceType": "m7g.large"}
)["LaunchTemplate"]["LaunchTemplateId"]
key_arn = kms.create_key()["KeyMetadata"]["Arn"]


def role(name):
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    return iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy)["Role"]["Arn"]


worker = role("worker")
TAGS = [{"Key": "team", "Value": "shop"}]
LOWER_TAGS = [{"key": "team", "value": "shop"}]

# Clusters: one watched, one not; a service with a public address, a task without a service, a revision that nothing runs.
ecs = client("ecs")
ecs.create_cluster(
    clusterName="shop",
    settings=[{"name": "containerInsights", "value": "enabled"}],
    configuration={"executeCommandConfiguration": {"logging": "OVERRIDE", "kmsKeyId": key_arn}},
    tags=LOWER_TAGS,
)
ecs.create_cluster(clusterName="forgotten")
good = ecs.register_task_definition(
    family="checkout",
    networkMode="awsvpc",
    requiresCompatibilities=["FARGATE"],
    cpu="256",
    memory="512",
    taskRoleArn=worker,
    executionRoleArn=worker,
    containerDefinitions=[
        {
            "name": "checkout",
            "image": "checkout:1.4.2",
            "user": "1000",
            "readonlyRootFilesystem": True,
            "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/checkout"}},
            "secrets": [{"name": "DB_PASSWORD", "valueFrom": f"arn:aws:ssm:{region}:{account}:parameter/db"}],
        }
    ],
    tags=LOWER_TAGS,
)["taskDefinition"]["taskDefinitionArn"]
bad = ecs.register_task_definition(
    family="agent",
    networkMode="host",
    pidMode="host",
    containerDefinitions=[
        {
            "name": "agent",
            "image": "agent:latest",
            "memory": 128,
            "privileged": True,
            "environment": [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}],
            "mountPoints": [{"sourceVolume": "docker", "containerPath": "/var/run/docker.sock"}],
        }
    ],
    volumes=[{"name": "docker", "host": {"sourcePath": "/var/run/docker.sock"}}],
)["taskDefinition"]["taskDefinitionArn"]
ecs.register_task_definition(family="unused", containerDefinitions=[{"name": "a", "image": "a", "memory": 128}])
for name, public, definition in [("checkout", "DISABLED", good), ("demo", "ENABLED", bad)]:
    network = {"subnets": subnets, "securityGroups": [group], "assignPublicIp": public}
    ecs.create_service(
        cluster="shop",
        serviceName=name,
        taskDefinition=definition,
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": network},
    )

# Kubernetes: private with audit logs, and public as it comes.
eks = client("eks")
eks.create_cluster(
    name="shop",
    roleArn=worker,
    version="1.35",
    resourcesVpcConfig={"subnetIds": subnets, "endpointPublicAccess": False, "endpointPrivateAccess": True},
    logging={"clusterLogging": [{"types": ["api", "audit", "authenticator"], "enabled": True}]},
    encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": key_arn}}],
    tags={"team": "platform"},
)
eks.create_cluster(name="playground", roleArn=worker, resourcesVpcConfig={"subnetIds": subnets})
eks.create_nodegroup(
    clusterName="shop", nodegroupName="workers", subnets=subnets, nodeRole=worker, tags={"team": "platform"}
)
eks.create_nodegroup(
    clusterName="playground",
    nodegroupName="open",
    subnets=subnets,
    nodeRole=worker,
    remoteAccess={"ec2SshKey": "ops"},
)

# Images: scanned and fixed, and open to everybody.
ecr = client("ecr")
ecr.create_repository(
    repositoryName="checkout",
    tags=TAGS,
    imageTagMutability="IMMUTABLE",
    imageScanningConfiguration={"scanOnPush": True},
    encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key_arn},
)
rule = {
    "rulePriority": 1,
    "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 5},
    "action": {"type": "expire"},
}
ecr.put_lifecycle_policy(repositoryName="checkout", lifecyclePolicyText=json.dumps({"rules": [rule]}))
ecr.create_repository(repositoryName="open")
everybody = {"Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "ecr:*"}
ecr.set_repository_policy(
    repositoryName="open", policyText=json.dumps({"Version": "2012-10-17", "Statement": [everybody]})
)
scan = {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}
ecr.put_registry_scanning_configuration(scanType="BASIC", rules=[scan])

# Groups of machines: by template over two zones, and the old way with a secret in the user data.
autoscaling = client("autoscaling")
autoscaling.create_auto_scaling_group(
    AutoScalingGroupName="workers",
    MinSize=0,
    MaxSize=2,
    VPCZoneIdentifier=",".join(subnets),
    MixedInstancesPolicy={
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": template, "Version": "$Latest"},
            "Overrides": [{"InstanceType": "m7g.large"}],
        },
        "InstancesDistribution": {"OnDemandBaseCapacity": 1},
    },
    CapacityRebalance=True,
    Tags=[{"Key": "team", "Value": "shop", "PropagateAtLaunch": True}],
)
for name, tokens, public in [("old", "optional", True), ("better", "required", False)]:
    autoscaling.create_launch_configuration(
        LaunchConfigurationName=name,
        ImageId=image,
        InstanceType="m5.large",
        KeyName="ops",
        SecurityGroups=[group],
        UserData=base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2\n").decode(),
        AssociatePublicIpAddress=public,
        MetadataOptions={"HttpTokens": tokens},
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8, "Encrypted": not public}}],
    )
autoscaling.create_auto_scaling_group(
    AutoScalingGroupName="old", LaunchConfigurationName="old", MinSize=0, MaxSize=1, AvailabilityZones=[f"{region}a"]
)

# Desktops of a directory.
directory = client("ds").create_directory(
    Name="corp.example.com",
    Password="Sample-Passw0rd",
    Size="Small",
    VpcSettings={"VpcId": vpc, "SubnetIds": subnets},
)["DirectoryId"]
workspaces = client("workspaces")
workspaces.register_workspace_directory(DirectoryId=directory, Tags=TAGS)
for user, encrypted in [("ada", True), ("bob", False)]:
    desktop = {"DirectoryId": directory, "UserName": user, "BundleId": "wsb-0a1b2c3d4", "Tags": TAGS}
    if encrypted:
        desktop |= {"VolumeEncryptionKey": key_arn, "UserVolumeEncryptionEnabled": True}
        desktop |= {"RootVolumeEncryptionEnabled": True}
    workspaces.create_workspaces(Workspaces=[desktop])

# File servers: SFTP with a log, and FTP.
transfer = client("transfer")
transfer.create_server(Protocols=["SFTP"], EndpointType="PUBLIC", LoggingRole=worker, Tags=TAGS)
transfer.create_server(Protocols=["FTP"], EndpointType="VPC", EndpointDetails={"VpcId": vpc, "SubnetIds": subnets})

# Models: cut off, and with a secret in a variable.
sagemaker = client("sagemaker")
sagemaker.create_notebook_instance(
    NotebookInstanceName="churn",
    InstanceType="ml.t3.medium",
    RoleArn=worker,
    SubnetId=subnets[0],
    SecurityGroupIds=[group],
    KmsKeyId=key_arn,
    DirectInternetAccess="Disabled",
    RootAccess="Disabled",
    Tags=TAGS,
)
sagemaker.create_notebook_instance(NotebookInstanceName="open", InstanceType="ml.t3.medium", RoleArn=worker)
sagemaker.create_domain(
    DomainName="data",
    AuthMode="IAM",
    DefaultUserSettings={"ExecutionRole": worker, "SecurityGroups": [group]},
    SubnetIds=subnets,
    VpcId=vpc,
    AppNetworkAccessType="VpcOnly",
    KmsKeyId=key_arn,
)
sagemaker.create_model(
    ModelName="churn",
    ExecutionRoleArn=worker,
    PrimaryContainer={"Image": "churn:7", "ModelDataUrl": "s3://models/churn.tar.gz"},
    VpcConfig={"SecurityGroupIds": [group], "Subnets": subnets},
    EnableNetworkIsolation=True,
    Tags=TAGS,
)
sagemaker.create_model(
    ModelName="leaky",
    ExecutionRoleArn=worker,
    PrimaryContainer={"Image": "leaky:1", "Environment": {"HF_TOKEN": "hunter2hunter2"}},
)
sagemaker.create_endpoint_config(
    EndpointConfigName="churn",
    KmsKeyId=key_arn,
    ProductionVariants=[
        {
            "VariantName": "main",
            "ModelName": "churn",
            "InitialInstanceCount": 2,
            "InstanceType": "ml.m5.large",
        }
    ],
    Tags=TAGS,
)

client("bedrock").put_model_invocation_logging_configuration(
    loggingConfig={
        "cloudWatchConfig": {"logGroupName": "/bedrock", "roleArn": worker},
        "textDataDeliveryEnabled": True,
    }
)
client("bedrock-agent").create_agent(
    agentName="returns",
    agentResourceRoleArn=worker,
    customerEncryptionKeyArn=key_arn,
    idleSessionTTLInSeconds=600,
    tags={"team": "support"},
)

made = {
    "autoscaling_group": 2,
    "autoscaling_launch_configuration": 2,
    "bedrock_agent": 1,
    "bedrock_region": 1,
    "ecr_region": 1,
    "ecr_repository": 2,
    "ecs_cluster": 2,
    "ecs_service": 2,
    "ecs_task_definition": 2,
    "eks_cluster": 2,
    "eks_nodegroup": 2,
    "sagemaker_domain": 1,
    "sagemaker_endpoint_config": 1,
    "sagemaker_model": 2,
    "sagemaker_notebook": 2,
    "transfer_server": 2,
    "workspaces_directory": 1,
    "workspaces_workspace": 2,
}
lacking = {
    "eks:ListAccessEntries": "moto has no access entries",
}
print(json.dumps({"made": made, "lacking": lacking}))
