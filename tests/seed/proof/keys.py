"""Keys, secrets and documents: well kept and badly kept."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
OTHER_REGION = "us-east-1"
STRANGER = "arn:aws:iam::999988887777:root"


def client(name, place=region):
    return session.client(name, endpoint_url=endpoint, region_name=place)


ACCOUNT = client("sts").get_caller_identity()["Account"]
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(principal, actions, **more):
    return {"Effect": "Allow", "Principal": principal, "Action": actions, "Resource": "*", **more}


def keys():
    kms = client("kms")
    administration = allow({"AWS": ROOT}, "kms:*")
    measured = {"StringEqualsIgnoreCase": {"kms:RecipientAttestation:ImageSha384": "6f" * 48}}
    debugged = {"StringEqualsIgnoreCase": {"kms:RecipientAttestation:ImageSha384": "0" * 96}}
    worker = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/worker"}
    sealed = allow(worker, "kms:Decrypt", Condition=measured)
    in_organization = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    policies = {
        "open": [allow({"AWS": "*"}, "kms:Decrypt")],
        "lent": [allow({"AWS": STRANGER}, "kms:Decrypt")],
        "of the organisation": [allow({"AWS": "*"}, "kms:Decrypt", Condition=in_organization)],
        "of any topic": [allow({"Service": "sns.amazonaws.com"}, ["kms:Decrypt", "kms:GenerateDataKey*"])],
        "of an enclave": [sealed],
        "of an enclave and more": [sealed, allow(worker, "kms:Decrypt")],
        "of an enclave that is debugged": [allow(worker, "kms:Decrypt", Condition=debugged)],
    }
    for name, statements in policies.items():
        kms.create_key(Description=name, Policy=policy(administration, *statements))
    # A log group still needs it.
    dying = kms.create_key(Description="needed")["KeyMetadata"]
    client("logs").create_log_group(logGroupName="sealed", kmsKeyId=dying["Arn"])
    kms.schedule_key_deletion(KeyId=dying["KeyId"], PendingWindowInDays=7)


def secrets():
    manager = client("secretsmanager")
    value = {"SecretString": "hunter2" * 2}
    in_organization = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    lend = {
        "lent": allow({"AWS": STRANGER}, "secretsmanager:GetSecretValue"),
        "of-the-organisation": allow({"AWS": "*"}, "secretsmanager:GetSecretValue", Condition=in_organization),
    }
    for name, statement in lend.items():
        manager.create_secret(Name=name, **value)
        manager.put_resource_policy(SecretId=name, ResourcePolicy=policy(statement))


def documents():
    ssm = client("ssm")
    content = json.dumps({"schemaVersion": "0.3", "mainSteps": []})
    ssm.create_document(Name="restart", Content=content, DocumentType="Automation")
    ssm.modify_document_permission(Name="restart", PermissionType="Share", AccountIdsToAdd=["999988887777"])
    client("ssm", OTHER_REGION).create_document(Name="restart", Content=content, DocumentType="Automation")
    logs = "/ssm/automation/customer-script-log-destination"
    ssm.update_service_setting(SettingId=logs, SettingValue="CloudWatch")
    sharing = "/ssm/documents/console/public-sharing-permission"
    ssm.update_service_setting(SettingId=sharing, SettingValue="Disable")


for make in (keys, secrets, documents):
    make()
