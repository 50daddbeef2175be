"""Machines, their disks and images, and groups of them: well kept and badly kept, new and old."""

import datetime
import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name, days_ago=0):
    made = session.client(name, endpoint_url=endpoint)
    age = ("X-Days-Ago", str(days_ago))
    made.meta.events.register("before-sign", lambda request, **_: request.headers.add_header(*age))
    return made


def tags(**values):
    return [{"Key": name.replace("_", "-"), "Value": value} for name, value in values.items()]


def tagged(kind, **values):
    return [{"ResourceType": kind, "Tags": tags(**values)}]


ec2, old_ec2, iam, autoscaling = client("ec2"), client("ec2", 400), client("iam"), client("autoscaling")
zones = [f"{region}a", f"{region}b"]
everywhere = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}

# A network with a way out.
vpc = ec2.create_vpc(CidrBlock="10.40.0.0/16")["Vpc"]["VpcId"]
subnets = [
    ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.40.{at}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
    for at, zone in enumerate(zones)
]
gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
for subnet in subnets:
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)


def group(name, *ports, out=None):
    made = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
    rules = [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **everywhere} for port in ports]
    if rules:
        ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=rules)
    if out:
        ec2.revoke_security_group_egress(GroupId=made, IpPermissions=[{"IpProtocol": "-1", **everywhere}])
        only = {"IpProtocol": "tcp", "FromPort": out, "ToPort": out, **everywhere}
        ec2.authorize_security_group_egress(GroupId=made, IpPermissions=[only])
    return made


closed, opened, for_templates = group("closed", out=443), group("opened", 22, 5432, 8080), group("for-templates", 22)


def profile(name, policy=None, **inline):
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    if policy:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    if inline:
        statement = {"Effect": "Allow", "Resource": "*", **inline}
        own = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=own)
    arn = iam.create_instance_profile(InstanceProfileName=name)["InstanceProfile"]["Arn"]
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    return arn


modest, mighty = profile("machine", Action="s3:ListAllMyBuckets"), profile("machine-admin", "AdministratorAccess")
rights = profile("machine-rights", Action="IAM:*")
all_but_one = profile("machine-all-but-one", NotAction="s3:DeleteBucket")

# Images: offered, offered no more, and forgotten.
base = ec2.register_image(Name="base-new", RootDeviceName="/dev/xvda")["ImageId"]
outdated = old_ec2.register_image(Name="base-outdated", RootDeviceName="/dev/xvda")["ImageId"]
old_ec2.enable_image_deprecation(ImageId=outdated, DeprecateAt="2026-01-01T00:00:00Z")
old_ec2.register_image(Name="base-forgotten", RootDeviceName="/dev/xvda")
for name in ("used", "used-by-a-group", "unused"):
    old_ec2.create_key_pair(KeyName=name)


def machine(
    name, made_by=ec2, image=base, hops=1, role=modest, groups=(closed,), public=False, interfaces=None, **more
):
    first = {"DeviceIndex": 0, "SubnetId": subnets[0], "Groups": list(groups), "AssociatePublicIpAddress": public}
    return made_by.run_instances(
        ImageId=image,
        InstanceType="m7g.large",
        MinCount=1,
        MaxCount=1,
        NetworkInterfaces=interfaces or [first],
        MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": hops},
        TagSpecifications=tagged("instance", Name=name, data_class="confidential", criticality="high"),
        **({"IamInstanceProfile": {"Arn": role}} if role else {}),
        **more,
    )["Instances"][0]


