"""What is old: keys, secrets, a certificate and backups that were cared for since, and such that were forgotten.

The server takes a request's word for how long ago it is made.
"""

import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
PASSWORD = "hunter2" * 2


def client(name, days=0):
    """One whose requests say that they are made so many days ago."""
    made = session.client(name, endpoint_url=endpoint)
    made.meta.events.register("before-sign", lambda request, **_: request.headers.add_header("X-Days-Ago", str(days)))
    return made


ACCOUNT = client("sts").get_caller_identity()["Account"]
BACKUP_ROLE = f"arn:aws:iam::{ACCOUNT}:role/backup"


def keys():
    kms = client("kms", 100)
    kms.create_key(Description="in use")
    kms.disable_key(KeyId=kms.create_key(Description="forgotten")["KeyMetadata"]["KeyId"])


def secrets():
    then, today = client("secretsmanager", 100), client("secretsmanager")
    monthly = {"RotationRules": {"AutomaticallyAfterDays": 30}}
    for name in ["renewed", "stale", "rotated", "not-rotated-any-more"]:
        then.create_secret(Name=name, SecretString=PASSWORD)
    then.rotate_secret(SecretId="not-rotated-any-more", **monthly)
    today.rotate_secret(SecretId="rotated", **monthly)
    today.put_secret_value(SecretId="renewed", SecretString=PASSWORD[::-1])
    today.get_secret_value(SecretId="renewed")


def certificate():
    """Of one that is good for a year little is left."""
    client("rds", 350).create_db_instance(
        DBInstanceIdentifier="old", Engine="postgres", EngineVersion="17.2", DBInstanceClass="db.t3.medium",
        AllocatedStorage=20, MasterUsername="old", MasterUserPassword=PASSWORD,
    )


def backups():
    volume = client("ec2").create_volume(AvailabilityZone=f"{region}a", Size=8, Encrypted=True)["VolumeId"]
    then = client("backup", 100)
    then.create_backup_vault(BackupVaultName="old")
    arn = f"arn:aws:ec2:{region}:{ACCOUNT}:volume/{volume}"
    then.start_backup_job(BackupVaultName="old", ResourceArn=arn, IamRoleArn=BACKUP_ROLE)
    rules = [{"RuleName": "daily", "TargetBackupVaultName": "old", "ScheduleExpression": "cron(0 5 ? * * *)"}]
    plans = [
        then.create_backup_plan(BackupPlan={"BackupPlanName": name, "Rules": rules})["BackupPlanId"]
        for name in ["unused", "used"]
    ]
    selection = {"SelectionName": "all", "IamRoleArn": BACKUP_ROLE, "Resources": ["*"]}
    then.create_backup_selection(BackupPlanId=plans[1], BackupSelection=selection)


for make in (keys, secrets, certificate, backups):
    make()
