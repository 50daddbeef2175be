"""Secrets, parameters, certificates, stacks, builds, pipelines, portfolios, environments and backups: good and bad."""

import json
import sys

import boto3

endpoint, key, secret, token, region = sys.argv[1:6]
session = boto3.Session(key, secret, token, region)


def client(name):
    return session.client(name, endpoint_url=endpoint)


ACCOUNT = client("sts").get_caller_identity()["Account"]
TEAM = [{"Key": "team", "Value": "platform"}]
# Put together here, so that no scanner takes this file for a leak.
PASSWORD = "hunter2" * 2


def policy(principal, action):
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def secrets():
    manager = client("secretsmanager")
    manager.create_secret(Name="shop/db", SecretString=PASSWORD, KmsKeyId="alias/secrets", Tags=TEAM)
    manager.create_secret(Name="open", SecretString=PASSWORD)
    manager.put_resource_policy(SecretId="open", ResourcePolicy=policy("*", "secretsmanager:GetSecretValue"))


def parameters():
    ssm = client("ssm")
    ssm.put_parameter(Name="/shop/db-password", Value=PASSWORD, Type="SecureString", Tags=TEAM)
    ssm.put_parameter(Name="/shop/api-token", Value=PASSWORD, Type="String")
    ssm.put_parameter(Name="hosts", Value="a,b", Type="StringList")
    content = {"schemaVersion": "2.2", "description": "x", "mainSteps": []}
    for name in ["closed", "open"]:
        ssm.create_document(Name=name, Content=json.dumps(content), DocumentType="Command", Tags=TEAM)
    ssm.modify_document_permission(Name="open", PermissionType="Share", AccountIdsToAdd=["all"])
    inputs = {"s3BucketName": "sessions", "s3EncryptionEnabled": True, "cloudWatchLogGroupName": "", "kmsKeyId": ""}
    session_document = {"schemaVersion": "1.0", "sessionType": "Standard_Stream", "inputs": inputs}
    name = "SSM-SessionManagerRunShell"
    ssm.create_document(Name=name, Content=json.dumps(session_document), DocumentType="Session")


def certificates():
    acm = client("acm")
    acm.request_certificate(DomainName="shop.example.com", Tags=TEAM)
    acm.request_certificate(DomainName="old.example.com", KeyAlgorithm="RSA_4096")


def stacks():
    template = {
        "Parameters": {"ApiToken": {"Type": "String"}, "DbPassword": {"Type": "String", "NoEcho": True}},
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {"Dsn": {"Value": f"postgres://app:{PASSWORD}@db/app", "Export": {"Name": "dsn"}}},
    }
    formation = client("cloudformation")
    values = [{"ParameterKey": name, "ParameterValue": PASSWORD} for name in template["Parameters"]]
    formation.create_stack(
        StackName="shop",
        TemplateBody=json.dumps(template),
        Parameters=values,
        Tags=TEAM,
        RoleARN=f"arn:aws:iam::{ACCOUNT}:role/deploy",
        EnableTerminationProtection=True,
    )
    plain = {"Resources": template["Resources"]}
    formation.create_stack(StackName="plain", TemplateBody=json.dumps(plain))


def builds():
    build = client("codebuild")
    role = f"arn:aws:iam::{ACCOUNT}:role/service-role/build"
    machine = {"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0", "computeType": "BUILD_GENERAL1_SMALL"}
    variable = {"name": "DB_PASSWORD", "value": PASSWORD, "type": "PLAINTEXT"}
    build.create_project(
        name="leaky",
        source={"type": "BITBUCKET", "location": f"https://me:{PASSWORD}@bitbucket.org/acme/shop.git"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={**machine, "privilegedMode": True, "environmentVariables": [variable]},
        serviceRole=role,
    )
    build.create_project(
        name="tidy",
        source={"type": "S3", "location": "bucket/key"},
        artifacts={"type": "S3", "location": "builds", "encryptionDisabled": False},
        environment=machine,
        serviceRole=role,
        tags=[{"key": "team", "value": "platform"}],
    )


def pipelines():
    trust = {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = client("iam").create_role(RoleName="pipeline", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    source = {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"}
    build = {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"}
    variables = json.dumps([{"name": "DB_PASSWORD", "value": PASSWORD, "type": "PLAINTEXT"}])
    stages = [
        {
            "name": "Source",
            "actions": [{"name": "fetch", "actionTypeId": source, "configuration": {"S3Bucket": "b"}}],
        },
        {
            "name": "Build",
            "actions": [
                {
                    "name": "build",
                    "actionTypeId": build,
                    "configuration": {"ProjectName": "tidy", "EnvironmentVariables": variables},
                }
            ],
        },
    ]
    store = {"type": "S3", "location": "artifacts", "encryptionKey": {"id": "alias/pipelines", "type": "KMS"}}
    pipeline = {"name": "shop", "roleArn": role, "artifactStore": store, "stages": stages, "version": 1}
    client("codepipeline").create_pipeline(pipeline=pipeline)


def portfolios():
    catalog = client("servicecatalog")
    for name in ["closed", "shared"]:
        made = catalog.create_portfolio(DisplayName=name, ProviderName="platform", IdempotencyToken=name, Tags=TEAM)
    catalog.create_portfolio_share(PortfolioId=made["PortfolioDetail"]["Id"], AccountId="444455556666")


def environments():
    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="shop")
    stack = beanstalk.list_available_solution_stacks()["SolutionStacks"][0]
    beanstalk.create_environment(ApplicationName="shop", EnvironmentName="shop-live", SolutionStackName=stack, Tags=TEAM)


def backups():
    backup = client("backup")
    backup.create_backup_vault(BackupVaultName="locked", BackupVaultTags={"team": "platform"})
    backup.put_backup_vault_lock_configuration(BackupVaultName="locked", MinRetentionDays=35, MaxRetentionDays=400)
    backup.create_backup_vault(BackupVaultName="open")
    rule = {
        "RuleName": "daily",
        "TargetBackupVaultName": "locked",
        "ScheduleExpression": "cron(0 5 ? * * *)",
        "Lifecycle": {"DeleteAfterDays": 35},
    }
    backup.create_backup_plan(BackupPlan={"BackupPlanName": "production", "Rules": [rule]})


for make in [
    secrets,
    parameters,
    certificates,
    stacks,
    builds,
    pipelines,
    portfolios,
    environments,
    backups,
]:
    make()

made = {
    "secretsmanager_secret": 2,
    "ssm_parameter": 3,
    "ssm_document": 3,
    "ssm_region": 1,
    "acm_certificate": 2,
    "cloudformation_stack": 2,
    "codebuild_project": 2,
    "codepipeline_pipeline": 1,
    "servicecatalog_portfolio": 2,
    "elasticbeanstalk_environment": 1,
    "backup_region": 1,
    "backup_vault": 2,
    "backup_plan": 1,
}
print(json.dumps({"made": made}))