def disk(instance):
    return instance["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]


def interfaces(name, *places):
    made = [ec2.create_network_interface(SubnetId=one, Groups=[closed], Description=name) for one in places]
    return [
        {"DeviceIndex": at, "NetworkInterfaceId": one["NetworkInterface"]["NetworkInterfaceId"]}
        for at, one in enumerate(made)
    ]


good = machine("good", KeyName="used")
risky = machine("open", groups=[opened], public=True, role=mighty, hops=3)
web = machine("web", groups=[opened], public=True)
machine("gives-rights", groups=[opened], public=True, role=rights)
machine("may-all-but-one", groups=[opened], public=True, role=all_but_one)
machine("without-role", role=None)
old = machine("old", made_by=old_ec2, image=outdated)
old_patched = machine("old-patched", made_by=old_ec2)
machine("in-one-net", interfaces=interfaces("one-net", subnets[0], subnets[0]))
machine("in-two-nets", interfaces=interfaces("two-nets", *subnets))
for days in (1, 90):
    then = client("ec2", days)
    stopped = machine("stopped", made_by=then)
    then.stop_instances(InstanceIds=[stopped["InstanceId"]])

# Who has an agent, and what it says of patches: none is missing, or some are, as of today or of long ago.
COUNTS = ("MissingCount", "CriticalNonCompliantCount", "SecurityNonCompliantCount")
NONE = dict.fromkeys(("FailedCount", "InstalledPendingRebootCount", "InstalledRejectedCount"), "0")
today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def agent(machine_id, missing=0, scanned=today, heard_by=None, **about):
    ssm = heard_by or client("ssm")
    contents = {
        "AWS:InstanceInformation": {"AgentVersion": "3.3.2746.0", "PlatformType": "Linux"} | about,
        "AWS:PatchSummary": NONE | dict.fromkeys(COUNTS, str(missing)),
    }
    items = [
        {"TypeName": kind, "SchemaVersion": "1.0", "CaptureTime": scanned, "Content": [content]}
        for kind, content in contents.items()
    ]
    ssm.put_inventory(InstanceId=machine_id, Items=items)
    for kind in ("Patch", "Association"):
        ssm.put_compliance_items(
            ResourceId=machine_id, ResourceType="ManagedInstance", ComplianceType=kind,
            ExecutionSummary={"ExecutionTime": scanned},
            Items=[{"Severity": "HIGH", "Status": "NON_COMPLIANT" if missing else "COMPLIANT"}],
        )


for one, missing in ((good, 0), (old_patched, 0), (old, 3), (web, 0)):
    agent(one["InstanceId"], missing, ResourceType="EC2Instance")
agent(risky["InstanceId"], 2, scanned="2026-01-01T00:00:00Z", ResourceType="EC2Instance")
at_the_office = {"ResourceType": "ManagedInstance"}
agent("mi-0a1b2c3d4e5f60718", **at_the_office)
agent("mi-0a1b2c3d4e5f60719", heard_by=client("ssm", 90), InstanceStatus="Stopped", **at_the_office)

# Disks and snapshots: with a copy and without, attached to nothing for long, and copies of disks that are gone.
for instance in ec2.describe_instances()["Reservations"]:
    for disk_id in [disk(one) for one in instance["Instances"]]:
        ec2.create_tags(Resources=[disk_id], Tags=tags(criticality="high"))
ec2.create_snapshot(VolumeId=disk(good))
for made_by in (ec2, old_ec2):
    made_by.create_volume(AvailabilityZone=zones[0], Size=8, Encrypted=True)
    gone = made_by.create_volume(AvailabilityZone=zones[0], Size=8)["VolumeId"]
    made_by.create_snapshot(VolumeId=gone, Description="of a disk that is gone")
    made_by.delete_volume(VolumeId=gone)

# What the region does with what is not said.
ec2.enable_ebs_encryption_by_default()
ec2.enable_image_block_public_access(ImageBlockPublicAccessState="block-new-sharing")
ec2.enable_snapshot_block_public_access(State="block-all-sharing")
ec2.modify_instance_metadata_defaults(HttpTokens="required")

# Templates of machines, and groups that follow them.
for name, one in (("closed", closed), ("opened", for_templates)):
    ec2.create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={"ImageId": base, "InstanceType": "m7g.large", "SecurityGroupIds": [one]},
    )
balancing = client("elbv2").create_target_group(Name="workers", Protocol="HTTPS", Port=443, VpcId=vpc)
targets = balancing["TargetGroups"][0]["TargetGroupArn"]
shape = {"MinSize": 0, "MaxSize": 2, "VPCZoneIdentifier": ",".join(subnets)}
important = [{"Key": "criticality", "Value": "high", "PropagateAtLaunch": False}]
follow = {"LaunchTemplateName": "closed", "Version": "1"}


def workers(name, **more):
    autoscaling.create_auto_scaling_group(AutoScalingGroupName=name, Tags=important, **shape, **more)


for name, check in (("checked-by-balancer", "ELB"), ("checked-by-nobody", "EC2")):
    workers(name, HealthCheckType=check, HealthCheckGracePeriod=60, TargetGroupARNs=[targets], LaunchTemplate=follow)
autoscaling.suspend_processes(AutoScalingGroupName="checked-by-nobody", ScalingProcesses=["Launch"])
for name, types in (("many-types", ["m7g.large", "m6g.large"]), ("one-type", ["m7g.large"])):
    workers(
        name,
        CapacityRebalance=len(types) > 1,
        MixedInstancesPolicy={
            "LaunchTemplate": {
                "LaunchTemplateSpecification": follow, "Overrides": [{"InstanceType": one} for one in types]
            },
            "InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 50},
        },
    )
for name, tokens, hops, public, script in (
    ("before-good", "required", 1, False, "yum -y update\n"),
    ("before-bad", "optional", 3, True, "export DB_PASSWORD=hunter2hunter2\n"),
):
    autoscaling.create_launch_configuration(
        LaunchConfigurationName=name,
        ImageId=base,
        InstanceType="m5.large",
        KeyName="used-by-a-group",
        SecurityGroups=[closed],
        UserData=f"#!/bin/sh\n{script}",
        AssociatePublicIpAddress=public,
        MetadataOptions={"HttpTokens": tokens, "HttpPutResponseHopLimit": hops},
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8, "Encrypted": not public}}],
    )
    workers(name, LaunchConfigurationName=name)
