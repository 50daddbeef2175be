"""Clusters, tasks, add-ons and images: well kept and badly kept."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
FAR, FOREIGN = "us-east-1", "444455556666"


def client(name, place=region):
    return session.client(name, endpoint_url=endpoint, region_name=place)


ec2, iam, ecs, eks, ecr = (client(name) for name in ("ec2", "iam", "ecs", "eks", "ecr"))
account = client("sts").get_caller_identity()["Account"]


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def role(name, *managed):
    trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    for policy in managed:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return made


def network():
    """A subnet that the internet reaches, one that it does not, a group that is open and one that is not."""
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{at}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"]["SubnetId"]
        for at, zone in enumerate("ab")
    ]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[0])
    ec2.modify_subnet_attribute(SubnetId=subnets[0], MapPublicIpOnLaunch={"Value": True})
    groups = [
        ec2.create_security_group(GroupName=f"proof-tasks-{name}", Description=name, VpcId=vpc)["GroupId"]
        for name in ("open", "closed")
    ]
    web = {"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=groups[0], IpPermissions=[web])
    return *subnets, *groups


public, private, open_group, closed_group = network()
narrow, admin, execution = role("proof-task"), role("proof-task-admin", "AdministratorAccess"), role("proof-execution")
OWN_IMAGE = f"{account}.dkr.ecr.{region}.amazonaws.com/shop:1"


def task(family, task_role=narrow, container=(), **more):
    one = {
        "name": family, "image": OWN_IMAGE, "memory": 128, "user": "1000", "portMappings": [{"containerPort": 8080}],
        "logConfiguration": {"logDriver": "awslogs"}, **dict(container),
    }
    made = ecs.register_task_definition(
        family=family, taskRoleArn=task_role, executionRoleArn=execution, containerDefinitions=[one], **more
    )
    return made["taskDefinition"]["taskDefinitionArn"]


def service(name, cluster, definition, subnet=private, group=closed_group, address="DISABLED", **more):
    placed = {"subnets": [subnet], "securityGroups": [group], "assignPublicIp": address}
    ecs.create_service(
        cluster=cluster, serviceName=name, taskDefinition=definition, desiredCount=1, launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": placed}, **more,
    )


def volume(encryption):
    return [{"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": encryption}}]


def services():
    """In clusters that record commands and that do not."""
    for name, insights, logging in (("proof-good", "enabled", "OVERRIDE"), ("proof-bad", "disabled", "NONE")):
        ecs.create_cluster(
            clusterName=name, settings=[{"name": "containerInsights", "value": insights}],
            configuration={"executeCommandConfiguration": {"logging": logging}},
        )
    strong = {"linuxParameters": {"capabilities": {"add": ["SYS_ADMIN"]}}}
    on_awsvpc = {"networkMode": "awsvpc"}
    good = task("proof-good", volumes=volume("ENABLED"), **on_awsvpc)
    bad = task("proof-bad", admin, strong, volumes=volume("DISABLED"), **on_awsvpc)
    on_host = task("proof-host", networkMode="host")
    everybodys = {"subnet": public, "group": open_group, "address": "ENABLED"}
    service("good", "proof-good", good, platformVersion="LATEST", enableExecuteCommand=True)
    service("bad", "proof-bad", bad, platformVersion="1.3.0", enableExecuteCommand=True, **everybodys)
    service("open", "proof-good", task("proof-open", **on_awsvpc), **everybodys)
    service("host", "proof-good", on_host)
    for cluster in ("proof-good", "proof-bad"):
        ecs.run_task(
            cluster=cluster, taskDefinition=good, launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": [private], "securityGroups": [closed_group]}},
        )


def kubernetes():
    """One with nodes of its own, and one of another time that has none for what it should run."""
    for name, version, mode, protected in (
        ("proof-good", "1.35", "API", True), ("proof-bad", "1.29", "CONFIG_MAP", False),
    ):
        eks.create_cluster(
            name=name, roleArn=narrow, version=version, resourcesVpcConfig={"subnetIds": [public, private]},
            accessConfig={"authenticationMode": mode}, deletionProtection=protected,
        )
    for name, subnet, image, access in (
        ("good", private, "AL2023_x86_64_STANDARD", {"ec2SshKey": "ops", "sourceSecurityGroups": [closed_group]}),
        ("bad", public, "AL2_x86_64", {"ec2SshKey": "ops"}),
    ):
        eks.create_nodegroup(
            clusterName="proof-good", nodegroupName=name, subnets=[subnet], nodeRole=narrow, amiType=image,
            remoteAccess=access,
        )
    for cluster, more in (("proof-good", {"serviceAccountRoleArn": narrow}), ("proof-bad", {})):
        eks.create_addon(clusterName=cluster, addonName="vpc-cni", **more)
        eks.create_addon(clusterName=cluster, addonName="coredns")


def images():
    """Scanned all the time in one region, and hardly in the other; shared with and sent to others."""
    far = client("ecr", FAR)
    every = [{"filter": "*", "filterType": "WILDCARD"}]
    scanned = {"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": every}
    ecr.put_registry_scanning_configuration(scanType="ENHANCED", rules=[scanned])
    ecr.create_repository(repositoryName="proof-shared")
    far.create_repository(repositoryName="proof-unscanned")
    foreign = {"Sid": "foreign", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{FOREIGN}:root"}}
    pulled = document({**foreign, "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]})
    ecr.set_repository_policy(repositoryName="proof-shared", policyText=pulled)
    own = f"arn:aws:ecr:{FAR}:{account}:repository/*"
    far.put_registry_policy(policyText=document({**foreign, "Action": "ecr:ReplicateImage", "Resource": own}))
    for at, to in ((ecr, {"region": FAR, "registryId": account}), (far, {"region": FAR, "registryId": FOREIGN})):
        at.put_replication_configuration(replicationConfiguration={"rules": [{"destinations": [to]}]})


services()
kubernetes()
images()
