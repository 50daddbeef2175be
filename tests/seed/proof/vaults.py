"""Backups: plans that save something and nothing, vaults that keep it and lose it, what was saved."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)
OTHER_REGION = "us-east-1"
STRANGER = "arn:aws:iam::999988887777:root"
VITAL = {"criticality": "vital"}


def client(name, place=region):
    return session.client(name, endpoint_url=endpoint, region_name=place)


ACCOUNT = client("sts").get_caller_identity()["Account"]
BACKUP_ROLE = f"arn:aws:iam::{ACCOUNT}:role/backup"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def file_system(place, token):
    tags = [{"Key": "criticality", "Value": "vital"}]
    return client("efs", place).create_file_system(CreationToken=token, Backup=False, Tags=tags)["FileSystemArn"]


def plan(backup, name, tags, **rule):
    daily = {"RuleName": "daily", "TargetBackupVaultName": "good", "ScheduleExpression": "cron(0 5 ? * * *)", **rule}
    document = {"BackupPlanName": name, "Rules": [daily]}
    return backup.create_backup_plan(BackupPlan=document, BackupPlanTags=tags)["BackupPlanId"]


def select_all(backup, plan):
    selection = {"SelectionName": "all", "IamRoleArn": BACKUP_ROLE, "Resources": ["*"]}
    backup.create_backup_selection(BackupPlanId=plan, BackupSelection=selection)


def backups():
    backup = client("backup")
    deny = {"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*"}
    lend = {"Effect": "Allow", "Principal": {"AWS": STRANGER}, "Action": "backup:CopyIntoBackupVault", "Resource": "*"}
    policies = {"good": [deny], "bad": [lend], "locked": []}
    for name, statements in policies.items():
        backup.create_backup_vault(BackupVaultName=name, BackupVaultTags=VITAL)
        if statements:
            backup.put_backup_vault_access_policy(BackupVaultName=name, Policy=policy(*statements))
    backup.put_backup_vault_lock_configuration(BackupVaultName="locked", MinRetentionDays=7, ChangeableForDays=3)
    backup.create_backup_vault(BackupVaultName="lax", BackupVaultTags=VITAL)
    backup.put_backup_vault_lock_configuration(BackupVaultName="lax", MinRetentionDays=1)
    copies = [{"DestinationBackupVaultArn": f"arn:aws:backup:{region}:999988887777:backup-vault:copies"}]
    plans = [
        plan(backup, "good", VITAL, Lifecycle={"DeleteAfterDays": 90}, CopyActions=copies),
        plan(backup, "bad", VITAL, Lifecycle={"DeleteAfterDays": 3}),
    ]
    for one in plans:
        select_all(backup, one)
    backup.create_report_plan(
        ReportPlanName="jobs", ReportDeliveryChannel={"S3BucketName": "reports"},
        ReportSetting={"ReportTemplate": "BACKUP_JOB_REPORT"},
    )
    saved = file_system(region, "saved-apart")
    for name, resource in {"good": saved, "bad": file_system(region, "saved-openly")}.items():
        backup.start_backup_job(BackupVaultName=name, ResourceArn=resource, IamRoleArn=BACKUP_ROLE)
    opt_in = {"RDS": True, "Aurora": True, "DynamoDB": True, "EFS": True, "EBS": True}
    backup.update_region_settings(ResourceTypeOptInPreference=opt_in)
    # The other region has a plan that saves nothing, and file systems are not among what it may save.
    file_system(OTHER_REGION, "unsaved")
    elsewhere = client("backup", OTHER_REGION)
    plan(elsewhere, "empty", {})
    elsewhere.update_region_settings(ResourceTypeOptInPreference={**opt_in, "EFS": False})


def saved():
    """One of each sort; the others are not."""
    here, backup = f"{region}:{ACCOUNT}", client("backup")
    volume = client("ec2").create_volume(AvailabilityZone=f"{region}a", Size=8, Encrypted=True)["VolumeId"]
    names = ["dynamodb:{}:table/vital-good", "rds:{}:db:vital-good", "rds:{}:cluster:orders-good"]
    for name in [*names, f"ec2:{{}}:volume/{volume}"]:
        arn = f"arn:aws:{name.format(here)}"
        backup.start_backup_job(BackupVaultName="good", ResourceArn=arn, IamRoleArn=BACKUP_ROLE)


for make in (backups, saved):
    make()
